"""The rules for lengths ("an hour and a half", 「2泊3日」) and for the shifts they make ("an hour later")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from voice.engine.dialogue.nlu.dates.atoms import Atom, Made, Rules
from voice.engine.dialogue.nlu.dates.calendars import find_month_day
from voice.engine.dialogue.nlu.dates.tokens import Amount, DayWord, Shift

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "days": 1440, "night": 1440, "week": 7 * 1440}
LENGTHS = Rules()


@LENGTHS.add(r"(?P<word>5)")
def _part_day_and_half(_today: date, word: tuple[str, int, str]) -> Made:
    """Tonight is today, and in the evening."""
    return [Atom(word[0], word[1], 0, 0), Atom("P", word[2], 0, 0)]


@LENGTHS.add(r"(?P<month>m)(?P<day>n)(?P<unit>u)(?![><])")
def _make_day_of_month(today: date, month: int, day: int, unit: str) -> Made:
    """ "December seven day" is the seventh, as learners say it."""
    if unit != "day":
        return None
    found = find_month_day(today, month, day, None)
    return ("D", DayWord("date", day=found)) if found else ("?", "impossible")


@LENGTHS.add(
    r"(?<![nfa])(?:(?P<push>R)[gts2x]{0,5})?(?P<more>J)(?P<count>[nf])?-?(?P<unit>u)(?P<half>½)?(?![><]g?v)(?:[g,]?(?P<way>R))?",
    r"(?P<count>[nfa])(?P<more>J)-?(?P<unit>u)(?P<half>½)?(?:[g,]?(?P<way>R))?",
)
def _make_more(
    _today: date, more: Shift, count: float | None, unit: str, half: float | None,
    way: Shift | None = None, push: Shift | None = None,
) -> Made:  # fmt: skip
    """ "One more day", "another hour"; "another hour later" makes nothing longer."""
    return _shift(Amount((count or 1) + (half or 0), unit), way or push or more)  # type: ignore[arg-type]


@LENGTHS.add(
    r"(?P<count>[nf])(?P<half>½)?-?(?P<unit>u)(?P<late>½)?",
    r"(?P<count>a)(?P<half>½)(?P<unit>u)", r"(?P<count>a)(?P<unit>u)(?P<late>½)",
)  # fmt: skip
def _make_amount(
    _today: date, count: float | None, unit: str, half: float | None = None, late: float | None = None
) -> Made:
    return "L", Amount(None if count is None else count + (half or late or 0), unit)  # type: ignore[arg-type]


@LENGTHS.add(r"a(?P<unit>u)")
def _make_bare_unit(_today: date, unit: str) -> Made:
    """ "A day" is a length only where its place says so: "what a day"."""
    return "l", Amount(1, unit)  # type: ignore[arg-type]


@LENGTHS.add(r"(?P<amount>L)(?P<half>½)")
def _add_half(_today: date, amount: Amount, half: float) -> Made:
    unit = "day" if amount.unit == "days" else amount.unit
    return "L", Amount((amount.count or 0) + half, unit)


@LENGTHS.add(r"(?P<hours>[Ll])(?P<minutes>i)")
def _add_minutes(_today: date, hours: Amount, minutes: int) -> Made:
    if hours.unit != "hour" or hours.count is None:
        return None
    return "L", Amount(hours.count * 60 + minutes, "minute")


@LENGTHS.add(r"(?P<first>[Ll])[&,]?(?P<second>[Ll])")
def _add_amounts(_today: date, first: Amount, second: Amount) -> Made:
    """ "1 hour and 30 minutes", "2 nights, 3 days"."""
    if first.count is None or second.count is None:
        return "L", replace(first, count=None)
    if "night" in (first.unit, second.unit) and {first.unit, second.unit} <= {"night", "day", "days"}:
        return "L", first if first.unit == "night" else second
    if (first.unit, second.unit) in (("hour", "minute"), ("day", "hour"), ("week", "day")):
        total = first.count * MINUTES[first.unit] + second.count * MINUTES[second.unit]
        return "L", Amount(total, "minute")
    return None


# --- shifts


def _shift(amount: Amount, way: Shift) -> Made:
    if amount.count is None or amount.unit == "month":
        return "?", "unclear time"
    return "F", Shift(round(amount.count * MINUTES[amount.unit]) * way.minutes, way.end)


@LENGTHS.add(
    r"(?P<more>J)(?P<amount>[Ll])(?![><]g?v)[g]*(?P<way>R)?",
    r"v[gx_]{0,4}t(?P<amount>[Ll])[g,]{0,3}(?P<more>R)",
    r"(?P<amount>[Ll])[g,]{0,3}(?P<more>R)",
    r"(?P<more>R)[gts2x]{0,5}(?P<amount>[Ll])(?!g?>)",
)
def _make_shift(_today: date, more: Shift, amount: Amount, way: Shift | None = None) -> Made:
    """ "An hour later", 「30分早く」, "push it back an hour"; 「もう1時間遅く」 makes nothing longer."""
    return _shift(amount, way or more)


@LENGTHS.add(r"(?P<amount>[Ll])v(?=[xg]{0,5}[dDWTmM])")
def _leave_step_to_the_day(_today: date, amount: Amount) -> Made:
    """「1日ずらして17日に」: the day tells it all."""
    return "x", None


@LENGTHS.add(r"J?(?P<amount>L)(?P<way>[><])g?v", r"v?(?P<amount>L)(?P<way>[><])g?v")
def _make_move(_today: date, amount: Amount, way: int) -> Made:
    """「1週間後にずらして」, 「もう1週間後に」: neither makes it longer."""
    return _shift(amount, Shift(way))


@LENGTHS.add(r"(?P<amount>[Ll])v", r"v[gx_]{0,4}t(?P<amount>[Ll])(?![g,]{0,3}R)")
def _doubt_direction(_today: date, amount: Amount) -> Made:
    """ "Shift it by an hour", 「1日ずらして」: earlier or later is not told."""
    if amount.count is None or amount.unit == "month":
        return "?", "unclear time"
    return "?", amount


@LENGTHS.add(r"(?P<by>t)(?P<amount>[Ll])(?!g?>)")
def _leave_out_step(_today: date, by: object, amount: Amount) -> Made:
    """ "It has slipped by a week": how far something moved is no length of the rental."""
    return ("x", None) if by is None else None
