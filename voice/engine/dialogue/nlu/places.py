"""Which shop or region a caller means: by its name, a part of it, its reading, its address, or its turn.

A piece that fits several shops is a span with all of them: the caller is asked which. A place where no shop
is known is a span too, so that it can be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.language import JAPANESE, is_japanese
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.readings import count_edits, find_reading, fold_romaji, romanise
from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest, read_utterance

MENTION = re.compile(
    r"(?:[^\s、。はがをにでのら]{1,10}?(?:空港|支店|営業所|駅|店)(?:前店?|店)?)|\b\w+ (?:station|airport"
    r"|branch|shop|store)\b",
    re.IGNORECASE,
)
# They look like the name of a place, and are none.
NO_MENTION = re.compile(
    r"(?:も|とか|この|その|あの|どこの|どの|お|御|貴|各|同じ|別|他|ほか|最寄り?|近く|同|開|閉|来|喫茶"
    r"|専門)?(?:お?店|駅|空港|支店|営業所)|何(?:店|駅)"
    r"|(?:the|your|a|any|which|what|my|this|that|other|another|nearest|closest|same|different|first|second"
    r"|train|in|at|from) \w+",
    re.IGNORECASE,
)
NAMED_BY_TURN = r"の?(?:店|ところ|とこ|やつ|方|ほう|で|$)"
# Nor is "my third call" the third shop.
OF_THE_LIST = (
    r"(?: (?:one|shop|store|branch|place|location|option|choice)\b|(?= ?(?:[,.;:!?]|$))"
    r"|(?= (?:please|then|is|sounds|looks|would|will|in|on|at|from|for|and|thanks|instead)\b))"
)
TURNS = [
    rf"1(?:番|つ)目|最初{NAMED_BY_TURN}|一つ目|ひとつ目|(?<!my )\bfirst{OF_THE_LIST}",
    rf"2(?:番|つ)目|二つ目|ふたつ目|(?<!my )\bsecond{OF_THE_LIST}",
    rf"3(?:番|つ)目|三つ目|みっつ目|(?<!my )\bthird{OF_THE_LIST}",
]
LAST = rf"最後{NAMED_BY_TURN}|\blast (?:one|shop|branch)\b"
ANYWHERE = re.compile(
    r"(?:どこ|どちら|どれ|どの店|どっち)でも|お?任せ|おまかせ|\bany(?:where| of them| one| shop| branch)\b"
    r"|\beither\b|\bwhichever\b(?!(?: one)?(?:'s| is)? (?:the )?(?:clos|near|handi|easi|most)\w* \w)"
    r"|\bdoesn't matter\b|\bdon't (?:mind|care)\b"
)
# What may stand between the shops and the words that leave the choice: a day or a class may not.
BESIDE_THE_PLACES = re.compile(
    r"(?:店|の?どれか|なら|でも|[かとでは、,. ]|です(?:けど|が)?|お?借り(?:たい|したい|られれば)(?:ん|の)?"
    r"|would do|\bi\b|\bis fine\b|\b(?:shop|branch|really|are fine|it)\b|[-–—]){0,8}"
)
WHICHEVER_HAS_ONE = re.compile(
    r"(?:空いて(?:い)?る|空きのある|空きがある|ある|借りられる|取れる)(?:ほう|方|お?店|ところ)"
    r"|\b(?:whichever|wherever|either if it|the one that) (?:one )?(?:has|have|is free|you have|there's)\b"
)
# Where somebody asks for a shop, whatever the place is called: "a branch in Ueno", 「渋谷にお店ありますか」.
ASKED_FOR = re.compile(
    r"\b(?:branch|shop|store|office|location|place|desk|counter|outlet|garage|one|anything|pick-?up"
    r"|somewhere)s? (?:near|around|close to|in|at|over in|out in"
    r"|down in) (?P<en>[A-Z]?[a-z-]{3,20}(?: [A-Z][a-z-]{2,20})?)\b"
    r"|(?P<ja>[一-龯々ァ-ヶー]{2,10}|[ぁ-ゖ]{3,10}?)(?:の(?:方|ほう|辺|あたり|近く))?"
    r"(?:に|には|にも|で|でも)(?:は|も|って)?、?(?:お?店(?:舗)?|支店|営業所|そちら|おたく|御社)(?:さん)?(?:は|って|とか|も)?"
    r"(?:あり|ある|あん|ない|な[いか]|ござ|やって|出して)"
)
# They stand where a place might, and name none.
NO_PLACE = re.compile(
    r"(?:the|your|my|our|this|that|town|city|area|japan|english|advance|person|there|here|all|any|case"
    r"|most|which|what"
    r"|order|total|station|airport|centre|center|neighbourhood|neighborhood|morning|afternoon|evening"
    r"|night|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|about|under|over|less|between"
    rf"|time|spring|summer|autumn|winter|{'|'.join(normalise.MONTHS)})\b.*"
    r"|近く|他|ほか|別|駅前|空港|市内|都内|県内|この辺|その辺|そちら|こちら|どこ|どちら|ここ|そこ|日本|全国|地方|近所",
    re.IGNORECASE,
)
# With one of these it is something else: "not either of them", 「どちらでもない」.
EXCEPTING = re.compile(
    r"ない|ません|以外|\bnot\b|n't\b(?! (?:matter|mind|care))|\b(?:but|except|neither|nor)\b"
)
# Where the car is brought back, which need not be where it is fetched.
# Between the place and the verb only a day and a time may stand: 「新大阪で17日の18時に返す」.
_AT_JA = (
    r"(?:[\d一二三四五六七八九十月火水木金土日時分半曜朝昼夕夜午前後方翌次の:に]|ごろ|頃|ぐらい|くらい|まで"
    r"|明日|あした|あさって){0,24}"
)
# 「新宿店に戻して」 takes back another shop that was chosen.
BRINGS_BACK = re.compile(
    rf"(?:店|駅)?(?:(?:で|に|へ){_AT_JA}(?:お?返(?!却(?:は|が))|返却(?!は|が)|乗り捨て|乗捨|戻(?!して))|の?(?:お?返し|返却)(?:で|に|を|、|。|$)"
    r"|まで乗|(?:の?お?店)?(?:に|へ)(?:置いて|置いとい|置き(?!換|替|か)|停めて|乗って(?:いっ|行っ)て?返))"
    r"| (?:for (?:the |my )?(?:return|drop-?off)|when (?:i|we) (?:return|bring|drop)|(?:afterwards"
    r"|at the end|to (?:return|drop)))"
)
# The rest of a clause about the return; where it speaks of the pickup too, it is about that.
_BACK_JA = (
    r"(?:お?返し|返却|返す|返(?=の)|戻す|(?<![事社])(?<![事社]の)帰り|乗り捨て|乗り終わり|降りる)(?:する|すん)?"
    r"(?:とき|時|先|の?場所|の?お?店舗?|の|のほう|の方|ん)?"
    r"(?:は|が|を|も|だけ|のは|のも|には|にも)?(?:、| )?"
    # 「返すの東京駅じゃなくて、新宿」: what stands in the stead of a place is where that was.
    r"(?:(?!借り|借りる|受け?取|出発|行き|乗る|貸)(?:[^、。]|(?<=なく)、|(?<=なくて)、)){0,20}$"
)
_BACK_EN = (
    r"\b(?:drop(?:ping|ped|s)?|return(?:ing|ed|s)?|end(?:ing)? (?:up|the (?:trip|rental|hire))"
    r"|(?:bring(?:ing)?|brought|tak(?:e|ing)|took|hand(?:ing|ed)?|giv(?:e|ing)|gave)"
    r" (?:it|the (?:car|vehicle|keys)) (?:back|in)|(?:leav(?:e|ing)|left) (?:it|the car)|one[- ]way"
    r"|drop-?off)\b(?:(?!\b(?:pick|collect|from|start|rent|book|need|want|get)|[,.;?!]).){0,40}$"
)
# "Do you do one way? I want to go from Shinjuku to Shinagawa."
_ONE_WAY_EN = r"\bone[- ]way\b.{0,60}\bfrom (?:[a-z'-]{2,20} ){1,3}to (?:the |your )?$"
BRINGING_BACK = re.compile(f"{_BACK_EN}|{_ONE_WAY_EN}|{_BACK_JA}")
# The car comes back to where it was fetched: a return elsewhere is taken back, or was never meant.
TO_THE_SAME_SHOP = re.compile(
    r"\b(?:bring|return|drop|take|have|get|give|leave)(?:p?ing)?(?: (?:it|the (?:car|van)|her))?"
    r"(?: back| off)?"
    r" (?:(?:to|with|at) (?:you\b|the same (?:shop|place|branch|location|office|station))"
    r"|(?:(?:to|at) )?where (?:i|we)(?:'ll| will|'m| am)? (?:pick|got|get|collect|fetch|start))"
    r"|\b(?:bring|return|drop|leave)(?:p?ing)? (?:it|the (?:car|van)|her)(?: back| off)? here\b"
    r"|\b(?:scrap|drop|forget|cancel|skip|lose|no|not|without|bin|scratch|ditch|leave out|never mind)"
    r" (?:(?:the|that|an?|my) )?(?:drop-?off|one[- ]way|different (?:return|drop-?off))\b"
    r"(?! (?:is|at|to|in|time|from|by|on)\b| \d)"
    r"|\bsame (?:shop|place|branch|location) (?:both ways|for the (?:return|drop-?off)|to return)\b"
    r"|乗り?捨て(?:は|を|の?話は)?、?(?:やっぱり?|やはり)?(?:やめ|なし|無し|いらな|しな|キャンセル|結構|取り消)"
    r"|(?:返却|返[すし]|戻[すし])[^、。]{0,8}(?:同じ|そちらの|借りた)(?:お?店|場所|ところ|店舗|営業所)"
    r"|(?:同じ|借りた)(?:お?店|場所|ところ|店舗|営業所)(?:に|へ|で)(?:返|戻|お返)"
)
# What is said of the return as its subject, 「返却は」, 「返す店が」, is of no other place.
_SUBJECT_JA = re.compile(
    r"乗り捨て|乗捨|(?:お?返し|返却|返す|返(?=の)|戻す|(?<![事社])(?<![事社]の)帰り|降りる)(?:する|すん)?"
    r"(?:とき|時|先|の?場所|の?お?店舗?|の(?:ほう|方)?|ん){0,2}(?:(?<=[先所店舗])|は|が|を|も|だけ|に)"
)
# Words around a shop's name that make it the one that is wished, where a name of a person is due.
WISHED_BEHIND = re.compile(
    r"(?:駅前)?(?:店|駅)?って(?:言|いい|申|伝え|お願い)"
    r"|(?:駅前|店|駅|のお?店|の(?:方|ほう)|支店)?(?:に|で|から|へ|を|が|の(?:方|ほう|お?店))"
    r"(?:も|に|で|が|は)?(?:、)?(?:し|変|替|換|か[えわ]|なり|お願い|おねがい"
    r"|いい|よ[いか]|良|でき|出来|大丈夫|平気|可能|構|かま|いけ|行け|オッケー|ok|助か|空いて|取れ|行き|あれば"
    r"|借り|借りる|乗[りる]|受け?取|返|戻|置|近|便利|希望|\d|今日|明日|来週|[一二三四五六七八九十]+日|移)"
    r"|(?:店|支店|営業所|空港|駅前)(?:で|に|を|が|から|へ|の)"
    r"|(?:,? (?:station|airport|branch|shop|store))?,? (?:instead|please|is (?:\w+ )?(?:nearer|closer"
    r"|better|easier|fine|handier)"
    r"|would be (?:\w+ )?(?:nearer|closer|better|easier|fine|handier|possible|ok|okay|good|great|perfect)"
    r"|(?:one|branch|shop|store)\b|be (?:possible|ok|okay|an option|any good|fine|better)"
    r"|(?:also )?(?:work|suit)s?\b(?! (?:for|at|in))"
    r"|(?:on|from|at) (?:the )?\d|rather"
    r"|then\b|after all|afterwards)",
    re.IGNORECASE,
)
WISHED_BEFORE = re.compile(
    r"(?:お?店舗?|場所|支店|営業所|受け?取り|借りる(?:の|所|ところ|場所|店))(?:は|を|も|が|だけ)?(?:、)?(?:やっぱり?|やはり)?$"
    r"|\b(?:shop|store|branch|location|place|pick-?up)(?: \w+)? (?:to|at|is|should be|from|in)(?: the)? $"
    r"|\b(?:from|use|make it|make that|change (?:it|that|the \w+) to|switch (?:it )?to|move (?:it )?to"
    r"|i (?:said|asked for)"
    r"|go (?:with|for|to)|rather|prefer|pick(?:ed)? (?:it )?up (?:at|in|from)|meant?|should (?:be|say)|it'?s"
    r"|collect (?:it )?(?:at|in|from)|(?:get|have|take|rent|do) (?:it|one|the car|that) (?:at|in|from)"
    r"|leave (?:it|the car) (?:at|in)|return (?:it )?(?:to|at|in))(?: the)? $",
    re.IGNORECASE,
)
# In characters: a shorter piece of a name is in too many other words to tell a shop.
SHORTEST = 2
SHORTEST_LATIN = 4
# Latin letters: a shorter word is one letter away from ordinary ones.
FUZZY_LATIN = 6
# What any shop's name may have, so that alone it tells none.
DULL = re.compile(
    r"(?:駅|前|空港|国際|支店|本店|営業所|センター|レンタカー|店|市|町|区|中央|北口|南口|東口"
    r"|西口){1,6}"
    r"|(?:station|airport|branch|shop|store|international|central|city|office|rental|rentacar|car){1,6}"
)
ENDS_OF_NAMES = re.compile(
    r"(?:駅前店|駅店|空港店|駅前|支店|本店|営業所|店)$|\s?\b(?:station|airport|branch|shop|store|office)$",
    re.IGNORECASE,
)
# Where the words of an address part.
ADDRESS = re.compile(r"[都道府県市区町村郡]|[^\u3040-\u30ff\u4e00-\u9fffA-Za-z]+|条|丁目|番")
ADDRESS_EN = re.compile(
    r"[^A-Za-z]+|\b(?:ku|shi|cho|ward|city|jo|kita|minami|nishi|higashi)\b", re.IGNORECASE
)
JAPANESE_REGIONS = (
    "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 "
    "石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 "
    "岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄 札幌 "
    "函館 旭川 仙台 横浜 川崎 名古屋 神戸 金沢 那覇 北九州 "
)
ENGLISH_REGIONS = (
    "Hokkaido Aomori Iwate Miyagi Akita Yamagata Fukushima Ibaraki Tochigi Gunma "
    "Saitama Chiba Tokyo Kanagawa Niigata Toyama Ishikawa Fukui Yamanashi Nagano "
    "Gifu Shizuoka Aichi Mie Shiga Kyoto Osaka Hyogo Nara Wakayama "
    "Tottori Shimane Okayama Hiroshima Yamaguchi Tokushima Kagawa Ehime Kochi Fukuoka "
    "Saga Nagasaki Kumamoto Oita Miyazaki Kagoshima Okinawa Sapporo Hakodate Asahikawa "
    "Sendai Yokohama Kawasaki Nagoya Kobe Kanazawa Naha "
)
REGIONS = JAPANESE_REGIONS.split()
REGIONS_EN = ENGLISH_REGIONS.split()
# "Hokkaido" is in no address that is written in Japanese.
IN_JAPANESE = {english.lower(): name for name, english in zip(REGIONS, REGIONS_EN, strict=False)}
KNOWN_REGION = re.compile(
    "|".join([*sorted(REGIONS, key=len, reverse=True), *(rf"\b{name}\b" for name in REGIONS_EN)]),
    re.IGNORECASE,
)


def accepts_any(text: str) -> bool:
    """Whether a caller who was told of several shops leaves the choice to us."""
    plain = normalise.unify(text).lower()
    is_open = ANYWHERE.search(plain) or WHICHEVER_HAS_ONE.search(plain)
    return is_open is not None and EXCEPTING.search(plain) is None


def leaves_choice(utterance: Utterance, named: Sequence[Span]) -> bool:
    """Whether any of the shops `named` would do: 「新宿か品川、どっちでもいい」, "whichever has one free"."""
    plain = utterance.plain.lower()
    if EXCEPTING.search(plain, named[-1].end) is not None:
        return False
    return WHICHEVER_HAS_ONE.search(plain, named[-1].end) is not None or any(
        BESIDE_THE_PLACES.fullmatch(plain, named[-1].end, found.start()) for found in ANYWHERE.finditer(plain)
    )


def find_known_region(text: str) -> str:
    """A Japanese prefecture or city named in `text`, before any shop is known."""
    found = list(_find_known_regions(read_utterance(text)))
    return str(max(found, key=lambda span: span.start).value) if found else ""


def find_region_around(name: str, shops: Iterable[Shop]) -> str:
    """The region of shops whose address lies in `name`: a city may be said where we say the prefecture."""
    native = IN_JAPANESE.get(name.lower(), name)
    return next((shop.region for shop in shops if name and native in shop.address), "")


def recognise_places(
    utterance: Utterance, shops: Sequence[Shop], *, loose: bool, listed: Sequence[Shop] = ()
) -> list[Span]:
    """Spans of kind "shop" (the ids of the shops that fit), "region" (its name as in `Shop.region`) and
    "unknown" (the caller's word for a place where no shop is known).

    Where we are open for a place (`loose`), a part of a shop's name or address, or its sound, is enough. Of
    the shops that were just `listed`, whatever tells one from the others is enough: "the one at the station".
    """
    squeezed = _Squeezed(utterance)
    found = keep_longest([*_find_named(squeezed, shops), *_find_regions(squeezed, utterance, shops)])
    named = [span for span in found if span.kind == "shop"]
    # 「東京駅で借りて新宿店に返す」: a shop of the return by its name, and that of the pickup by a part.
    if loose and all(is_for_the_return(utterance, span) for span in named):
        close = (
            _find_by_part(squeezed, listed or shops, telling=bool(listed), but=named)
            or _find_by_part(squeezed, shops, but=named)
            or [span for span in _find_by_address(squeezed, shops) if not span.overlaps(named)]
            or ([] if named else _find_by_sound(utterance, shops))
        )
        found = keep_longest([*found, *close])
    elif loose:
        # 「品川で借りて東京駅で返す」: what goes on behind the name of a region tells a shop in it.
        regions = [span for span in found if span.kind == "region"]
        parts = _find_by_part(squeezed, shops, but=named) if regions else []
        found = keep_longest([*found, *(span for span in parts if span.overlaps(regions))])
    return keep_longest([*found, *_find_unknown(utterance, found)])


def find_turn(text: str, offered: Sequence[Shop]) -> Shop | None:
    """The shop that is named by its turn in the list that was read out."""
    plain = normalise.unify(text).lower()
    for index, pattern in enumerate(TURNS):
        if index < len(offered) and re.search(pattern, plain):
            return offered[index]
    return offered[-1] if offered and re.search(LAST, plain) else None


def is_for_the_return(utterance: Utterance, span: Span) -> bool:
    """Whether the place is where the car is to be brought back, not where it is fetched."""
    plain = utterance.plain.lower()
    before = plain[max(0, span.start - 90) : span.start]  # characters: a clause about the return at most
    return BRINGS_BACK.match(plain, span.end) is not None or BRINGING_BACK.search(before) is not None


def is_plainly_for_the_return(utterance: Utterance, span: Span) -> bool:
    """Whether it is that even where no other place is known. 「10時に借りて18時に返却で、品川」 only goes on
    after the return, and names the pickup; 「返却は品川」, 「品川に返す」 do not."""
    plain = utterance.plain.lower()
    before = plain[max(0, span.start - 60) : span.start]
    told = BRINGING_BACK.search(before)
    is_subject = told is not None and _SUBJECT_JA.match(before, told.start()) is not None
    return not is_japanese(plain) or is_subject or BRINGS_BACK.match(plain, span.end) is not None


def brings_it_back(text: str) -> bool:
    """Whether the words bring the car back to the shop of the pickup."""
    return TO_THE_SAME_SHOP.search(normalise.unify(text).lower()) is not None


def is_wished(utterance: Utterance, span: Span) -> bool:
    """Whether the words around a place wish for it: a name alone may be a person's, 品川 or "Paris"."""
    plain = utterance.plain
    before = plain[
        max(0, span.start - 40) : span.start
    ]  # characters: "could you change the shop to the" and more
    behind = plain[span.end : span.end + 40]
    whole = plain[span.start : span.end].endswith(("店", "Station", "station", "Airport", "airport"))
    return (
        (whole and WISHED_BEHIND.match(plain, span.end - 1) is not None)
        or WISHED_BEHIND.match(behind) is not None
        or WISHED_BEFORE.search(before) is not None
        or is_for_the_return(utterance, span)
    )


def leave_for_others(utterance: Utterance, spans: Sequence[Span], shop: str) -> bool:
    """Whether the words want any shop but `shop`, whose id that is: 「東京駅前店じゃなくて品川」."""
    return any(shop in span.value for span in settle(utterance, spans).excluded)


class _Squeezed:
    """The letters and digits of an utterance alone, as names are compared, with the way back."""

    def __init__(self, utterance: Utterance) -> None:
        self.utterance = utterance
        kept = [
            (letter, at)
            for at, character in enumerate(utterance.plain)
            for letter in character.lower()
            if character.isalnum() or character in "ー々"
        ]
        self.text = "".join(letter for letter, _ in kept)
        self._places = [at for _, at in kept]

    def find(self, name: str, kind: str, value: object) -> Iterator[Span]:
        """Each place where the name stands as a word of its own, or amid Japanese."""
        begin = self.text.find(name) if name else -1
        while begin >= 0:
            start, end = self._places[begin], self._places[begin + len(name) - 1] + 1
            if not (name.isascii() and self._cuts_a_word(start, end)):
                yield Span(kind, value, start, end)
            begin = self.text.find(name, begin + len(name))

    def _cuts_a_word(self, start: int, end: int) -> bool:
        plain = self.utterance.plain
        around = plain[start - 1 : start] + plain[end : end + 1]
        return any(letter.isascii() and letter.isalnum() for letter in around)


def _find_named(squeezed: _Squeezed, shops: Sequence[Shop]) -> Iterator[Span]:
    wholes: dict[str, set[str]] = defaultdict(set)
    for shop in shops:
        regions = {squeeze(shop.region), squeeze(shop.region_en)}
        for name in {shop.name, shop.name.removesuffix("店"), shop.name_en, shop.id, *_romanise(shop)}:
            plain = squeeze(name)
            if len(plain) >= SHORTEST and plain not in regions:
                wholes[plain].add(shop.id)
    for name, ids in wholes.items():
        yield from squeezed.find(name, "shop", tuple(sorted(ids)))


def _romanise(shop: Shop) -> set[str]:
    """The name in Latin letters by its reading: what is said in English where there is no English name."""
    if shop.name_en and not is_japanese(shop.name_en):
        return set()
    return {
        latin
        for name in _strip_ending(shop.name)
        if len(latin := romanise(find_reading(name))) >= SHORTEST_LATIN
    }


def _strip_ending(name: str) -> set[str]:
    """The name, and what is left of it without 店, 駅前店, "Station" …"""
    core = ENDS_OF_NAMES.sub("", name)
    return {name, name.removesuffix("店"), core} - {""}


def _find_regions(squeezed: _Squeezed, utterance: Utterance, shops: Sequence[Shop]) -> Iterator[Span]:
    for region, region_en in {(shop.region, shop.region_en) for shop in shops}:
        for name in {squeeze(region), squeeze(region_en)} - {""}:
            yield from squeezed.find(name, "region", region)
    for span in _find_known_regions(utterance):
        if region := find_region_around(span.value, shops):
            yield Span("region", region, span.start, span.end)


def _find_known_regions(utterance: Utterance) -> Iterator[Span]:
    for found in KNOWN_REGION.finditer(utterance.plain):
        yield Span("place", found[0], *found.span())


def _find_by_part(
    squeezed: _Squeezed, shops: Sequence[Shop], *, telling: bool = False, but: Sequence[Span] = ()
) -> list[Span]:
    """The longest pieces of names that were said beside those in `but`; shops that share one are all meant.
    With `telling`, what any shop may have in its name counts where only one of these has it."""
    pieces: dict[str, set[str]] = defaultdict(set)
    for shop in shops:
        dull = {squeeze(shop.region), squeeze(shop.region_en)}
        for name in {*_strip_ending(shop.name), *_strip_ending(shop.name_en), *_romanise(shop)}:
            for piece in _list_pieces(squeeze(name)):
                if piece in squeezed.text and piece not in dull:
                    pieces[piece].add(shop.id)
    pieces = {
        piece: ids
        for piece, ids in pieces.items()
        if not DULL.fullmatch(piece) or (telling and len(ids) == 1)
    }
    found = [
        span
        for piece, ids in pieces.items()
        for span in squeezed.find(piece, "shop", tuple(sorted(ids)))
        if not span.overlaps(but)
    ]
    longest = keep_longest(found)
    if telling:
        # 「羽田空港」 names no airport of ours.
        longest = [span for span in longest if not _is_part_of_a_place(squeezed.utterance, span)]
    most = max((span.end - span.start for span in longest), default=0)
    return [span for span in longest if span.end - span.start == most]


def _is_part_of_a_place(utterance: Utterance, span: Span) -> bool:
    return DULL.fullmatch(squeeze(utterance.plain[span.start : span.end])) is not None and any(
        found.start() < span.start < found.end() and not NO_MENTION.fullmatch(found[0])
        for found in MENTION.finditer(utterance.plain)
    )


def _list_pieces(name: str) -> set[str]:
    least = SHORTEST_LATIN if name.isascii() else SHORTEST
    return {name[begin:end] for begin in range(len(name)) for end in range(begin + least, len(name) + 1)}


def _find_by_address(squeezed: _Squeezed, shops: Sequence[Shop]) -> list[Span]:
    """A quarter that only one shop's address has: 「丸の内のお店」."""
    quarters: dict[str, set[str]] = defaultdict(set)
    for shop in shops:
        words = {*ADDRESS.split(shop.address), *ADDRESS_EN.split(shop.address_en)}
        for word in {squeeze(word) for word in words} - {squeeze(shop.region), squeeze(shop.region_en)}:
            if len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST) and not DULL.fullmatch(word):
                quarters[word].add(shop.id)
    found = [
        span for word, ids in quarters.items() for span in squeezed.find(word, "shop", tuple(sorted(ids)))
    ]
    return keep_longest(found)


def _find_by_sound(utterance: Utterance, shops: Sequence[Shop]) -> list[Span]:
    if not JAPANESE.search(utterance.plain):
        return _find_by_spelling(utterance, shops)
    heard = find_reading(utterance.plain)
    scored = []
    for shop in shops:
        short = shop.name.removesuffix("店")
        for sound in {find_reading(shop.name), find_reading(short) if short != shop.region else ""} - {""}:
            # About one wrong sound in five: a short name must be heard exactly, or it would match anything.
            allowed = 2 if len(sound) >= 9 else 1 if len(sound) >= 6 else 0
            edits = count_edits(sound, heard)
            if edits <= allowed:
                scored.append((edits, -len(sound), shop.id))
    best = min(scored, default=None)
    return [Span("shop", (best[2],), 0, len(utterance.plain))] if best else []


def _find_by_spelling(utterance: Utterance, shops: Sequence[Shop]) -> list[Span]:
    """A Latin name with one letter wrong, or long vowels written otherwise."""
    words = [
        (fold_romaji(found[0].lower()), found)
        for found in re.finditer(r"[A-Za-z][A-Za-z-]*", utterance.plain)
    ]
    found: list[Span] = []
    for shop in shops:
        for name in {*_strip_ending(shop.name_en), *_romanise(shop)}:
            plain = fold_romaji(squeeze(name))
            if not plain.isascii() or DULL.fullmatch(plain) or plain == squeeze(shop.region_en):
                continue
            for word, match in words:
                near = (
                    len(plain) >= FUZZY_LATIN
                    and abs(len(word) - len(plain)) <= 1
                    and count_edits(plain, word) <= 1
                )
                if len(plain) >= SHORTEST_LATIN and (word.replace("-", "") == plain or near):
                    found.append(Span("shop", (shop.id,), *match.span()))
    return keep_longest(found)


def _find_unknown(utterance: Utterance, known: Sequence[Span]) -> Iterator[Span]:
    """What looks like a place, and touches none that is known."""
    plain = utterance.plain
    named = [found.span() for found in MENTION.finditer(plain) if not NO_MENTION.fullmatch(found[0])]
    asked = [
        found.span("en" if found["en"] else "ja")
        for found in ASKED_FOR.finditer(plain)
        if not NO_PLACE.fullmatch(found["en"] or found["ja"])
    ]
    regions = [(span.start, span.end) for span in _find_known_regions(utterance)]
    for start, end in dict.fromkeys([*named, *regions, *asked]):
        if not any(span.start < end and start < span.end for span in known):
            yield Span("unknown", plain[start:end], start, end)
