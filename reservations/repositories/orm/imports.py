"""Reservations made elsewhere, as they are: their past is not judged, but their car must not be taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from reservations import journal, numbers
from reservations.availability import Period
from reservations.changes import audit_facts
from reservations.errors import NoVehicleAvailable
from reservations.models import Reservation, Vehicle
from reservations.records import Actor, Shop
from reservations.repositories.orm.assignment import Wish
from reservations.repositories.orm.moving import car_for, clear_holds
from reservations.repositories.orm.rows import lock
from reservations.transactions import persistently


def bring(pk: UUID, shop: Shop, columns: dict[str, Any]) -> Reservation:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    cars = Vehicle.objects.for_hire(shop.id, columns["vehicle_class"] or None)
    actor = Actor(columns["source"])

    def deed() -> Reservation:
        if columns["vehicle_id"]:
            car = Vehicle.objects.filter(pk=columns["vehicle_id"]).first()
            if car is None:
                raise NoVehicleAvailable
            clear_holds(Wish(period), lock(Vehicle.objects.filter(pk=car.pk)))
        else:
            car = car_for(cars, Wish(period), lock(cars), actor)
        given = {name: value for name, value in columns.items() if name != "location_id"}
        row: Reservation = Reservation.objects.create(
            pk=pk,
            location_id=shop.id,
            **{
                **given,
                "number": columns["number"] or numbers.draw(),
                "vehicle_id": car.pk,
                "vehicle_class": columns["vehicle_class"] or car.vehicle_class,
                "blocked_until": period.blocked_until,
            },
        )
        journal.write(row, "imported", actor, **audit_facts(row))
        return row

    return persistently(deed)
