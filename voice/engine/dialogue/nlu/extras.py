"""Extras that a caller wants with the car, or does not want after all: child seats, cover, an ETC card …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice.engine.dialogue.nlu.classes import recognise_classes
from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest, read_utterance

# By the name that the tools understand: what callers say.
NAMES = {
    "チャイルドシート": (
        r"(?:チャイルド|ベビー|ジュニア|子供用の?|子ども用の?|赤ちゃん用の?|幼児用の?)(?:シート|椅子|いす|イス|座席)"
        r"|(?:子|歳|赤ちゃん|孫)[^。]{0,20}?(?<![ァ-ヶー])(?:シート|椅子|いす(?!か)|イス|座席)"
        r"|\b(?:child|baby|infant|toddler|booster|kids?'?|car) ?seats?\b|\bboosters?\b"
        r"|\b(?:toddler|baby|infant|child|kids?|son|daughter|years?[- ]old)\b[^.!?]{0,40}?\bseats?\b"
    ),
    "ETCカード": (
        r"\betc ?cards?\b|\b(?:toll|highway|expressway|motorway) (?:cards?|pass(?:es)?)\b"
        r"|(?:etc|イーティーシー)(?:の?カード|車載器)?"
    ),
    "免責補償とNOC補償": (
        r"(?:noc|ノンオペレーションチャージ)(?:補償)?|フル(?:カバー|補償|サポート)(?:の保険)?|安心パック"
        r"|(?:全部入り|一番いい|最大)の(?:保険|補償)"
        r"|(?:保険|補償)(?:は|も|を)?、?(?:一番|いちばん|最も|最高に?)(?:手厚い|いい|良い|よい|安心な|広い)(?:やつ|もの|の|プラン)"
        r"|\bnoc\b(?: cover)?"
        r"|\b(?:full|fullest|best|top|maximum|highest) (?:possible )?(?:cover(?:age)?|insurance|protection)\b"
    ),
    "免責補償": (
        r"免責(?:補償)?(?:制度)?|(?:車両)?(?:保険|補償)|\bcdw\b|\bcollision damage waiver\b"
        r"|\b(?:damage )?waiver\b|\binsurance\b"
    ),
    "スタッドレスタイヤ": (
        r"スタッドレス(?:タイヤ)?|(?:冬(?:用|場)?の?|スノー|ウ[イィ]ンター|雪(?:道|用)の?)タイヤ"
        r"|\b(?:winter|snow) ?t[iy]res?\b"
        r"|\bstudless(?: t[iy]res?)?\b"
    ),
}
# What the company's answer to a question is about, by its topic: 「それもお願いします」 means that one then.
OF_TOPICS = {
    "child-seat": "チャイルドシート",
    "etc": "ETCカード",
    "insurance": "免責補償",
    "winter-tyres": "スタッドレスタイヤ",
}
PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in NAMES.items()}
# Enough of a name for one that is booked.
SHORT_NAMES = {
    "チャイルドシート": re.compile(r"(?<![ァ-ヶー])シート(?![ァ-ヶー])"),
    "ETCカード": re.compile(r"(?<![ァ-ヶー])カード(?![ァ-ヶー])"),
}
NUMBERS = {"二": 2, "ふた": 2, "三": 3, "みっ": 3, "四": 4, "two": 2, "three": 3, "four": 4}
COUNT_JA = r"(?:(?P<count>[1-9一二三四]|ひと|ふた|みっ)(?:つ|台|枚|個|脚|人分|名分)(?:ほど|とも)?)?"
COUNT_EN = re.compile(r"\b(?P<count>two|three|four|[2-9]) (?:[a-z]+ )?\Z")
# Directly behind it, at most a count and a particle between.
WANTED_JA = re.compile(
    rf"(?:の(?:やつ|方|ほう))?(?:を|も|と|が|は|に|の)?{COUNT_JA}(?:だけ)?(?:は|も|が|を)?、?(?:ご?予約に)?"
    r"(?:(?:両方|どっちも|どちらも|二つとも|2つとも|全部)(?:とも)?(?:を|、)?)?"
    r"(?:付け|つけ|付き|つき|着け|お願い|ください|下さい|欲し|ほし|必要|要り|いり(?:ます|そう)|希望|込み|入り|追加|借り"
    r"|使い|利用|頼|(?:要|い)る(?!か|の(?:か|です|でしょう|かな)|んで(?:す|しょう)か)|有り|あり(?:で|に)|セットで|一緒に"
    r"|(?:に(?:し(?:て|たい)|替え|交換|変[え更])|履(?:いて|いた|か)|はい(?:てる|た)|の(?:やつ|車|もの)で)"
    r"|加え|入れ(?:て|たい)|載せ|のせ|乗せ|貸し(?:て(?:ほし|欲し|くださ|もらい|いただき)))"
    r"|も(?:です|で)?(?:ね)?(?:。|$)"
)
NOT_WANTED_JA = re.compile(
    r"(?:は|なら)?(?:自分|うち|手持ち|自前)の(?:を|が|もの)?(?:使|持|あ)[^、。]{0,12}"
    r"|(?:は|なら)[^、。]{0,20}(?:いらな|要らな|いりません|要りません|不要|なしで|外し|はずし|取り消|やめ)"
    rf"|(?:を|も|は|が|の)?{COUNT_JA}(?:だけ)?、?(?:やっぱり?|やはり)?、?(?:もう)?"
    r"(?:なし|無し|ない|不要|いらな|要らな|いりません|要りません|結構|けっこう|やめ"
    r"|外し|はずし|抜き|取り消|キャンセル|付けな|つけな|必要(?:ない|ありません|な(?:い|く))|大丈夫|だいじょうぶ)"
)
WANTED_EN = re.compile(
    r"\b(?:with|add|needs?|want|like|include|including|plus|have|get|take|bring|put in|throw in|and)\b"
    r"[^.,!?]{0,40}\Z"
)
# 「シートをひとつ」, and no more.
COUNTED_JA = re.compile(
    r"(?:を|も)?(?P<count>[1-9一二三四]|ひと|ふた|みっ)(?:つ|台|枚|個|脚)(?:ほど)?(?:で|です|、|。|$)"
)
WANTED_AFTER_EN = re.compile(r"[^.!?]{0,40}\b(?:please|too|as well|for (?:my|the|our))\b")
TAKES_EN = re.compile(r"\b(?:take|taking|leave|leaving|knock) (?:the|that|my|our|those)? ?[a-z]{0,10} ?\Z")
OFF_EN = re.compile(r"s?(?: please)? (?:off|out|away)\b")
# "We've borrowed a seat, so you can take that off".
NOT_WANTED_AFTER_EN = re.compile(
    r"[^.!?]{0,40}?\b(?:(?:take|leave|knock) (?:that|it|them|those|the \w+) (?:off|out|away)\b"
    r"|(?:remove|drop|cancel|skip|scrap) (?:it|that|them|those)\b"
    r"|(?:is|are|'s|'re)(?: not|n't| no longer) (?:needed|necessary|required)\b"
    r"|(?:won't|don't|do not|will not|no longer) (?:really )?(?:need|want) (?:it|that|one|them|those)\b)"
)
NOT_WANTED_EN = re.compile(
    r"\b(?:no|not|without|don't|do not|remove|drop|cancel|skip|forget|won't|never mind|scrap|ditch|lose"
    r"|bin|scratch|leave (?:out|off)|take (?:out|off)|get rid of|hold|minus)\b[^.,!?]{0,30}\Z"
)
FOLLOWS_EN = re.compile(r"\bso,? (?:an?|the|we|i|we'll|i'll|please)\b", re.IGNORECASE)
OWN_EN = re.compile(r"\b(?:my|our|his|her|their|your) own\b[^.,!?]{0,12}\Z|\b(?:my|our) \Z")
# A wish, though it has the form of a question: 「付けてもらえますか」, "could you add …".
REQUESTED_JA = re.compile(
    rf"(?:の(?:やつ|方|ほう))?(?:を|も|は)?{COUNT_JA}、?(?:ご?予約に)?(?:付け|つけ|着け|追加し?|足し|入れ|載せ|のせ|乗せ|加え|用意し|手配し|貸し|お借りし|お願い(?:し)?)"
    r"(?:て(?:もら|いただ|くれ|くださ|下さ|ほし|欲し|おいて|も(?:いい|ええ|らっ)|いい)|といて|できま|でき(?:る|れば|たら))"
    # 「シートも借りられますか」 may only ask; together with the car it is wished for.
    rf"|(?:も|を)?{COUNT_JA.replace('count', 'together')}、?(?:車と)?(?:一緒|いっしょ|同時|セット)[にで]、?"
    r"(?:お?借り|付け|つけ|お願い|予約|レンタル)"
)
# The frame is composed: what opens a request, a verb of putting, for whom. "Pop" and "chuck" ask as "add"
# does. Of the verbs the stems, before "ing".
_PUTS = (
    r"(?:add|includ|put|throw|chuck|pop|stick|bung|slap|lob|shov|toss|tack|attach|fit|pack|load)"
    r"(?:e|t?ing|p?ing)?\b"
)
# These put nothing by themselves: "get a child seat" does not say for whom.
_GETS = r"(?:bring|get|giv|fix|sort|arrang)(?:e|t?ing)? (?:me|us|it|her|him|along|up|out)\b"
_ASKS_YOU = (
    r"(?:could|can|would|will|might) (?:you|we|i|it|the car)"
    r"(?: (?:please|also|kindly|just|maybe|possibly)){0,3}"
)
_AS_A_FAVOUR = (
    r"you (?:could|can|might|may)|(?:would|do) you mind|be (?:possible|ok|okay|all right|alright) to"
    r"|wondering if (?:you|we|i) (?:could|can|might)|(?:chance|way) (?:you|we|i) (?:could|can|might)"
    r"|(?:i'd|we'd|would) (?:like|love) (?:you )?to|want (?:you )?to|if you (?:could|can|would)|happy to"
    r"|favou?r and"
)
_FIRST = r"(?:^|[.,!?;:\u2026-] ?)"  # of a clause: told to do
_THEN = r"\b(?:and|then|but|so|also|oh|just|maybe|please|kindly|go ahead and|let's|i'll|we'll)"
_IDLE = r"[ ,]{0,3}(?:(?:oh|please|just|also|maybe|kindly|possibly|then|and|perhaps|quickly|yeah),? ){0,4}"
_NEAR = r"[^.!?]{0,40}\Z"
# "Could I get a child seat?" may only ask; these make a request of it.
ON_TOP_EN = re.compile(r"[^.!?]{0,12}\b(?:with (?:that|it|this)|too|as well|on top|added|please)\b")
MAY_HAVE_EN = re.compile(rf"\b{_ASKS_YOU} (?:get|have|take)\b{_NEAR}")
REQUESTED_EN = re.compile(
    rf"(?:{_FIRST}|{_THEN}|\b(?:{_ASKS_YOU}|{_AS_A_FAVOUR})){_IDLE}(?:{_PUTS}|{_GETS}){_NEAR}"
    rf"|\b(?:would|do) you mind (?:bringing|giving me|getting me)\b{_NEAR}"
    rf"|\b(?:could|can) (?:it|the car) (?:have|get|be fitted with)\b{_NEAR}"
    rf"|\b{_ASKS_YOU} (?:bring|arrange|give me|get me|have .{{0,30}}\bplease)\b{_NEAR}"
    rf"|\b(?:any (?:chance|possibility|hope) of|be (?:possible|able) to (?:have|get))\b{_NEAR}"
)
# "We need a seat, can that be arranged?" asks for nothing but the seat.
# Who forgot to ask for it asks now. 「シートを忘れた」 left one behind.
BE_ARRANGED_EN = re.compile(
    r"[^.!?]{0,40}?[,.;] ?(?:and )?(?:can|could|would|will|is) (?:that|it|this)"
    r" (?:be (?:arranged|possible|added|done|okay|ok|all right)|possible|okay|all right|something you)\b"
)
FORGOT_EN = re.compile(
    r"\b(?:forgot(?:ten)?|didn't (?:think|remember)|neglected|omitted|failed|meant|should have|should've)"
    r"(?: to)? (?:ask(?:ed)? (?:you )?(?:for|about)|(?:add|book|mention|order)(?:ed)?|included?|say|said)\b"
    + _NEAR
)
FORGOT_JA = re.compile(
    r"(?:を|も|は|の)?(?:こと(?:を)?)?、?(?:(?:頼|たの)[みむ]|(?:付け|つけ|入れ|伝え)る?|(?:お願い|予約|追加|注文)(?:し|する)"
    r"|申し込[みむ]|言[いう]|選[びぶ])(?:の|こと)?(?:を|も|が)?(?:忘れ|わすれ)"
)
# What joins an extra to the one before it, whose verb is for both: "add a booster seat and an ETC card".
JOINED_EN = re.compile(
    r"(?:,|\s|\band\b|\bor\b|&|\balso\b|\bplus\b|\ban?\b|\bthe\b|\b(?:some|two|three)\b)*", re.IGNORECASE
)
JOINED_JA = re.compile(
    rf"(?:(?:を|も)?{COUNT_JA}(?=と|や|、))?(?:と|や|も|、|に|あと|それと|それから|\s|&|,| and )*"
)
# What may stand beside extras in such a list.
BESIDE_LISTED = re.compile(
    r"(?:\s|と|や|も|に|それと|あと|それから|で|です|(?:[1-9一二三四]|ひと|ふた|みっ)(?:つ|台|枚|個|脚)"
    r"|\b(?:and|plus|also|so|with|then|oh|the|please|too|an?|one|two|three|[1-4]"
    r"|for (?:the|my|our|her|him|them)(?: [a-z]+){0,2})\b)*"
)
# What joins an extra to the class of the car: 「チャイルドシート2つとミニバン」.
TO_A_CAR = re.compile(
    rf"(?:を|も)?(?:もう)?{COUNT_JA}、?と、?(?:お?車[もはを]、?)?|[をも]?と、?お?車[もはを]、?"
)
OBJECT = re.compile(
    r"を、?(?=\d|今日|明日|明後日|来週|来月|[土日月火水木金]曜)[^。?？]{0,60}"
    r"(?:で|お願いし(?:ます|たい(?:です)?)|ください)(?:[。!]|$)"
)
BEHIND_A_CAR = re.compile(r"(?:を|が)?(?:[1一]台)?、?と、?")
# A car that is asked for, and what is joined to it.
MAY_RENT_EN = re.compile(
    r"\b(?:could|can|may|might) (?:i|we)(?: please| possibly| maybe| just)?"
    r" (?:get|have|book|rent|reserve|hire|take|pick up) (?:an?|the|your|some)?[^.?!,]{0,12}\Z"
)
WITH_IT = re.compile(r"(?: cars?)?,? (?:with|and|plus|including)(?: (?:an?|the|one|two|some))? ?")
SENTENCE_END = re.compile(r"[。.!?？]|$")
ASKS = re.compile(r"か$|いくら|どう|[?？]$")
# The end of the sentence that asks.
ASKED = re.compile(r"[^。.!?？]{0,60}?(?:か(?:ね|な|しら)?[。、]|いくら[。、]|[?？])")
LONGEST_BEFORE = 60  # characters: what speaks for an extra stands nearer
# Of the one that was just told of, which is not named again.
TAKES_IT = re.compile(
    r"(?:それ|これ|そっち|そちら|その(?:カード|シート|タイヤ|補償|保険))(?:も|を|は)?、?"
    r"(?:[12一二]つ|一緒に|あわせて)*、?"
    r"(?:付け|つけ|お願い|おねがい|ください|下さい|欲し|ほし|借り|追加|頼|たの|いただ|もら|入れ|加え|希望"
    r"|必要|いり|要り)"
    r"|それも(?:で|です|ね|、|。|$)"
    r"|(?:^|[、。])(?:(?:じゃあ?|では|なら|はい|あ|えっと)、?)*(?:[12一二]つ|ひとつ|ふたつ|1個|一個|1台分|一台分)(?:だけ)?(?:を|、)?"
    r"(?:付け|つけ|お願い|おねがい|ください|下さい|借り|頼|で$|で。)"
    r"|(?:付け|つけ|追加し|借り)"
    r"(?:て(?:おいて|もらえ|いただけ)?(?:ください|下さい|ほし|ます|る)|て(?:もら(?:って|い|おう|お)|いただ(?:いて|こう))"
    r"|と(?:いて|く|き)|たい|ましょう|ます)"
    r"|\b(?:add|include|throw in|put in|bring)\b[^.!?]{0,12}\b(?:it|that|one|those|them|both)\b"
    r"|\b(?:i'll|we'll|i will|let me|i'd like to|i'd|can i|could i|may i|i want|we need|i need|give me|get me"
    r"|i'd like) ?(?:take|have|get|add|use|like|rent|order)? ?"
    r"(?:it|that|one(?: of (?:those|them))?|those|them|some)\b(?! book)"
    r"|\b(?:with|including|plus) (?:it|that|this|one|two|those|these|them)"
    r"(?: of (?:those|these|them))?(?= (?:from|at|in|for|on|please|then)\b|[.,;!]|$)"
    r"|\b(?:that|those|one|it)(?: one)?,? (?:too|as well)\b"
    r"|\b(?:yes|sure|ok|okay|great),? (?:one|that one|one of those)\b",
    re.IGNORECASE,
)
# The same, of one that is only asked about before: 「まだなら1つお願いします」, "if so, add one".
_TAKES_LATER = re.compile(
    r"(?:なら|たら|れば)、?[^、。]{0,4}(?:付け|つけ|(?:[1-4一二三]|ひと|ふた)つ|お願い|追加|頼[みむ]|貸し|借り(?:たい|ます)|ください)"
    r"|(?:付け|つけ)(?:て(?:おいて)?(?:ください|下さい|ほし|欲し|もら|いただ)|と(?:いて|く|き))"
    r"|\bif (?:so|not|you do|there (?:is|are))\b,?[^.!?]{0,24}"
    r"\b(?:add|include|put|please|i'll|we'll|i'd|we'd)\b"
    r"|\b(?:add|include|throw in|put in|pop in|stick in)\b[^.!?]{0,12}\b(?:it|one|those|them|both)\b",
    re.IGNORECASE,
)
LEAVES_IT = re.compile(
    r"(?:それ|そっち|そちら|これ)(?:は|なら|だと)?、?"
    r"(?:いい(?:です|や)|結構|いらな|要らな|いりません|なし|無し|やめ|不要|大丈夫)"
    r"|(?:付け|つけ)(?:ない|なくて|ません)"
    r"|(?:なら|じゃあ?|では)、?(?:いらな|いりません|要りません|やめ|なしで|不要|結構)"
    r"|\b(?:not|don't|won't|no|without|skip|leave)\b",
    re.IGNORECASE,
)
# A whole clause that does without it.
_LEAD_JA = (
    r"(?:あー?|うーん|んー|まあ|ほな|(?:それ)?じゃあ?|(?:それ|でし)(?:なら|だったら|たら)|なら|では|いえ|いや|やっぱり?|ちょっと"
    r"|今回は|特に|それは|、){0,6}"
)
_DECLINES_JA = re.compile(
    rf"{_LEAD_JA}(?:もう)?(?:けっこう|結構|いい|ええ|大丈夫|だいじょうぶ|要ら?(?:ない|ん|へん)|いら(?:ない|ん|へん)|(?:要|い)りません"
    r"|不要|必要ない|なし(?:で|に)?|やめ(?:て?おき|と(?:き)?|)|遠慮(?:して?おき|しとき|し)|(?:付け|つけ)(?:なくて(?:も)?(?:いい|大丈夫|結構)|ない)"
    r"|パス(?:で)?|見送り)(?:ます|く|こう|にし(?:ます|とく)|でいい|で)?(?:です|や|だ)?(?:わ|ね|よ|かな){0,2}(?:お願いします)?[。、]?"
)
_DECLINES_EN = re.compile(
    r"(?:(?:oh|ok(?:ay)?|right|hmm?|well|no|nah|nope|then|in that case|actually|thanks|ah"
    r"|that's (?:alright|all right|fine))[ ,.!]+)*"
    r"(?:never ?mind|no,? (?:thanks?|thank you|need)|pass|(?:do|i'll do) without|not (?:needed|worth it)"
    r"|(?:(?:i|we)(?:'ll| will) )?(?:pass|skip (?:it|that)|leave (?:it|that)(?: out| off)?|do without)"
    r"|(?:i|we) (?:don't|won't|do not) (?:need|want) (?:it|one|that|them|any)|don't bother"
    r"|forget (?:it|about it|that))(?:,? (?:then|thanks|after all|please|though))*[.,!]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ExtraRequest:
    """`name` as the tools understand it."""

    name: str
    wanted: bool
    # How many are wished.
    count: int = 1
    # It was asked to be added, in whatever politeness: 「付けてもらえますか」 is no question.
    requested: bool = False


def recognise_extras(utterance: Utterance) -> list[Span]:
    """Spans of kind "extra" with an ExtraRequest. What is only spoken of, or asked about, is none."""
    plain = utterance.plain
    named = [
        Span("extra", name, *found.span())
        for name, pattern in PATTERNS.items()
        for found in pattern.finditer(plain)
    ]
    ordered = sorted(keep_longest(named), key=lambda each: each.start)
    found: list[tuple[bool, bool] | None] = []
    for at, span in enumerate(ordered):
        begin = ordered[at - 1].end if at else 0
        own = _find_request(plain, span, begin)
        # "add a booster seat and an ETC card": what is only joined to the one before has its verb.
        joined = at and JOINED_EN.fullmatch(plain, begin, span.start)
        found.append(found[-1] if joined and found[-1] is not None and plain[span.start].isascii() else own)
    for at, span in enumerate(ordered):
        if found[at] is None and (
            _is_listed(plain, ordered, span)
            or _is_joined_to_a_car(utterance, span)
            or _is_an_object(plain, span)
        ):
            found[at] = (True, False)
    for at in reversed(range(len(ordered) - 1)):
        # 「チャイルドシートとETCをお願いします」: the last one's verb is for all that it is joined with.
        if JOINED_JA.fullmatch(plain, ordered[at].end, ordered[at + 1].start):
            found[at] = found[at] or found[at + 1]
    for at, span in enumerate(ordered):
        if found[at] == (True, False) and _is_rented_with_a_car(utterance, span):
            found[at] = (True, True)
        if found[at] != (False, False) and _is_taken_later(plain, span):
            found[at] = (True, True)
    return [
        Span("extra", ExtraRequest(span.value, each[0], _count(plain, span), each[1]), span.start, span.end)
        for span, each in zip(ordered, found, strict=True)
        if each is not None
    ]


def _is_listed(plain: str, ordered: Sequence[Span], span: Span) -> bool:
    """「ミニバン、シートふたつとETC」: in a list of wishes a clause of nothing but extras is one."""
    begin = max(plain.rfind(mark, 0, span.start) for mark in "、。,.!?？;") + 1
    end = min((at for mark in "、。,.!?？;" if (at := plain.find(mark, span.end)) >= 0), default=len(plain))
    if plain[end : end + 1] in ("?", "？") or not plain[:begin].strip(" 、,"):
        return False  # alone it may as well be a question
    rest, done = [], begin
    for each in ordered:
        if begin <= each.start and each.end <= end:
            rest.append(plain[done : each.start])
            done = each.end
    return all(BESIDE_LISTED.fullmatch(piece.lower()) for piece in [*rest, plain[done:end]])


def _is_joined_to_a_car(utterance: Utterance, span: Span) -> bool:
    """「チャイルドシート2つとミニバン」: it is wished for as the car is, unless the sentence asks."""
    plain = utterance.plain
    end = SENTENCE_END.search(plain, span.end)
    if end and ASKS.search(plain[span.end : end.start()] + end[0].strip("。.!")):
        return False
    return any(
        TO_A_CAR.fullmatch(plain, span.end, car.start)
        if span.end <= car.start
        else BEHIND_A_CAR.fullmatch(plain, car.end, span.start)
        for car in recognise_classes(utterance)
    )


def _is_an_object(plain: str, span: Span) -> bool:
    """「シートを、16日10時から、コンパクトで」: what is wished for stands far behind it, and nothing asks."""
    end = OBJECT.match(plain, span.end)
    return end is not None and not ASKS.search(end[0].rstrip("。.! "))


def _is_rented_with_a_car(utterance: Utterance, span: Span) -> bool:
    """ "Could I get a compact with a baby seat?" asks for both. "Do you have one with a seat?" only asks."""
    plain = utterance.plain.lower()
    return any(
        WITH_IT.fullmatch(plain, car.end, span.start)
        and MAY_RENT_EN.search(plain[max(0, car.start - LONGEST_BEFORE) : car.start])
        for car in recognise_classes(utterance)
    )


def write_out_known_extras(utterance: Utterance, known: Sequence[str]) -> Utterance:
    """The words with the whole name of an extra that is `known`, where it is short: 「シートはいらない」."""
    plain = utterance.plain
    for name, short in SHORT_NAMES.items():
        if name in known and not PATTERNS[name].search(plain):
            plain = short.sub(name, plain)
    return utterance if plain == utterance.plain else read_utterance(plain)


def name_extras(utterance: Utterance) -> list[str]:
    """The extras that are named in the words, wished for or not."""
    return [name for name, pattern in PATTERNS.items() if pattern.search(utterance.plain)]


def find_extra(name: str) -> str:
    """The extra that goes by this name, as the tools understand it; "" where none does."""
    found = [known for known, pattern in PATTERNS.items() if pattern.fullmatch(name)]
    return found[0] if found else ""


def tells_what_was_forgotten(text: str) -> bool:
    """Whether the words tell that an extra was forgotten when a car was booked."""
    utterance = read_utterance(text)
    plain = utterance.plain
    return any(
        FORGOT_JA.match(plain, found.end())
        or FORGOT_EN.search(plain[max(0, found.start() - LONGEST_BEFORE) : found.start()].lower())
        for pattern in PATTERNS.values()
        for found in pattern.finditer(plain)
    )


def takes_what_was_told(utterance: Utterance) -> bool:
    """Whether the words take the extra that the agent has just told of, without its name."""
    return TAKES_IT.search(utterance.plain) is not None and LEAVES_IT.search(utterance.plain) is None


def does_without(clause: str) -> bool:
    """Whether all that the clause says is that what the agent has just told of is not wanted."""
    said = clause.strip()
    return (_DECLINES_JA.fullmatch(said) or _DECLINES_EN.fullmatch(said)) is not None


def list_taken_at_once(utterance: Utterance) -> list[Span]:
    """Those that one sentence asks about and the next takes: 「シートはいくら？ じゃあ一つお願いします」."""
    plain = utterance.plain
    taken: list[Span] = []
    for name, pattern in PATTERNS.items():
        for found in pattern.finditer(plain):
            end = ASKED.match(plain, found.end())
            behind = read_utterance(plain[end.end() :].strip()) if end else None
            others = behind and any(each.search(behind.plain) for each in PATTERNS.values())
            if behind and not others and takes_what_was_told(behind):
                taken.append(Span("extra", ExtraRequest(name, wanted=True), *found.span()))
    return keep_longest(taken)


def _count(plain: str, span: Span) -> int:
    before = plain[max(0, span.start - LONGEST_BEFORE) : span.start].lower()
    found = (
        WANTED_JA.match(plain, span.end)
        or COUNTED_JA.match(plain, span.end)
        or TO_A_CAR.match(plain, span.end)
        or COUNT_EN.search(before)
    )
    said = (found["count"] if found else "") or ""
    return NUMBERS.get(said, int(said) if said.isdecimal() else 1)


def _is_taken_later(plain: str, span: Span) -> bool:
    """Whether a later sentence takes what is only asked about: 「シートはありますか？あるなら付けて」, "did I
    ask for a seat? If not, one please"."""
    end = SENTENCE_END.search(plain, span.end)
    return end is not None and _TAKES_LATER.search(plain, end.end()) is not None


def _find_request(plain: str, span: Span, begin: int) -> tuple[bool, bool] | None:
    """Whether it is wanted, and whether that was asked for as such; None where nothing speaks for or against
    it. What stands before `begin` is of another extra."""
    head = span.start + max(plain[span.start : span.end].rfind(" "), 0)  # "a toddler, so we need a | seat"
    before = plain[max(begin, span.start - LONGEST_BEFORE) : head].lower().rpartition(" but ")[2]
    if OWN_EN.search(before):
        return None  # "can I bring my own car seat?"
    forgotten = FORGOT_JA.match(plain, span.end) or FORGOT_EN.search(before)
    refused = (
        NOT_WANTED_JA.match(plain, span.end)
        or NOT_WANTED_EN.search(before)
        or (TAKES_EN.search(before) and OFF_EN.match(plain.lower(), span.end))
    )
    if not forgotten and (refused or NOT_WANTED_AFTER_EN.match(plain.lower(), span.end)):
        return False, False
    arranged = BE_ARRANGED_EN.match(plain.lower(), span.end)
    requested = forgotten or arranged or REQUESTED_JA.match(plain, span.end) or REQUESTED_EN.search(before)
    if MAY_HAVE_EN.search(before):
        requested = requested or ON_TOP_EN.match(plain.lower(), span.end)
    wanted = (
        requested
        or FOLLOWS_EN.search(plain, span.start, span.end)  # "we'll have a toddler, so a child seat"
        or WANTED_JA.match(plain, span.end)
        or COUNTED_JA.match(plain, span.end)
        or WANTED_EN.search(before)
        or WANTED_AFTER_EN.match(plain.lower(), span.end)
    )
    return (True, requested is not None) if wanted else None
