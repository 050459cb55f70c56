"""One rental as a row, with the shop and the car that it names, and what is known of its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DataError, IntegrityError

from reservations import clock, shops
from reservations.imports.fields import Malformed
from reservations.models import Location, Mirrored, Reservation, Vehicle
from reservations.repositories.cosmos import documents
from reservations.repositories.cosmos.calendar import MALFORMED
from reservations.values import Rental, Shop

# A document of the record, as it was read: whoever writes one makes a copy first.
RecordDocument = Mapping[str, Any]
CONTAINER = "reservations"
UNSEEN = -1  # the revision before any
# What a document may be wrong in, which is anybody's writing. Not a database that is away: that passes.
WRONG = (Malformed, IntegrityError, DataError, *MALFORMED)
ALIKE = (
    *("number", "vehicle_class", "pinned", "pickup_at", "return_at", "blocked_until", "picked_up_at"),
    *(
        "returned_at",
        "called_off_at",
        "hold_expires_at",
        "status",
        "source",
        "session_id",
        "customer_name",
        "customer_kana",
    ),
    *("customer_phone", "customer_email", "language", "notes", "price", "cancellation_fee"),
    *("created_at", "updated_at"),
)


def read(document: RecordDocument) -> Rental:
    rental = documents.read_rental(document, shop_of)
    if rental.status not in Reservation.Status.values:
        raise Malformed(f'status: "{rental.status}" is not one of {", ".join(Reservation.Status.values)}')
    return rental


def shop_of(location_id: str) -> Shop:
    """A shop that nobody has told us of yet has its id for a name until its document comes."""
    row = Location.objects.filter(pk=location_id).first()
    return shops.of(row) if row else Shop(location_id, location_id)


def write_row(rental: Rental) -> Reservation:
    """The row that says what the rental is; its shop and car are there, if need be as no more than names."""
    for shop in filter(None, (rental.location, rental.return_location)):
        Location.objects.get_or_create(pk=shop.id, defaults={"name": shop.name})
    Vehicle.objects.get_or_create(
        pk=rental.vehicle.id,
        defaults={
            "location_id": rental.location.id,
            "vehicle_class": rental.vehicle.vehicle_class,
            "registration": rental.vehicle.registration,
            "manufacturer": rental.vehicle.manufacturer,
            "model": rental.vehicle.model,
            "active": False,
        },
    )
    columns = {field: getattr(rental, field) for field in ALIKE}
    row, _made = Reservation.calendar.update_or_create(
        pk=rental.id,
        defaults={
            **columns,
            "location_id": rental.location.id,
            "vehicle_id": rental.vehicle.id,
            "return_location_id": rental.return_location.id if rental.return_location else None,
            "price_lines": [dict(line) for line in rental.price_lines],
            "extras": list(rental.extras),
            "consents": [dict(entry) for entry in rental.consents],
            "sheets": {step: dict(sheet) for step, sheet in rental.sheets.items()},
            "document": dict(rental.document),
        },
    )
    return row


def lock_states(rentals: Mapping[str, Rental]) -> dict[str, Mirrored]:
    """What is known of their documents. Of a new one it is written first, so that of two who bring it the
    second waits, and sees what the first has shown."""
    unseen = [
        Mirrored(container=CONTAINER, row=key, revision=UNSEEN, mirrored_at=clock.now())
        for key in sorted(rentals)
    ]
    Mirrored.objects.bulk_create(unseen, ignore_conflicts=True)
    states = Mirrored.objects.select_for_update().filter(container=CONTAINER, row__in=rentals)
    return {state.row: state for state in states.order_by("row")}


def note_state(document: RecordDocument, rental: Rental, row: Reservation) -> None:
    Mirrored.objects.filter(container=CONTAINER, row=str(row.pk)).update(
        location_id=rental.location.id,
        document_id=str(document["id"]),
        etag=str(document.get("_etag", "")),
        revision=revision(document),
        mirrored_at=clock.now(),
        missing_since=None,
    )


def revision(document: RecordDocument) -> int:
    """Grows with each writing of ours; other systems' documents have none."""
    value = document.get("revision")
    return value if isinstance(value, int) else 0


def give_up(row: Reservation) -> None:
    """It keeps a car that the record has given away, and nothing in the record stands for it: it stays to be
    seen. One that somebody has written since it was seen in the way is left as it is."""
    seen = Reservation.calendar.filter(
        pk=row.pk,
        vehicle=row.vehicle_id,
        status=row.status,
        pickup_at=row.pickup_at,
        blocked_until=row.blocked_until,
    )
    if not seen.update(status=Reservation.Status.EXPIRED):
        return
    state = Mirrored.objects.filter(container=CONTAINER, row=str(row.pk), missing_since=None)
    state.update(missing_since=clock.now())
