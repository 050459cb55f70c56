"""From what was said to a pickup and a return: opening hours and the other end settle an unclear "six"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from voice.engine.dialogue.nlu.dates.tokens import Clock

USUAL_HOURS = (8 * 60, 20 * 60)
HALF_DAY = 12 * 60


class Said(Protocol):
    start_day: date | None
    end_day: date | None
    start_time: Clock | None
    end_time: Clock | None
    nights: int | None
    minutes: int | None


@dataclass(frozen=True)
class Period:
    start: datetime | None = None
    end: datetime | None = None

    @property
    def backwards(self) -> bool:
        return self.start is not None and self.end is not None and self.end <= self.start


def open_minutes(hours: str) -> tuple[int, int]:
    """ "08:00-20:00" in minutes of the day; the usual hours where the text says nothing."""
    found = re.search(r"(\d{1,2}):(\d{2})\D+(\d{1,2}):(\d{2})", hours)
    if not found:
        return USUAL_HOURS
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return (opens, closes) if closes > opens else USUAL_HOURS


def resolve_period(said: Said, hours: str) -> Period:
    opens, closes = open_minutes(hours)
    if said.start_day is None or said.start_time is None:
        return Period()
    last = _last_day(said)
    start_minutes = _start(said.start_time, said.end_time if last == said.start_day else None, opens, closes)
    start = _at(said.start_day, start_minutes)
    if said.minutes is not None:
        return Period(start, start + timedelta(minutes=said.minutes))
    if said.end_time is None or last is None:
        return Period(start)
    after = start_minutes if last == said.start_day else -1
    return Period(start, _at(last, _end(said.end_time, after, opens, closes)))


def _last_day(said: Said) -> date | None:
    if said.end_day is not None:
        return said.end_day
    if said.start_day is not None and said.nights is not None:
        return said.start_day + timedelta(days=said.nights)
    return said.start_day


def _start(clock: Clock, end: Clock | None, opens: int, closes: int) -> int:
    readings = _readings(clock)
    fits = [minutes for minutes in readings if opens <= minutes < closes]
    if end is not None and end.sure:
        fits = [minutes for minutes in fits if minutes < end.hour * 60 + end.minute] or fits
    return (fits or readings)[0]


def _end(clock: Clock, after: int, opens: int, closes: int) -> int:
    readings = _readings(clock)
    later = [minutes for minutes in readings if minutes > after]
    fits = [minutes for minutes in later if opens <= minutes <= closes]
    return (fits or readings)[0]


def _readings(clock: Clock) -> list[int]:
    minutes = clock.hour * 60 + clock.minute
    return [minutes] if clock.sure else [minutes, minutes + HALF_DAY]


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
