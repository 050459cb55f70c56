"""Words that end a booking, as it is to be cancelled or no longer needed; and where they are not meant."""

from __future__ import annotations

import re

CANCEL = re.compile(
    r"キャンセル(?!料|ポリシー|規)|取り?消|取りやめ|予約を?(?:やめ|止め)"
    r"|\bcancel(?!lation (?:fee|polic|charge))"
)
# Something else is cancelled, which is a reason and no wish: "our plane's been cancelled".
_OTHER_THING_JA = (
    r"(?:飛行機|フライト|便|新幹線|電車|特急|バス|船|フェリー|旅行|ツアー|ホテル|旅館|宿"
    r"|会議|打ち?合わせ|商談|出張|研修|コンサート"
    r"|ライブ|イベント|フェス|試合|大会|結婚式|披露宴|式|ゴルフ|キャンプ|登山|飲み会|同窓会|約束|用事|撮影|引っ?越し|予定)"
)
_OTHER_THING_EN = (
    r"(?:flights?|planes?|trains?|ferry|bus|boat|cruise|trip|tour|holiday|hotel|wedding|concert|conference"
    r"|meeting|event|party|match|game|gig|festival|appointment|visit|course|class|race|show|move|interview"
    r"|retreat|excursion|workshop|plans?)"
)
_OTHERS_CANCELLED = re.compile(
    rf"(?P<ja>{_OTHER_THING_JA}(?:が|は|も|を|の)?、?)(?:急に|急遽|全部|ぜんぶ)?"
    r"(?:キャンセル|取り?消し|取りやめ)(?:に(?:な(?:っ|り)|し)|し|され?|を?くらっ?)"
    rf"|(?P<en>\b{_OTHER_THING_EN}(?:'s|'ve)?(?: (?:is|was|were|are|has|have|had|got|been|just|all|now))* )"
    rf"cancell?ed\b|\bcancell?ed (?P<its>(?:(?:the|my|our|his|her|their|a) )?{_OTHER_THING_EN}\b)"
)
# Cancelled only if the change that is wished for cannot be: the change comes first.
_ELSE_CANCELLED = re.compile(
    r"(?:(?:それが|それも|もし)?、?(?:無理|だめ|ダメ|駄目|でき(?:ない|ません)の?|な(?:い|けれ)|空いて(?:い)?な(?:い|けれ)|取れな(?:い|けれ))"
    r"(?:なら|だったら|でしたら|ようなら|ば|場合は?|ときは)|(?<=変更)できなけれ(?:ば)|(?:でき|取れ|空いて(?:い)?)なければ)、?"
    r"[^、。]{0,6}(?:キャンセル|取り?消し?)[^、。]*"
    # Or it may be cancelled, nobody knows yet: 「変えてもらえますか、それかキャンセルかなあ」.
    r"|(?<=[^。])[、。](?:それか|それとも|あるいは|または|もしくは|でなきゃ|じゃなきゃ)、?"
    r"[^、。]{0,8}(?:キャンセル|取り?消し?)[^、。]*"
    r"|(?<=[a-z])[,.]? or (?:else )?(?:(?:maybe|perhaps|possibly|even|just|simply|should|could|might|shall"
    r"|do|would|i|we|it|be|better|best|have|need|to|'d) ){0,6}cancel\b[^.;!?]*"
    r"|,? ?(?:\band |\bbut )?(?:\bor else|\botherwise|\bif (?:not|(?:that|it)'s not possible|you can't"
    r"|there isn't(?: one| any)?)),? (?:(?:i'll|we'll|please|just|then|i'd|we'd|like to|have to) ){0,4}"
    r"cancel\b[^.;!?]*",
    re.IGNORECASE,
)
_CANCELLED_UNLESS = re.compile(
    r"\b(?:(?:i'd|we'd) like to |i want to |i'll |please )?cancel(?: it| that| (?:the|my) booking)?,? "
    r"(?:unless|if (?:you|i|we|it) (?:can't|cannot))\b(?: (?:you|i|we|it) can\b)?",
    re.IGNORECASE,
)
# Ended only so that another takes its place.
REBOOKS = re.compile(
    r"(?:取り|予約し|借り)(?:直|なお)|(?:代わり|かわり)に[^。]{0,48}(?:取|予約|借り|お願い|に(?:し|でき))"
    r"|\bre-?book|\bbook (?:it )?(?:again|another)|\binstead\b"
)
# Who drops a car off, back or in at a shop, or at an hour, only brings it back.
_DROP = (
    r"drop(?![- ]?off| \w+ (?:car )?in\b|(?: [\w'-]+){0,4} (?:off|back)\b"
    r"|(?: \w+)? (?:car|van|minivan|suv|sedan|compact|vehicle|keys?)\b"
    r"(?! (?:booking|reservation|rental|hire)\b)"
    r"|(?: it| her)?,? (?:at|by|on|before|around|early|earlier|later|sooner)\b)"
)
# No wish, but what comes of it: of a booking that exists it is the wish to cancel it.
CALLS_OFF = re.compile(
    r"(?:行け|使わ|使え|乗ら|乗れ|い?ら|要ら|必要)な(?:く|い(?:ん|の|こと))(?:な|て|だ|に)|いらん(?:く|よう|ことに)"
    r"|不要に|(?:都合|予定)が?[^、。]{0,6}(?:悪|つか)"
    r"|中止に|なしに(?:して|でき)|なかったことに"
    r"|(?:行け|行かれ|伺え|来られ)(?:そうに(?:も)?)?ない(?:です|んです|ので|から|[。、]|$)(?![^。]{0,30}\d{1,2}時)"
    r"|(?:行か|借り|乗ら|使わ)ない(?:こと|方向)に|(?:全部|全て|すべて|予約|(?:今|いま|さっき|先ほど)の)(?:は|を)?、?(?:やっぱり?、?)?なし[でに]|見送[らりる]|辞退"
    rf"|\b(?:scrap|scratch|call off|bin|{_DROP}|undo|get rid of)\b(?! the (?:drop|return|pick))"
    r"|\b(?:don't|do not|won't|no longer|not)(?: be)? need(?:ing)?\b|\bcan't (?:make it|come|go)\b"
    r"|\b(?:get|back|pull) out of (?:it|that|this|the|my|our)\b"
    r"|\bfallen through\b|\b(?:be|being|it|that|this) called off\b"
    # "We shan't be going after all", "we're not coming any more".
    r"|\b(?:shan't|won't|not|can't|cannot|aren't|isn't)(?: (?:be|now|going to|able to|actually)){0,3} "
    r"(?:go(?:ing)?|com(?:e|ing)|travel\w*|visit\w*|mak(?:e|ing) it|tak(?:e|ing)|us(?:e|ing)|want(?:ing)?"
    r"|requir(?:e|ing)|driv(?:e|ing))\b(?![^.;!?]{0,24}\b(?:till|until|before|at"
    r"|by)\b)[^.;!?]{0,24}?\b(?:after all|any ?more|any longer|now)\b"
    r"|\bdecided (?:not to|against)\b"
    r"|\b(?:trip|holiday|journey|visit|wedding|event|conference|meeting|tour|plans?)(?:'s| is| are| was"
    r"| has been"
    r"| have been)? (?:all |now )?(?:off|called off|fallen through)\b"
)
# Asked of what has not happened: "what if we can't come?"
ONLY_IF = re.compile(
    r"\bwhat(?: happens)? if\b|\bin case\b|\bif (?:i|we)(?: (?:can't|don't|cannot|do not|won't)|'re not"
    r"|'m not)\b"
)
# Of a booking as such, so that nobody need say that it was made before.
ENDS_A_BOOKING = re.compile(
    r"\btake (?:[\w-]+ ){1,5}off (?:your|the) (?:books?|system|list)\b"
    r"|\b(?:call|cry) (?:(?!for\b)\w+ ){0,4}off\b|\bcall off\b"
    rf"|\b(?:scrap|scratch|bin|{_DROP}|undo|axe|ditch|lose|withdraw|get (?:rid|out) of"
    r"|(?:pull|back) out of)"
    r" (?:(?:a|an|the|my|our|this|that) )?(?:\w+ ){0,2}(?:booking|reservation|rental|hire)\b(?! back| off)"
)
ENDS_IT = re.compile(
    rf"\b(?:bin|scrap|scratch|{_DROP}|ditch|undo|axe|kill|lose|get (?:rid|out) of)"
    r" (?:it|that|this|that one|the lot)\b(?! off)"
)
# --- acts that are refused, only supposed, or for later

NOT_AT_ALL = re.compile(
    r"(?:変更|キャンセル|取り?消し)(?:は|も|など|とか)?(?:あ?りません|ない|なし|しません|しない|不要|結構"
    r"|大丈夫)"
    # "No, cancel it" is none of these.
    r"|\b(?:no (?:need (?:to|for) (?:an? )?)?|(?:not|don'?t|won'?t) (?:\w+ ){0,3})(?:chang|cancel)"
)
# An act that is named only to say that it is not meant, or not yet: 「キャンセルじゃなくて、時間を変えたい」.
REFUSED_ACT = re.compile(
    r"(?:キャンセル|取り?消し?|変更|延長)(?:したい|する|した|し)?(?:って|という)?(?:わけ|こと|の|ん|とか|まで)?"
    r"(?:じゃ|では|でも|ぢゃ)(?:な(?:くて?|い(?=[、。で])|いんです)|ありません)(?:(?:です)?(?:が|けど))?"
    r"|(?:キャンセル|取り?消し?|変更)(?:は)?せずに|(?:キャンセル|取り?消し|変更)(?:は|を)?しない(?:で|けど)(?!す|くだ|下さ|ほし|お)"
    # 「いや、取り消さんでええわ」, 「キャンセルしなくて大丈夫です」.
    r"|(?:(?:キャンセル|取り?消し?)(?:は|を|も)?(?:し|せ)|取り?消さ)(?:な(?:くて)|んで|んと)(?:も)?"
    r"、?(?:ええ|いい|良い|よい|大丈夫|結構|構わな)[^、。]{0,4}"
    r"|\b(?:(?:do not|don't)(?: (?:want|need|wish|mean) to)?|not|rather than|instead of|without) (?:to )?"
    r"cancel(?:ing|ling)?\b(?: (?:it|that|the booking|my booking))?"
)
# What is wished for besides is none that exists: 「変更じゃなくて、新しく取りたいんです」.
WANTS_NEW = re.compile(
    r"新し[くい]|新規|新たに|もう(?:1|一)(?:台|件)|\b(?:a|another) new\b|\bnew (?:booking|one|reservation)\b"
)
# Where the caller turns round: what was wished for before is withdrawn if another wish follows.
_TURNS = re.compile(
    r"(?:^|[、。,.!?…\s])(?:あ|え|ん|うーん)?っ?、?(?:いや(?!な)|いえ|でも|やっぱり?|やはり|待って|ちょっと待|ていうか|というか|それか|もしくは|じゃなく|じゃなくて)"
    r"|\b(?:no wait|wait|hang on|hold on|or|actually|rather|scratch that|but|no|on second thoughts?)\b"
)
# What is wished for besides the act that is refused.
ONLY_TO_SEE = re.compile(r"確認|確かめ|照会|聞き|知り|\b(?:check|confirm|look|see|ask|know)\b")
# What an act would come to, asked before there is anything to cancel: "is there a charge if I cancel?"
SUPPOSED_ACT = re.compile(
    r"(?:キャンセル|変更|延長)を?"
    r"(?:し(?:たら|た(?:場合|とき|時)|ても)|する(?:場合|とき|時|と(?!き|こ|い))|(?:の|になった)場合|になったら)"
    r"|取り?消(?:したら|した場合|す場合|すと)"
    r"|もし[^、。]{1,14}(?:たら|なら|場合は?|ときは?)、?[^、。]{0,14}(?:変更|変え|キャンセル|延長)[^、。]{0,8}か[。?？]?$"
    r"|\b(?:if|when|once|in case) (?:i|we)(?:'d| had| have| ever| need| want| decide| to)* "
    r"(?:cancel|change|move|extend)\w*"
)
# What cancelling comes to, and until when; and that it is wished for all the same.
OF_ITS_TERMS = re.compile(
    r"いつ|何日|いくら|無料|ただで|タダで|料金|キャンセル料|かかり|かかる|掛か|どうなり|どうすれば|規定|期限"
    r"|\b(?:when|how (?:late|long|much)|free|fee|charge|cost|polic\w+|deadline|what happens|what if)\b"
)
REQUESTS_IT = re.compile(
    r"(?:キャンセル|取り?消し?)(?:を|で)?、?(?:し(?:たい|て(?:くだ|下さ|ほし|もら|いただ))|お願い)|やめ(?:たい|ます)"
    r"|\b(?:please cancel|want to cancel|need to cancel|like to cancel"
    r"|cancel (?:it|that|the booking|mine|my booking)(?: please| then|$|[.,;!]))"
)
# 「キャンセルできるのか先に聞きたい」
TO_BE_TOLD = (
    r"(?:か(?:どうか)?|の|って)(?:を|だけ)?、?(?:先に|まず|ちょっと|一応)?"
    r"(?:聞[きい]|伺[いっ]|知り|教えて|確認し)"
)
_FORGOT = re.compile(r"忘れ|\bforg[eo]t")
# Of whenever it may be, so that nobody need have a booking: 「直前のキャンセルでも大丈夫ですか」.
_AT_ANY_TIME = re.compile(
    r"(?:直前|当日|前日)(?:の|に|で)?(?:キャンセル|変更|取り?消)|何(?:日|時間)前|(?:あと|後)から(?!の)|手数料|取られ"
    r"|(?:た|だ|る|い|の)(?:とき|時|場合|ら)(?:って|に?は|も|でも|に)?、?[^、。]{0,6}(?:キャンセル|変更|取り?消)[^、。]{0,4}(?:でき|出来|可能|きき|利[きく])"
    r"|お金(?:が|は|も)?(?:かか|取|とら|い[るり]|要)"
    r"|\b(?:afterwards?|last[- ]minute|on the day|the day before|charged?|(?:my|our) plans change)\b"
)
_ASKS = re.compile(
    rf"{TO_BE_TOLD}|か[。?？]?$|[?？]|っけ"
    r"|^(?:and |so |but )?(?:can|could|is|are|do|does|what|how|when|will|would)\b"
)
# What may be done with the one that is being made: 「予約したあとで日にちを変えられますか」.
ONCE_BOOKED = re.compile(
    r"予約(?:を?し|を?取っ)た(?:あと|後|のち)|予約(?:の|して)(?:あと|後)(?:から|で|でも)"
    r"|\b(?:once|after|when|if) (?:i|we)(?:'ve| have)?"
    r" (?:booked|reserved|made (?:the|a|my) (?:booking|reservation))\b|\b(?:after|once) booking\b"
)


def asks_of_terms(plain: str) -> bool:
    """Whether the words, in lower case, ask only what changing or cancelling comes to, or until when it can
    be done: "what do you charge if I cancel?"."""
    told = OF_ITS_TERMS.search(plain) or _AT_ANY_TIME.search(plain) or ONCE_BOOKED.search(plain)
    if _FORGOT.search(plain):
        return False  # "I forgot to ask for a card when I booked. Can you add one?"
    return told is not None and _ASKS.search(plain) is not None and REQUESTS_IT.search(plain) is None


def leave_out_withdrawn(plain: str, wishes: re.Pattern[str]) -> str:
    """`plain` without a wish to cancel that the caller turns away from in one breath: to keep the booking
    (「いや、取り消さなくていいです」), or to have it otherwise, as `wishes` tells ("or actually, if you can
    move it"). A cancellation that is wished for behind the turn stands."""
    first = CANCEL.search(plain)
    if first is None:
        return plain
    for turn in _TURNS.finditer(plain, first.end()):
        behind = plain[turn.end() :]
        left = REFUSED_ACT.sub("、", behind)
        if not CANCEL.search(left) and (left != behind or wishes.search(left)):
            return f"{plain[: first.start()]}、{left}"
    return plain


def leave_out_last_resort(text: str) -> str:
    """The text without a cancellation that is wished for only if a change cannot be: 「無理ならキャンセル」,
    "cancel it unless I can have it a week later"."""
    return _CANCELLED_UNLESS.sub("could I", _ELSE_CANCELLED.sub("", text))


def write_out_cancelled_things(text: str) -> str:
    """The text with what is cancelled besides a booking (a flight, a wedding) as what has fallen through."""
    return _OTHERS_CANCELLED.sub(_write_as_fallen_through, text)


def _write_as_fallen_through(found: re.Match[str]) -> str:
    if found["ja"]:
        return f"{found['ja']}中止になっ"
    return f"{found['en']}fallen through" if found["en"] else f"fallen through: {found['its']}"
