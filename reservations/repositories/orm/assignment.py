"""Which car: the one that leaves the smallest gap, or one made free by moving bookings not yet handed over.

Reads and plans, and writes nothing. Who will book must have locked the cars.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from reservations import availability, clock, packing
from reservations.availability import Period
from reservations.models import Reservation, Vehicle
from reservations.models.fleet import VehicleQuerySet
from reservations.packing import Booking, CarDay, Plan

Status = Reservation.Status
MOVABLE = (Status.HELD, Status.CONFIRMED)


@dataclass(frozen=True)
class Wish:
    """Who asks for what: its own holds, and the booking `besides` that it replaces, stand in nobody's way.

    `location_id`: the shop where the session's own holds end for it; none, where it has no session.
    """

    period: Period
    session_id: str = ""
    besides: UUID | None = None
    now: datetime = field(default_factory=clock.now)
    location_id: str = ""


def best(cars: VehicleQuerySet, wish: Wish) -> Vehicle | None:
    """The free car that leaves the smallest gap."""
    late = availability.late_cars_count(wish.period.pickup_at, wish.now)
    rows = cars.free(wish.period, now=wish.now, session_id=wish.session_id, besides=wish.besides, late=late)
    rows = rows.with_gaps(wish.period, now=wish.now, session_id=wish.session_id, besides=wish.besides)
    free = {car.pk: car for car in rows}
    gap = availability.smallest_gap(wish.period, (car.gap for car in free.values()))
    return free[gap.vehicle_id] if gap else None


def by_moving_others(cars: Iterable[Vehicle], wish: Wish) -> tuple[Vehicle, Plan] | None:
    """A car that is free once other bookings of its class have changed theirs; the fewest moves that do."""
    classes: dict[tuple[str, str], list[Vehicle]] = {}
    for car in on_time(cars, wish):
        classes.setdefault((car.location_id, car.vehicle_class), []).append(car)
    plans = []
    for fleet in classes.values():
        plan = packing.make_room((wish.period.pickup_at, wish.period.blocked_until), diary(fleet, wish))
        if plan:
            plans.append((next(car for car in fleet if car.pk == plan.vehicle_id), plan))
    return min(plans, key=lambda found: (len(found[1].moves), found[0].pk), default=None)


def on_time(cars: Iterable[Vehicle], wish: Wish) -> list[Vehicle]:
    """A car that should be back and is not takes no part in a wish for the near future."""
    cars = list(cars)
    if not availability.late_cars_count(wish.period.pickup_at, wish.now):
        return cars
    late = Reservation.objects.overdue(wish.now)
    if wish.besides:
        late = late.exclude(pk=wish.besides)
    missing = set(late.filter(vehicle__in=cars).values_list("vehicle_id", flat=True))
    return [car for car in cars if car.pk not in missing]


def diary(fleet: list[Vehicle], wish: Wish) -> list[CarDay]:
    """What keeps the cars of one class from now on, and what of it may go to another of them."""
    fixed: dict[str, list[tuple[datetime, datetime]]] = {car.pk: [] for car in fleet}
    movable: dict[str, list[Booking]] = {car.pk: [] for car in fleet}
    for row in in_the_way(list(fixed), wish):
        if row.blocked_until > wish.now and may_move(row, fleet[0]):
            movable[row.vehicle_id].append(Booking(str(row.pk), row.pickup_at, row.blocked_until))
        else:
            fixed[row.vehicle_id].append((row.kept_from, row.blocked_until))
    return [CarDay(car.pk, tuple(fixed[car.pk]), tuple(movable[car.pk])) for car in fleet]


def in_the_way(cars: list[str], wish: Wish) -> list[Reservation]:
    """Also what is over, if something that may move should have begun beside it: the guard sees that too."""
    rows = Reservation.calendar.keeping(wish.now, wish.session_id).filter(vehicle__in=cars)
    if wish.besides:
        rows = rows.exclude(pk=wish.besides)
    since = min(wish.now, wish.period.pickup_at)
    found = list(rows.filter(blocked_until__gt=since))
    begun = min((row.pickup_at for row in found if row.status in MOVABLE), default=since)
    if begun < since:
        found += rows.filter(blocked_until__gt=begun, blocked_until__lte=since)
    return found


def may_move(row: Reservation, car: Vehicle) -> bool:
    """Not what was chosen by its plate, and not what drives. One-way, any car will do."""
    if row.status not in MOVABLE or row.pinned:
        return False
    return row.vehicle_class == car.vehicle_class and row.location_id == car.location_id
