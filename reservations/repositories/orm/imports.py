"""Reservations made elsewhere, as they are: their past is not judged, but their car must not be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from reservations import clock, numbers
from reservations.availability import Period
from reservations.changes import audit_facts
from reservations.errors import Busy, NoVehicleAvailable
from reservations.models import Reservation, Vehicle
from reservations.occupancy import CarRequest
from reservations.repositories.orm import audit_log
from reservations.repositories.orm.assignment import assign_car, clear_holds
from reservations.repositories.orm.rows import lock_cars
from reservations.repositories.orm.transactions import DRAWS, is_number_taken, run_with_retries
from reservations.values import Actor, Shop


def import_reservation(pk: UUID, shop: Shop, columns: dict[str, Any]) -> Reservation:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    cars = Vehicle.objects.for_hire(shop.id, columns["vehicle_class"] or None)
    actor = Actor(columns["source"])

    def operation() -> Reservation:
        if columns["vehicle_id"]:
            car = Vehicle.objects.filter(pk=columns["vehicle_id"]).first()
            if car is None:
                raise NoVehicleAvailable
            clear_holds(CarRequest(period, clock.now()), lock_cars(Vehicle.objects.filter(pk=car.pk)))
        else:
            car = assign_car(cars, CarRequest(period, clock.now()), lock_cars(cars), actor)
        given = {
            **{name: value for name, value in columns.items() if name not in ("location_id", "number")},
            "vehicle_id": car.pk,
            "vehicle_class": columns["vehicle_class"] or car.vehicle_class,
            "blocked_until": period.blocked_until,
        }
        row = insert(pk, shop, columns["number"], given)
        audit_log.write_event(row, "imported", actor, **audit_facts(row))
        return row

    return run_with_retries(operation)


def insert(pk: UUID, shop: Shop, number: str, given: dict[str, Any]) -> Reservation:
    """With its own number, where that is nobody else's. Each try has a savepoint: the batch goes on."""
    for tried in candidate_numbers(number):
        try:
            with transaction.atomic():
                row: Reservation = Reservation.objects.create(
                    pk=pk, location_id=shop.id, number=tried, **given
                )
                return row
        except IntegrityError as error:
            if not is_number_taken(error):
                raise
    raise Busy


def candidate_numbers(own: str) -> Iterator[str]:
    if own:
        yield own
    for _draw in range(DRAWS):
        yield numbers.draw()
