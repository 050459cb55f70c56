"""What words about time come to: days, clock times, lengths, shifts, and which end they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Role = Literal["", "start", "end"]
# "date" has a day; "weekday" and "dom" (a day of the month) have a number that the days spoken of resolve;
# "later" counts days from the other end or the day spoken of, "following" is the weekday behind that day and
# "week_after" the one in the week behind it; "week" and "stretch" name several days, of
# which one is still to be asked for.
Kind = Literal["date", "weekday", "dom", "later", "following", "week_after", "week", "stretch"]
RELATIVE = ("later", "following", "week_after")


@dataclass(frozen=True)
class DayWord:
    """A day as said. `day` is the date, or the first day of a week or a stretch."""

    kind: Kind
    # Of a weekday 0 is Monday.
    number: int = 0
    day: date | None = None
    # Of a week or a stretch.
    last: date | None = None
    # A stretch in the caller's own words, to ask with.
    words: str = ""
    # What was said beside a day of the month, and must be that date's.
    weekday: int | None = None


@dataclass(frozen=True)
class Clock:
    """A time as said, up to 29 o'clock, which is five on the next morning. Not `sure` means that the caller
    may have meant twelve hours later."""

    hour: int
    minute: int = 0
    sure: bool = False


@dataclass(frozen=True)
class Length:
    """How long: `nights` keeps the time of return open, `minutes` fixes it."""

    nights: int | None = None
    minutes: int | None = None
    # How many whole days it was said to be: with both hours said, these count, and "all day" is one day.
    days: int | None = None

    @property
    def tells_days(self) -> bool:
        """Whether the hour of the return may be another than that of the pickup."""
        return self.nights is not None or (self.days or 0) > 1


@dataclass(frozen=True)
class Shift:
    """Moves a period that stands. `end` is the one end that moves; both where it is empty."""

    minutes: int
    end: Role = ""

    def scale_to(self, minutes: int) -> Shift:
        """The same end moved the same way, so many minutes far."""
        return replace(self, minutes=minutes if self.minutes > 0 else -minutes)


@dataclass(frozen=True)
class Amount:
    """So many of a unit, as said: "three and a half hours", 「2泊」. `count` is None for "a few"."""

    count: float | None
    unit: Literal["minute", "hour", "day", "days", "night", "week", "month"]


@dataclass(frozen=True)
class Doubt:
    """A day or time that was said but must not be used: there is none such, or which one cannot be told."""

    kind: Literal[
        "impossible",
        "weekday",
        "unclear",
        "several",
        "far",
        "either",
        "count",
        "choice",
        "direction",
        "passing",
    ]
    # The caller's own words.
    words: str
    # What has to be asked for again, and of which end.
    about: Literal["day", "time"] = "day"
    role: Role = ""
    # Where a weekday does not fit: the date it was said of.
    day: date | None = None
    # Those that it may mean.
    days: tuple[date, ...] = ()
    # How far the period is to be moved, where earlier or later was not told.
    minutes: int = 0


@dataclass(frozen=True)
class Vague:
    """A time that is not said to the hour: the caller's own words, and the hours that they may mean."""

    words: str
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Token:
    """One piece that was understood: where it stands in the utterance's `text`, and which end it means."""

    begin: int
    end: int
    value: DayWord | Clock | Length | Shift | Doubt | Vague
    role: Role = ""


@dataclass(frozen=True)
class When:
    """What one utterance says of the period; `loose` is a time that does not say which end it is, and
    `loose_day` tells that the day of the pickup does not say so either."""

    # Several days, of which one is still to be named, or in which the day lies that was named too.
    stretch: DayWord | None = None
    start_day: DayWord | None = None
    end_day: DayWord | None = None
    start_time: Clock | None = None
    end_time: Clock | None = None
    # The time is still to be told to the hour.
    start_vague: Vague | None = None
    end_vague: Vague | None = None
    loose: Clock | None = None
    loose_day: bool = False
    # What a loose day or time was said to stand instead of: 「18時じゃなくて19時」.
    replaces: tuple[Clock | DayWord, ...] = ()
    # 「18時から19時に」: a period where nothing stands, else one end that moves from the one to the other.
    moves: bool = False
    # The return is at the hour of the pickup, which is not named here: 「翌日の同じ時間」.
    same_time: bool = False
    # Both days, or both times, are the ends by their order alone: nothing marks them.
    ordered_days: bool = False
    ordered_times: bool = False
    # Values ("start_time") that are of one end only because words name the other one's: how that stands, or
    # is to be.
    left_over: tuple[str, ...] = ()
    length: Length | None = None
    shift: Shift | None = None
    doubt: Doubt | None = None

    def __bool__(self) -> bool:
        return self != When()

    def correct_with(self, later: When, *, refused: bool = False) -> When:
        """The caller went on "no, wait": what came later wins; a loose time corrects the end said last.

        `refused`: what stands here last was said not to be meant.
        """
        if refused:
            return self._leave_refused(later).correct_with(later)
        chosen = later.start_day if later.loose_day and not later.end_day else None
        if self.ordered_days and chosen and chosen in (self.start_day, self.end_day):
            # 「18日、でも19日のほうがいいかな、まあいいや18日で」: one of the two, and no range.
            return replace(self, end_day=None, ordered_days=False).correct_with(later)
        if later.loose and self.end_time and not (later.start_time or later.end_time):
            later = self._place_corrected_hour(later)
        elif later.loose and self.start_time and not (later.start_time or later.end_time):
            later = replace(later, start_time=later.loose, loose=None)
        if later.loose_day and later.start_day and not later.end_day and self.end_day and not self.loose_day:
            # "From the 18th to the 20th, I mean the 19th": the end that was said last, as with hours.
            later = replace(later, start_day=None, loose_day=False, end_day=later.start_day)
        word = later.start_day or later.stretch
        if word and self.start_day:
            later = replace(later, start_day=stay_near(self.start_day, word))
        changes = {name: value for name, value in vars(later).items() if value}
        if later.start_day:
            changes["loose_day"] = later.loose_day
        if later.start_day or later.end_day:
            changes.setdefault("doubt", None)
        hour = later.start_time or later.end_time or later.loose
        if hour and self.doubt and (self.doubt.kind, self.doubt.about) == ("choice", "time"):
            changes.setdefault("doubt", None)  # 「9時か10時かで迷ってたけど10時で」
        if later.end_day or (later.end_time and self.length and not self.length.tells_days):
            changes.setdefault("length", None)
        if later.start_time:
            changes.setdefault("loose", None)
        return replace(self, **changes)

    def _place_corrected_hour(self, later: When) -> When:
        """`later` with its hour as the return's, which was said last, unless its day is the pickup's."""
        if later.loose_day and later.start_day and later.start_day == self.start_day and self.end_day:
            return replace(later, start_time=later.loose, loose=None, start_day=None, loose_day=False)
        if later.loose_day and later.start_day and self.start_day and not (self.end_day or later.end_day):
            # "From ten Monday until four, no, five the next day"
            later = replace(later, start_day=None, loose_day=False, end_day=later.start_day)
        return replace(later, end_time=later.loose, loose=None)

    def _leave_refused(self, later: When) -> When:
        """A loose value that is refused is none of the period's, but tells which end is to be another."""
        replaces = list(self.replaces)
        if self.loose and (later.loose or later.start_time or later.end_time):
            replaces.append(self.loose)
            left = replace(self, loose=None)
        else:
            left = self
        if later.stretch and not later.start_day:  # 「17日は無理なので来週」: which day is not told yet
            left = replace(left, start_day=None)
        if self.start_day and self.loose_day and later.loose_day:
            replaces.append(self.start_day)
        elif self.start_day and self.loose_day and later.end_day and not later.start_day:
            left = replace(
                left, start_day=None, loose_day=False
            )  # "have it back on Monday instead of Sunday"
        return replace(left, replaces=tuple(replaces))


def find_monday(day: date) -> date:
    """The Monday of the week that `day` is in: weeks begin on Monday here."""
    return day - timedelta(days=day.weekday())


def stay_near(before: DayWord, now: DayWord) -> DayWord | None:
    """The day `now`, said instead of `before`: what it leaves unsaid is as it was, the weekday in another
    week, the week, or the month. None where it names several days."""
    if now.kind == "week" and now.day and before.kind in ("date", "weekday"):
        weekday = before.day.weekday() if before.day else before.number
        return DayWord("date", day=now.day + timedelta(days=weekday))
    if now.kind in ("week", "stretch"):
        return None
    if before.kind != "date" or before.day is None:
        return now
    if now.kind == "weekday":
        return DayWord("date", day=find_monday(before.day) + timedelta(days=now.number))
    if now.kind == "dom":
        try:
            return DayWord("date", day=before.day.replace(day=now.number))
        except ValueError:
            return now
    return now
