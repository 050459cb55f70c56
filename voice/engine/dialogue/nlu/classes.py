"""Vehicle classes by the many words callers have for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import Offer
from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.fallbacks import find_marks, rank
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.readings import count_edits, find_reading, write_katakana
from voice.engine.dialogue.nlu.topics import QUESTIONS, find_clause, find_topics
from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest, read_utterance

# class: Japanese name, English name, Japanese words, English words
CLASSES: dict[str, tuple[str, str, str, str]] = {
    "kei": (
        "軽自動車",
        "kei car",
        (
            r"軽自動車|(?<![気手足身])軽(?=乗|借|以外|希望|空|一択|限定)|(?<![気手足身])軽(?![一-龯いくさめ]|や[かけ]|トラ|バン)"
            r"|けい(?:自動車|じどうしゃ|の?(?:車|くるま))|軽四"
            r"|(?<![ぁ-ゖァ-ヶー一-龯々a-z0-9])けい(?=(?:で|を|が|は|に|の|なら|、|。|です)|$)"
        ),
        r"\bkei\b|\bk[- ]car\b|\bmicro ?car\b",
    ),
    "minivan": (
        "ミニバン",
        "minivan",
        r"ミニバン|ミニヴァン|ワンボックス|ファミリーカー|大きめ|(?:(?<!より)大きい|大きな|でかい)(?:車|の|やつ)",
        (
            r"\b(?:(?:mini[- ]?)?vans?|mpvs?|people[- ](?:carrier|mover)s?|family car"
            r"|(?:larger?|big|bigger) (?:car|one))\b"
        ),
    ),
    "suv": (
        "SUV",
        "SUV",
        r"s\.?u\.?v|エス[・ ]?ユー[・ ]?[ブビヴ][イィー]?|四駆|4wd",
        r"\b(?:s\.? ?u\.? ?v\.?s?|(?:4|four)(?:(?: ?x ?|[- ]by[- ])(?:4|four)|[- ]?w(?:heel[- ]drive|d)))\b",
    ),
    "sedan": ("セダン", "sedan", r"セダン", r"\bsedans?\b|\bsaloons?\b"),
    "compact": (
        "コンパクト",
        "compact",
        r"コンパクト|(?<!より)小さい車|小さな車|小さめ|小型|小さいの|小さいやつ|ハッチバック|ちっちゃい(?:車|の|やつ)",
        r"\b(?:compacts?|economy|super[- ]?mini|hatchbacks?|(?:small(?:er)?|little|city) (?:car|one))\b",
    ),
}
SEATS = {"kei": 4, "compact": 5, "sedan": 5, "suv": 5, "minivan": 8}
# 「コンパクトカー」, 「セダンクラス」: the same class.
PATTERNS = {
    key: re.compile(f"{en}|(?:{ja})(?:カー|クラス|タイプ)?") for key, (_, _, ja, en) in CLASSES.items()
}
ANY_JA = re.compile(
    r"(?:どれ|何|なん|どちら|どっち|どの(?:車種?|クラス|タイプ))でも|お?任せ|おまかせ|こだわら|こだわりは|お?すすめ|適当"
)
ANY_EN = re.compile(
    r"\bany(?:thing)?(?: one| car| of them)?\b(?! ?(?:else|time))"
    r"(?! (?:chance|more|longer|other|idea|way|luck|problem|questions?|of (?:your|our|the)"
    r"|(?:[\w-]+ )?(?:shop|store|branch|location|place)))|\bwhatever\b|\bwhichever\b|\beither\b"
    r"|\bdon'?t (?:mind|care)\b|\byou (?:choose|pick|decide)\b|\bdoesn'?t matter\b|\bno preference\b"
    r"|\b(?:recommend|suggest)(?!ed|ion|ation| (?:you|your|a)\b)|\bup to you\b|\bsurprise me\b"
)
CHEAPEST = re.compile(
    r"(?:一番|いちばん|1番|最も|もっとも|なるべく|できるだけ|とにかく)(?:料金が|値段が)?お?(?:安|やす)|最安"
    r"|(?:安い|(?<![いきぎしじちにびみりえけせてねべめれ])やすい)(?:やつ|の[でがを]|(?:ほう|方)(?:で|を|に|が(?:いい|良い|よい)|[、。]|$)|車|クラス)|お手頃|リーズナブル"
    # 「なんでもいいです、安ければ」, 「安ければどれでも」.
    rf"|(?:{ANY_JA.pattern})(?:で|も|は|いい|良い|構わない|構いません|です|よ|ので|んで|けど|が){{0,4}}[、。]?安ければ(?=[、。]|$)"
    rf"|安ければ、?(?:{ANY_JA.pattern}|いい(?![えや]))|(?:安さ|値段|料金|価格)(?:重視|優先)"
    r"|\bcheapest\b|\bleast expensive\b|\blowest (?:price|rate)\b|\bmost (?:affordable|economical)\b"
    r"|\b(?:something|anything|(?:what|whatever|whichever)(?: one)?(?:'s| is))(?: the)? cheap\b"
    r"|\bwhichever(?: of (?:them|those|the two))?(?: one)?(?:'s| is)(?: the)? cheap(?:er|est)\b"
    r"|\b(?:more|most) (?:cheap|economic)\b|\b(?:less|lowest|least) (?:cost|money|pricey)\b|\bthe cheaper\b"
    r"|\bas cheap as\b|\bcheap (?:one|car)\b|\binexpensive\b|\bon a budget\b"
)
# Cheaper than what was told, whichever that is.
CHEAPER = re.compile(
    r"(?:もっと|もう(?:少し|ちょっと|ちょい)|(?:ちょっと|少し)でも|これより|それより|ほかに|他に)、?(?:お?値段|料金)?[がの]?、?お?(?:安|やす)"
    r"|\b(?:anything|something|one|a)(?: \w+){0,2} cheaper\b|\bcheaper (?:one|car|option|class)\b"
    # "Are weekdays any cheaper?" is of no class.
    r"|\b(?:have|got|there|with) any(?: \w+)? cheaper\b"
)
# Larger or smaller than what was told, whichever that is.
LARGER = re.compile(
    r"(?:もっと|もう(?:少し|ちょっと|ちょい)|これより|それより)、?(?:大き|でか|広)"
    r"|(?:ひとつ|一つ|1つ|ワンランク|一回り|ひと回り)(?:上|大き)"
    r"|\b(?:anything|something|one|any|a|got|bit|little|slightly)(?: \w+){0,2}"
    r" (?:bigger|larger|roomier)\b(?! than)"
    r"|\b(?:bigger|larger|roomier) (?:option|class)\b|\bnext size up\b"
    r"|\b(?:a|one) size up\b|\bmore (?:room|space)\b"
)
NOT_BEFORE = re.compile(
    r"(?:\b(?:not|never|nothing|without|isn't|needn't|don't (?:want|need))|n't) (?:\w+ ){0,2}\Z"
)
# Of the car, whatever was asked: 「車はなんでも」, "any car".
ANY_CAR = re.compile(
    rf"(?:車種?|クラス|タイプ)(?:の種類)?(?:は|なら|には|については)?、?(?:別に|特に|もう)?(?:{ANY_JA.pattern})"
    r"|どの(?:車種?|クラス|タイプ)でも"
    r"|\b(?:any|what(?:ever)?|which(?:ever)?)(?: old)? (?:car|class|vehicle)\b"
)
# From the smallest.
SIZES = ("kei", "compact", "sedan", "suv", "minivan")
BIGGER = re.compile(
    r"より(?:も|は)?(?:もっと|少し|もう少し|ちょっと|一回り)?(?:大き|でか|広)|\b(?:bigger|larger"
    r"|roomier) than (?:an? |the )?"
)
SMALLER = re.compile(
    r"より(?:も|は)?(?:もっと|少し|もう少し|ちょっと|一回り)?小さ|\bsmaller than (?:an? |the )?"
)
SMALLEST = re.compile(
    r"(?:一番|いちばん|1番|最も|もっとも)(?:小さ|ちっちゃ|ちいさ)|最小の?(?:車|クラス|サイズ)|\bsmallest\b"
)
LARGEST = re.compile(
    r"(?:一番|いちばん|1番|最も|もっとも)(?:大き|おおき|でか|でっか|広)|最大の?(?:車|クラス|サイズ)"
    r"|\b(?:biggest|largest|roomiest)\b"
)
# A class told by its size, which a name beside it makes plain: "a bigger car, an SUV", 「大きい車、SUVで」.
DESCRIPTION = re.compile(
    r"(?:larger?|big|bigger|small(?:er)?|little) (?:car|one)|(?:大き|でか|小さ|ちっちゃ).*"
)
IN_OTHER_WORDS = re.compile(
    r"(?: cars?)?で?(?:いい|良い|よい|十分|大丈夫)?(?:です|ので|んで)?"
    r"[\s,、:;.-]*(?:(?:like|such as|so|say|maybe|perhaps|probably|ideally|preferably"
    r"|something like|i think|the|an?|one of (?:those|your|the)"
    r"|例えば|できれば|たぶん|というか)[\s,、]*){0,4}の?"
)
# How many will drive along. Grown-ups and children that are counted apart are added up.
PEOPLE = re.compile(
    r"(?P<apart>大人|おとな|子ども|子供|こども|小人|赤ちゃん)?(?:が|は"
    r"|の)?(?<![\d.])(?P<ja>\d{1,2})\s?(?:人|名(?!前)|にん)(?!目|分の|乗り?[のは]?何)"
    r"|(?<![\d.])(?P<en>\d{1,2})[- ](?:other )?(?:(?P<part>adults?|kids?|child(?:ren)?|grown-?ups?|bab(?:y"
    r"|ies)|toddlers?)"
    r"|people|persons?|passengers?|of us|seats?|seater|pax|friends)\b"
    r"|\b(?:seats?|seating|fits?|holds?|family of|party of|group of|room for) (?:up to "
    r"|about )?(?P<of>\d{1,2})\b"
)
# What a class is, is asked, and the class is not wished for: "what's a kei car?", 「軽自動車って何ですか」.
WHAT_IS_BEFORE = re.compile(
    r"\b(?:what(?:'s|s| is| are| exactly is| (?:kind|sort|type) of (?:car|thing) is)"
    r"|what do you mean by|tell me about|explain)"
    r" (?:an? |the |your )?\Z"
)
WHAT_IS_BEHIND = re.compile(
    r"(?:カー|クラス)?(?:って|というの?は|とは|っていうのは|は)、?(?:何|なん(?:です|だ|の)|どんな|どういう|どのような)"
)
HOW_MANY = re.compile(r"何人|なんにん|何名|定員|\bhow many (?:people|persons?|passengers?|seats|can)\b")
# How a class is, is asked: 「軽だと荷物は乗りますか」, "is the compact big enough for four?"
HOW_IT_IS = re.compile(
    r"(?:乗|載|積|入)(?:[りるれっ]|せ)|積[めみ]|広[いさく]|狭[いくさ]|大き[いさく]|小さ[いく]|どう違|違い|違う|運転し|燃費|走[りる]|何人|定員"
    r"|\b(?:enough|fit|fits|hold|holds|room|roomy|seats?|sit|like|differ\w*|drive|fuel|mileage|petrol|size"
    r"|sized|how (?:big|large|small|many)|comfortable|luggage|suitcases?|bags|automatic|compare\w*|bigger"
    r"|smaller|larger)\b"
)
# A class behind, or before, these is wished for, whatever the rest is about: "can we do a minivan? There's
# a dog coming".
TAKEN_BEFORE = re.compile(
    r"\b(?:(?:can|could|may|might|shall|should) (?:i|we)(?: (?:please|just|maybe|perhaps|possibly))?"
    r" (?:have|get|take|do|go|try|switch|change|make|book|rent|hire|use)"
    r"|(?:i|we)(?:'d| had| would) (?:better|like|prefer|rather|sooner)|let's (?:have|take|do|go|say|make)"
    r"|(?:i|we)'ll (?:have|take|do|get|go|need|stick|be fine)|make|would"
    r"|so (?:maybe |perhaps |probably |just )?(?:an?|the|an automatic))"
    r"(?: (?:it|that|this|to|for|with|into|be|have|take|go|an?|the|your|one|of|those)){0,5} \Z"
)
TAKEN_BEHIND = re.compile(
    r"(?:の(?:ほう|方))?(?:(?:で|を)、?(?:お願い|頼|予約|借り(?:たい|ます|られ|れ))|が(?:いい|良い|よい)"
    r"|に(?:し(?:ます|たい|て|よう)|でき|変え|替え|変更))"
    r"| (?:instead|be possible)\b"
)
# A class that somebody had before: "our friends had the minivan", 「前回コンパクトで狭かった」.
HAD_BEFORE = re.compile(
    r"\b(?:had|rented|hired|took|drove|got|used|were in|was in|booked)"
    r"(?: (?:an?|the|one of your|your|that))? \Z"
)
# A car of one's own: "my van's engine died", 「自分のミニバン」.
OWN_BEFORE = re.compile(
    r"(?:自分|うち|家|自宅|実家|マイカー|自家用)の(?:車の)?\Z|\b(?:my|our|his|her) own (?:\w+ )?\Z"
)
OWN_BEHIND = re.compile(
    r"'s (?:\w+ )?(?:engine|battery|clutch|gearbox|brakes?|tyres?|in the (?:garage|shop)|broken|dead|died)\b"
)
HAD_BEHIND = re.compile(
    r"(?:カー|クラス)?(?:を|に|で)?、?(?:借り|乗っ|使っ|レンタルし)(?:て(?:い)?)?た(?![いくか])"
    r"| (?:was|were) (?:a bit |too |rather |very |quite |really )?"
    r"(?:tight|small|cramped|big|large|expensive)\b"
    r"|(?:カー|クラス)?(?:で|は|が|だと|だったら?)?、?(?:ちょっと|少し|かなり|すごく)?(?:狭|小さ|大き|きつ|高)かった"
)
# A name of fewer sounds is one sound away from ordinary words.
FUZZY_FROM = 4


def recognise_classes(utterance: Utterance, offers: Sequence[Offer] = ()) -> list[Span]:
    """The classes that are named, as keys. A class that only this company has counts too."""
    found = [
        utterance.span("class", key, *match.span())
        for key, pattern in PATTERNS.items()
        for match in pattern.finditer(utterance.text)
    ]
    for offer in offers:
        for name in {offer.car.lower(), offer.car_en.lower()} - {""}:
            pattern = re.compile(re.escape(name))
            found += [
                utterance.span("class", key_of(offer), *match.span())
                for match in pattern.finditer(utterance.text)
            ]
    return _leave_out_descriptions(keep_longest(found), utterance)


def _leave_out_descriptions(spans: list[Span], utterance: Utterance) -> list[Span]:
    """Without what tells the size of a class that is named right before or after it, unless it is refused."""
    text = utterance.plain.lower()

    def describes(span: Span, named: Span) -> bool:
        one, two = sorted((span, named), key=lambda each: each.start)
        return (
            DESCRIPTION.fullmatch(text[span.start : span.end]) is not None
            and DESCRIPTION.fullmatch(text[named.start : named.end]) is None
            and IN_OTHER_WORDS.fullmatch(text[one.end : two.start]) is not None
            and NOT_BEFORE.search(text, 0, one.start) is None
        )

    return [span for span in spans if not any(describes(span, named) for named in spans)]


def rank_classes(utterance: Utterance, spans: Sequence[Span]) -> tuple[str, ...]:
    """The classes that would do, the one liked best first: "a minivan, otherwise an SUV", 「セダン、なければ
    SUV」, "the smallest". "any" is the last where then any would do. Empty where one is wanted, or no order
    is told."""
    if by_size := _rank_by_size(utterance, spans):
        return by_size
    liked = rank(utterance, spans)
    ranked = tuple(dict.fromkeys(str(span.value) for span in liked))
    if ranked and any_will_do(utterance.plain[find_marks(utterance)[0][0] :]):
        ranked = (*ranked, "any")
    return ranked if len(ranked) > 1 else ()


def _rank_by_size(utterance: Utterance, spans: Sequence[Span]) -> tuple[str, ...]:
    """All of them, where the smallest or the largest is wished for and no class is named but in those words:
    in 「一番小さい車」 there is 「小さい車」. Without what is refused: "the smallest that isn't a kei"."""
    text, settled = utterance.text, settle(utterance, spans)
    for wish, order in ((SMALLEST, SIZES), (LARGEST, SIZES[::-1])):
        found = wish.search(text)
        if found is None or NOT_BEFORE.search(text, 0, found.start()):
            continue
        begin, end = utterance.span("size", "", *found.span()).start, found.end()
        if all(begin <= span.start <= end for span in settled.standing):
            refused = {span.value for span in settled.excluded if not begin <= span.start <= end}
            return tuple(key for key in order if key not in refused)
    return ()


def count_people(utterance: Utterance) -> int:
    """How many people the car must seat; 0 where nothing is said of it."""
    apart, together = 0, 0
    for match in PEOPLE.finditer(utterance.text):
        number = int(match["ja"] or match["en"] or match["of"])
        if match["apart"] or match["part"]:
            apart += number
        else:
            together = max(together, number)
    return max(apart, together)


def exclude_by_size(utterance: Utterance, named: Sequence[Span]) -> set[str]:
    """What "bigger than a compact" leaves out, the compact too; nothing where no sizes are compared."""
    plain, left_out = utterance.plain.lower(), set()
    for span in named:
        rank = SIZES.index(span.value) if span.value in SIZES else -1
        before = plain[: span.start]
        if rank >= 0 and (BIGGER.match(plain, span.end) or _ends_with(BIGGER, before)):
            left_out |= set(SIZES[: rank + 1])
        elif rank >= 0 and (SMALLER.match(plain, span.end) or _ends_with(SMALLER, before)):
            left_out |= set(SIZES[rank:])
    return left_out


def _ends_with(pattern: re.Pattern[str], before: str) -> bool:
    # 24 characters: "bigger than the " and no more
    return any(found.end() == len(before) for found in pattern.finditer(before, max(0, len(before) - 24)))


def find_class(text: str, offers: Sequence[Offer] = ()) -> str:
    """The class that `text` asks for; "" where it names none, or only what it does not want."""
    utterance = read_utterance(text)
    standing = settle(utterance, recognise_classes(utterance, offers)).standing
    return str(standing[-1].value) if standing else ""


def sounds_like(text: str) -> str:
    """For an answer to "which class?": the class whose name sounds like this, one sound wrong at most."""
    heard = find_reading(text) if is_japanese(text) else ""
    for key, (name, *_) in CLASSES.items():
        sound = write_katakana(name) if key != "kei" else "ケージドーシャ"
        if heard and len(sound) >= FUZZY_FROM and count_edits(sound, heard) <= 1:
            return key
    return ""


def any_car_will_do(text: str) -> bool:
    """Whether any class will do, said of the car: so it is understood whatever was asked."""
    return any_will_do(text) and ANY_CAR.search(normalise.unify_english(text)) is not None


def any_will_do(text: str) -> bool:
    """Whether the caller leaves the class to us."""
    return bool(ANY_JA.search(text) or ANY_EN.search(normalise.unify_english(text)))


def wants_cheapest(utterance: Utterance) -> bool:
    """Whether the price is to decide which class it is: not in "not the cheapest", "nothing cheap"."""
    text = utterance.text
    return any(not NOT_BEFORE.search(text, 0, found.start()) for found in CHEAPEST.finditer(text))


def wants_cheaper(utterance: Utterance) -> bool:
    """Whether another class is wished for, as this one costs too much."""
    return CHEAPER.search(utterance.text) is not None


def wants_larger(utterance: Utterance) -> bool:
    """Whether another class is wished for, as this one is too small."""
    return LARGER.search(utterance.text) is not None


def leave_out_own(utterance: Utterance, spans: Sequence[Span]) -> list[Span]:
    """Without the classes of cars that are the caller's own."""
    plain = utterance.plain.lower()
    return [
        span
        for span in spans
        if not OWN_BEFORE.search(plain[max(0, span.start - 20) : span.start])
        and not OWN_BEHIND.match(plain, span.end)
    ]


def list_had_before(utterance: Utterance, spans: Sequence[Span]) -> list[Span]:
    """Those of the classes that somebody had before, where the words wish for another: one that is named
    besides, or a larger one."""
    plain = utterance.plain.lower()
    had = [
        span
        for span in spans
        if HAD_BEFORE.search(plain[max(0, span.start - 30) : span.start]) or HAD_BEHIND.match(plain, span.end)
    ]
    return had if len(had) < len(spans) or wants_larger(utterance) else []


def is_taken(utterance: Utterance, span: Span) -> bool:
    """Whether the class of `span` is wished for by the words right beside it."""
    plain = utterance.plain.lower()
    before = TAKEN_BEFORE.search(plain[max(0, span.start - 60) : span.start])
    return before is not None or TAKEN_BEHIND.match(plain, span.end) is not None


def list_asked_about(utterance: Utterance, spans: Sequence[Span]) -> list[Span]:
    """Those of the classes of which it is only asked how they are, by a clause that wishes for none."""
    asked = []
    for span in spans:
        clause = find_clause(utterance.plain.lower(), span.start, span.end)
        asks = find_topics(clause) & QUESTIONS and HOW_IT_IS.search(clause)
        if asks and not is_taken(utterance, span):
            asked.append(span)
    return asked


def asks_seats(utterance: Utterance) -> bool:
    """Whether it is asked how many people a class seats."""
    return HOW_MANY.search(utterance.text) is not None


def asks_what_it_is(utterance: Utterance, span: Span) -> bool:
    """Whether it is asked what the class of `span` is."""
    plain = utterance.plain.lower()
    return (
        WHAT_IS_BEHIND.match(plain, span.end) is not None
        or WHAT_IS_BEFORE.search(plain[max(0, span.start - 40) : span.start]) is not None
    )


def key_of(offer: Offer) -> str:
    """The same class whichever of its names the company uses."""
    low = f"{offer.car} {offer.car_en}".lower()
    for key, (ja_name, en_name, ja, en) in CLASSES.items():
        if ja_name.lower() in low or re.search(ja, low) or re.search(en, low) or en_name.lower() in low:
            return key
    return offer.car


def name_class(key: str, language: str) -> str:
    """A class by our name for it; a class only this company has is its own name."""
    names = CLASSES.get(key)
    return key if names is None else names[1 if language == "en" else 0]
