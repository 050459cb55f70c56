"""The days whose opening hours are asked about: one, or several in a row (「お正月」), and then another."""

from __future__ import annotations

import re
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.topics import QUESTIONS
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.other_questions import CHANGES

# Of longer ones the usual hours are told.
LONGEST = timedelta(days=31)
# A bare day that is wished for after days so far away were asked about is near these.
SOON = timedelta(days=7)
# After hours were told, a day alone asks for its own: 「2日は？」, "and the second?".
ANOTHER_DAY = re.compile(
    r"(?:(?:じゃあ?|では|それじゃあ?|なら|で|あと|えっ?と|ちなみに|あ)、?){0,2}[^、。]{1,14}?(?:は|って|とか|だと)"
    r"(?:、?(?:どう|やって|開いて|あいて|営業して)(?:です|なん(?:です)?|(?:い)?(?:ます|る)(?:ん(?:です)?)?)?)?か?[?？。]*"
    r"|(?:(?:and|so|ok|okay|then|um|uh|oh|what about|how about|is it open|are you open|on)[ ,]{1,2}){1,3}"
    r"[^.,;]{1,30}\?"
    r"|(?:what|how) about [^.,;]{1,30}",
    re.IGNORECASE,
)


def note_asked_days(d: Dialogue, text: str) -> None:
    """Keep for which days the hours are asked, where they are, or where the last answer told a day's."""
    before, d.hours_told = d.hours_told, None
    days = _find_days(d, text, near=before[0] if before else None)
    if before and days and "hours" not in d.turn.topics and ANOTHER_DAY.fullmatch(text.strip()):
        d.turn.topics = d.turn.topics - QUESTIONS | {"hours"}
        d.turn.asks_again = True
    if days and d.slots.start_time and _names_another_hour(d, text):
        d.turn.topics -= {"hours"}
    if "hours" in d.turn.topics and days:
        d.turn.day, d.turn.last_day = days
        d.hours_told = days
        if d.slots.start_day is None and days[0] - d.today > SOON:
            d.slots.refused_day = days[0]


def is_only_asked(d: Dialogue) -> bool:
    """Whether the days in the words are asked about and wished for by nobody: 「お正月」 is no pickup."""
    if not d.turn.day:
        return False
    return d.slots.start_day is not None or d.turn.asks_again or d.turn.last_day != d.turn.day


def _names_another_hour(d: Dialogue, text: str) -> bool:
    """「前の日の夕方5時からにできますか」 moves the rental, and asks for no opening hours."""
    found = read_period(text, d.today)
    return CHANGES.search(text.lower()) is not None and bool(found.start_time or found.end_time)


def _find_days(d: Dialogue, text: str, *, near: date | None) -> tuple[date, date] | None:
    """The first and the last of them. A bare day of the month counts from the one asked about before."""
    found = read_period(text, d.today)
    if found.start_time or found.end_time or found.loose or found.length:
        return _as_one(resolve_day(found.start_day, d.today, d.slots.start_day)) if found.start_day else None
    if found.start_day:
        return _as_one(resolve_day(found.start_day, d.today, near or d.slots.start_day))
    days = found.stretch
    if days is None or days.day is None or days.last is None or days.last - days.day > LONGEST:
        return None
    return max(days.day, d.today), days.last


def _as_one(day: date | None) -> tuple[date, date] | None:
    return (day, day) if day else None
