"""The pieces a caller's words about time are made of: days, clock times, lengths, and which end they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

Role = Literal["", "start", "end"]
Kind = Literal["date", "weekday", "dom", "week", "later"]


@dataclass(frozen=True)
class DayWord:
    """A day as said: a date, a bare weekday (0 is Monday), a day of the month, a week, days later."""

    kind: Kind
    number: int = 0
    day: date | None = None


@dataclass(frozen=True)
class Clock:
    """A time as said. Not `sure` means that the caller may have meant twelve hours later."""

    hour: int
    minute: int = 0
    sure: bool = False


@dataclass(frozen=True)
class Length:
    """How long: `nights` keeps the time of return open, `minutes` fixes it."""

    nights: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Token:
    """One piece that was understood: where it stands in the text, what it is, which end it means."""

    begin: int
    end: int
    value: DayWord | Clock | Length
    role: Role = ""


@dataclass(frozen=True)
class When:
    """What one utterance says of the period; `loose` is a time that does not say which end it is."""

    start_day: DayWord | None = None
    end_day: DayWord | None = None
    start_time: Clock | None = None
    end_time: Clock | None = None
    loose: Clock | None = None
    length: Length | None = None

    def __bool__(self) -> bool:
        return self != When()

    def correct_with(self, later: When) -> When:
        """The caller went on "no, wait": what came later wins; a loose time corrects the end said last."""
        if later.loose and self.end_time and not (later.start_time or later.end_time):
            later = replace(later, end_time=later.loose, loose=None)
        elif later.loose and self.start_time and not (later.start_time or later.end_time):
            later = replace(later, start_time=later.loose, loose=None)
        if later.start_day and later.start_day.kind == "week" and self.start_day:
            later = replace(later, start_day=_move_to_week(self.start_day, later.start_day))
        if later.start_day and later.start_day.kind == "weekday" and self.start_day and self.start_day.day:
            later = replace(later, start_day=_stay_in_week(self.start_day, later.start_day.number))
        changes = {name: value for name, value in vars(later).items() if value is not None}
        if later.end_time or later.end_day:
            changes.setdefault("length", None)
        if later.start_time:
            changes.setdefault("loose", None)
        return replace(self, **changes)


@dataclass
class Text:
    """A text whose understood pieces are blanked out, so that nothing is read twice."""

    words: str
    tokens: list[Token] = field(default_factory=list)

    def take(self, begin: int, end: int, value: DayWord | Clock | Length, role: Role = "") -> None:
        """Note a piece, and blank it out for all readers that come after."""
        self.tokens.append(Token(begin, end, value, role))
        self.words = self.words[:begin] + "\0" * (end - begin) + self.words[end:]


def find_monday(day: date) -> date:
    """The Monday of the week that `day` is in: weeks begin on Monday here."""
    return day - timedelta(days=day.weekday())


def _move_to_week(day: DayWord, week: DayWord) -> DayWord:
    """The same weekday, in the week now named (`week.day` is that week's Monday)."""
    weekday = day.day.weekday() if day.day else day.number
    if day.kind == "week" or week.day is None:
        return week
    return DayWord("date", day=week.day + timedelta(days=weekday))


def _stay_in_week(day: DayWord, weekday: int) -> DayWord:
    if day.day is None or day.kind == "week":
        return DayWord("weekday", weekday)
    return DayWord("date", day=find_monday(day.day) + timedelta(days=weekday))
