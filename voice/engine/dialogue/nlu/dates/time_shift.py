"""Times that are moved rather than named: "an hour later", 「1時間延長」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.language import is_japanese

LENGTH_JA = (
    r"(?:(?<!\d)(\d{1,4})(日間?|時間|分)|半(?:時間|とき))(半)?"
    r"(?:ほど|くらい|ぐらい|だけ)?(?:分)?(?:を|に|、|の)?"
)
LATER_JA, EARLIER_JA = r"遅|後(?:ろ|に|へ)|おそ", r"早|前(?:に|倒|へ)|はや"
LONGER_JA, SHORTER_JA = r"延(?:長|ば|び)|伸ば|のば|長く", r"短"
WAYS_JA = [(LATER_JA, 1, ""), (EARLIER_JA, -1, ""), (LONGER_JA, 1, "end"), (SHORTER_JA, -1, "end")]
END_JA, START_JA = (
    re.compile(r"返却|お?返し|返す|戻"),
    re.compile(r"出発|開始|受け取|取りに|引き取|借り|貸出|お迎え"),
)
LENGTH_EN = re.compile(r"\b(\d+|an?|half an|half) (?:and a half )?(day|hour|minute)s?\b")
WAYS_EN = [
    (r"\blater\b|\bpush(?:ed)?\b|\bpostpone|\bdelay", 1, ""),
    (r"\bearlier\b|\bsooner\b", -1, ""),
    (r"\blonger\b|\bextend|\bmore\b|\bextra\b", 1, "end"),
    (r"\bshorter\b|\bless\b|\bshorten", -1, "end"),
]
END_EN, START_EN = re.compile(r"\breturn|\bbring|\bdrop"), re.compile(r"\bpick|\bstart|\bdepart")
MINUTES = {"日": 1440, "日間": 1440, "時間": 60, "分": 1, "day": 1440, "hour": 60, "minute": 1}


@dataclass(frozen=True)
class Shift:
    """`end` is the one end that moves; both where it is empty."""

    minutes: int
    end: str = ""


def read_shift(text: str) -> Shift | None:
    """How far `text` moves a period, and which end of it; None where it names times or says nothing."""
    return (
        _read_japanese(normalise.unify_japanese(text))
        if is_japanese(text)
        else _read_english(normalise.unify_english(text))
    )


def _read_japanese(plain: str) -> Shift | None:
    for way, sign, end in WAYS_JA:
        found = re.search(rf"{LENGTH_JA}(?:{way})", plain)
        if found:
            minutes = int(found[1]) * MINUTES[found[2]] if found[1] else 30
            minutes += 30 if found[3] and found[2] == "時間" else 0
            return Shift(sign * minutes, end or _find_one_end(plain, START_JA, END_JA))
    return None


def _read_english(plain: str) -> Shift | None:
    length = LENGTH_EN.search(plain)
    if length is None:
        return None
    number = 30 if length[1].startswith("half") else MINUTES[length[2]]
    number *= int(length[1]) if length[1].isdigit() else 1
    number += 30 if "and a half" in length[0] else 0
    for way, sign, end in WAYS_EN:
        if re.search(way, plain):
            return Shift(sign * number, end or _find_one_end(plain, START_EN, END_EN))
    return None


def _find_one_end(plain: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    return "end" if end.search(plain) else "start" if start.search(plain) else ""
