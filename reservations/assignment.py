"""Which car a request gets when none is free: one that others make room on. Pure: both stores ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from reservations import reassignment
from reservations.availability import Period
from reservations.occupancy import Occupancy
from reservations.reassignment import Booking, CarDay, Plan


class Assignable(Protocol):
    """A Car, or the row of one."""

    @property
    def id(self) -> str: ...
    @property
    def location_id(self) -> str: ...
    @property
    def vehicle_class(self) -> str: ...


C = TypeVar("C", bound=Assignable)


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
        days = [car_day(car, taken.get(car.id, ()), now) for car in fleet]
        plan = reassignment.make_room((period.pickup_at, period.blocked_until), days)
        if plan and (most_moves is None or len(plan.moves) <= most_moves):
            plans.append((next(car for car in fleet if car.id == plan.vehicle_id), plan))
    return min(plans, key=lambda found: (len(found[1].moves), found[0].id), default=None)


def car_day(car: Assignable, taken: Iterable[Occupancy], now: datetime) -> CarDay:
    """What keeps `car`, and what of it may go to another of its class and shop."""
    fixed, movable = [], []
    for each in taken:
        if each.may_move(vehicle_class=car.vehicle_class, location_id=car.location_id, now=now):
            movable.append(Booking(each.id, each.start, each.until))
        else:
            fixed.append((each.start, each.until))
    return CarDay(car.id, tuple(fixed), tuple(movable))
