"""Writes the steps of a booking's life, as lifecycle.py decides them; the car's calendar goes with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reservations import clock, lifecycle, tariff
from reservations.lifecycle import Circumstances
from reservations.models import Reservation
from reservations.occupancy import Occupancy
from reservations.repositories.base import Reference
from reservations.repositories.cosmos import locations, names
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import Calendar, entry_of
from reservations.repositories.cosmos.changing import read_current
from reservations.repositories.cosmos.fleet import Fleet
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Rental

Status = Reservation.Status


def take_step(
    record: Record, reference: Reference, status: str, *, actor: Actor, version: str, **data: Any
) -> Rental:
    line = make_event(status, actor, clock.now(), **data)
    item: dict[str, Any] = {}  # of the car, while it goes from one inventory into another

    def attempt() -> Rental:
        before = read_current(record, reference, version)
        rental, now = record.rental(before), clock.now()
        calendar = record.calendar(rental.location_id, rental.vehicle.id)
        after = lifecycle.take_step(rental, status, circumstances(rental, calendar, now))
        line["data"] = {**lifecycle.audit_data(rental, status), **data}
        batch = Batch(Fleet.of([], [calendar]), now)
        batch.strike(rental.vehicle, before["id"])
        batch.enter(after.vehicle, entry_of(after))
        batch.write(after, line, before)
        if status == Status.RETURNED and after.one_way:
            item.update(locations.remove_car(record, after))
        found = record.rental(record.commit(rental.location_id, batch)[before["id"]])
        if status == Status.RETURNED and after.one_way:
            locations.add_car(record, after, item)
        return found

    def find_done() -> Rental | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        if not has_event(there, line) or there is None:
            return None
        rental = record.rental(there)
        if status == Status.RETURNED and rental.one_way:
            locations.add_car(record, rental, item)
        return rental

    return record.retry(attempt, find_done)


def circumstances(rental: Rental, calendar: Calendar, now: datetime) -> Circumstances:
    def others() -> list[Occupancy]:
        entries = calendar.without(names.document_id(rental)).entries
        return [entry for entry in entries if entry.keeps_from("", now)]

    return Circumstances(now, others, lambda: tariff.cancellation_fee(rental, now))
