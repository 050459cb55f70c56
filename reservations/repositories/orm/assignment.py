"""Which car: the one that leaves the smallest gap, or one made free by moving bookings not yet handed over.

Reads and plans, and writes nothing. Who will book must have locked the cars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from reservations import availability, clock
from reservations.assignment import make_room
from reservations.availability import Period
from reservations.models import Reservation, Vehicle
from reservations.models.fleet import VehicleQuerySet
from reservations.models.free_cars import annotate_gaps, filter_free, gap_of
from reservations.occupancy import MOVABLE, Occupancy
from reservations.reassignment import Plan


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
    rows = filter_free(
        cars, wish.period, now=wish.now, session_id=wish.session_id, exclude_id=wish.besides, late=late
    )
    rows = annotate_gaps(rows, wish.period, now=wish.now, session_id=wish.session_id, exclude_id=wish.besides)
    free = {car.pk: car for car in rows}
    gap = availability.smallest_gap(wish.period, map(gap_of, free.values()))
    return free[gap.vehicle_id] if gap else None


def by_moving_others(cars: Iterable[Vehicle], wish: Wish) -> tuple[Vehicle, Plan] | None:
    """A car that is free once other bookings of its class have changed theirs; the fewest moves that do."""

    def taken(fleet: Sequence[Vehicle]) -> dict[str, list[Occupancy]]:
        found: dict[str, list[Occupancy]] = {}
        for row in in_the_way([car.pk for car in fleet], wish):
            found.setdefault(row.vehicle_id, []).append(Occupancy.of(row, str(row.pk)))
        return found

    return make_room(on_time(cars, wish), wish.period, taken, now=wish.now)


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
