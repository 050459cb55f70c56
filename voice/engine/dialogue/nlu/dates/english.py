"""Days, lengths and clock times as English-speaking callers say them, and what tells the ends apart.

Weeks begin on Monday: "next Saturday" is in the next calendar week.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import (
    find_day_in_later_month,
    find_month_day,
    find_next_weekday,
)
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Length, Role, Text, find_monday

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


HALF = r"(a\.?\s?m\b\.?|p\.?\s?m\b\.?)"
PART = r"(?:in the|at) (morning|afternoon|evening|night)"
MINUTES = r"(?:[:. ](00|05|10|15|20|25|30|35|40|45|50|55))?"
HALVED = re.compile(rf"\b(\d{{1,2}}){MINUTES}(?: o'?clock)?\s*{HALF}")
PARTED = re.compile(rf"\b(\d{{1,2}}){MINUTES}(?: o'?clock)? (?:{PART}|(tonight))\b")
BEFORE = re.compile(
    rf"\b(morning|afternoon|evening|night),? (?:at|from|around) (\d{{1,2}}){MINUTES}\b(?! ?[ap]\.?m)"
)
COLON = re.compile(r"\b(\d{1,2}):(\d{2})\b")
OCLOCK = re.compile(r"\b(\d{1,2}) ?o'?clock")
PAST = re.compile(r"\b(half|quarter) (past|to) (\d{1,2})\b")
AFTER_WORD = re.compile(
    r"(?:\b(?:at|from|to|until|till|til|by|around|about|between|and|through)"
    r"|-) ?(\d{1,2})(?: (00|15|30|45))?\b"
    r"(?!\s*(?:(?:st|nd|rd|th)\b|/|:|days?|hours?|nights?|weeks?|people|persons?|cars?|adults?|of us|\d))"
)
RANGE = re.compile(r"\b(\d{1,2})(?= ?(?:-|to|until|till) ?(?:\d|\0))")
NOON = re.compile(r"\b(?:12 )?(?:noon|midday)\b")
MIDNIGHT = re.compile(r"\bmidnight\b")
GAP = r"[ ,]{0,3}(?:(?:at|on|the|about|around|by) ){0,4}$"
START = re.compile(
    rf"(?:\bfrom|\bstart(?:s|ing)?|\bbegin(?:ning|s)?|\bbetween|\bpick(?:ing)?(?: it| the car)? ?up|\bpickup"
    rf"|\bleav(?:e|ing)){GAP}"
)
END = re.compile(
    rf"(?:\bto|\buntil|\btill|\btil|\bthrough|-|\band|\breturn(?:ing|ed)?(?: it| the car)?"
    rf"|\bbring(?:ing)? it back|\bback|\bdrop(?:ping)?(?: it)? ?off|\bend(?:s|ing)?|\bby){GAP}"
)
BEHIND = re.compile(r"^\s*(?:(pick ?up|departure)|return|drop ?off)\b(?!\s*(?:at|by|on|it|time|\d|\0))")


def read_times(text: Text) -> None:
    """Take every clock time out of `text`, the plainest forms last."""
    for match in HALVED.finditer(text.words):
        _take(text, match, _resolve_half(int(match[1]), int(match[2] or 0), match[3].startswith("a")))
    for match in PARTED.finditer(text.words):
        morning = match[3] == "morning"
        _take(text, match, _resolve_half(int(match[1]), int(match[2] or 0), morning))
    for match in BEFORE.finditer(text.words):
        clock = _resolve_half(int(match[2]), int(match[3] or 0), match[1] == "morning")
        text.take(match.start(2), match.end(), clock)
    for match in COLON.finditer(text.words):
        _take(text, match, _make_clock(int(match[1]), int(match[2])))
    for match in OCLOCK.finditer(text.words):
        _take(text, match, _make_clock(int(match[1])))
    for match in PAST.finditer(text.words):
        minutes = 30 if match[1] == "half" else 15
        total = int(match[3]) * 60 + (minutes if match[2] == "past" else -minutes)
        _take(text, match, _make_clock(total // 60, total % 60))
    for match in NOON.finditer(text.words):
        _take(text, match, Clock(12, 0, True))
    for match in MIDNIGHT.finditer(text.words):
        _take(text, match, Clock(24, 0, True))
    for match in AFTER_WORD.finditer(text.words):
        if match[0].startswith("and") and "between" not in text.words[: match.start()]:
            continue
        clock = _make_clock(int(match[1]), int(match[2] or 0))
        if clock.hour <= 24:
            text.take(match.start(1), match.end(), clock)
    for match in RANGE.finditer(text.words):
        _take(text, match, _make_clock(int(match[1])))


def read_bare_number(text: Text) -> None:
    """ "Ten" in answer to "what time?"."""
    found = re.fullmatch(r"\D{0,80}?(\d{1,2})(?: (00|15|30|45))?(?: please| sharp|[.,! ]){0,8}", text.words)
    if found and not text.tokens and int(found[1]) <= 24:
        text.take(found.start(1), found.end(1), _make_clock(int(found[1]), int(found[2] or 0)))


def measure_marker(_after: str) -> int:
    """English marks an end before it is said: what follows a token belongs to the next."""
    return 0


def find_role(before: str, after: str) -> Role:
    """Which end a time means, by the words before and after it; "" where they do not say."""
    behind = BEHIND.match(after)
    if behind:
        return "start" if behind[1] else "end"
    if START.search(before):
        return "start"
    if END.search(before):
        return "end"
    return "start" if re.match(r"^\s*(?:-|to\b|until\b|till\b)", after) else ""


def _make_clock(hour: int, minute: int = 0) -> Clock:
    return Clock(hour, minute, hour > 12 or hour == 0)


def _resolve_half(hour: int, minute: int, morning: bool) -> Clock:
    if morning:
        return Clock(0 if hour == 12 else hour, minute, True)
    return Clock(hour + 12 if hour < 12 else hour, minute, True)


def _take(text: Text, match: re.Match[str], clock: Clock) -> None:
    if 0 <= clock.hour <= 24 and clock.minute < 60:
        text.take(match.start(), match.end(), clock)
