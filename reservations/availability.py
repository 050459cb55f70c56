"""The one decision: may this shop rent a car for this period, and which car. All who list or book ask here.

Pure: rows come in as they are, nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from reservations import times
from reservations.errors import (
    EndsBeforeStart,
    InThePast,
    OutsideOpeningHours,
    TooFarAhead,
    TooLong,
    TooShort,
)
from reservations.hours import is_open


@dataclass(frozen=True)
class Rules:
    """What a shop allows."""

    zone: str
    names: dict[str, str]
    opens_at: time
    closes_at: time
    turnaround_minutes: int = 0
    horizon_days: int = 365
    shortest_minutes: int = 0
    longest_days: int = 365


@dataclass(frozen=True)
class Period:
    """A rental, half-open; `blocked_until` keeps the car for its turnaround."""

    pickup_at: datetime
    return_at: datetime
    blocked_until: datetime


@dataclass(frozen=True)
class Gap:
    """The free time of a car around a period; None where nothing comes before or after."""

    vehicle_id: str
    free_since: datetime | None
    free_until: datetime | None


def decide(pickup_at: datetime, return_at: datetime, rules: Rules, now: datetime) -> Period:
    """The period as it will be blocked, or the reason why the shop does not rent for it."""
    if return_at <= pickup_at:
        raise EndsBeforeStart
    if pickup_at < now:
        raise InThePast
    zone = ZoneInfo(rules.zone)
    pickup, back = pickup_at.astimezone(zone), return_at.astimezone(zone)
    if (pickup.date() - now.astimezone(zone).date()).days > rules.horizon_days:
        raise TooFarAhead(TooFarAhead.detail, days=rules.horizon_days)
    length = return_at - pickup_at
    if length < timedelta(minutes=rules.shortest_minutes):
        raise TooShort(TooShort.detail, minutes=rules.shortest_minutes)
    if length > timedelta(days=rules.longest_days):
        raise TooLong(TooLong.detail, days=rules.longest_days)
    if not all(is_open(wall, rules.opens_at, rules.closes_at) for wall in (pickup, back)):
        raise closed(rules)
    return Period(pickup_at, return_at, return_at + timedelta(minutes=rules.turnaround_minutes))


def closed(rules: Rules) -> OutsideOpeningHours:
    day = datetime(2000, 1, 1, tzinfo=ZoneInfo(rules.zone))

    def said(at: time) -> object:
        return lambda language: times.say_time(day.replace(hour=at.hour, minute=at.minute), language)

    return OutsideOpeningHours(
        OutsideOpeningHours.detail,
        shop=lambda language: rules.names.get(language) or rules.names["ja"],
        opens=said(rules.opens_at),
        closes=said(rules.closes_at),
    )


def smallest_gap(period: Period, gaps: Iterable[Gap]) -> Gap | None:
    """The car whose free time the period fills best, so that long stretches stay whole."""
    far = timedelta(days=10_000)

    def slack(gap: Gap) -> tuple[timedelta, str]:
        before = period.pickup_at - gap.free_since if gap.free_since else far
        after = gap.free_until - period.blocked_until if gap.free_until else far
        return before + after, gap.vehicle_id

    return min(gaps, key=slack, default=None)
