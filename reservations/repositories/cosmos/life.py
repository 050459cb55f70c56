"""The steps of a booking's life, along Reservation.TRANSITIONS; the car's calendar goes with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reservations import clock, tariff, times
from reservations.errors import CarStillOut, CarTaken, HoldExpired, IllegalMove, TooEarly
from reservations.models import Reservation
from reservations.records import Actor, Rental
from reservations.repositories.base import Reference
from reservations.repositories.changeable import label
from reservations.repositories.cosmos import names, places
from reservations.repositories.cosmos.calendar import Calendar, Entry
from reservations.repositories.cosmos.changing import seen
from reservations.repositories.cosmos.fleet import Fleet
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.unit import Unit, event, tells_of

Status = Reservation.Status
NO_SHOW_AFTER = timedelta(hours=1)


def step(
    record: Record, reference: Reference, status: str, *, actor: Actor, version: str, **data: Any
) -> Rental:
    line = event(status, actor, clock.now(), **data)
    item: dict[str, Any] = {}  # of the car, while it goes from one inventory into another

    def attempt() -> Rental:
        before = seen(record, reference, version)
        rental, now = record.rental(before), clock.now()
        calendar = record.calendar(rental.location_id, rental.vehicle.id)
        if status not in Reservation.TRANSITIONS.get(rental.status, ()):
            raise IllegalMove(IllegalMove.detail, before=label(rental.status), after=label(status))
        after = EFFECTS[status](replace(rental, status=status, updated_at=now), calendar, now)
        line["data"] = {"before": rental.status, **data}
        unit = Unit(Fleet.of([], [calendar]), now)
        unit.strike(rental.vehicle, before["id"])
        unit.enter(after.vehicle, Entry.of(after))
        unit.write(after, line, before)
        if status == Status.RETURNED and after.one_way:
            item.update(places.take_out(record, after))
        found = record.rental(record.commit(rental.location_id, unit)[before["id"]])
        if status == Status.RETURNED and after.one_way:
            places.bring_in(record, after, item)
        return found

    def known() -> Rental | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        if not tells_of(there, line) or there is None:
            return None
        rental = record.rental(there)
        if status == Status.RETURNED and rental.one_way:
            places.bring_in(record, rental, item)
        return rental

    return record.persistently(attempt, known)


Effect = Callable[[Rental, Calendar, datetime], Rental]


def confirmed(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    if rental.hold_expires_at and rental.hold_expires_at <= now:
        raise HoldExpired
    return replace(rental, hold_expires_at=None)


def out(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    others = calendar.without(names.document_id(rental)).entries
    if rival := next((entry for entry in others if entry.status == Status.OUT), None):
        raise CarStillOut(CarStillOut.detail, car=rental.vehicle, number=rival.number)
    if now < rental.pickup_at:  # who comes early takes the car from nobody whose turn is before
        turns = [entry for entry in others if entry.overlaps(now, rental.pickup_at) and not entry.lapsed(now)]
        if turns:
            first = min(turns, key=lambda entry: entry.start)
            raise CarTaken(CarTaken.detail, car=rental.vehicle, number=first.number)
    return replace(rental, picked_up_at=now)


def returned(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    return replace(rental, returned_at=now)


def no_show(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    until = rental.pickup_at + NO_SHOW_AFTER
    if now < until:
        wall = clock.local(until, rental.location.timezone)
        raise TooEarly(TooEarly.detail, time=lambda language: times.say(wall, language))
    return rental


def cancelled(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    return replace(rental, cancellation_fee=tariff.cancellation_fee(rental, now))


def nothing(rental: Rental, calendar: Calendar, now: datetime) -> Rental:
    """Beyond the step itself."""
    return rental


EFFECTS: dict[str, Effect] = {
    "confirmed": confirmed,
    "out": out,
    "returned": returned,
    "no_show": no_show,
    "cancelled": cancelled,
    "expired": nothing,
    "released": nothing,
}
