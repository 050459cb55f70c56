"""Bare figures in place of others, of a period that is known: "not sixteen, twenty-six", 「16じゃなくて26」.

The one that is not meant tells what they are: where it is the day that stands, the other is a day too. Hours
need no such help at the read-back, where the readers of times know them.
"""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue

LAST_OF_MONTH = 31
_FIGURE = r"(?<![\d:.\-/a-z])\d{1,2}"
_NO_MORE = r"(?![\d時分人名台歳才円本つ個泊月:/\-]|\.\d)"
JAPANESE = re.compile(
    rf"(?P<old>{_FIGURE})(?:じゃ|では|や)(?:なく(?:って|て)?|のうて|な(?:い|かった)(?:です|んです)?(?:よ|ね|で)?)[、。]{{0,2}}"
    rf"(?P<new>\d{{1,2}}){_NO_MORE}"
)
_NO_UNIT = (
    r"(?![\d:/\-]|\.\d|(?:st|nd|rd|th)\b| ?(?:[ap]\.?m\b|o'?clock|people|seats?|days?|hours?|cars?|of us))"
)
ENGLISH = (
    re.compile(
        rf"\bnot (?P<old>{_FIGURE}){_NO_UNIT}[,.;]? (?:but |it's |it is |i said ){{0,2}}"
        rf"(?P<new>\d{{1,2}})\b{_NO_UNIT}"
    ),
    re.compile(rf"(?P<new>{_FIGURE}){_NO_UNIT},? (?:and )?not (?P<old>\d{{1,2}})\b{_NO_UNIT}"),
)


def write_out_days(d: Dialogue, text: str) -> str:
    """`text` with such figures as days, where the period is known and was not asked for."""
    start, end = d.slots.start_day, d.slots.end_day
    if start is None or d.asked not in ("confirm", "change", "else"):
        return text
    utterance = read_utterance(text)
    japanese = is_japanese(utterance.plain)
    for pattern in (JAPANESE,) if japanese else ENGLISH:
        found = pattern.search(utterance.text)
        if found is None or not 1 <= int(found["new"]) <= LAST_OF_MONTH:
            continue
        is_hour = _is_an_hour(d, found["old"])
        if is_hour and d.asked != "else":
            continue
        if not is_hour and int(found["old"]) not in {day.day for day in (start, end) if day}:
            continue
        plain = utterance.plain
        # The later one first, so that the other's place in the text stays.
        for name in sorted(("old", "new"), key=found.start, reverse=True):
            begin, behind = utterance.map_back(*found.span(name))
            plain = f"{plain[:begin]}{_write(int(found[name]), japanese, is_hour)}{plain[behind:]}"
        return plain
    return text


def _is_an_hour(d: Dialogue, figure: str) -> bool:
    """Whether an hour that stands is the same figure: then it may be meant of that."""
    hours = [clock.hour for clock in (d.slots.start_time, d.slots.end_time) if clock]
    return any(int(figure) in (hour, hour % 12) for hour in hours)


def _write(figure: int, japanese: bool, is_hour: bool) -> str:
    if japanese:
        return f"{figure}{'時' if is_hour else '日'}"
    return f"{figure} o'clock" if is_hour else f"the {figure}{_find_ending(figure)}"


def _find_ending(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
