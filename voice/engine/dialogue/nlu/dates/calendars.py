"""Which date a spoken month, day number or weekday means, seen from today."""

from __future__ import annotations

from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.tokens import DayWord, find_monday

# "November 20" said on November 23 is a slip to be noticed, not a request for next year.
SLIP = timedelta(days=60)


def find_month_day(today: date, month: int, day: int, year: int | None = None) -> DayWord | None:
    """A month and day without a year: the coming one, unless it has only just passed."""
    try:
        found = date(year or today.year, month, day)
        if year is None and found < today - SLIP:
            found = found.replace(year=today.year + 1)
    except ValueError:
        return None
    return DayWord("date", day=found)


def find_day_in_later_month(today: date, months: int, day: int) -> DayWord | None:
    """Day `day` of the month `months` from now; None where that month has no such day."""
    index = today.month - 1 + months
    try:
        return DayWord("date", day=date(today.year + index // 12, index % 12 + 1, day))
    except ValueError:
        return None


def find_next_weekday(today: date, weekday: int, *, include: bool = False) -> DayWord:
    """The coming Saturday; today itself only where `include` (a weekend that has begun) says so."""
    ahead = (weekday - today.weekday()) % 7
    if include and today.weekday() >= weekday:
        ahead = 0
    elif ahead == 0:
        ahead = 7
    return DayWord("date", day=today + timedelta(days=ahead))


def find_next_day_of_month(after: date, number: int) -> date | None:
    """The first date not before `after` that has this day number."""
    for months in range(13):
        found = find_day_in_later_month(after, months, number)
        if found and found.day and found.day >= after:
            return found.day
    return None


def resolve_day(
    word: DayWord, today: date, near: date | None = None, week: date | None = None
) -> date | None:
    """The date a day word means. `near` is the day already agreed (or the pickup, for a return), and `week`
    the Monday of a week named before."""
    if word.kind == "date":
        return word.day
    if word.kind == "dom":
        return find_next_day_of_month(near or today, word.number)
    if word.kind == "weekday":
        if week is not None:
            return week + timedelta(days=word.number)
        if near is not None:
            return find_monday(near) + timedelta(days=word.number)
        return find_next_weekday(today, word.number).day
    if word.kind == "later" and near is not None:
        return near + timedelta(days=word.number)
    return None
