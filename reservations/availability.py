"""The one decision: may this shop rent a car for this period, and which car. All who list or book ask here.

Pure: rows come in as they are, nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reservations import speech, times
from reservations.errors import (
    ClosedThatDay,
    EndsBeforeStart,
    InThePast,
    OutsideOpeningHours,
    TooFarAhead,
    TooLong,
    TooShort,
    TooSoon,
)
from reservations.hours import Hours, Span

# A car that is returned at another shop is booked nowhere until it has arrived and belongs there.
UNTIL_IT_IS_BACK = datetime(9000, 1, 1, tzinfo=UTC)
# A car that should be back and is not is promised to nobody who comes within this time.
LATE_CARS_WAIT = timedelta(hours=24)


@dataclass(frozen=True)
class Rules:
    """What a shop allows; `names` by language."""

    zone: str
    names: Mapping[str, str]
    hours: Hours
    turnaround_minutes: int = 0
    lead_minutes: int = 0
    late_minutes: int = 0  # how long ago a pickup may have been
    horizon_days: int = 365
    shortest_minutes: int = 0
    longest_days: int = 365


@dataclass(frozen=True)
class Period:
    """A rental, half-open; `blocked_until` keeps the car for its turnaround."""

    pickup_at: datetime
    return_at: datetime
    blocked_until: datetime


def decide(
    pickup_at: datetime,
    return_at: datetime,
    rules: Rules,
    now: datetime,
    *,
    returned_to: Rules | None = None,
    begun: bool = False,
) -> Period:
    """The period as it will be blocked, or the reason why the shop does not rent for it.

    `returned_to`: the rules of the other shop that takes the car back. `begun`: the car is on the road, so
    only its return is judged.
    """
    if return_at <= pickup_at:
        raise EndsBeforeStart
    for moment in (pickup_at, return_at):
        times.refuse_out_of_range(moment)
    if not begun:
        decide_pickup(pickup_at, rules, now)
    elif return_at < now:
        raise InThePast
    length = return_at - pickup_at
    if length < timedelta(minutes=rules.shortest_minutes):
        raise TooShort(TooShort.detail, minutes=rules.shortest_minutes)
    if length > timedelta(days=rules.longest_days):
        raise TooLong(TooLong.detail, days=rules.longest_days)
    decide_door(return_at, returned_to or rules)
    if returned_to:
        return Period(pickup_at, return_at, UNTIL_IT_IS_BACK)
    return Period(pickup_at, return_at, return_at + timedelta(minutes=rules.turnaround_minutes))


def keep_imported(pickup_at: datetime, return_at: datetime, *, elsewhere: bool) -> Period:
    """How long a booking of another system keeps its car: without a turnaround, as the next one may have been
    agreed to begin at once; `elsewhere`, where it comes back to another shop, until it is there."""
    return Period(pickup_at, return_at, UNTIL_IT_IS_BACK if elsewhere else return_at)


def decide_out_of_service(starts_at: datetime, ends_at: datetime) -> Period:
    """For how long a car is kept from hire: at any time, but forwards and within the calendar."""
    if ends_at <= starts_at:
        raise EndsBeforeStart(EndsBeforeStart.out_of_service)
    for moment in (starts_at, ends_at):
        times.refuse_out_of_range(moment)
    return Period(starts_at, ends_at, ends_at)


def decide_pickup(pickup_at: datetime, rules: Rules, now: datetime) -> None:
    """Raises a PeriodError where the shop hands no car over at `pickup_at`."""
    zone = ZoneInfo(rules.zone)
    if pickup_at < now - timedelta(minutes=rules.late_minutes):
        raise InThePast
    if rules.lead_minutes and pickup_at < now + timedelta(minutes=rules.lead_minutes):
        raise TooSoon(
            TooSoon.detail, notice=lambda language: speech.of(language).say_length(rules.lead_minutes)
        )
    if (pickup_at.astimezone(zone).date() - now.astimezone(zone).date()).days > rules.horizon_days:
        raise TooFarAhead(TooFarAhead.detail, days=rules.horizon_days)
    decide_door(pickup_at, rules)


def decide_door(moment: datetime, rules: Rules) -> None:
    """Somebody must be there to hand over the key or to take it."""
    wall = moment.astimezone(ZoneInfo(rules.zone))
    if rules.hours.open_at(wall):
        return
    span = rules.hours.on(wall.date())
    raise shut_by_the_clock(rules, wall, span) if span else shut_all_day(rules, wall)


def shut_by_the_clock(rules: Rules, wall: datetime, span: Span) -> OutsideOpeningHours:
    """The refusal of an hour at which the shop is shut."""
    return OutsideOpeningHours(
        OutsideOpeningHours.detail,
        shop=lambda language: rules.names.get(language) or rules.names["ja"],
        opens=lambda language: speech.of(language).say_time(span.opens_at),
        closes=lambda language: speech.of(language).say_time(span.closes_at),
    )


def shut_all_day(rules: Rules, wall: datetime) -> ClosedThatDay:
    """The refusal of a day on which the shop is shut, with its reason."""
    special = rules.hours.exception(wall.date())

    def why(language: str) -> str:
        return speech.of(language).say_closing_reason(special.reason(language) if special else "")

    return ClosedThatDay(
        ClosedThatDay.detail,
        shop=lambda language: rules.names.get(language) or rules.names["ja"],
        day=lambda language: speech.of(language).say_day(wall),
        reason=why,
    )


def late_cars_count(pickup_at: datetime, now: datetime) -> bool:
    """Does it matter for a pickup at this time that a car is overdue now?"""
    return pickup_at < now + LATE_CARS_WAIT
