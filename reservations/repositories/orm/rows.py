"""Rows under lock, until the transaction ends: both functions are called inside one."""

from __future__ import annotations

from uuid import UUID

from reservations.errors import ChangedMeanwhile
from reservations.models import Reservation
from reservations.models.fleet import VehicleQuerySet


def lock_cars(cars: VehicleQuerySet) -> list[str]:
    """Lock `cars` in the order that everybody locks them in, and list their ids.

    Read what you decide by after it returned: a query that waits for a lock still sees the time before.
    """
    return list(cars.lock_in_order().values_list("pk", flat=True))


def lock_row(pk: UUID, version: str = "") -> Reservation:
    """The rental or block `pk`, which nobody else changes meanwhile.

    `version`: the `updated_at` that was seen, in ISO 8601; "" for any. Raises ChangedMeanwhile where it is
    another by now, and Reservation.DoesNotExist.
    """
    # `of`: the joined shop and car stay unlocked; PostgreSQL refuses a lock on an outer join's empty side.
    rows = Reservation.calendar.select_related("location", "vehicle", "return_location")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if version and version != row.updated_at.isoformat():
        raise ChangedMeanwhile
    return row
