"""Which cars are free for a period, and how tightly they fit: querysets for those who are in no hurry.

What a caller waits for is plain SQL (sql.py beside this); tests/reservations/models/test_sql.py holds both
equal.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models

from reservations.assignment import Gap
from reservations.availability import Period
from reservations.models.booking import Reservation, ReservationQuerySet
from reservations.models.fleet import Vehicle, VehicleQuerySet


def filter_free(
    cars: VehicleQuerySet,
    period: Period,
    *,
    now: datetime,
    session_id: str = "",
    exclude_id: UUID | None = None,
    late: bool,
) -> VehicleQuerySet:
    """Those of `cars` that nothing keeps from `session_id` in `period`, ordered by id.

    Holds of the session itself and the booking `exclude_id` stand in nobody's way. `late`: the period is so
    near that a car which should be back and is not counts as taken (availability.late_cars_count). For the
    desk's forms and the ORM store.
    """
    others = bookings_of_the_car(exclude_id)
    taken = others.keeping(now, session_id).overlapping(period.pickup_at, period.blocked_until)
    free = models.Q(~models.Exists(taken))
    if late:
        free &= models.Q(~models.Exists(others.overdue(now)))
    return cars.filter(free).order_by("pk")


def annotate_gaps(
    cars: VehicleQuerySet,
    period: Period,
    *,
    now: datetime,
    session_id: str = "",
    exclude_id: UUID | None = None,
) -> VehicleQuerySet:
    """Each car with the end of its booking before `period` and the start of the one after, for gap_of()."""
    others = bookings_of_the_car(exclude_id).keeping(now, session_id)
    before = others.filter(blocked_until__lte=period.pickup_at).order_by("-blocked_until")
    # A car's bookings never overlap: the next to end is the next to begin, and its index is by the end.
    after = others.filter(blocked_until__gt=period.blocked_until).order_by("blocked_until")
    return cars.annotate(
        free_since=models.Subquery(before.values("blocked_until")[:1]),
        free_until=models.Subquery(after.values("pickup_at")[:1]),
    )


def gap_of(car: Vehicle) -> Gap:
    """Known only of a car from annotate_gaps()."""
    annotated = vars(car)
    return Gap(car.pk, annotated["free_since"], annotated["free_until"])


def bookings_of_the_car(exclude_id: UUID | None) -> ReservationQuerySet:
    """Of the car of the outer query."""
    rows = Reservation.calendar.exclude(pk=exclude_id) if exclude_id else Reservation.calendar.all()
    return rows.filter(vehicle=models.OuterRef("pk"))
