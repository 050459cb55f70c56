"""Rows under lock."""

from __future__ import annotations

from uuid import UUID

from reservations.errors import ChangedMeanwhile
from reservations.models import Reservation
from reservations.models.fleet import VehicleQuerySet


def lock_cars(cars: VehicleQuerySet) -> list[str]:
    """Lock first and look afterwards: the query that waits for a lock still sees the time before it."""
    return list(cars.lock_in_order().values_list("pk", flat=True))


def lock_row(pk: UUID, version: str = "") -> Reservation:
    """`version`: as it was seen; another is refused."""
    # `of`: the joined shop and car stay unlocked; PostgreSQL refuses a lock on an outer join's empty side.
    rows = Reservation.calendar.select_related("location", "vehicle", "return_location")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if version and version != row.updated_at.isoformat():
        raise ChangedMeanwhile
    return row
