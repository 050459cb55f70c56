"""Composes words about time to days, clock times, lengths and shifts, in Japanese and English alike.

The text becomes atoms: each has a tag of one letter and a value (`lexicon_ja`, `lexicon_en`). A rule is a
pattern over the tags, and a function that makes one atom of those that fitted. The rules run in their order,
so that what they make can be used by those behind: a day may be made of an offset and a day.

| tags | what |
|---|---|
| n f o h | a number, a fraction, a number with "th", figures such as 0900 or 2027 |
| K | first, 第2, last, every: which of several days |
| Y m r M | a year, a month by name, one counted from this, a month that is known |
| d W w e q u | 5日, weekday, week, weekend, "next" and "this", an English unit |
| Z V % y | holiday, days off in a row, part of a month, a date in figures |
| T N j D | a day counted from today, from the day spoken of, "day (after)", a day that is known |
| a l L | "a", a length that may be none ("a day"), a length |
| H i k O P | 10時, 5分, 10:30, o'clock, half of the day |
| ½ 4 z C | a half, a quarter, "oh", a clock time that is known |
| > < R J v F | after, before, later or longer, more, to move, a shift that is known |
| s t A B S E b 2 - | which end: of what follows, of what stood before, of either; between; to; dash |
| 0 5 7 8 | now, tonight, that, ago |
| ! ¬ X I U | not, じゃない, a correction, instead, or |
| g = G @ _ , ; | joining words, for, in, at, fillers, the end of a clause, of a sentence |
| x # ? Q | other words, things counted, a doubt, what is too vague |
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from voice.engine.dialogue.nlu.dates import calendars
from voice.engine.dialogue.nlu.dates.atoms import Atom, Made, Rules, read_atoms
from voice.engine.dialogue.nlu.dates.clocks import BARE_TIMES, TIMES, spread_halves
from voice.engine.dialogue.nlu.dates.lengths import LENGTHS
from voice.engine.dialogue.nlu.dates.tokens import Amount, DayWord, find_monday

DAYS = {"day": 1, "days": 1, "night": 1, "week": 7}
DATES, DOUBTS = Rules(), Rules()


def parse(text: str, today: date) -> list[Atom]:
    """The atoms that the text comes to, in its order. The text is an utterance's `text`."""
    atoms = read_atoms(text)
    for rules in (TIMES, LENGTHS, DATES, BARE_TIMES, DOUBTS):
        atoms = rules.apply(atoms, today)
    return spread_halves(atoms, text)


def _day(day: date | None) -> Made:
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
    r"(?P<day>[od])g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?",
    r"(?P<month>M)g*(?P<day>[od])(?:[g,]*(?P<year>[Yh]))?",
    r"(?<![2\-@t])(?P<day>n)g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?(?!g*[nod])",
    r"(?<![2\-@t])(?P<day>n)g*(?P<month>M)(?=[g,]*n[2\-t])",
    r"(?P<month>M)g*(?P<day>n)(?![OPu#4z])(?:[g,]*(?P<year>[Yh]))?",
    r"(?P<day>n)g*(?P<month>M)(?:[g,]*(?P<year>[Yh]))?",
)
def _make_date(
    today: date, month: tuple[int | None, int], day: int | str, year: int | str | None = None
) -> Made:
    """A month and a day; the year where it was told."""
    if not isinstance(day, int):
        return None  # "the last of the month"
    return _day(calendars.find_month_day(today, month[1], day, month[0] or _year(today, year)))


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


# --- weekdays and weeks


@DATES.add(r"x(?P<of>g)qg*W")
def _doubt_weekday_after_unknown(_today: date, of: str) -> Made:
    """「給料日の次の土曜」."""
    return ("?", "unclear") if of == "の" else None


@DATES.add(
    r"(?P<nth>[oK])g*(?P<day>[We])[gG]*(?P<month>M)",
    r"(?P<month>M)[gG]*(?P<nth>[oK])g*(?P<day>[We])",
    r"(?P<nth>[oK])g*(?P<day>[We])(?!g*w)",
)
def _make_nth_weekday(
    today: date, nth: int | str, day: int | str | None, month: tuple[int | None, int] | None = None
) -> Made:
    """ "The second Saturday of January", 「今月最後の金曜」."""
    weekday = day if isinstance(day, int) else 5
    if month is None and nth == "last":
        return _day(find_monday(today) + timedelta(days=weekday - 7))
    number = -1 if nth == "last" else nth
    if not isinstance(number, int):
        return None
    if month is not None:
        return _day(
            calendars.find_nth_weekday(*calendars.find_month(today, month[1], month[0]), number, weekday)
        )
    for months in range(3):
        there = calendars.add_months(today.replace(day=1), months)
        found = calendars.find_nth_weekday(there.year, there.month, number, weekday)
        if found and found >= today:
            return _day(found)
    return "?", "impossible"


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


@DATES.add(
    r"(?P<week>[we])[g,]*(?P<weekday>W)", r"(?P<weekday>W)[g,]*(?P<week>w)",
    r"(?P<near>q)g*(?P<weekday>[We])",
    r"(?P<weekday>W)(?P<after>>)(?P<near>q)", r"(?P<weekday>W)u",
)  # fmt: skip
def _make_day_of_week(
    today: date,
    weekday: int | str | None,
    week: int | str | None = None,
    near: str | None = None,
    after: int | None = None,
) -> Made:
    """ "Next Saturday", 「来週の土曜」, "Saturday after next", "Saturday week"."""
    if isinstance(week, int):
        return ("w", week) if not isinstance(weekday, int) else _day_in_week(today, week, weekday)
    if week is not None:
        return None
    day = weekday if isinstance(weekday, int) else 5
    coming = calendars.find_next_weekday(today, day)
    this = find_monday(today) + timedelta(days=day)
    if after:
        return _day_in_week(today, 2, day)
    if near is None:
        return _day(coming + timedelta(days=7))
    if weekday == "both":
        return _both(coming)
    return {
        "next": lambda: _day_in_week(today, 1, day),
        "this": lambda: _day(max(this, today) if this >= today else coming),
    }.get(near, lambda: _day(coming))()


def _day_in_week(today: date, weeks: int, weekday: int) -> Made:
    return _day(find_monday(today) + timedelta(days=7 * weeks + weekday))


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
    return _both(saturday) if weekend == "both" else _day(saturday)


# --- holidays


@DATES.add(r"(?P<year>Y)g*(?P<key>Z)", r"(?P<key>Z)[g,]*(?P<year>[Yh])", r"(?P<key>Z)")
def _make_holiday(today: date, key: str, year: int | str | None = None) -> Made:
    return _day(calendars.find_holiday(key, today, _year(today, year)))


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


# --- offsets


@DATES.add(r"x(?P<of>g)[Ll][><]", r"[Ll][><](?P<of>g)x", r"(?P<the>g)Wg*[><](?P<of>g)?x")
def _doubt_day_from_unknown(_today: date, of: str | None = None, the: str = "") -> Made:
    """「結婚式の2日後」, "the Saturday after payday": from when is not known here."""
    return ("?", "unclear") if the == "the" or of in ("の", "the", "my") else None


@DATES.add(r"(?P<offset>T)g*(?P<weeks>u)(?![a-z])", r"(?P<offset>T)")
def _make_near_day(today: date, offset: int, weeks: str | None = None) -> Made:
    """Tomorrow; "tomorrow week"."""
    return _day(today + timedelta(days=offset + (7 if weeks == "week" else 0)))


@DATES.add(r"(?P<week>w)")
def _make_week(today: date, week: int | str) -> Made:
    monday = find_monday(today) + timedelta(weeks=1 if week == "monday" else int(week))
    return (
        _day(monday)
        if week == "monday"
        else ("D", DayWord("week", int(week), monday, monday + timedelta(days=6)))
    )


@DATES.add(r"(?P<weekday>W)")
def _make_weekday(_today: date, weekday: int) -> Made:
    return "D", DayWord("weekday", weekday)


def _add(today: date, base: DayWord, amount: Amount, sign: int = 1) -> Made:
    """A day so much after (or before) another."""
    if base.kind == "weekday":
        start = calendars.find_next_weekday(today, base.number)
    elif base.kind == "dom":
        start = calendars.find_next_day_number(base.number, today) or today
    elif base.kind == "date" and base.day:
        start = base.day
    else:
        return "?", "unclear"
    count = amount.count
    if count is None or count != int(count) or amount.unit not in (*DAYS, "month"):
        return "?", "unclear"
    if amount.unit == "month":
        return _day(calendars.add_months(start, sign * int(count)))
    return _day(start + timedelta(days=sign * int(count) * DAYS[amount.unit]))


@DATES.add(
    r"(?P<day>D)[gA]*A(?P<amount>[Ll])(?P<way>[><])g*(?P<told>D)",
    r"(?P<day>D)[gA]*A(?P<amount>[Ll])(?P<way>[><])",
)
def _make_day_from_anchor(
    today: date, day: DayWord, amount: Amount, way: int, told: DayWord | None = None
) -> Made:
    """「土曜から3日後の火曜」 is one day; the weekday must be its own."""
    made = _add(today, day, amount, way)
    if told is None or not isinstance(made, tuple) or made[0] != "D":
        return made
    fits = told.kind == "weekday" and told.number == made[1].day.weekday()
    return made if fits else ("?", "unclear")


@DATES.add(r"(?P<day>[Ddo])[gx,]{1,8}7(?P<step>N)(?!g*C?g*[EB])", r"(?P<day>[Ddo])[gx,&]{0,8}j(?P<way>[><])7")
def _make_day_after_that(today: date, day: DayWord | int, step: int = 1, way: int = 1) -> Made:
    """「15日は忘年会なので、その翌日」: the day that is spoken of is not wanted."""
    base = DayWord("dom", day) if isinstance(day, int) else day
    return _add(today, base, Amount(abs(step), "day"), way if step > 0 else -way)


@DATES.add(r"(?P<day>D)[g,]{0,4}7g*(?P<next>D)")
def _make_weekday_after_that(today: date, day: DayWord, next: DayWord) -> Made:  # noqa: A002
    """「次の火曜の、そのまた次の火曜」."""
    one, two = (calendars.resolve_day(word, today) for word in (day, next))
    return _day(one + timedelta(days=7)) if one and one == two else ("?", "unclear")


@DATES.add(r"(?P<amount>[Ll])>g*(?P<step>N)")
def _make_same_weekday_later(_today: date, amount: Amount, step: int) -> Made:
    """「1週間後の同じ曜日」 counts from the day spoken of."""
    if step or amount.count is None or amount.unit not in DAYS:
        return None
    return "D", DayWord("later", int(amount.count) * DAYS[amount.unit])


@DATES.add(r"(?P<amount>L)>g*(?P<day>D)(?!a)")
def _make_weekday_after_weeks(today: date, amount: Amount, day: DayWord) -> Made:
    """「2週間後の土曜」 is in that week; "2 weeks after Christmas" counts from the day."""
    if day.kind == "weekday" and amount.unit == "week" and amount.count:
        return _day_in_week(today, int(amount.count), day.number)
    return _add(today, day, amount)


@DATES.add(
    r"(?P<amount>[Ll])>(?P<near>7)", r"(?P<near>7)(?P<amount>[Ll])>",
    r"(?P<day>D)g*(?P<amount>L)(?P<way>[><])", r"(?P<amount>[Ll])(?P<way>[><])g*(?P<day>D)",
    r"G(?P<amount>[Ll])", r"(?P<amount>[Ll])s0", r"(?P<amount>[Ll])(?P<way>[8<])", r"(?P<amount>[L])>",
)  # fmt: skip
def _make_offset(
    today: date,
    amount: Amount,
    day: DayWord | None = None,
    way: int | None = 1,
    near: object = "",
) -> Made:
    """A length before or after a day; after today where no day is named; after the day spoken of ("that")."""
    if near:
        if amount.count is None or amount.unit not in DAYS:
            return "?", "unclear"
        return "D", DayWord("later", int(amount.count) * DAYS[amount.unit])
    if amount.unit in ("minute", "hour"):
        return "Q", None  # the time of day is not known here: the hour is asked
    return _add(today, day or DayWord("date", day=today), amount, -1 if way in (None, -1) else 1)


@DATES.add(r"(?P<day>D)(?P<unit>u)")
def _make_week_behind(today: date, day: DayWord, unit: str) -> Made:
    """ "Next Tuesday week"."""
    return _add(today, day, Amount(1, "week")) if unit == "week" else None


@DATES.add(
    r"(?<!=)(?P<amount>[Ll])s(?P<day>D)", r"(?<!=)(?P<amount>[Ll])(?P<joined>g)(?P<day>D)",
    r"(?<![=nf])(?P<amount>[Ll])(?P<day>D)(?=[,;t2@C]|$)",
)  # fmt: skip
def _make_weeks_from(today: date, amount: Amount, day: DayWord, joined: str = "on") -> Made:
    """ "A week from Saturday", "three weeks from today"; "two nights from Saturday" is a length."""
    from_today = day.kind == "date" and day.day == today and amount.unit == "day"
    if joined != "on" or not (amount.unit in ("week", "month") or from_today):
        return None
    return _add(today, day, amount)


@DATES.add(r"(?P<word>j)(?P<way>[><])(?P<day>D)", r"(?P<day>D)g*(?P<step>N)", r"(?P<word>j)(?P<way>[><])")
def _make_next_day(
    today: date, word: int | None = None, way: int = 1, step: int | None = None, day: DayWord | None = None
) -> Made:
    """ "The day after Christmas", 「クリスマスの翌日」; without a day, the one after the day spoken of."""
    days = step if step is not None else (word or 0) * way
    if day is None:
        return "D", DayWord("later", days)
    if day.kind not in ("date", "weekday"):
        return None
    return _add(today, day, Amount(abs(days), "day"), -1 if days < 0 else 1)


@DATES.add(r"(?P<step>N)")
def _make_later_day(_today: date, step: int) -> Made:
    return "D", DayWord("later", step)


@DATES.add(r"u[><]g*D")
def _doubt_vague_offset(_today: date) -> Made:
    """ "The week after Christmas" is no day."""
    return "?", "unclear"


@DATES.add(r"(?<=D[2t\-])g*(?P<day>n)(?![OP#u2\-nzAB4p])", r"(?P<day>d)", r"(?P<day>o)(?!g*[xWDueK])")
def _make_day_number(_today: date, day: int | str) -> Made:
    """A day of the month without its month."""
    if not isinstance(day, int) or day < 1:
        return None
    return ("D", DayWord("dom", day)) if day <= 31 else ("?", "impossible")


# --- what must not be used


@DOUBTS.add(r"[oK][oKg]{0,8}[DW]", r"(?P<the>g)xg{0,3}(?P<day>D)")
def _doubt_modified_day(_today: date, the: str = "the", day: DayWord | None = None) -> Made:
    """A word before a day that the grammar does not know may make it another day."""
    if the != "the" or (day is not None and day.kind != "weekday"):
        return None
    return "?", "unclear"


@DOUBTS.add(r"x(?P<of>g)q?(?P<day>D)")
def _doubt_unknown_anchor(_today: date, of: str, day: DayWord) -> Made:
    """「出張の翌日」: which day that is, is not known here."""
    return ("?", "unclear") if of == "の" and day.kind == "later" else None


@DOUBTS.add(r"D,?Ug*D")
def _doubt_choice(_today: date) -> Made:
    """ "Saturday or Sunday"."""
    return "?", "unclear"
