"""Finds the pickup and the return that a caller's days and times come to.

Opening hours and the other end settle an unclear "six".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from voice.engine.dialogue.nlu.dates.tokens import Clock

# Minutes of the day, as the shops' own default says.
USUAL_HOURS = (8 * 60, 20 * 60)
HALF_DAY = 12 * 60
DAY = 24 * 60
# So far before it opens, and behind its close, somebody may think that the shop is open.
EARLY, LATE = 120, 60
# Who returns before six without naming another day means the morning after.
MORNING_AFTER = 6 * 60


class Said(Protocol):
    """What must be known to find a period: as the caller said it, nothing settled yet."""

    start_day: date | None
    end_day: date | None
    start_time: Clock | None
    end_time: Clock | None
    nights: int | None
    minutes: int | None


@dataclass(frozen=True)
class Period:
    """Pickup and return in the shop's local time; None for what is not known yet."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def backwards(self) -> bool:
        """Whether the return is not after the pickup: the caller is asked, nothing is guessed."""
        return self.start is not None and self.end is not None and self.end <= self.start


def read_open_minutes(hours: str) -> tuple[int, int]:
    """ "08:00-20:00" in minutes of the day; the usual hours where the text says nothing."""
    found = re.search(r"(\d{1,2}):(\d{2})\D+(\d{1,2}):(\d{2})", hours)
    if not found:
        return USUAL_HOURS
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return (opens, closes) if closes > opens else USUAL_HOURS


def resolve_period(said: Said, hours: str) -> Period:
    """The pickup and the return that `said` comes to, in the shop's local time.

    `hours` ("08:00-20:00") and the other end settle a time that may be morning or evening. An end that is not
    known yet is None.
    """
    opens, closes = read_open_minutes(hours)
    if said.start_day is None or said.start_time is None:
        return Period()
    last = _find_last_day(said)
    start_minutes = _resolve_start(
        said.start_time, said.end_time if last == said.start_day else None, opens, closes
    )
    start = _combine(said.start_day, start_minutes)
    if said.minutes is not None:
        return Period(start, start + timedelta(minutes=said.minutes))
    if said.end_time is None or last is None:
        return Period(start)
    # On the same day the return is later than the pickup, so that "10 to 6" is 18:00.
    after = start_minutes if last == said.start_day else -1
    # "Nine to nine" is of the morning and of the evening, even where the shop is closed by then.
    is_same_hour = said.end_day is None and said.end_time == said.start_time
    end_minutes = _resolve_end(said.end_time, after, opens, closes, must_be_later=is_same_hour)
    if said.end_day is None and said.nights is None and end_minutes <= min(start_minutes, MORNING_AFTER):
        end_minutes += DAY
    if last == said.start_day and not start_minutes < end_minutes < DAY:
        pair = _find_hours_of_a_day(said.start_time, said.end_time, opens, closes)
        start_minutes, end_minutes = pair or (start_minutes, end_minutes)
        start = _combine(said.start_day, start_minutes)
    return Period(start, _combine(last, end_minutes))


def _find_hours_of_a_day(start: Clock, end: Clock, opens: int, closes: int) -> tuple[int, int] | None:
    """ "Seven to seven", "seven to three", "ten to nine", where the shop is open from eight to eight: hours
    of one day, one of them while it is open. None where a half of the day was told, or two pairs fit."""
    if start.sure or end.sure:
        return None
    pairs = [
        (first, last)
        for first in _list_readings(start)
        for last in _list_readings(end)
        if opens - EARLY <= first < last <= closes + LATE
        and (opens <= first < closes or opens <= last <= closes)
    ]
    return pairs[0] if len(pairs) == 1 else None


def _find_last_day(said: Said) -> date | None:
    if said.end_day is not None:
        return said.end_day
    if said.start_day is not None and said.nights is not None:
        return said.start_day + timedelta(days=said.nights)
    return said.start_day


def _resolve_start(clock: Clock, end: Clock | None, opens: int, closes: int) -> int:
    readings = _list_readings(clock)
    # Nobody picks a car up at the very minute of closing; a return then is usual.
    fits = [minutes for minutes in readings if opens <= minutes < closes]
    if end is not None and end.sure:
        fits = [minutes for minutes in fits if minutes < end.hour * 60 + end.minute] or fits
    return (fits or readings)[0]


def _resolve_end(clock: Clock, after: int, opens: int, closes: int, *, must_be_later: bool) -> int:
    readings = _list_readings(clock)
    later = [minutes for minutes in readings if minutes > after]
    fits = [minutes for minutes in later if opens <= minutes <= closes]
    return (fits or (later if must_be_later else []) or readings)[0]


def _list_readings(clock: Clock) -> list[int]:
    minutes = clock.hour * 60 + clock.minute
    return [minutes] if clock.sure else [minutes, minutes + HALF_DAY]


def _combine(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
