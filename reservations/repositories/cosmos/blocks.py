"""Cars out of service: kept from hire for a while, in the calendar of rentals and under the same guard."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from reservations import clock
from reservations.availability import decide_out_of_service
from reservations.changes import audit_facts
from reservations.errors import CarTaken, UnknownVehicle
from reservations.models import Vehicle
from reservations.occupancy import CarRequest
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.assignment import clear_holds, find_car
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import entry_of
from reservations.repositories.cosmos.fleet import Fleet
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Car, Rental


def block(
    record: Record, named: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor
) -> Rental:
    """What is booked on the car must be moved first."""
    pk, now = uuid.uuid4(), clock.now()
    line = make_event("blocked", actor, now)
    request = CarRequest(decide_out_of_service(starts_at, ends_at), now)
    car = find_vehicle(named)
    shop = record.shop(car.location_id)

    def attempt() -> Rental:
        fleet = record.fleet(shop.id)
        batch, whole = Batch(fleet, now), describe_car(fleet, car)
        taken = [entry for entry in fleet.find_keeping(car, request) if entry.overlaps(starts_at, ends_at)]
        if any(entry.id == names.reservation_id(pk) for entry in taken):
            return record.rental(record.reservation(shop.id, names.reservation_id(pk)) or {})
        if taken:
            rival = min(taken, key=lambda entry: entry.start)
            raise CarTaken(CarTaken.detail, car=whole, number=rival.number)
        clear_holds(record, batch, car, request, starts_at, ends_at)
        rental = Rental(
            id=pk,
            number=f"B-{pk.hex[:12]}",
            location=shop,
            vehicle=whole,
            vehicle_class=whole.vehicle_class,
            pinned=True,
            pickup_at=starts_at,
            return_at=ends_at,
            blocked_until=ends_at,
            status="blocked",
            source=actor.source,
            customer_name=reason,
            created_at=now,
            updated_at=now,
        )
        batch.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        batch.write(rental, line)
        return record.rental(record.commit(shop.id, batch)[names.document_id(rental)])

    def find_done() -> Rental | None:
        there = record.reservation(shop.id, names.reservation_id(pk))
        return record.rental(there) if there and has_event(there, line) else None

    return record.retry(attempt, find_done)


def find_vehicle(named: Car) -> Car:
    """The car as the mirror has it now, at the shop where it is; UnknownVehicle where there is none."""
    row = Vehicle.objects.filter(pk=named.id).first()
    if row is None:
        raise UnknownVehicle(named.id)
    return Car(row.pk, row.location_id, row.vehicle_class, row.registration, row.manufacturer, row.model)


def describe_car(fleet: Fleet, car: Car) -> Car:
    """As the inventory has it; a car that is not for hire just now, as it was named."""
    known = any(each.id == car.id for each in fleet.cars)
    return find_car(fleet, car.id) if known else replace(car)
