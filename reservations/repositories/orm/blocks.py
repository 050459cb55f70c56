"""Cars out of service: kept from hire for a while, in the calendar of rentals and under the same guard."""

from __future__ import annotations

import uuid
from datetime import datetime

from reservations import clock
from reservations.availability import decide_out_of_service
from reservations.changes import audit_facts
from reservations.errors import CarTaken, UnknownVehicle
from reservations.models import Block, Reservation, Vehicle
from reservations.occupancy import CarRequest
from reservations.repositories.orm import audit_log
from reservations.repositories.orm.assignment import clear_holds
from reservations.repositories.orm.rows import lock_cars
from reservations.repositories.orm.transactions import run_with_retries
from reservations.values import Actor, Car


def block(car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Block:
    period = decide_out_of_service(starts_at, ends_at)

    def operation() -> Block:
        lock_cars(Vehicle.objects.filter(pk=car.id))
        vehicle = Vehicle.objects.select_related("location").filter(pk=car.id).first()
        if vehicle is None:
            raise UnknownVehicle(car.id)
        rivals = Reservation.calendar.keeping(clock.now()).filter(vehicle=vehicle)
        if rival := rivals.overlapping(starts_at, ends_at).order_by("pickup_at").first():
            raise CarTaken(CarTaken.detail, car=vehicle, number=rival.number)
        clear_holds(CarRequest(period, clock.now()), [vehicle.pk])
        pk = uuid.uuid4()
        row = Block.objects.create(
            pk=pk,
            number=f"B-{pk.hex[:12]}",
            location=vehicle.location,
            vehicle=vehicle,
            vehicle_class=vehicle.vehicle_class,
            pinned=True,
            pickup_at=starts_at,
            return_at=ends_at,
            blocked_until=ends_at,
            status=Reservation.Status.BLOCKED,
            source=actor.source,
            customer_name=reason,
        )
        audit_log.write_event(row, "blocked", actor, **audit_facts(row))
        return row

    return run_with_retries(operation)
