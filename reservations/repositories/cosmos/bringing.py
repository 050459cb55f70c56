"""What is not asked for by a caller: reservations made elsewhere, and cars out of service."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from reservations import clock, numbers
from reservations.availability import Period, decide_out_of_service
from reservations.changes import audit_facts
from reservations.errors import CarTaken, NoVehicleAvailable, UnknownVehicle
from reservations.models import Vehicle
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.calendar import entry_of
from reservations.repositories.cosmos.creating import claim
from reservations.repositories.cosmos.fleet import Fleet, Wish
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.seating import car_of, clear, seat
from reservations.repositories.cosmos.unit import Unit, event, tells_of
from reservations.values import Actor, Car, Rental, Shop

AS_GIVEN = (
    *("session_id", "customer_name", "customer_kana", "customer_phone", "customer_email", "notes"),
    *("status", "source", "document"),
)


def bring(record: Record, pk: UUID, shop: Shop, columns: dict[str, Any]) -> Rental:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    actor, now = Actor(columns["source"]), clock.now()
    line = event("imported", actor, now)
    given = {name: columns[name] for name in AS_GIVEN if columns.get(name) is not None}
    number = ""
    document_id = str(given.get("document", {}).get("id") or names.reservation_id(pk))

    def attempt() -> Rental:
        nonlocal number
        fleet = record.fleet(shop.id)
        unit, wish = Unit(fleet, now), Wish(period, now)
        cars = fleet.for_hire(columns["vehicle_class"] or None, columns["vehicle_id"] or None)
        if columns["vehicle_id"] and not cars:
            raise NoVehicleAvailable
        car = seat(record, unit, cars, wish, actor)
        number = number or own_number(record, columns["number"], shop, document_id)
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
        unit.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        unit.write(rental, line)
        return record.rental(record.commit(shop.id, unit)[names.document_id(rental)])

    def known() -> Rental | None:
        there = record.reservation(shop.id, document_id)
        return record.rental(there) if there else None

    return record.persistently(attempt, known)


def own_number(record: Record, given: str, shop: Shop, document_id: str) -> str:
    """Its own, if it has one that is nobody else's."""
    if given and record.claim(numbers.parse(given) or given, shop.id, document_id):
        return numbers.parse(given) or given
    return claim(record, shop.id, document_id)


def block(
    record: Record, named: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor
) -> Rental:
    """What is booked on the car must be moved first."""
    pk, now = uuid.uuid4(), clock.now()
    line = event("blocked", actor, now)
    wish = Wish(decide_out_of_service(starts_at, ends_at), now)
    car = present(named)
    shop = record.shop(car.location_id)

    def attempt() -> Rental:
        fleet = record.fleet(shop.id)
        unit, whole = Unit(fleet, now), described(fleet, car)
        taken = [entry for entry in fleet.keeping(car, wish) if entry.overlaps(starts_at, ends_at)]
        if any(entry.id == names.reservation_id(pk) for entry in taken):
            return record.rental(record.reservation(shop.id, names.reservation_id(pk)) or {})
        if taken:
            rival = min(taken, key=lambda entry: entry.start)
            raise CarTaken(CarTaken.detail, car=whole, number=rival.number)
        clear(record, unit, car, wish, starts_at, ends_at)
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
        unit.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        unit.write(rental, line)
        return record.rental(record.commit(shop.id, unit)[names.document_id(rental)])

    def known() -> Rental | None:
        there = record.reservation(shop.id, names.reservation_id(pk))
        return record.rental(there) if there and tells_of(there, line) else None

    return record.persistently(attempt, known)


def present(named: Car) -> Car:
    """The car as the mirror has it now, at the shop where it is; UnknownVehicle where there is none."""
    row = Vehicle.objects.filter(pk=named.id).first()
    if row is None:
        raise UnknownVehicle(named.id)
    return Car(row.pk, row.location_id, row.vehicle_class, row.registration, row.manufacturer, row.model)


def described(fleet: Fleet, car: Car) -> Car:
    """As the inventory has it; a car that is not for hire just now, as it was named."""
    known = any(each.id == car.id for each in fleet.cars)
    return car_of(fleet, car.id) if known else replace(car)
