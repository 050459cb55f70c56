"""Which shop or region a caller means: by its name, part of it, its English name, its sound, its turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import cut_at_corrections, squeeze
from voice.engine.dialogue.nlu.readings import count_edits, find_reading

MENTION = re.compile(
    r"[^\s、。はがをにで]{1,10}(?:店|支店|営業所|空港|駅)|\b\w+ (?:station|airport|branch|shop|store)\b",
    re.IGNORECASE,
)
TURNS = [
    r"1(?:番|つ)目|最初|はじめ|一つ目|ひとつ目|\bfirst\b",
    r"2(?:番|つ)目|二つ目|ふたつ目|\bsecond\b",
    r"3(?:番|つ)目|三つ目|みっつ目|\bthird\b",
]
LAST = r"最後|\blast one\b"
ANYWHERE = re.compile(
    r"(?:どこ|どちら|どれ|どの店)でも|お?任せ|おまかせ|\bany(?:where| of them| one)\b"
    r"|\beither\b|\bwhichever\b"
)
# With one of these it is something else: "not either of them", 「どちらでもない」.
EXCEPTING = re.compile(r"ない|ません|以外|\bnot\b|n't\b|\b(?:but|except|neither|nor)\b")
# In characters: a shorter piece of a name is in too many other words to tell a shop.
SHORTEST = 2
SHORTEST_LATIN = 4
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


def accepts_any(text: str) -> bool:
    """Whether a caller who was told of several shops leaves the choice to us."""
    plain = normalise.unify(text).lower()
    return ANYWHERE.search(plain) is not None and EXCEPTING.search(plain) is None


def mentions_shop(text: str) -> bool:
    """Whether something in `text` looks like the name of a shop."""
    return MENTION.search(normalise.unify(text)) is not None


def find_region(text: str, shops: Iterable[Shop]) -> str:
    """The region, among those that have shops, that is named last."""
    plain = squeeze(text)
    places = [
        (plain.rfind(squeeze(name)), shop.region)
        for shop in shops
        for name in (shop.region, shop.region_en)
        if name and squeeze(name) in plain
    ]
    return max(places)[1] if places else ""


def find_region_around(name: str, shops: Iterable[Shop]) -> str:
    """The region of shops whose address lies in `name`: a city may be said where we say the prefecture."""
    return next((shop.region for shop in shops if name and name in shop.address), "")


def find_shop(text: str, shops: Sequence[Shop], near: Sequence[Shop], *, loose: bool) -> Shop | None:
    """The shop that `text` names; where we are open for a place (`loose`), a part of the name of one nearby,
    its sound, or its turn in the list is enough."""
    for part in reversed(cut_at_corrections(text)):
        found = _find_named(part, shops)
        if found is None and loose:
            found = _find_by_turn(part, near) or _find_by_part(part, near) or _find_by_sound(part, near)
        if found:
            return found
    return None


def _find_named(text: str, shops: Sequence[Shop]) -> Shop | None:
    plain = squeeze(text)
    hits = []
    for shop in shops:
        regions = {squeeze(shop.region), squeeze(shop.region_en)}
        names = {shop.name, shop.name.removesuffix("店"), shop.name_en, shop.id}
        telling = {squeeze(name) for name in names if name} - regions
        hits += [
            (len(name), plain.rfind(name), shop.id)
            for name in telling
            if len(name) >= SHORTEST and name in plain
        ]
    best = max(hits, default=None)
    return next((shop for shop in shops if best and shop.id == best[2]), None)


def _find_by_turn(text: str, offered: Sequence[Shop]) -> Shop | None:
    for index, pattern in enumerate(TURNS):
        if index < len(offered) and re.search(pattern, text):
            return offered[index]
    return offered[-1] if offered and re.search(LAST, text) else None


def _find_by_part(text: str, shops: Sequence[Shop]) -> Shop | None:
    """The one shop that shares a telling piece of its name with what was said."""
    plain = squeeze(text)
    scores: list[tuple[int, Shop]] = []
    for shop in shops:
        others = [squeeze(other.name + " " + other.name_en) for other in shops if other.id != shop.id]
        dull = [squeeze(shop.region), squeeze(shop.region_en), "店", "レンタカー", "station", "airport"]
        scores.append(
            (
                max(
                    _measure_telling_piece(plain, squeeze(name), others, dull)
                    for name in (shop.name, shop.name_en)
                ),
                shop,
            )
        )
    scores.sort(key=lambda pair: -pair[0])
    if not scores or scores[0][0] == 0 or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _measure_telling_piece(plain: str, name: str, others: Sequence[str], dull: Sequence[str]) -> int:
    least = SHORTEST_LATIN if name.isascii() else SHORTEST
    for size in range(len(name), least - 1, -1):
        for begin in range(len(name) - size + 1):
            piece = name[begin : begin + size]
            if piece in plain and not any(piece in other for other in [*others, *dull]):
                return size
    return 0


def _find_by_sound(text: str, shops: Sequence[Shop]) -> Shop | None:
    if not is_japanese(text):
        return None
    heard = find_reading(text)
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
    return next((shop for shop in shops if best and shop.id == best[2]), None)


def find_known_region(text: str) -> str:
    """A Japanese prefecture or city named in `text`, before any shop is known."""
    low = normalise.unify(text).lower()
    found = [name for name in REGIONS if name in low]
    found += [name for name in REGIONS_EN if re.search(rf"\b{name.lower()}\b", low)]
    return found[-1] if found else ""
