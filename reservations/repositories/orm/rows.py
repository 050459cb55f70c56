"""What the deeds share: the rows under lock, and the facts for the journal."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from reservations import clock
from reservations.errors import ChangedMeanwhile, HoldExpired
from reservations.models import Reservation
from reservations.models.fleet import VehicleQuerySet


def lock(cars: VehicleQuerySet) -> list[str]:
    """Lock first and look afterwards: the query that waits for a lock still sees the time before it."""
    return list(cars.locked().values_list("pk", flat=True))


def locked(pk: UUID, version: str = "") -> Reservation:
    """`version`: as it was seen; another is refused."""
    rows = Reservation.calendar.select_related("location", "vehicle", "return_location")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if version and version != row.updated_at.isoformat():
        raise ChangedMeanwhile
    return row


def alive(row: Reservation) -> None:
    """A hold that ran out is nobody's any more, swept or not."""
    if row.hold_expires_at and row.hold_expires_at <= clock.now():
        raise HoldExpired


def facts(reservation: Reservation) -> dict[str, Any]:
    """What the journal keeps of a reservation: no personal data, which must stay erasable."""
    return {
        "vehicle": str(reservation.vehicle_id),
        "pickup": reservation.pickup_at.astimezone(UTC).isoformat(),
        "return": reservation.return_at.astimezone(UTC).isoformat(),
        "status": str(reservation.status),
        "price": reservation.price,
    }
