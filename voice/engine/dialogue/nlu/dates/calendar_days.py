"""Days by the calendar: months and dates, weekdays and weeks, holidays. `composition` explains the tags."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from voice.engine.dialogue.nlu.dates import calendars
from voice.engine.dialogue.nlu.dates.atoms import Atom, Made, Rules
from voice.engine.dialogue.nlu.dates.tokens import Amount, Clock, DayWord, find_monday

DATES = Rules()
SUNDAY = 6
# So many days beside days off a date is still one of theirs.
NEAR_DAYS_OFF = 14
LAST_HOUR = 20  # at which a shop may be open


def make_day(day: date | None) -> Made:
    return ("D", DayWord("date", day=day)) if day else ("?", "impossible")


def _stretch(days: calendars.Stretch | None) -> Made:
    return ("D", DayWord("stretch", day=days[0], last=days[1])) if days else ("?", "unclear")


# --- months and dates


def _year(today: date, year: int | str | None) -> int | None:
    if isinstance(year, str):
        return int(year) if year.isdigit() and 2000 <= int(year) < 2100 else None
    return year if year is None or year > 1000 else today.year + year


@DATES.add(r"(?P<date>y)")
def _make_written_date(today: date, date: tuple[Any, ...]) -> Made:
    first, second, third = date
    return _make_date(today, (first, second), third)


@DATES.add(r"(?P<day>o)(?P<of>g+)(?P<month>o)")
def _make_british_month(_today: date, day: int, of: str | None, month: int) -> Made:
    """ "The 9th of the 12th"."""
    if of != "of" or not (isinstance(month, int) and 1 <= month <= 12):
        return None
    return [Atom("n", day, 0, 0), Atom("M", (None, month), 0, 0)]


@DATES.add(r"(?<![2\-tCnk:])(?P<date>h)(?=[,g]?[nC][\-2][nC])")
def _make_date_in_four_figures(today: date, date: str) -> Made:
    """「1218 9-17」: before the hours, four figures are a month and a day."""
    if not date.isdigit() or len(date) != 4 or not 1 <= int(date[:2]) <= 12:
        return None
    return make_day(calendars.find_month_day(today, int(date[:2]), int(date[2:]), None))


@DATES.add(
    r"(?P<year>Y)[g,]*(?P<month>m)", r"(?P<month>m)[g,]*(?P<year>Y)", r"q?(?P<month>m)", r"(?P<near>r)"
)
def _make_month(
    today: date, month: int | None = None, year: int | None = None, near: int | None = None
) -> Made:
    """A month and, where it was told, its year."""
    if near is not None:
        there = calendars.add_months(today.replace(day=1), near)
        return "M", (there.year, there.month)
    return "M", (_year(today, year), month)


@DATES.add(
    r"(?P<span>L)[,g=]{0,3}(?P<one>o)[,&g]{1,4}(?P<two>o)(?:g*(?P<month>M))?(?![,&g]{1,4}o)",
    r"(?P<one>o)[,&g]{1,4}(?P<two>o)[,&g]{1,4}(?P<three>o)(?:[,&g]{1,4}(?P<four>o))?(?:g*(?P<month>M))?",
)
def _make_days_in_a_row(
    today: date, one: int, two: int, three: int | None = None, four: int | None = None,
    span: Amount | None = None, month: tuple[int | None, int] | None = None,
) -> Made:  # fmt: skip
    """ "The 8th, 9th and 10th", "two days, the 8th and 9th": from the first to the last."""
    days = [each for each in (one, two, three, four) if each is not None]
    in_a_row = all(isinstance(each, int) for each in days) and all(b == a + 1 for a, b in pairwise(days))
    counted = span is None or (span.unit in ("day", "days") and span.count == len(days))
    if not in_a_row or not counted or not 1 <= one <= days[-1] <= 31:
        return None
    ends = [
        DayWord("dom", each)
        if month is None
        else DayWord("date", day=calendars.find_month_day(today, month[1], each, month[0]))
        for each in (one, days[-1])
    ]
    return [Atom("D", ends[0], 0, 0, "start"), Atom("D", ends[1], 0, 0, "end")]


@DATES.add(r"(?P<nth>[oK])g*(?P<day>[We])[gG]+(?P<month>M)(?=g*n[2t\-])")
def _make_nth_weekday_before_hours(
    today: date, nth: int | str, day: int | str | None, month: tuple[int | None, int]
) -> Made:
    """ "The first Monday of January 9 to 6": the number is an hour, and no day of the month."""
    return _make_nth_weekday(today, nth, day, month)


@DATES.add(
    r"(?P<one>n)(?P<month>M)(?P<two>n)(?=[2t\-][g@]?(?P<third>n)(?P<last_month>M)(?P<fourth>n)(?![OPu#4znM]))",
    r"(?<=CD[2t\-])(?P<one>n)(?P<month>M)(?P<two>n)", r"(?<=CD[2t\-][g@])(?P<one>n)(?P<month>M)(?P<two>n)",
)  # fmt: skip
def _make_hour_before_its_date(
    today: date, one: float, month: tuple[int | None, int], two: float, third: float | None = None,
    last_month: tuple[int | None, int] | None = None, fourth: float | None = None,
) -> Made:  # fmt: skip
    """ "Ten December 11 till five December 13"; where the days may stand in front as well ("nine December 11
    till twelve December 15"), that is asked."""
    first = calendars.find_month_day(today, month[1], round(two), month[0])
    if first is None or not 0 < one <= LAST_HOUR:
        return None
    if third is not None and fourth is not None and last_month is not None:
        last = calendars.find_month_day(today, last_month[1], round(fourth), last_month[0])
        if last is None or last < first or not 0 < third <= LAST_HOUR:
            return None
        if (month, one) < (last_month, third) and 0 < two <= LAST_HOUR and 0 < fourth <= LAST_HOUR:
            return "?", "unclear"
    return [Atom("C", Clock(round(one)), 0, 0), Atom("D", DayWord("date", day=first), 0, 0)]


@DATES.add(
    r"(?<!M)(?<!Mg)(?P<day>[od])g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?",
    r"(?P<month>M)g*(?P<day>[od])(?:[g,]*(?P<year>[Yh]))?",
    r"(?<![2\-@t])(?P<day>n)g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?(?!g*[nod])",
    r"(?<![2\-@t])(?P<day>n)(?P<month>M)(?=[g,]*n[2\-t])",  # not "from ten on December 11 to five"
    r"(?P<month>M)g*(?P<day>n)(?![OPu#4z])(?:[g,]*(?P<year>[Yh]))?",
    r"(?P<day>n)g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?",
    r"(?P<day>[nod])g*(?P<month>M)", r"(?P<month>M)g*(?P<day>[nod])(?![OPu#4z])",
)  # fmt: skip
def _make_date(
    today: date, month: tuple[int | None, int], day: int | str, year: int | str | None = None
) -> Made:
    """A month and a day; the year where it was told."""
    if not isinstance(day, int):
        return None  # "the last of the month"
    if isinstance(year, str) and _year(today, year) is None:
        return None  # "15 December 1000 to 1800": these are the hours
    return make_day(calendars.find_month_day(today, month[1], day, month[0] or _year(today, year)))


@DATES.add(r"(?P<part>%)g*(?P<month>M)", r"(?P<month>M)g*(?P<part>%)", r"(?P<part>%)")
def _make_part_of_month(
    today: date, part: tuple[int, int], month: tuple[int | None, int] | None = None
) -> Made:
    """The end of a month, its beginning: several days, of which one is asked for."""
    year, number = calendars.find_month(today, month[1], month[0]) if month else (today.year, today.month)
    first, last = date(year, number, 1), calendars.add_months(date(year, number, 1), 1) - timedelta(days=1)
    begin, end = (
        last + timedelta(days=day + 1) if day < 0 else first + timedelta(days=day - 1) for day in part
    )
    if end < today and month is None:
        there = calendars.add_months(first, 1)
        return _make_part_of_month(today, part, (there.year, there.month))
    return _stretch((begin, end))


@DATES.add(r"(?P<one>n)[,g]+(?P<two>[nd])(?:[,g]+(?P<three>[nd]))?(?:[,g]+(?P<four>[nd]))?g*(?P<span>L)")
def _make_counted_dates(
    _today: date, one: int, two: int, span: Amount, three: int | None = None, four: int | None = None
) -> Made:
    """「15、16、17の3日間」: the days are told one by one, and counted."""
    days = [each for each in (one, two, three, four) if each is not None]
    in_a_row = all(later == each + 1 for each, later in pairwise(days))
    if not in_a_row or span.unit != "days" or span.count != len(days) or not 1 <= one <= days[-1] <= 31:
        return None
    return [Atom("D", DayWord("dom", one), 0, 0), Atom("L", span, 0, 0)]


# --- weekdays and weeks


@DATES.add(r"x(?P<of>g)qg*W")
def _doubt_weekday_after_unknown(_today: date, of: str) -> Made:
    """「給料日の次の土曜」."""
    return ("?", "unclear") if of == "の" else None


@DATES.add(
    r"(?P<unit>u)(?P<of>g)g*(?P<day>[ZdoD])", r"(?P<unit>u)7?s[gG]*(?P<day>[ZdoD])",
    r"(?P<day>[ZdD])A?(?P<of>g)(?P<unit>u)",
)  # fmt: skip
def _make_week_of_day(today: date, unit: str, day: DayWord | int | str, of: str = "of") -> Made:
    """ "The week of the 14th", 「14日の週」: the one that it is in. With a Sunday some begin the next one."""
    found = _find_day(today, day) if unit == "week" and of in ("of", "の") else None
    if found is None:
        return None
    if found.weekday() == SUNDAY:
        return "?", "unclear"
    return "w", (find_monday(found) - find_monday(today)).days // 7


@DATES.add(r"(?P<week>w)g*e(?=[g,]*W)")
def _make_weekend_of_week(_today: date, week: int | str) -> Made:
    """「来週の週末、金曜から」: the weekday behind it is of that week."""
    return ("e", week) if isinstance(week, int) else None


@DATES.add(r"(?P<weekend>e)(?P<of>g)g*(?P<day>[oD])")
def _make_weekend_of_day(today: date, weekend: int | str | None, of: str, day: DayWord | int | str) -> Made:
    """ "The weekend of the 12th": the Saturday of the week that the day is in."""
    found = _find_day(today, day) if of == "of" and weekend is None else None
    return make_day(find_monday(found) + timedelta(days=5)) if found else None


@DATES.add(r"(?P<weekend>e)(?P<way>[<>])g*(?P<day>[ZoD])")
def _make_weekend_beside_day(
    today: date, weekend: int | str | None, way: int, day: DayWord | int | str
) -> Made:
    """ "The weekend before Christmas": the last one whose Sunday is before it."""
    found = _find_day(today, day) if weekend is None else None
    if found is None:
        return None
    saturday = find_monday(found) + timedelta(days=5)
    if way > 0:
        return make_day(saturday + timedelta(days=7 if saturday <= found else 0))
    return make_day(saturday - timedelta(days=7 if found <= saturday + timedelta(days=1) else 0))


def _find_day(today: date, day: DayWord | int | str) -> date | None:
    word = DayWord("dom", day) if isinstance(day, int) else day
    return (
        calendars.find_holiday(word, today) if isinstance(word, str) else calendars.resolve_day(word, today)
    )


@DATES.add(r"(?P<key>V)[gG]*(?P<nth>[oK])g*(?P<day>[We])")
def _make_nth_weekday_of_days_off(today: date, key: str, nth: int | str, day: int | str | None) -> Made:
    """「年明け最初の土曜」: counted from the first of the days."""
    if (days := calendars.find_stretch(key, today)) is None or not isinstance(nth, int):
        return None
    before = days[0] - timedelta(days=8 - 7 * nth)
    return make_day(calendars.find_next_weekday(before, day if isinstance(day, int) else 5))


@DATES.add(
    r"(?P<nth>[oK])g*(?P<day>[We])[gG]*(?P<month>M)",
    r"(?P<month>M)[gG]*(?P<nth>[oK])g*(?P<day>[We])",
    r"(?P<nth>[oK])g*(?P<day>[We])(?!g*w|[><])",
)
def _make_nth_weekday(
    today: date, nth: int | str, day: int | str | None, month: tuple[int | None, int] | None = None
) -> Made:
    """ "The second Saturday of January", 「今月最後の金曜」."""
    weekday = day if isinstance(day, int) else 5
    if month is None and nth == "last":
        return make_day(find_monday(today) + timedelta(days=weekday - 7))
    number = -1 if nth == "last" else nth
    if not isinstance(number, int):
        return None
    if month is not None:
        return make_day(
            calendars.find_nth_weekday(*calendars.find_month(today, month[1], month[0]), number, weekday)
        )
    for months in range(3):
        there = calendars.add_months(today.replace(day=1), months)
        found = calendars.find_nth_weekday(there.year, there.month, number, weekday)
        if found and found >= today:
            return make_day(found)
    return "?", "impossible"


@DATES.add(r"(?P<near>q)g*(?P<weekday>W)&g*(?P<other>W)")
def _make_neighbours_of_next_week(today: date, near: str, weekday: int, other: int) -> Made:
    """ "Next Tuesday and Wednesday": the Wednesday is the one behind that Tuesday."""
    if near != "next" or (other - weekday) % 7 != 1:
        return None
    first = find_monday(today) + timedelta(days=7 + weekday)
    days = [DayWord("date", day=first + timedelta(days=step)) for step in (0, 1)]
    return [Atom("D", days[0], 0, 0, "start"), Atom("D", days[1], 0, 0, "end")]


@DATES.add(r"(?<![Ymnok:])(?P<number>n)(?P<of>g)(?P<weekday>W)")
def _make_figure_of_weekday(_today: date, number: float, of: str, weekday: int) -> Made:
    """「23の水曜」: a day of the month."""
    if of != "の" or number != int(number) or not 1 <= number <= 31:
        return None
    return "D", DayWord("dom", int(number), weekday=weekday)


@DATES.add(r"(?<!s)(?P<weekday>W)(?P<amount>L)(?=[,;.]|$)", r"(?P<weekday>W)(?P<unit>u)")
def _make_weekday_fortnight(
    today: date, weekday: int, amount: Amount | None = None, unit: str = "fortnight"
) -> Made:
    """ "Tuesday fortnight", as "Tuesday week" is said."""
    if unit != "fortnight" or (amount and (amount.unit != "week" or amount.count != 2)):
        return None
    return make_day(calendars.find_next_weekday(today, weekday) + timedelta(days=14))


@DATES.add(r"(?P<weekday>W)[,;]{1,2}!g*(?:T|q?[Wew])[,;&]{1,3}(?P<week>w)")
def _make_weekday_of_another_week(today: date, weekday: int, week: int | str) -> Made:
    """ "Wednesday. Not tomorrow, next week"."""
    return make_day_in_week(today, week, weekday) if isinstance(week, int) else None


@DATES.add(r"(?P<weekday>W)(?=[2t\-&]g*W[g,]*(?P<week>w))")
def _make_weekday_of_both(today: date, weekday: int, week: int | str) -> Made:
    """ "Thursday to Saturday next week": the week is that of both."""
    return make_day_in_week(today, week, weekday) if isinstance(week, int) else None


@DATES.add(r"(?P<nth>[oK])[g]*u[gG]*(?P<month>M)", r"(?P<month>M)[gG]*(?P<nth>[oK])g*u")
def _make_week_of_month(today: date, nth: int | str, month: tuple[int | None, int]) -> Made:
    year, number = calendars.find_month(today, month[1], month[0])
    if not isinstance(nth, int) or not 1 <= nth <= 4:
        return "?", "unclear"
    first = date(year, number, 7 * nth - 6)
    return _stretch((first, first + timedelta(days=6)))


@DATES.add(r"(?P<month>M)")
def _make_whole_month(today: date, month: tuple[int | None, int]) -> Made:
    """A month alone is remembered, and a day of it asked for."""
    if not 1 <= month[1] <= 12:
        return "?", "impossible"
    first = date(*calendars.find_month(today, month[1], month[0]), 1)
    return _stretch((first, calendars.add_months(first, 1) - timedelta(days=1)))


@DATES.add(r"(?P<day>[ZdD])g*(?P<way><)g*ug*(?P<weekday>W)", r"(?P<day>[ZdD])g+(?P<week>w)g*(?P<weekday>W)")
def _make_weekday_around_day(
    today: date, day: DayWord | int | str, weekday: int, way: int = 1, week: int | str = 1
) -> Made:
    """「クリスマスの前の週の金曜」: of the week before the day's, or behind it."""
    found = _find_day(today, day)
    if found is None or week != 1:
        return "?", "unclear"
    return make_day(find_monday(found) + timedelta(days=7 * (way or 1) + weekday))


@DATES.add(
    r"(?<!Wg,)(?<!W,)(?<!Wg)7g*qg*(?P<weekday>W)",
    r"(?P<weekday>W)>7",
    r"7(?P<week>w)(?:g*(?P<weekday>W)|g*N)?",
)
def _make_weekday_after_day(_today: date, weekday: int | None = None, week: int | str = 0) -> Made:
    """ "The Saturday after that", 「その次の土曜」; 「その翌週」, and a weekday of it."""
    if weekday is None or not isinstance(week, int):
        return ("D", DayWord("later", 7 * week)) if week and isinstance(week, int) else None
    return "D", DayWord("week_after" if week else "following", weekday)


@DATES.add(
    r"(?P<week>[we])[g,]*(?P<weekday>W)", r"(?P<weekday>W)[g,]*(?P<week>w)",
    r"(?P<near>q)g*(?P<weekday>[We])",
    r"(?P<weekday>W)(?P<after>>)(?P<near>q)", r"(?P<weekday>W)(?P<unit>u)",
)  # fmt: skip
def _make_day_of_week(
    today: date,
    weekday: int | str | None,
    week: int | str | None = None,
    near: str | None = None,
    after: int | None = None,
    unit: str | None = None,
) -> Made:
    """ "Next Saturday", 「来週の土曜」, "Saturday after next", "Saturday week"."""
    if unit not in (None, "week"):
        return None  # "Friday night"
    if isinstance(week, int):
        return ("w", week) if not isinstance(weekday, int) else make_day_in_week(today, week, weekday)
    if week is not None:
        return None
    day = weekday if isinstance(weekday, int) else 5
    coming = calendars.find_next_weekday(today, day)
    this = find_monday(today) + timedelta(days=day)
    if after:  # one counts from the coming one, another from that of next week
        one, two = coming + timedelta(days=7), find_monday(today) + timedelta(days=14 + day)
        return make_day(one) if one == two else ("?", (one, two))
    if near is None:  # "Saturday week"; "the weekend, Saturday"
        return make_day(coming + timedelta(days=7 if unit else 0))
    if near == "following":
        return "D", DayWord("following", day)
    if weekday == "both":
        return _both(coming)
    return {
        "next": lambda: make_day_in_week(today, 1, day),
        "this": lambda: make_day(max(this, today) if this >= today else coming),
    }.get(near, lambda: make_day(coming))()


@DATES.add(
    r"(?P<the>g)(?P<weekday>W)(?P<day>n)(?=[,;Gxs]|$)",
    # "Friday 11, Shinjuku, 10 to 4": the hours are told besides.
    r"(?P<weekday>W)(?P<day>n)(?=[,Ggax@s=~_]{1,12}[nhkC]P?[t2\-][@g_]*[nhkC])",
    r"(?P<weekday>W)(?P<day>n)[t2\-]g*(?P<last>W)(?P<number>n)",
)
def _make_weekdays_with_numbers(
    today: date, weekday: int, day: int, the: str = "the", last: int | None = None, number: int = 0
) -> Made:
    """ "The Friday 11", "Friday 11 to Sunday 13": days of the month, where each is of its weekday. Others
    may be hours."""
    named = [(weekday, day), *([(last, number)] if last is not None else [])]
    found = [calendars.find_next_day_number(each, today) if each >= 1 else None for _, each in named]
    if the != "the" or any(d is None or d.weekday() != w for (w, _), d in zip(named, found, strict=True)):
        return None
    days = [DayWord("dom", each, weekday=weekday) for weekday, each in named]
    if last is None:
        return "D", days[0]
    return [Atom("D", days[0], 0, 0, "start"), Atom("D", days[1], 0, 0, "end")]


def make_day_in_week(today: date, weeks: int, weekday: int) -> Made:
    return make_day(find_monday(today) + timedelta(days=7 * weeks + weekday))


def _both(saturday: date) -> Made:
    """「土日」: from the one to the other."""
    days = [DayWord("date", day=saturday + timedelta(days=each)) for each in (0, 1)]
    return [Atom("D", days[0], 0, 0, "start"), Atom("D", days[1], 0, 0, "end")]


@DATES.add(r"(?P<week>w)g*(?P<weekend>e)", r"(?P<weekend>e)")
def _make_weekend(today: date, weekend: int | str | None, week: int | None = None) -> Made:
    """Its Saturday, the day that a weekend's hire begins; both days of 「土日」."""
    weeks = weekend if isinstance(weekend, int) else week
    if weeks is None:
        saturday = calendars.find_next_weekday(today, 5, include=weekend != "both")
    else:
        saturday = find_monday(today) + timedelta(days=7 * weeks + 5)
    return _both(saturday) if weekend == "both" else make_day(saturday)


# --- holidays


@DATES.add(r"(?P<key>Z)g*(?P<days>V)")
def _make_days_off_with_holiday(today: date, key: str, days: str) -> Made:
    """「成人の日の連休」: the days in a row that the holiday is one of."""
    return _stretch(calendars.find_stretch_with(days, calendars.find_holiday(key, today)))


@DATES.add(r"(?P<year>Y)g*(?P<key>Z)", r"(?P<key>Z)[g,]*(?P<year>[Yh])", r"(?P<key>Z)")
def _make_holiday(today: date, key: str, year: int | str | None = None) -> Made:
    if isinstance(year, str) and _year(today, year) is None:
        return None  # "Christmas Eve, 1000 to 1800"
    return make_day(calendars.find_holiday(key, today, _year(today, year)))


@DATES.add(r"(?P<key>V)[g,]*(?P<day>d)")
def _make_day_of_days_off(today: date, key: str, day: int) -> Made:
    """「年明けの4日」, 「年末の30日」: that day of the month, among the days off or the nearest to them."""
    days = calendars.find_stretch(key, today, None)
    if days is None:
        return None
    first, last = days
    near = [last + timedelta(days=step) for step in range(1, NEAR_DAYS_OFF + 1)]
    near += [first - timedelta(days=step) for step in range(1, NEAR_DAYS_OFF + 1)]
    among = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return next((make_day(each) for each in (*among, *near) if each.day == day and each >= today), None)


@DATES.add(
    r"(?P<year>Y)g*(?P<key>V)",
    r"(?P<key>V)[g,]*(?P<year>[Yh])",
    r"(?P<month>D)g*(?P<key>V)",
    r"(?P<key>V)[gG]*(?P<month>D)",
    r"q?(?P<key>V)",
)
def _make_days_off(
    today: date, key: str, year: int | str | None = None, month: DayWord | None = None
) -> Made:
    """Several days off in a row, of which one is asked for."""
    if month is None:
        return _stretch(calendars.find_stretch(key, today, _year(today, year)))
    if month.kind != "stretch" or month.day is None or month.day.day != 1:
        return None
    return _stretch(calendars.find_stretch(key, today, month.day.year, month.day.month))


# So many days beside days off are asked about, where only that is said: 「正月前に」, 「連休明け」.
BESIDE = timedelta(days=7)


@DATES.add(
    r"(?P<nth>[oK])?(?P<weekday>W)(?P<way>[><])g*(?P<day>D)", r"(?P<day>D)g?(?P<way>[><])g*(?P<weekday>W)"
)
def _make_weekday_beside_day(
    today: date, weekday: int, way: int, day: DayWord, nth: int | str | None = None
) -> Made:
    """ "The (last) Friday before Christmas", "the first Friday after it": the nearest on that side."""
    if nth not in (None, *((1,) if way > 0 else ("last", -1))):
        return "?", "unclear"
    found = (day.day if way < 0 else day.last) if day.kind == "stretch" else calendars.resolve_day(day, today)
    if found is None or day.kind == "week":
        return "?", "unclear"
    return make_day(found + timedelta(days=way * ((way * (weekday - found.weekday()) - 1) % 7 + 1)))


@DATES.add(r"(?P<days>D)g?(?P<way>[><])(?![gx]{0,2}[DW7CnhHkPQi])")
def _make_days_beside(_today: date, days: DayWord, way: int) -> Made:
    """「正月前」, 「クリスマス明け」: the days beside it, of which one is asked for."""
    first, last = days.day, days.last or days.day
    if days.kind not in ("stretch", "date") or first is None or last is None:
        return None
    day = timedelta(days=0 if days.kind == "date" else 1)  # 「10日以降」 may be the day itself
    return _stretch((last + day, last + BESIDE) if way > 0 else (first - BESIDE, first - day))
