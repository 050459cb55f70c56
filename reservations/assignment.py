"""Which car a request gets: the best of those that are free, or one that other rentals make room on.

Pure: both stores ask here. SQL that must choose for speed (reservations/models/sql.py) takes `smallest_gap`
from here, and tests/reservations/models/test_sql.py holds its choice equal to `find_best`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from reservations import reassignment
from reservations.availability import Period
from reservations.occupancy import CarRequest, Occupancy, find_keeping, is_free
from reservations.reassignment import Booking, CarSchedule, Plan


class Assignable(Protocol):
    """A Car, or the row of one."""

    @property
    def id(self) -> str: ...
    @property
    def location_id(self) -> str: ...
    @property
    def vehicle_class(self) -> str: ...


C = TypeVar("C", bound=Assignable)


@dataclass(frozen=True)
class Gap:
    """The free time of a car around a period; None where nothing comes before or after."""

    vehicle_id: str
    free_since: datetime | None
    free_until: datetime | None


def find_best(
    cars: Iterable[C], occupancies: Callable[[C], Sequence[Occupancy]], request: CarRequest
) -> C | None:
    """The car of `cars` that is free and leaves the smallest gap; None where none is free.

    `occupancies`: what keeps a car, as far back and ahead as its neighbouring bookings.
    """
    free = {car.id: car for car in cars if is_free(occupancies(car), request)}
    gaps = (measure_gap(car.id, occupancies(car), request) for car in free.values())
    found = smallest_gap(request.period, gaps)
    return free[found.vehicle_id] if found else None


def measure_gap(vehicle_id: str, entries: Iterable[Occupancy], request: CarRequest) -> Gap:
    """The free time of a car around the request, to the bookings before and after it."""
    others = find_keeping(entries, request)
    before = [entry.until for entry in others if entry.until <= request.period.pickup_at]
    after = [entry.start for entry in others if entry.until > request.period.blocked_until]
    return Gap(vehicle_id, max(before, default=None), min(after, default=None))


def smallest_gap(period: Period, gaps: Iterable[Gap]) -> Gap | None:
    """The car whose free time the period fills best, so that long stretches stay whole."""
    far = timedelta(days=10_000)

    def slack(gap: Gap) -> tuple[timedelta, str]:
        before = period.pickup_at - gap.free_since if gap.free_since else far
        after = gap.free_until - period.blocked_until if gap.free_until else far
        return before + after, gap.vehicle_id

    return min(gaps, key=slack, default=None)


def make_room(
    cars: Iterable[C],
    period: Period,
    occupancies: Callable[[Sequence[C]], Mapping[str, Sequence[Occupancy]]],
    *,
    now: datetime,
    most_moves: int | None = None,
) -> tuple[C, Plan] | None:
    """A car that is free in `period` once other rentals of its class have changed cars; the fewest moves.

    `cars`: none that is overdue, where that matters. `occupancies`: by car, what keeps the cars of one class
    from this request. None if no plan is found within `most_moves`.
    """
    classes: dict[tuple[str, str], list[C]] = {}
    for car in cars:
        classes.setdefault((car.location_id, car.vehicle_class), []).append(car)
    plans = []
    for fleet in classes.values():
        taken = occupancies(fleet)
        days = [schedule_of(car, taken.get(car.id, ()), now) for car in fleet]
        plan = reassignment.make_room((period.pickup_at, period.blocked_until), days)
        if plan and (most_moves is None or len(plan.moves) <= most_moves):
            plans.append((next(car for car in fleet if car.id == plan.vehicle_id), plan))
    return min(plans, key=lambda found: (len(found[1].moves), found[0].id), default=None)


def schedule_of(car: Assignable, taken: Iterable[Occupancy], now: datetime) -> CarSchedule:
    """What keeps `car`, and what of it may go to another of its class and shop."""
    fixed, movable = [], []
    for each in taken:
        if each.may_move(vehicle_class=car.vehicle_class, location_id=car.location_id, now=now):
            movable.append(Booking(each.id, each.start, each.until))
        else:
            fixed.append((each.start, each.until))
    return CarSchedule(car.id, tuple(fixed), tuple(movable))
