"""Gives a wish its car: the best free one, or one that others make room on, by moves that the unit holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reservations.errors import NoVehicleAvailable
from reservations.occupancy import Occupancy
from reservations.repositories.cosmos.fleet import Fleet, Wish
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.unit import Unit, event
from reservations.values import Actor, Car

SYSTEM = "system"


def seat(record: Record, unit: Unit, cars: Sequence[Car], wish: Wish, actor: Actor) -> Car:
    """A car of `cars` with nothing in its way any more, once the unit is written."""
    car = unit.fleet.best(cars, wish)
    if car is None:
        found = unit.fleet.by_moving_others(cars, wish)
        if found is None:
            raise NoVehicleAvailable
        car, plan = found
        mover = Actor(SYSTEM, session_id=actor.session_id, call_id=actor.call_id)
        for document_id, vehicle_id in plan.moves.items():
            move(record, unit, document_id, car_of(unit.fleet, vehicle_id), wish, mover)
    clear(record, unit, car, wish, wish.period.pickup_at, wish.period.blocked_until)
    give_up_own(record, unit, wish)
    return car


def car_of(fleet: Fleet, vehicle_id: str) -> Car:
    return next(car for car in fleet.cars if car.id == vehicle_id)


def move(record: Record, unit: Unit, document_id: str, target: Car, wish: Wish, mover: Actor) -> None:
    found = next((cal, entry) for cal, entry in unit.fleet.entries() if entry.id == document_id)
    calendar, entry = found
    before = record.reservation(calendar.location_id, document_id)
    if before is None:  # an entry that stands for nothing: it goes, and the next attempt sees more room
        unit.strike(car_of(unit.fleet, calendar.vehicle_id), document_id)
        return
    rental = record.rental(before)
    clear(record, unit, target, wish, entry.start, entry.until)
    unit.strike(car_of(unit.fleet, calendar.vehicle_id), document_id)
    unit.enter(target, entry)
    line = event(
        "moved",
        mover,
        wish.now,
        before={"vehicle": rental.vehicle.id},
        after={"vehicle": target.id},
    )
    unit.write(replace(rental, vehicle=target, updated_at=wish.now), line, before)


def clear(record: Record, unit: Unit, car: Car, wish: Wish, start: datetime, until: datetime) -> None:
    """Holds that ran out, or that this wish replaces, leave the calendar where they are in the way."""
    for entry in unit.calendar(car).entries:
        in_the_way = entry.id != wish.besides and entry.overlaps(start, until)
        if in_the_way and not entry.keeps_from(wish.session_id, wish.now):
            expire(record, unit, car, entry, wish)


def give_up_own(record: Record, unit: Unit, wish: Wish) -> None:
    """What this session held for the time of its new wish, on whatever car of the shop."""
    if not wish.session_id:
        return
    for calendar, entry in list(unit.fleet.entries()):
        own = entry.is_own_hold(wish.session_id) and entry.id != wish.besides
        if own and entry.overlaps(wish.period.pickup_at, wish.period.blocked_until):
            expire(record, unit, Car(calendar.vehicle_id, calendar.location_id, ""), entry, wish)


def expire(record: Record, unit: Unit, car: Car, entry: Occupancy, wish: Wish) -> None:
    unit.strike(car, entry.id)
    before = record.reservation(car.location_id, entry.id)
    if before is None or before.get("status") != "held" or entry.id in unit.reservations:
        return
    rental = record.rental(before)
    line = event("expired", Actor(SYSTEM), wish.now, before="held")
    unit.write(replace(rental, status="expired", updated_at=wish.now), line, before)
