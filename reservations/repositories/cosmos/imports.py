"""Reservations made elsewhere, as they are: their past is not judged, but their car must not be taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from reservations import clock, numbers
from reservations.availability import Period
from reservations.changes import audit_facts
from reservations.errors import NoVehicleAvailable
from reservations.occupancy import CarRequest
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.assignment import assign_car
from reservations.repositories.cosmos.batch import Batch, make_event
from reservations.repositories.cosmos.calendar import entry_of
from reservations.repositories.cosmos.creating import claim_number
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Rental, Shop

AS_GIVEN = (
    *("session_id", "customer_name", "customer_kana", "customer_phone", "customer_email", "notes"),
    *("status", "source", "document"),
)


def import_reservation(record: Record, pk: UUID, shop: Shop, columns: dict[str, Any]) -> Rental:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    actor, now = Actor(columns["source"]), clock.now()
    line = make_event("imported", actor, now)
    given = {name: columns[name] for name in AS_GIVEN if columns.get(name) is not None}
    number = ""
    document_id = str(given.get("document", {}).get("id") or names.reservation_id(pk))

    def attempt() -> Rental:
        nonlocal number
        fleet = record.fleet(shop.id)
        batch, request = Batch(fleet, now), CarRequest(period, now)
        cars = fleet.for_hire(columns["vehicle_class"] or None, columns["vehicle_id"] or None)
        if columns["vehicle_id"] and not cars:
            raise NoVehicleAvailable
        car = assign_car(record, batch, cars, request, actor)
        number = number or claim_own_number(record, columns["number"], shop, document_id)
        rental = Rental(
            id=pk,
            number=number,
            location=shop,
            vehicle=car,
            vehicle_class=columns["vehicle_class"] or car.vehicle_class,
            created_at=now,
            updated_at=now,
            **vars(period),
            **given,
        )
        batch.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        batch.write(rental, line)
        return record.rental(record.commit(shop.id, batch)[names.document_id(rental)])

    def find_done() -> Rental | None:
        there = record.reservation(shop.id, document_id)
        return record.rental(there) if there else None

    return record.retry(attempt, find_done)


def claim_own_number(record: Record, given: str, shop: Shop, document_id: str) -> str:
    """Its own, if it has one that is nobody else's."""
    if given and record.claim(numbers.parse(given) or given, shop.id, document_id):
        return numbers.parse(given) or given
    return claim_number(record, shop.id, document_id)
