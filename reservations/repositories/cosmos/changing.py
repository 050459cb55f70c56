"""Writes a change of a rental, as changes.py decides it: calendars and document in one batch."""

from __future__ import annotations

from collections.abc import Callable

from reservations import changes, clock, shop_rules, tariff
from reservations.availability import Period
from reservations.errors import ChangedMeanwhile, NoReservation
from reservations.models.booking import OUT_OF_SERVICE
from reservations.occupancy import CarRequest
from reservations.repositories.base import Changed, Reference
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.assignment import assign_car, clear_holds
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import entry_of
from reservations.repositories.cosmos.documents import Document
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Car, Change, Rental, note_consent


def change(
    record: Record,
    reference: Reference,
    wanted: Change,
    *,
    actor: Actor,
    version: str,
    agreed: Callable[[Rental], bool] | None,
) -> Changed:
    line = make_event("changed", actor, clock.now())

    def attempt() -> Changed:
        before = read_current(record, reference, version, rentals_only=True)
        rental = record.rental(before)
        batch = Batch(record.fleet(rental.location_id), clock.now())
        after = changes.change_rental(rental, wanted, actor, circumstances(record, batch, rental, actor))
        after = note_consent(after, "changed", actor)
        line["data"] = changes.audit_data(rental, after)
        if agreed and not agreed(after):
            return Changed(after, done=False)
        if entry_of(after) != entry_of(rental) or after.vehicle != rental.vehicle:
            batch.strike(rental.vehicle, before["id"])
            batch.enter(after.vehicle, entry_of(after))
        batch.write(after, line, before)
        return Changed(record.rental(record.commit(rental.location_id, batch)[before["id"]]))

    def find_done() -> Changed | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        return Changed(record.rental(there)) if there and has_event(there, line) else None

    return record.retry(attempt, find_done)


def read_current(
    record: Record, reference: Reference, version: str, *, rentals_only: bool = False
) -> Document:
    """The document as it is; refused if it is not as somebody saw it, or is of a car out of service."""
    there = record.reservation(reference.location_id, names.document_id(reference))
    if there is None or (rentals_only and there.get("status") in OUT_OF_SERVICE):
        raise NoReservation(str(reference.id))
    if version and version != there.get("_etag"):
        raise ChangedMeanwhile
    return there


def circumstances(record: Record, batch: Batch, rental: Rental, actor: Actor) -> changes.Circumstances:
    """The moves of other rentals, and the holds that give way, are added to the batch."""

    def request_for(period: Period) -> CarRequest:
        return CarRequest(period, batch.now, actor.session_id, exclude_id=names.document_id(rental))

    def take(car: Car, period: Period) -> bool:
        if not batch.fleet.find_free([car], request_for(period)):
            return False
        clear_holds(record, batch, car, request_for(period), period.pickup_at, period.blocked_until)
        return True

    def assign(vehicle_class: str, period: Period) -> Car:
        return assign_car(record, batch, batch.fleet.for_hire(vehicle_class), request_for(period), actor)

    return changes.Circumstances(
        batch.now, lambda: batch.fleet.cars, shop_rules.decide_change, take, assign, tariff.price_of
    )
