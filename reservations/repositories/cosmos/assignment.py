"""Gives a request its car: the best free one, or one that others make room on, by moves in the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reservations import clock
from reservations.errors import NoVehicleAvailable
from reservations.occupancy import CarRequest, Occupancy
from reservations.repositories.cosmos.batch import Batch, make_event
from reservations.repositories.cosmos.calendar import Fleet
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Car

SYSTEM = "system"


def assign_car(record: Record, batch: Batch, cars: Sequence[Car], request: CarRequest, actor: Actor) -> Car:
    """A car of `cars` with nothing in its way any more, once the batch is written."""
    car = batch.fleet.find_best(cars, request)
    if car is None:
        found = batch.fleet.plan_by_moving(cars, request)
        if found is None:
            raise NoVehicleAvailable
        car, plan = found
        mover = Actor(SYSTEM, session_id=actor.session_id, call_id=actor.call_id)
        for document_id, vehicle_id in plan.moves.items():
            move_rental(record, batch, document_id, find_car(batch.fleet, vehicle_id), request, mover)
    clear_holds(record, batch, car, request, request.period.pickup_at, request.period.blocked_until)
    end_own_holds(record, batch, request)
    return car


def find_car(fleet: Fleet, vehicle_id: str) -> Car:
    return next(car for car in fleet.cars if car.id == vehicle_id)


def move_rental(
    record: Record, batch: Batch, document_id: str, target: Car, request: CarRequest, mover: Actor
) -> None:
    found = next((cal, entry) for cal, entry in batch.fleet.entries() if entry.id == document_id)
    calendar, entry = found
    before = record.reservation(calendar.location_id, document_id)
    if before is None:  # an entry that stands for nothing: it goes, and the next attempt sees more room
        batch.strike(find_car(batch.fleet, calendar.vehicle_id), document_id)
        return
    rental = record.rental(before)
    clear_holds(record, batch, target, request, entry.start, entry.until)
    batch.strike(find_car(batch.fleet, calendar.vehicle_id), document_id)
    batch.enter(target, entry)
    line = make_event(
        "moved",
        mover,
        request.now,
        before={"vehicle": rental.vehicle.id},
        after={"vehicle": target.id},
    )
    batch.write(
        replace(rental, vehicle=target, updated_at=clock.move_past(rental.updated_at, request.now)),
        line,
        before,
    )


def clear_holds(
    record: Record, batch: Batch, car: Car, request: CarRequest, start: datetime, until: datetime
) -> None:
    """Holds that ran out, or that this request replaces, leave the calendar where they are in the way."""
    for entry in batch.calendar(car).entries:
        in_the_way = entry.id != request.exclude_id and entry.overlaps(start, until)
        if in_the_way and not entry.keeps_from(request.session_id, request.now):
            expire_hold(record, batch, car, entry, request)


def end_own_holds(record: Record, batch: Batch, request: CarRequest) -> None:
    """What this session held for the time of its new request, on whatever car of the shop."""
    if not request.session_id:
        return
    for calendar, entry in list(batch.fleet.entries()):
        own = entry.is_own_hold(request.session_id) and entry.id != request.exclude_id
        if own and entry.overlaps(request.period.pickup_at, request.period.blocked_until):
            expire_hold(record, batch, Car(calendar.vehicle_id, calendar.location_id, ""), entry, request)


def expire_hold(record: Record, batch: Batch, car: Car, entry: Occupancy, request: CarRequest) -> None:
    batch.strike(car, entry.id)
    before = record.reservation(car.location_id, entry.id)
    if before is None or before.get("status") != "held" or entry.id in batch.reservations:
        return
    rental = record.rental(before)
    line = make_event("expired", Actor(SYSTEM), request.now, before="held")
    batch.write(
        replace(rental, status="expired", updated_at=clock.move_past(rental.updated_at, request.now)),
        line,
        before,
    )
