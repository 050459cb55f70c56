"""The reservation as the caller has described it so far, and how its whole period is moved or set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voice.engine.dialogue.nlu.dates.period import resolve_period
from voice.engine.dialogue.nlu.dates.time_shift import Shift
from voice.engine.dialogue.nlu.dates.tokens import Clock


@dataclass
class Slots:
    """The reservation as the caller has described it so far."""

    region: str = ""
    shop: str = ""
    # The shops that a word of the caller fits, where it fits several; which one is asked.
    among: tuple[str, ...] = ()
    # The Monday of a week that was named without a day.
    week: date | None = None
    start_day: date | None = None
    end_day: date | None = None
    start_time: Clock | None = None
    end_time: Clock | None = None
    # A length that leaves the time of return open, or one in minutes that fixes it.
    nights: int | None = None
    minutes: int | None = None
    car: str = ""
    # Any class will do; the one of which most are free is taken.
    any_car: bool = False
    # The price decides; what it is not to be; how many people it must seat, 0 where that was not said.
    cheapest: bool = False
    excluded: frozenset[str] = frozenset()
    people: int = 0
    name: str = ""
    # As it is dialled; and the address of whoever has no telephone.
    phone: str = ""
    email: str = ""
    # By the names that the tools understand, in the order in which they were wished.
    extras: tuple[str, ...] = ()
    # Another shop that takes the car back; those that the caller's word for it fits, where it fits several.
    return_shop: str = ""
    return_among: tuple[str, ...] = ()


def move_period(slots: Slots, by: Shift, hours: str) -> bool:
    """Move the whole period; whether there was one."""
    period = resolve_period(slots, hours)
    if period.start is None or period.end is None:
        return False
    step = timedelta(minutes=by.minutes)
    start = period.start + (step if by.end != "end" else timedelta())
    end = period.end + (step if by.end != "start" else timedelta())
    fix_period(slots, start, end)
    return True


def fix_period(slots: Slots, start: datetime, end: datetime) -> None:
    """Set the whole period, beyond doubt: local times of the shop."""
    slots.start_day, slots.end_day = start.date(), end.date()
    slots.start_time, slots.end_time = (
        Clock(start.hour, start.minute, True),
        Clock(end.hour, end.minute, True),
    )
    slots.nights = slots.minutes = slots.week = None
