"""Days as English-speaking callers say them. Weeks begin on Monday: "next Saturday" is in the next calendar
week."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import (
    find_day_in_later_month,
    find_month_day,
    find_next_weekday,
)
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Length, Text, find_monday

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAY = (
    r"\b(mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?\b"
)
TH = r"(?:st|nd|rd|th)"

Reader = Callable[[re.Match[str], date], DayWord | None]

LENGTHS: list[tuple[str, Callable[[re.Match[str]], Length]]] = [
    (
        r"\b(\d+)[- ]and a half[- ]hours?\b|\b(\d+) hours and a half\b",
        lambda m: _count_hours(m[1] or m[2], 30),
    ),
    (
        r"\b(\d+)[- ]?(?:hours?|hrs?)\b(?! (?:from (?:now|today)|later))",
        lambda m: _count_hours(m[1], 0),
    ),
    (r"\b(?:(?:all|whole|full|entire) day)\b", lambda m: _count_hours("24", 0)),
    (
        r"\bfor (?:just )?(?:a|the|one|1) day\b|\ba day\b(?=,| from| starting)|\b1[- ]day\b",
        lambda m: _count_hours("24", 0),
    ),
    (r"(?<!in )\b(\d+)[- ]days?\b(?! (?:from (?:now|today)|later|ago))", lambda m: _count_hours(m[1], 0, 24)),
    (r"\ba couple of days\b", lambda m: Length(minutes=2880)),
    (r"\b(\d+)[- ]nights?\b", lambda m: Length(nights=int(m[1]))),
    (r"\bovernight\b|\ba night\b", lambda m: Length(nights=1)),
    (r"\bfor (?:a|1) week\b", lambda m: Length(minutes=7 * 1440)),
    (r"\bfor (\d+) weeks\b", lambda m: Length(minutes=int(m[1]) * 7 * 1440)),
]  # fmt: skip


def _count_hours(count: str, minutes: int, each: int = 1) -> Length:
    return Length(minutes=int(count) * each * 60 + minutes)


def _read_month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _read_weekday(name: str) -> int:
    return WEEKDAYS.index(name[:3])


def _count_from(today: date, days: int) -> DayWord:
    return DayWord("date", day=today + timedelta(days=days))


def _find_in_week(today: date, weeks: int, weekday: int) -> DayWord:
    return DayWord("date", day=find_monday(today) + timedelta(weeks=weeks, days=weekday))


def _find_this(today: date, weekday: int) -> DayWord:
    """ "This Saturday" is this week's; where that has passed, the coming one."""
    this = find_monday(today) + timedelta(days=weekday)
    return DayWord("date", day=this) if this >= today else find_next_weekday(today, weekday)


def _find_week(today: date, weeks: int) -> DayWord:
    return DayWord("week", weeks, find_monday(today) + timedelta(weeks=weeks))


DAYS: list[tuple[str, Reader]] = [
    (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", lambda m, t: find_month_day(t, int(m[2]), int(m[3]), int(m[1]))),
    (
        rf"{MONTH} (?:the )?(\d{{1,2}}){TH}?\b(?!:)(?:,? (\d{{4}})\b)?",
        lambda m, t: find_month_day(t, _read_month(m[1]), int(m[2]), int(m[3]) if m[3] else None),
    ),
    (
        rf"\b(\d{{1,2}}){TH}?(?: of)? {MONTH}(?:,? (\d{{4}})\b)?",
        lambda m, t: find_month_day(t, _read_month(m[2]), int(m[1]), int(m[3]) if m[3] else None),
    ),
    (r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)", lambda m, t: find_month_day(t, int(m[1]), int(m[2]))),
    (rf"\b(\d{{1,2}}){TH} of next month\b", lambda m, t: find_day_in_later_month(t, 1, int(m[1]))),
    (r"\bthe day after tomorrow\b|\bday after tomorrow\b", lambda m, t: _count_from(t, 2)),
    (r"\bthe (?:next|following) day\b|\bthe day after\b", lambda m, t: DayWord("later", 1)),
    (r"\btomorrow\b", lambda m, t: _count_from(t, 1)),
    (r"\btoday\b|\btonight\b", lambda m, t: _count_from(t, 0)),
    (r"\byesterday\b", lambda m, t: _count_from(t, -1)),
    (r"\bin (\d+) days\b|\b(\d+) days (?:from now|later)\b", lambda m, t: _count_from(t, int(m[1] or m[2]))),
    (
        rf"\b(?:a|1) week from {WEEKDAY}",
        lambda m, t: _count_from(t, _count_days_ahead(t, _read_weekday(m[1])) + 7),
    ),
    (r"\bin (?:a|1) week\b|\b(?:a|1) week from (?:now|today)\b", lambda m, t: _count_from(t, 7)),
    (r"\bin (\d+) weeks\b", lambda m, t: _count_from(t, int(m[1]) * 7)),
    (
        rf"{WEEKDAY} (?:after next|the week after next)\b",
        lambda m, t: _find_in_week(t, 2, _read_weekday(m[1])),
    ),
    (rf"\bweek after next,? (?:on )?{WEEKDAY}", lambda m, t: _find_in_week(t, 2, _read_weekday(m[1]))),
    (rf"{WEEKDAY},? (?:of )?next week\b", lambda m, t: _find_in_week(t, 1, _read_weekday(m[1]))),
    (rf"\bnext week'?s?,? (?:on )?{WEEKDAY}", lambda m, t: _find_in_week(t, 1, _read_weekday(m[1]))),
    (rf"{WEEKDAY},? (?:of )?this week\b", lambda m, t: _find_in_week(t, 0, _read_weekday(m[1]))),
    (rf"\bnext {WEEKDAY}", lambda m, t: _find_in_week(t, 1, _read_weekday(m[1]))),
    (
        rf"\bthis coming {WEEKDAY}|\bcoming {WEEKDAY}",
        lambda m, t: find_next_weekday(t, _read_weekday(m[1] or m[2])),
    ),
    (rf"\bthis {WEEKDAY}", lambda m, t: _find_this(t, _read_weekday(m[1]))),
    (r"\bnext weekend\b", lambda m, t: _find_in_week(t, 1, 5)),
    (r"\b(?:this |the )?weekend\b", lambda m, t: find_next_weekday(t, 5, include=True)),
    (WEEKDAY, lambda m, t: DayWord("weekday", _read_weekday(m[1]))),
    (rf"\b(\d{{1,2}}){TH}\b", lambda m, t: DayWord("dom", int(m[1]))),
    (r"\b(?:the )?week after next\b", lambda m, t: _find_week(t, 2)),
    (r"\bnext week\b|\bthe week after\b", lambda m, t: _find_week(t, 1)),
    (r"\bthis week\b", lambda m, t: _find_week(t, 0)),
]


def _count_days_ahead(today: date, weekday: int) -> int:
    return (weekday - today.weekday()) % 7 or 7


def read_days(text: Text, today: date) -> None:
    """Take every day and length out of `text`, the longest forms first, so that nothing is read twice."""
    for pattern, measure in LENGTHS:
        for match in re.finditer(pattern, text.words):
            text.take(match.start(), match.end(), measure(match))
    _read_range(text, today)
    for pattern, reader in DAYS:
        for match in re.finditer(pattern, text.words):
            value = reader(match, today)
            if value is not None:
                text.take(match.start(), match.end(), value)


def _read_range(text: Text, today: date) -> None:
    """ "December 5 to 7": two days, unless the second number turns out to be a time."""
    number = rf"(\d{{1,2}}){TH}?"
    pattern = rf"{MONTH} {number}(?: to | through | until |-)(?:the )?{number}\b(?!\s*(?:[ap]\.?m|:|o'))"
    for match in re.finditer(pattern, text.words):
        first, last = (find_month_day(today, _read_month(match[1]), int(match[n])) for n in (2, 3))
        if first and last:
            text.take(match.start(), match.end(2), first, "start")
            text.take(match.end(2), match.end(), last, "end")
