"""Extras that a caller wants with the car, or does not want after all: child seats, cover, an ETC card …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest

# By the name that the tools understand: what callers say.
NAMES = {
    "チャイルドシート": (
        r"(?:チャイルド|ベビー|ジュニア|子供用の?|子ども用の?)シート"
        r"|\b(?:child|baby|infant|toddler|booster|kids?'?) ?seats?\b|\bboosters?\b"
    ),
    "ETCカード": r"(?:etc|イーティーシー)(?:カード|車載器)?|\betc ?cards?\b|\btoll cards?\b",
    "免責補償とNOC補償": (
        r"(?:noc|ノンオペレーションチャージ)(?:補償)?|フル(?:カバー|補償|サポート)(?:の保険)?|安心パック"
        r"|(?:全部入り|一番いい|最大)の(?:保険|補償)|\bnoc\b(?: cover)?"
        r"|\bfull (?:cover(?:age)?|insurance|protection)\b"
    ),
    "免責補償": (
        r"免責(?:補償)?(?:制度)?|(?:車両)?(?:保険|補償)|\bcdw\b|\bcollision damage waiver\b"
        r"|\b(?:damage )?waiver\b|\binsurance\b"
    ),
    "スタッドレスタイヤ": (
        r"スタッドレス(?:タイヤ)?|(?:冬|スノー|ウインター)タイヤ|\b(?:winter|snow) ?t[iy]res?\b"
        r"|\bstudless(?: t[iy]res?)?\b"
    ),
}
PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in NAMES.items()}
# Directly behind it, at most a count and a particle between.
WANTED_JA = re.compile(
    r"(?:を|も|と|が|は|に|の)?(?:[1-9一二三]つ|ひとつ|ふたつ|[1-9]台|[1-9]枚|[1-9]個)?(?:だけ)?、?"
    r"(?:付け|つけ|付き|つき|着け|お願い|ください|下さい|欲し|ほし|必要|要り|いり(?:ます|そう)|希望|込み|入り|追加|借り"
    r"|使い|利用|頼|いるんです|有り|あり(?:で|に)|セットで|一緒に|加え|入れ(?:て|たい))"
)
NOT_WANTED_JA = re.compile(
    r"(?:を|も|は|が|の)?(?:[1-9一二三]つ|ひとつ)?(?:だけ)?、?(?:なし|無し|ない|不要|いらな|要らな|いりません|要りません|結構|けっこう|やめ"
    r"|外し|はずし|抜き|取り消|キャンセル|付けな|つけな|必要(?:ない|ありません|な(?:い|く))|大丈夫|だいじょうぶ)"
)
WANTED_EN = re.compile(
    r"\b(?:with|add|needs?|want|like|include|including|plus|have|get|take|bring|put in|throw in|and)\b"
    r"[^.,!?]{0,40}\Z"
)
WANTED_AFTER_EN = re.compile(r"[^.!?]{0,20}\b(?:please|too|as well|for (?:my|the|our))\b")
NOT_WANTED_EN = re.compile(
    r"\b(?:no|not|without|don't|do not|remove|drop|cancel|skip|forget|won't|never mind)\b[^.,!?]{0,30}\Z"
)
LONGEST_BEFORE = 60  # characters: what speaks for an extra stands nearer


@dataclass(frozen=True)
class ExtraRequest:
    """`name` as the tools understand it."""

    name: str
    wanted: bool


def recognise_extras(utterance: Utterance) -> list[Span]:
    """Spans of kind "extra" with an ExtraRequest. What is only spoken of, or asked about, is none."""
    plain = utterance.plain
    named = [
        Span("extra", name, *found.span())
        for name, pattern in PATTERNS.items()
        for found in pattern.finditer(plain)
    ]
    requests: list[Span] = []
    for span in sorted(keep_longest(named), key=lambda each: each.start, reverse=True):
        # 「チャイルドシートとETCをお願いします」: the last one's verb is for all that it is joined with.
        after = (
            requests[-1]
            if requests
            and re.fullmatch(r"(?:と|や|も|、|に|\s|&|,| and )*", plain[span.end : requests[-1].start])
            else None
        )
        wanted = _find_request(plain, span) if after is None else after.value.wanted
        if wanted is not None:
            requests.append(Span("extra", ExtraRequest(span.value, wanted), span.start, span.end))
    return requests[::-1]


def _find_request(plain: str, span: Span) -> bool | None:
    """Whether it is wanted; None where nothing speaks for or against it."""
    before = plain[max(0, span.start - LONGEST_BEFORE) : span.start].lower()
    if NOT_WANTED_JA.match(plain, span.end) or NOT_WANTED_EN.search(before):
        return False
    if (
        WANTED_JA.match(plain, span.end)
        or WANTED_EN.search(before)
        or WANTED_AFTER_EN.match(plain.lower(), span.end)
    ):
        return True
    return None
