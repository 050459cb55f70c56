"""Reservation documents as rows: newer ones only, and in one go what may have changed places."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import DatabaseError, transaction

from reservations import clock, shops
from reservations.models import Location, Mirrored, Reservation, Vehicle
from reservations.models.readonly import mirror_writes
from reservations.reading import Malformed
from reservations.records import Rental, Shop
from reservations.repositories.cosmos import documents, names
from reservations.repositories.mirror import history, quarantine

log = logging.getLogger(__name__)
CONTAINER = "reservations"
Document = Mapping[str, Any]
Fetch = Callable[[str, str], Document | None]
# How often the rows that are in the way are looked up anew.
ROUNDS = 4


class InTheWay(Exception):
    """Rows that keep a car which the record has given to another: they are older than the record."""

    def __init__(self, rows: list[Reservation]) -> None:
        super().__init__(str([row.number for row in rows]))
        self.rows = rows


def best_effort(found: Iterable[Document], fetch: Fetch) -> None:
    """After a deed of ours: what cannot be shown now is shown by the feed."""
    try:
        with transaction.atomic():
            apply(found, fetch)
    except Exception:
        log.exception("The mirror waits for the feed")


def apply(found: Iterable[Document], fetch: Fetch, *, again: bool = False, force: bool = False) -> int:
    """How many rows were written. `again`: also what was shown already in another form (the same revision, as
    the portal leaves it); `force`: whatever is there."""
    readable = {}
    for document in found:
        if document.get("docType") == documents.CALENDAR:
            continue
        try:
            rental = documents.rental(document, shop_of)
            readable[str(rental.id)] = (document, rental)
        except (Malformed, ValueError, TypeError, KeyError) as error:
            quarantine.put(CONTAINER, document, str(error))
    for _round in range(ROUNDS):
        try:
            with mirror_writes(), transaction.atomic():
                return write(readable, again=again, force=force)
        except InTheWay as rivals:
            taken_in(rivals.rows, readable, fetch)
    return one_by_one(readable, again=again, force=force)


def taken_in(rows: list[Reservation], readable: dict[str, Any], fetch: Fetch) -> None:
    """What the record says of them now, to be written in the same go."""
    for row in rows:
        document = fetch(row.location_id, names.document_id(row))
        if document is not None:
            readable[str(row.pk)] = (document, documents.rental(document, shop_of))


def one_by_one(readable: dict[str, Any], **how: bool) -> int:
    """Those that can be shown; the rest contradict what is shown, and are for somebody to look at."""
    count = 0
    for key, (document, rental) in readable.items():
        try:
            with mirror_writes(), transaction.atomic():
                count += write({key: (document, rental)}, **how)
        except (InTheWay, DatabaseError) as error:
            quarantine.put(CONTAINER, document, f"its car is taken by another row: {error}")
    return count


def write(readable: dict[str, Any], *, again: bool, force: bool) -> int:
    states = {
        state.row: state
        for state in Mirrored.objects.select_for_update().filter(container=CONTAINER, row__in=readable)
    }
    fresh = {
        key: (document, rental)
        for key, (document, rental) in readable.items()
        if force or newer(document, states.get(key), again)
    }
    before = {str(row.pk): row for row in Reservation.calendar.select_for_update().filter(pk__in=fresh)}
    # They may have changed cars among each other: until all are written none is in another's way.
    Reservation.calendar.filter(pk__in=before).update(status=Reservation.Status.EXPIRED)
    look_around([rental for _document, rental in fresh.values()], list(fresh))
    for key, (document, rental) in fresh.items():
        row = shown(rental)
        history.follow(row, document, before.get(key))
        note(document, rental, row)
        quarantine.release(CONTAINER, document)
    return len(fresh)


def newer(document: Document, state: Mirrored | None, again: bool) -> bool:
    if state is None:
        return True
    revision = int(document.get("revision") or 0)
    if revision == state.revision:
        return again and document.get("_etag") != state.etag
    return revision > state.revision


def look_around(rentals: list[Rental], own: list[str]) -> None:
    keeping = [rental for rental in rentals if rental.status in {"held", "confirmed", "out", "blocked"}]
    rivals: list[Reservation] = []
    for rental in keeping:
        others = Reservation.calendar.blocking().filter(vehicle=rental.vehicle.id).exclude(pk__in=own)
        rivals += others.overlapping(rental.pickup_at, rental.blocked_until)
    if rivals:
        raise InTheWay(rivals)


def shown(rental: Rental) -> Reservation:
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
            "document": dict(rental.document),
        },
    )
    return row


ALIKE = (
    *("number", "vehicle_class", "pinned", "pickup_at", "return_at", "blocked_until", "picked_up_at"),
    *("returned_at", "hold_expires_at", "status", "source", "session_id", "customer_name", "customer_kana"),
    *("customer_phone", "customer_email", "language", "notes", "price", "cancellation_fee"),
    *("created_at", "updated_at"),
)


def note(document: Document, rental: Rental, row: Reservation) -> None:
    Mirrored.objects.update_or_create(
        container=CONTAINER,
        row=str(row.pk),
        defaults={
            "location_id": rental.location.id,
            "document_id": str(document["id"]),
            "etag": str(document.get("_etag", "")),
            "revision": int(document.get("revision") or 0),
            "mirrored_at": clock.now(),
            "missing_since": None,
        },
    )


def shop_of(location_id: str) -> Shop:
    """A shop that nobody has told us of yet has its id for a name until its document comes."""
    row = Location.objects.filter(pk=location_id).first()
    return shops.of(row) if row else Shop(location_id, location_id)
