"""What the deeds of booking share: the customer's columns, the rows under lock, the facts for the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reservations import availability, clock, rules, tariff
from reservations.availability import Period
from reservations.errors import HoldExpired
from reservations.journal import Actor
from reservations.models import Location, Reservation
from reservations.models.fleet import VehicleQuerySet


@dataclass(frozen=True)
class Customer:
    name: str
    kana: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""

    def columns(self) -> dict[str, str]:
        return {
            "customer_name": self.name,
            "customer_kana": self.kana,
            "customer_phone": self.phone,
            "customer_email": self.email,
            "notes": self.notes,
        }


def allowed(
    location: Location,
    pickup_at: datetime,
    return_at: datetime,
    actor: Actor,
    *,
    return_location: Location | None = None,
    begun: bool = False,
) -> Period:
    """The one decision, by the rules of the shop for this kind of actor."""
    its = rules.for_staff(location) if actor.source == "staff" else rules.of(location)
    elsewhere = return_location if return_location and return_location.pk != location.pk else None
    returned_to = rules.of(elsewhere) if elsewhere else None
    return availability.decide(pickup_at, return_at, its, clock.now(), returned_to=returned_to, begun=begun)


def lock(cars: VehicleQuerySet) -> list[str]:
    """Lock first and look afterwards: the query that waits for a lock still sees the time before it."""
    return list(cars.locked().values_list("pk", flat=True))


def locked(reservation: Reservation) -> Reservation:
    rows = Reservation.calendar.select_related("location", "vehicle", "return_location")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=reservation.pk)


def alive(row: Reservation) -> None:
    """A hold that ran out is nobody's any more, swept or not."""
    if row.hold_expires_at and row.hold_expires_at <= clock.now():
        raise HoldExpired


def price_columns(
    location: Location,
    vehicle_class: str,
    pickup_at: datetime,
    return_at: datetime,
    extras: Sequence[str],
    return_location: Location | None,
) -> dict[str, Any]:
    """The price as it is agreed now; None where the tariff does not know the class."""
    quote = tariff.quote(
        location, vehicle_class, pickup_at, return_at, extras=extras, return_location=return_location
    )
    lines = quote.as_document()["lines"] if quote else []
    return {"price": quote.total if quote else None, "price_lines": lines, "extras": list(extras)}


def facts(reservation: Reservation) -> dict[str, Any]:
    """What the journal keeps of a reservation: no personal data, which must stay erasable."""
    return {
        "vehicle": str(reservation.vehicle_id),
        "pickup": reservation.pickup_at.astimezone(UTC).isoformat(),
        "return": reservation.return_at.astimezone(UTC).isoformat(),
        "status": str(reservation.status),
        "price": reservation.price,
    }
