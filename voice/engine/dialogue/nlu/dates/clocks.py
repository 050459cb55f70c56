"""The rules for clock times: those said as such, and numbers that only their neighbours make times."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from voice.engine.dialogue.nlu.dates import calendars
from voice.engine.dialogue.nlu.dates.atoms import Atom, Made, Rules
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord

HALF_A_DAY = 12  # hours
LAST_HOUR = 29  # 29時 is five in the morning after
# Before the rules for days, and behind them: "December 5" must have taken its number.
TIMES, BARE_TIMES = Rules(), Rules()


def _clock(hour: int, minute: int, part: str | None, *, sure: bool = False) -> Made:
    """The time that an hour with a half of the day means. One in the dead of night is on the next morning."""
    if not (0 <= hour <= LAST_HOUR and 0 <= minute < 60):
        return "?", "impossible time"
    if part == "am":
        return "C", Clock(0 if hour == 12 else hour, minute, sure=True)
    if part in ("pm", "night"):
        later = hour < 12 or (hour == 12 and part == "night")
        return "C", Clock(hour + 12 if later else hour, minute, sure=True)
    if part == "midday":
        return "C", Clock(hour + 12 if hour < 6 else hour, minute, sure=True)
    if part == "late":
        return "C", Clock(hour + 12 if 9 <= hour < 12 else hour, minute, sure=True)
    return "C", Clock(hour, minute, sure or hour > 12 or hour == 0)


@TIMES.add(r"z?(?P<hour>C)P?")
def _make_round_clock(_today: date, hour: int) -> Made:
    """Noon, midnight, "nine hundred hours"."""
    return _clock(hour, 0, None, sure=True)


@TIMES.add(
    r"(?:(?P<part>P)g*)?(?P<hour>H)(?P<half>½)",
    r"(?:(?P<part>P)g*)?(?P<hour>H)(?:(?P<minute>i)(?P<before><)?)?(?P<late>P)?(?P<vague><)?",
)
def _make_japanese_clock(
    _today: date, hour: int, part: str | None, half: float = 0, minute: int | None = None,
    before: int | None = None, late: str | None = None, vague: int | None = None,
) -> Made:  # fmt: skip
    """「午後3時半」, 「10時5分前」. 「10時前」 is no time yet."""
    if vague:
        return "?", "unclear time"
    if before:
        total = hour * 60 - (minute or 0)
        return _clock(total // 60, total % 60, part)
    return _clock(hour, 30 if half else (minute or 0), part or late)


@TIMES.add(r"(?:(?P<part>P)g*)?(?P<time>k)(?P<late>P)?")
def _make_written_clock(
    _today: date, time: tuple[int, int, bool], part: str | None, late: str | None
) -> Made:
    hour, minute, sure = time
    return _clock(hour, minute, part or late, sure=sure)


@TIMES.add(
    r"(?P<half>½)p?(?P<hour>n)O?(?P<part>P)?(?![#u])",
    r"a?(?P<minute>4)(?P<way>[p2<>])(?P<hour>n)O?(?P<part>P)?",
    r"(?P<minute>n)(?P<way>[p<>])(?P<hour>n)O?(?P<part>P)?",
    r"(?P<minute>n)(?P<unit>u)(?P<way>[p<>2])(?P<hour>n)O?(?P<part>P)?",
    r"(?<=t)(?P<minute>n)(?P<way>2)(?P<hour>n)O?(?P<part>P)?",
    r"(?<=s)(?P<minute>n)(?P<way>2)(?P<hour>n)O?(?P<part>P)?(?=,?[t2\-][g@]*[nhkC])",
)
def _make_clock_face(
    _today: date,
    hour: int,
    part: str | None,
    half: object = 0,
    minute: int | None = None,
    way: int | None = 1,
    unit: str | None = None,
) -> Made:
    """ "Half past nine", "half ten", "a quarter to five", "ten to ten"; "9 hours to 17 hours" is none."""
    if unit not in (None, "minute"):
        return None
    if half != 0:
        return _clock(hour, 30, part)
    if minute is None or minute >= 60:
        return None
    total = hour * 60 + (minute if way == 1 else -minute)
    return _clock(total // 60, total % 60, part)


@TIMES.add(r"(?P<hour>n)(?P<half>½)(?=g?[AB2,;\-]|gx|g?$)")
def _make_short_half(_today: date, hour: int, half: float) -> Made:
    """「9半〜17半」."""
    return _clock(hour, 30, None) if half == 0.5 and hour <= LAST_HOUR else None


# A day before its rules have read it, and what leads to it: "on Tuesday", "on the 8th", "tomorrow".
_DAY = r"(?P<on>g)?g?(?P<day>[WTo])"
_RANGE = r",?[2t\-]"
_BEHIND_FIRST = "|".join(
    rf"(?<=C{led}{day}{comma}[2t\-])" for led in ("", "g", "gg") for day in "WTo" for comma in ("", ",")
)


@TIMES.add(
    rf"(?<![mMnC:])(?P<hour>n)(?={_DAY}{_RANGE}@?(?:n[OP]?P?g{{0,2}}[WTo]|g{{0,2}}[WTo]g*@?[nC]))",
    rf"(?:{_BEHIND_FIRST})(?P<hour>n)(?={_DAY})",
)
def _make_hour_before_its_day(
    today: date, hour: int, on: object = None, day: int | str | None = None
) -> Made:
    """ "Ten on Tuesday until six on Wednesday": each number is the hour of the day behind it."""
    if not 0 < hour <= 24:
        return None
    dated = calendars.find_next_day_number(hour, today) if on is None and isinstance(day, int) else None
    if dated and dated.weekday() == day:
        return None  # "11 Friday to 13 Sunday"
    return _clock(hour, 0, None)


# "Back Saturday by four", "the day after until six": a day of the month follows only where another stands
# before. "Half ten rather than ten": what an hour stands instead of is one.
@TIMES.add(r"(?:(?<=[WTND]t)|(?<=j>t)|(?<=CI))(?P<hour>n)(?![OP#u2\-nzAB4p½mMoWDe%f])")
def _make_hour_of_return(_today: date, hour: int) -> Made:
    return _clock(hour, 0, None) if 0 < hour <= HALF_A_DAY else None


@TIMES.add(r"(?<=@)(?P<minute>n)2(?P<hour>n)(?P<part>P)?")
def _doubt_clock_face(_today: date, minute: int, hour: int, part: str | None) -> Made:
    """ "At ten to six" may be ten minutes before six, or from ten until six."""
    if minute in (20, 25):
        return _clock(hour - 1, 60 - minute, part)
    return ("?", "unclear time") if minute in (5, 10) else None


@BARE_TIMES.add(
    r"(?P<hour>n)(?P<minute>n)O?(?P<part>P)",
    r"(?P<hour>n)z(?P<minute>n)(?P<part>P)?",
    r"(?P<hour>n)O?(?P<part>P)",
    r"(?P<hour>n)O(?P<part>P)?",
    r"(?P<part>P)[g@]*(?P<hour>n)(?P<minute>n)?O?(?![#uxMWnz])",
    r"(?<=D)(?P<part>P),(?P<hour>n)(?=[,;]|$)",
    r"z(?P<hour>n)",
    r"(?P<figures>h)(?P<part>P)?",
)
def _make_english_clock(
    _today: date, part: str | None = None, hour: int = 0, minute: int | None = 0, figures: str = ""
) -> Made:
    if figures:
        return _read_figures(figures, part) if part or figures.endswith("h") else None
    return None if (minute or 0) % 5 else _clock(hour, minute or 0, part)


@BARE_TIMES.add(
    r"(?<=[s@tb2])(?P<hour>n)(?P<minute>n)(?![#u])",
    # "Back on the 11th six fifteen".
    r"(?<=D)(?P<hour>n)(?P<minute>n)(?![#uMnD])(?!(?:[2\-]|,?t)[g@]*[nhC])",
    r"(?<=[s@tb2])(?P<hour>[nh])(?![#uM])",
    r"(?P<hour>[nh])(?P<minute>n)?(?=(?:[2\-]|,?t)[g@]*[nhC](?![#u]))",
    r"(?<=C[2\-t])(?P<hour>[nh])(?P<minute>n)?(?![#u])",
    r"(?<=D)(?P<hour>n)(?=[t2\-]g*Dg*[@g]*[nC](?![#uMDW]))",
    r"(?<=C[t2\-]D)(?P<hour>n)(?![#uMDW])",
    r"(?<=C[t2\-]gD)(?P<hour>n)(?![#uMDW])",
    # "The 8th, ten, to the 9th, six".
    r"(?<=D,)(?P<hour>n)(?=,?[t2\-]g*D[,g]*[@g]*[nC](?![#uMDW]))",
    *(rf"(?<=C{comma}[t2\-]{led}D,)(?P<hour>n)(?![#uMDW])" for comma in ("", ",") for led in ("", "g")),
    r"(?P<hour>[nh])(?=-?[AB])",
    r"(?<=CA)(?P<hour>h)(?![#uM])",
)
def _make_bare_clock(_today: date, hour: int | str, minute: int | None = None) -> Made:
    """ "From 10 to 6", 「10から18」, "10-18"."""
    if isinstance(hour, str):
        return _read_figures(hour, None)
    if (minute or 0) % 5 or minute == 5 or hour > 24:
        return None
    return _clock(hour, minute or 0, None)


def read_bare_clock(number: int | str) -> Clock | None:
    """The time that a number means where only a time can; None where it can be none."""
    made = _make_bare_clock(date.min, number)
    return made[1] if isinstance(made, tuple) and made[0] == "C" else None


def _read_figures(figures: str, part: str | None) -> Made:
    """ "0900", "1730 hours"; a row of figures that is no time is left alone."""
    digits = figures.rstrip("h")
    hour, minute = int(digits[:-2]), int(digits[-2:])
    valid = hour <= 24 and minute < 60
    return _clock(hour, minute, part, sure=len(digits) == 4) if valid else None


@BARE_TIMES.add(r"(?<![a-zA-Z#])(?P<day>n)(?P<of>g)(?=P?C)")
def _make_day_beside_clock(_today: date, day: int, of: str) -> Made:
    """「16の1330から」: of two numbers in a row the first is the day."""
    return ("D", DayWord("dom", day)) if of == "の" and 1 <= day <= 31 else None


@BARE_TIMES.add(r"(?P<clock>C)[g,;~&]{0,4}X[X,~]{0,3}a?(?P<minutes>[4½])(?P<way>[p<>2])(?!g*[nC])")
def _mend_minutes(_today: date, clock: Clock, minutes: int | None, way: int | None) -> Made:
    """ "From nine, well, make that quarter past": the hour is the one that was said."""
    step = minutes if minutes == 15 else 30
    total = clock.hour * 60 + (step if way == 1 else -step)
    return "C", replace(clock, hour=total // 60, minute=total % 60)


@BARE_TIMES.add(r"a?[4½]p(?!g*[nC])")
def _doubt_minutes(_today: date) -> Made:
    """ "Make it half past": of which hour is not told."""
    return "?", "unclear time"


@BARE_TIMES.add(
    r"(?P<clock>C)(?P<on>g)?g?(?P<day>D)(?P<part>P)", r"(?P<hour>n)(?P<on>g)(?P<day>D)(?P<part>P)"
)
def _make_hour_of_a_half_of_its_day(
    _today: date, day: DayWord, part: str, clock: Clock | None = None, hour: float = 0, on: object = None
) -> Made:
    """ "At eight on Friday evening": the evening is of the hour before the day, and not of the one behind."""
    if clock is None and (on != "on" or hour != int(hour) or not 0 < hour <= HALF_A_DAY):
        return None
    told = clock or Clock(int(hour))
    made = ("C", told) if told.sure else _clock(told.hour, told.minute, part)
    if not isinstance(made, tuple) or made[0] != "C":
        return None
    return [Atom("C", made[1], 0, 0), Atom("D", day, 0, 0)]


@BARE_TIMES.add(r"(?P<clock>C)g*(?P<part>P)")
def _add_half_of_day(_today: date, clock: Clock, part: str) -> Made:
    return None if clock.sure else _clock(clock.hour, clock.minute, part)


@BARE_TIMES.add(r"[Cn][,U]{0,2}U[,gPU@b]*C", r"C,?U[Ug@]*n(?=[,;X~]|$)")
def _doubt_choice_of_times(_today: date) -> Made:
    """ "At ten or at eleven", "four or five o'clock"."""
    return "?", "choice time"


def spread_halves(atoms: list[Atom], text: str) -> list[Atom]:
    """ "Tomorrow evening from 6", 「夜7時から9時」: a half of the day holds for the time behind it, and an
    afternoon for the end of the range that it begins."""
    spread: list[Atom] = []
    part: str | None = None
    of_its_range = False  # no word for the half of the day stands there: an hour was of the afternoon
    for atom in atoms:
        if atom.tag == "C" and part and not atom.value.sure:
            made = _clock(atom.value.hour, atom.value.minute, part)
            atom = replace(atom, value=made[1]) if isinstance(made, tuple) and made[0] == "C" else atom
        if atom.tag == "P":
            part, of_its_range = atom.value, False
        elif atom.tag == "C" and atom.value.sure and atom.value.hour > 12 and _is_of_twelve(text, atom):
            part, of_its_range = "pm", True
        elif atom.tag not in "@sgb,A2-t" or (
            atom.tag == "," and spread and (of_its_range or spread[-1].tag == "A")
        ):
            part = None  # "pickup at three in the afternoon, return at eleven": another end begins
        spread.append(atom)
    return spread


def _is_of_twelve(text: str, atom: Atom) -> bool:
    """Whether the hour was said with a half of the day, not as one of 24."""
    figures = re.search(r"\d{1,4}", text[atom.start : atom.end])
    return figures is not None and int(figures[0]) <= 12
