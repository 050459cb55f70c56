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
| 6 | days of the week in a row: 金土日 |
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
| x ~ # | other words, other words that are no nouns, things counted |
| ? Q 9 | a doubt, what is too vague, so many days or a date |
"""

from __future__ import annotations

from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates import calendars
from voice.engine.dialogue.nlu.dates.atoms import Atom, Made, Rules, read_atoms
from voice.engine.dialogue.nlu.dates.calendar_days import DATES, make_day, make_day_in_week
from voice.engine.dialogue.nlu.dates.clocks import BARE_TIMES, TIMES, spread_halves
from voice.engine.dialogue.nlu.dates.lengths import LENGTHS
from voice.engine.dialogue.nlu.dates.tokens import Amount, DayWord, find_monday

FIRST_SURE_DAY, LAST_DAY = 10, 31
DAYS = {"day": 1, "days": 1, "night": 1, "week": 7}
DOUBTS = Rules()


def parse(text: str, today: date) -> list[Atom]:
    """The atoms that the text comes to, in its order. The text is an utterance's `text`."""
    atoms = read_atoms(text)
    for rules in (TIMES, LENGTHS, DATES, BARE_TIMES, DOUBTS):
        atoms = rules.apply(atoms, today)
    return spread_halves(atoms, text)


# --- offsets


@DATES.add(r"x(?P<of>g)[Ll][><]", r"[Ll][><](?P<of>g)x", r"(?P<the>g)Wg*[><](?P<of>g)?x")
def _doubt_day_from_unknown(_today: date, of: str | None = None, the: str = "") -> Made:
    """「結婚式の2日後」, "the Saturday after payday": from when is not known here."""
    return ("?", "unclear") if the == "the" or of in ("の", "the", "my") else None


@DATES.add(r"(?P<week>w)g*(?P<offset>T)")
def _make_today_of_week(today: date, week: int | str, offset: int) -> Made:
    """「来週の今日」: the weekday of today in that week."""
    return make_day(today + timedelta(days=7 * week + offset)) if isinstance(week, int) else None


@DATES.add(r"(?P<offset>T)g*(?P<weeks>u)(?![a-z])", r"(?P<offset>T)")
def _make_near_day(today: date, offset: int, weeks: str | None = None) -> Made:
    """Tomorrow; "tomorrow week"."""
    return make_day(today + timedelta(days=offset + (7 if weeks == "week" else 0)))


@DATES.add(r"(?P<week>w)g*(?P<days>6)", r"(?P<days>6)")
def _make_days_of_a_week(today: date, days: tuple[int, int], week: int | str | None = None) -> Made:
    """「金土日」: from the first to the last."""
    weekday, count = days
    first = calendars.find_next_weekday(today, weekday)
    if isinstance(week, int):
        first = find_monday(today) + timedelta(days=7 * week + weekday)
    row = [DayWord("date", day=first + timedelta(days=each)) for each in (0, count - 1)]
    return [Atom("D", row[0], 0, 0, "start"), Atom("D", row[1], 0, 0, "end")]


@DATES.add(r"(?P<week>w)")
def _make_week(today: date, week: int | str) -> Made:
    monday = find_monday(today) + timedelta(weeks=1 if week == "monday" else int(week))
    return (
        make_day(monday)
        if week == "monday"
        else ("D", DayWord("week", int(week), monday, monday + timedelta(days=6)))
    )


@DATES.add(r"(?<!D)(?<!Dg)(?P<step>N)g+(?P<weekday>W)")
def _make_later_weekday(_today: date, step: int, weekday: int) -> Made:
    """「翌日の金曜」: the day after the one spoken of, which must be a Friday."""
    return "D", DayWord("later", step, weekday=weekday)


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
        return make_day(calendars.add_months(start, sign * int(count)))
    return make_day(start + timedelta(days=sign * int(count) * DAYS[amount.unit]))


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
    return make_day(one + timedelta(days=7)) if one and one == two else ("?", "unclear")


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
        return make_day_in_week(today, int(amount.count), day.number)
    return _add(today, day, amount)


@DATES.add(
    r"(?P<amount>[Ll])(?P<way>[><])(?P<near>7)", r"(?P<near>7)(?P<amount>[Ll])(?P<way>[><])",
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
        return "D", DayWord("later", int(amount.count) * DAYS[amount.unit] * (way or 1))
    if amount.unit in ("minute", "hour"):
        return "Q", None  # the time of day is not known here: the hour is asked
    return _add(today, day or DayWord("date", day=today), amount, -1 if way in (None, -1) else 1)


@DATES.add(r"(?P<day>D)(?P<unit>u)")
def _make_week_behind(today: date, day: DayWord, unit: str) -> Made:
    """ "Next Tuesday week"."""
    return _add(today, day, Amount(1, "week")) if unit == "week" else None


@DATES.add(r"=(?P<amount>[Ll])(?P<joined>g)?(?P<day>D)")
def _doubt_for_a_week_on(today: date, amount: Amount, joined: str | None, day: DayWord) -> Made:
    """ "It's for a week on Thursday", "for two weeks today": that long, or that long after the day."""
    named = joined == "on" and day.kind == "weekday"
    if not (named or (joined is None and day.day == today)) or amount.unit != "week" or not amount.count:
        return None
    this = calendars.resolve_day(day, today)
    return ("?", (this, this + timedelta(days=round(7 * amount.count)))) if this else None


@DATES.add(
    r"(?<!=)(?P<amount>[Ll])s(?P<day>D)", r"(?<!=)(?P<amount>[Ll])(?P<joined>g)(?P<day>D)",
    r"(?<![=f])(?P<amount>[Ll])(?P<day>D)",
)  # fmt: skip
def _make_weeks_from(today: date, amount: Amount, day: DayWord, joined: str = "on") -> Made:
    """ "A week from Saturday", "three weeks from today"; "two nights from Saturday" is a length."""
    from_today = day.kind == "date" and day.day == today and amount.unit == "day"
    if joined != "on" or not (amount.unit in ("week", "month") or from_today):
        return None
    return _add(today, day, amount)


@DATES.add(
    r"(?P<word>j)(?P<way>[><])[gx]{0,6}(?P<day>D)", r"(?P<day>D)g*(?P<step>N)", r"(?P<word>j)(?P<way>[><])",
)  # fmt: skip
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


@DATES.add(r"(?<![@On])(?P<day>n)[2t\-]g*(?P<last>D)", r"(?<![@On])(?P<day>n)(?P<both>&)g*(?P<last>D)")
def _make_days_of_one_month(_today: date, day: int, last: DayWord, both: object = ...) -> Made:
    """ "16 to 18 December", "9 and 10 December": the number is a day of the month that the last day names."""
    if last.kind != "date" or last.day is None or not (isinstance(day, int) and 1 <= day < last.day.day):
        return None
    if both is not ... and day != last.day.day - 1:
        return None  # two days are a period where they are neighbours
    first = DayWord("date", day=last.day.replace(day=day))
    return [Atom("D", first, 0, 0, "start"), Atom("D", last, 0, 0, "end")]


@DATES.add(r"(?P<first>D)&g*(?P<next>n)(?=[,;@s]|$)")
def _make_next_of_one_month(_today: date, first: DayWord, next: float) -> Made:  # noqa: A002
    """ "December 14 and 15, …": the second of two days is told by its number alone."""
    if first.kind != "date" or first.day is None or not first.day.day < next <= LAST_DAY:
        return None
    second = first.day + timedelta(days=1)
    if second.day != next:
        return "?", "unclear"  # two rentals, or the ends of one
    return [Atom("D", first, 0, 0), Atom("D", DayWord("date", day=second), 0, 0)]


@DATES.add(r"(?<![@On])(?P<first>n)(?P<joint>[,g])(?P<day>d)")
def _make_two_days_in_a_row(_today: date, first: float, day: int, joint: str | None = None) -> Made:
    """「14、15日」, 「14と15日」. 「2、3日」 is how long."""
    if joint not in (None, "と") or first != day - 1 or first < FIRST_SURE_DAY:
        return None
    return [Atom("D", DayWord("dom", number), 0, 0) for number in (day - 1, day)]


@DATES.add(r"(?<![@On])(?P<first>n)-(?P<day>d)")
def _make_range_of_days(_today: date, first: float, day: int) -> Made:
    """「14〜16日」."""
    if first != int(first) or not 1 <= first < day:
        return None
    ends = DayWord("dom", int(first)), DayWord("dom", day)
    return [Atom("D", ends[0], 0, 0, "start"), Atom("D", ends[1], 0, 0, "end")]


# "The 5th till 8" ends on a day, "at half nine today till six", "from ten tomorrow to five" at an hour: a
# time stands before the day.
_NO_TIME_BEFORE = "".join(
    rf"(?<!{time}{joint}D[2t\-])"
    for time in ("C", "nP", "@n", "nn", "sn")
    for joint in ("", "g", "&", ",", ",&", "&g", ",g", ",&g")
)
# So does a number that is of no day: "ten tomorrow to five". In "11 Friday to 13 Sunday" both are.
_NO_NUMBER_BEFORE = r"(?<!nD[2t\-])(?<!ngD[2t\-])"


@DATES.add(
    rf"(?<=D[2t\-]){_NO_TIME_BEFORE}{_NO_NUMBER_BEFORE}g*(?P<day>n)(?![OP#u2\-nzAB4pD])(?!gD)",
    rf"(?<=D[2t\-]){_NO_TIME_BEFORE}g*(?P<day>n)(?=D)",
    r"(?P<day>d)",
    r"(?P<day>o)(?!g*[xWDueK])",
)
def _make_day_number(_today: date, day: int | str) -> Made:
    """A day of the month without its month."""
    if not isinstance(day, int) or day < 1:
        return None
    return ("D", DayWord("dom", day)) if day <= 31 else ("?", "impossible")


@DATES.add(r"(?<=D)(?P<the>g)(?P<day>o)(?=g*x)")
def _make_day_number_of_weekday(today: date, the: object, day: int | str) -> Made:
    """ "Wednesday the 23rd works": nothing else is counted by it."""
    return _make_day_number(today, day) if the == "the" else None


@DATES.add(r"(?P<day>o)(?P<my>g)(?=u)")
def _make_day_number_of_own(today: date, day: int | str, my: object) -> Made:
    """ "The 15th is my day off": nor is the day off counted by it."""
    return _make_day_number(today, day) if my == "my" else None


# --- what must not be used


@DOUBTS.add(r"(?<=[DA])(?P<count>9)", r"(?<=[DA][gA,])(?P<count>9)", r"(?<=[DA][gA,][gA,])(?P<count>9)")
def _make_counted_days(_today: date, count: int) -> Made:
    """「10日から2日借りたい」: behind another day it is how long."""
    return "L", Amount(count, "days")


@DOUBTS.add(r"9")
def _doubt_counted_days(_today: date) -> Made:
    """「2日借りたい」 may be the second, or two days."""
    return "?", "count"


@DOUBTS.add(r"[oK][oKg]{0,8}[DW]", r"(?P<the>g)x(?P<of>g)?g{0,2}(?P<day>D)")
def _doubt_modified_day(
    _today: date, the: str = "the", of: str | None = None, day: DayWord | None = None
) -> Made:
    """A word before a day that the grammar does not know may make it another day. "The car on Friday" has
    the day by itself."""
    if the != "the" or of == "on" or (day is not None and day.kind != "weekday"):
        return None
    return "?", "unclear"


@DOUBTS.add(r"x(?P<of>g)q?(?P<day>D)")
def _doubt_unknown_anchor(_today: date, of: str, day: DayWord) -> Made:
    """「出張の翌日」: which day that is, is not known here."""
    return ("?", "unclear") if of == "の" and day.kind == "later" else None


@DOUBTS.add(r"D>(?=[,;]|$)")
def _doubt_day_behind(_today: date) -> Made:
    """ "The weekend after": behind which one is not told."""
    return "?", "unclear"


@DOUBTS.add(
    r"(?P<one>D)(?:g?(?P<again>D))?[,U]{0,2}U[,Ug~]{0,3}(?P<other>D)(?:g?(?P<once_more>D))?", r"nUg?D"
)
def _doubt_choice(
    today: date,
    one: DayWord | None = None,
    other: DayWord | None = None,
    again: DayWord | None = None,
    once_more: DayWord | None = None,
) -> Made:
    """ "Saturday or Sunday", "Monday the 14th or Tuesday the 15th"; the same day again is no choice."""
    if one and one == other and not (again or once_more):
        return "D", one
    days = [_find_choice(one, again, today), _find_choice(other, once_more, today)]
    dated = any(each and each.kind != "weekday" for each in (one, again))
    if days[0] and dated and other and other.kind == "weekday" and not once_more:
        days[1] = days[0] + timedelta(days=(other.number - days[0].weekday()) % 7)  # "the 12th or Sunday"
    if days[0] and one and other and (one.kind, other.kind) == ("date", "dom"):  # 「12月22日か23日」
        days[1] = calendars.resolve_day(other, days[0])
    return "?", [day for day in days if day] if all(days) else "choice"


def _find_choice(one: DayWord | None, again: DayWord | None, today: date) -> date | None:
    """The day, where its weekday and its date, in any order, are the same."""
    days = [calendars.resolve_day(each, today) for each in (one, again) if each]
    dated = [each for each in (one, again) if each and each.kind != "weekday"]
    if not days or None in days or len(dated) > 1:
        return days[0] if len(days) == 1 else None
    day = calendars.resolve_day(dated[0], today) if dated else days[0]
    named = [each.number for each in (one, again) if each and each.kind == "weekday"]
    return day if day and all(number == day.weekday() for number in named) else None


@DOUBTS.add(r"(?P<day>D)Ug?(?P<number>n)")
def _doubt_choice_of_numbers(today: date, day: DayWord, number: float) -> Made:
    """ "December 22 or 23"."""
    if day.kind not in ("date", "dom"):
        return None
    first = calendars.resolve_day(day, today)
    rest = int(number) - first.day if first else 0
    return ("?", [first, first + timedelta(days=rest)]) if first and 0 < rest < 28 else ("?", "choice")
