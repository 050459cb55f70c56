"""Which date a month, a day number, a weekday, a holiday or a stretch of days means, seen from today."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays

from voice.engine.dialogue.nlu.dates.tokens import DayWord, find_monday

# "November 20" said on November 23 is a slip to be noticed, not a request for next year.
SLIP = timedelta(days=60)
# Of a month: who speaks of its end and then of "the 3rd" means the next month's.
LATE_IN_MONTH, EARLY_IN_MONTH = 25, 7
FIXED = {
    "christmas eve": (12, 24), "christmas": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "valentine's day": (2, 14), "halloween": (10, 31), "tanabata": (7, 7),
    "dolls' festival": (3, 3), "white day": (3, 14),
}  # fmt: skip
# As the holiday library calls them in English, for those that move or that Japan alone has.
PUBLIC = {
    "coming of age day": "Coming of Age Day", "foundation day": "Foundation Day",
    "emperor's birthday": "Emperor's Birthday", "vernal equinox": "Vernal Equinox Day",
    "showa day": "Showa Day", "constitution day": "Constitution Day", "greenery day": "Greenery Day",
    "children's day": "Children's Day", "marine day": "Marine Day", "mountain day": "Mountain Day",
    "respect for the aged day": "Respect for the Aged Day", "autumnal equinox": "Autumnal Equinox Day",
    "sports day": "Sports Day", "culture day": "Culture Day",
    "labor thanksgiving day": "Labor Thanksgiving Day",
}  # fmt: skip
Stretch = tuple[date, date]


def make_date(year: int, month: int, day: int) -> date | None:
    """None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_month_day(today: date, month: int, day: int, year: int | None = None) -> date | None:
    """A month and day without a year: the coming one, unless it has only just passed. None where the calendar
    has no such day then."""
    if year is not None:
        return make_date(year, month, day)
    found = make_date(today.year, month, day)
    if found is not None and found >= today - SLIP:
        return found
    # One that this year does not have is next year's only if this year's would be past.
    if found is None and (month, day) >= (today.month, today.day):
        return None
    return make_date(today.year + 1, month, day)


def find_month(today: date, month: int, year: int | None = None) -> tuple[int, int]:
    """The year and month: without a year the coming one, this month included."""
    return (year or (today.year if month >= today.month else today.year + 1)), month


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def find_next_weekday(today: date, weekday: int, *, include: bool = False) -> date:
    """The coming Saturday; today itself only where `include` (a weekend that has begun) says so."""
    ahead = (weekday - today.weekday()) % 7
    if include and today.weekday() >= weekday:
        ahead = 0
    elif ahead == 0:
        ahead = 7
    return today + timedelta(days=ahead)


def find_nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The second Saturday of a month; -1 is the last one. None where the month has not so many."""
    length = calendar.monthrange(year, month)[1]
    days = [day for day in (date(year, month, number + 1) for number in range(length))
            if day.weekday() == weekday]  # fmt: skip
    index = nth - 1 if nth > 0 else nth
    return days[index] if -len(days) <= index < len(days) else None


def find_day_number(number: int, today: date, near: date | None) -> date | None:
    """The date that a bare day of the month means: in the month spoken of (`near`), else the coming one."""
    if near is not None and not (near.day >= LATE_IN_MONTH and number <= EARLY_IN_MONTH):
        found = make_date(near.year, near.month, number)
        if found is not None and found >= today:
            return found
    return find_next_day_number(number, max(near or today, today))


def find_nearest_day_number(number: int, day: date, today: date) -> date | None:
    """The date with this day number that is nearest to `day`, and not over: of what is told beside January 5,
    "the 4th" is of January, and "the 28th" of December."""
    months = (add_months(day.replace(day=1), step) for step in (-1, 0, 1))
    found = (make_date(month.year, month.month, number) for month in months)
    return min(
        (each for each in found if each and each >= today), key=lambda each: abs(each - day), default=None
    )


def find_next_day_number(number: int, after: date) -> date | None:
    """The first date not before `after` that has this day number."""
    for months in range(13):
        month = add_months(after.replace(day=1), months)
        found = make_date(month.year, month.month, number)
        if found and found >= after:
            return found
    return None


def resolve_day(
    word: DayWord, today: date, near: date | None = None, stretch: DayWord | None = None, *, end: bool = False
) -> date | None:
    """The date a day word means; None where it names several.

    `near` is the day already agreed, or for the return (`end`) the pickup; `stretch` are days named before.
    """
    if word.kind == "date":
        return word.day
    if word.kind == "later":
        if near is None:
            return find_next_weekday(today, word.weekday) if word.weekday is not None else None
        day = near + timedelta(days=word.number)
        return day if word.weekday in (None, day.weekday()) else None
    if word.kind == "following":
        return find_next_weekday(near, word.number) if near is not None else None
    if word.kind == "week_after":
        return find_monday(near) + timedelta(days=7 + word.number) if near is not None else None
    if word.kind == "dom":
        if end:
            return find_next_day_number(word.number, near or today)
        if stretch is not None and stretch.day:
            found = find_next_day_number(word.number, stretch.day)
            is_outside = found and stretch.last and found > stretch.last
            return find_nearest_day_number(word.number, stretch.day, today) if is_outside else found
        return find_day_number(word.number, today, near)
    if word.kind == "weekday":
        if stretch is not None and stretch.day and not end:
            found = find_next_weekday(stretch.day - timedelta(days=1), word.number)
            before = found - timedelta(days=7)  # 「月末の土曜」, where none is among its last days
            return before if stretch.last and found > stretch.last and before > today else found
        if near is not None:
            return find_monday(near) + timedelta(days=word.number)
        return find_next_weekday(today, word.number)
    return None


def find_holiday(key: str, today: date, year: int | None = None) -> date | None:
    """The coming day of that name, or that of a year. None where the library has none."""
    for each in [year] if year else range(today.year, today.year + 3):
        if key in FIXED:
            found: date | None = date(each, *FIXED[key])
        else:
            found = _list_public_holidays(each).get(PUBLIC[key])
        if found and (year or found >= today):
            return found
    return None


def find_stretch(key: str, today: date, year: int | None = None, month: int | None = None) -> Stretch | None:
    """The coming days of that name, those that have begun included; None where there are none."""
    for each in [year] if year else range(today.year, today.year + 3):
        for first, last in STRETCHES[key](each):
            if (year or last >= today) and (month is None or month in (first.month, last.month)):
                return first, last
    return None


def find_stretch_with(key: str, day: date | None) -> Stretch | None:
    """The days of that name that `day` is one of; None where it is none of them."""
    found = STRETCHES[key](day.year) if day else ()
    return next((days for days in found if day and days[0] <= day <= days[1]), None)


@lru_cache(maxsize=16)
def _list_public_holidays(year: int) -> dict[str, date]:
    found = holidays.country_holidays("JP", years=year, language="en_US")
    return {name: day for day, name in found.items()}


@lru_cache(maxsize=16)
def _list_days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=[year - 1, year, year + 1]))


def _list_long_weekends(year: int) -> Iterator[Stretch]:
    """Every row of three and more days off."""
    off, first = _list_days_off(year), None
    for number in range(366 + 7):
        day = date(year, 1, 1) + timedelta(days=number)
        if day.weekday() >= 5 or day in off:
            first = first or day
        elif first is not None:
            if (day - first).days >= 3 and first.year == year:
                yield first, day - timedelta(days=1)
            first = None


def _find_golden_week(year: int) -> Iterator[Stretch]:
    """From Showa Day to the last of the holidays in early May."""
    off = _list_days_off(year)
    last = date(year, 5, 5)
    while last + timedelta(days=1) in off or (last + timedelta(days=1)).weekday() >= 5:
        last += timedelta(days=1)
    yield date(year, 4, 29), last


def _find_silver_week(year: int) -> Iterator[Stretch]:
    """From the weekend before Respect for the Aged Day to the autumnal equinox."""
    named = _list_public_holidays(year)
    first, last = named["Respect for the Aged Day"], named["Autumnal Equinox Day"]
    yield first - timedelta(days=2), max(first, last)


STRETCHES: dict[str, Callable[[int], Iterator[Stretch]]] = {
    "golden week": _find_golden_week,
    "silver week": _find_silver_week,
    "long weekend": _list_long_weekends,
    "obon": lambda year: iter([(date(year, 8, 13), date(year, 8, 16))]),
    "new year": lambda year: iter([(date(year - 1, 12, 29), date(year, 1, 3))]),
    "end of the year": lambda year: iter([(date(year, 12, 26), date(year, 12, 31))]),
    "start of the year": lambda year: iter([(date(year, 1, 1), date(year, 1, 4))]),
}
