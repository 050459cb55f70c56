"""Writes a change of a rental, as changes.py decides it: calendars and document in one batch."""

from __future__ import annotations

from collections.abc import Callable

from reservations import changes, clock, shop_rules, shops, tariff
from reservations.availability import Period
from reservations.errors import ChangedMeanwhile, NoReservation
from reservations.imports.fields import SYSTEM
from reservations.models.booking import OUT_OF_SERVICE
from reservations.occupancy import CarRequest
from reservations.repositories.base import Changed, Reference
from reservations.repositories.cosmos import documents, names
from reservations.repositories.cosmos.assignment import assign_car, clear_holds
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import Fleet, entry_of
from reservations.repositories.cosmos.record import Record
from reservations.values import Actor, Car, Change, Document, Rental, note_consent


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
        shop_id = wanted.location_id or rental.location_id
        batch = Batch(record.fleet(shop_id), clock.now())
        after = changes.change_rental(rental, wanted, actor, circumstances(record, batch, rental, actor))
        after = note_consent(after, "changed", actor)
        line["data"] = changes.audit_data(rental, after)
        if agreed and not agreed(after):
            return Changed(after, done=False)
        if wanted.leaves(rental.location_id):
            return Changed(move_to_shop(record, batch, rental, after, line, before))
        if entry_of(after) != entry_of(rental) or after.vehicle != rental.vehicle:
            batch.strike(rental.vehicle, before["id"])
            batch.enter(after.vehicle, entry_of(after))
        batch.write(after, line, before)
        return Changed(record.rental(record.commit(rental.location_id, batch)[before["id"]]))

    def find_done() -> Changed | None:
        shop_id = wanted.location_id or reference.location_id
        there = record.reservation(shop_id, names.document_id(reference))
        if there is None or not has_event(there, line):
            return None
        if wanted.leaves(reference.location_id):
            leave_shop(record, reference.location_id, there)
        return Changed(record.rental(there))

    return record.retry(attempt, find_done)


def move_to_shop(
    record: Record, batch: Batch, rental: Rental, after: Rental, line: Document, before: Document
) -> Rental:
    """Write the rental at the shop that takes it over, then take it out of the old one.

    Shops are partitions, and no batch reaches over two of them. Between the two writes it keeps a car at
    both, never a car of somebody else; who was stopped there is finished by the next who moves it, or by a
    resync.
    """
    if left := record.reservation(after.location_id, before["id"]):
        leave_shop(record, rental.location_id, left)
        record.written[str(left["id"])] = left
        raise ChangedMeanwhile
    batch.enter(after.vehicle, entry_of(after))
    batch.write(after, line, {name: value for name, value in before.items() if name != "_etag"})
    arrived = record.commit(after.location_id, batch)[before["id"]]
    leave_shop(record, rental.location_id, arrived)
    return record.rental(arrived)


def leave_shop(record: Record, location_id: str, arrived: Document) -> None:
    """What another shop has taken over leaves `location_id`: its number, its calendar entry, its document."""
    record.redirect(str(arrived["reservationNumber"]), str(arrived["locationId"]))

    def attempt() -> bool:
        there = record.reservation(location_id, str(arrived["id"]))
        if there is None:
            return True
        car = Car(str(there["vehicleId"]), location_id, "")
        batch = Batch(Fleet.of([], [record.calendar(location_id, car.id)]), clock.now())
        batch.strike(car, str(there["id"]))
        batch.remove(there)
        record.commit(location_id, batch)
        return True

    record.retry(attempt, lambda: None)


def erase_person(record: Record, reference: Reference, actor: Actor) -> Rental:
    """Forget who the rental was of. Calendars name no customer, so none is written."""
    line = make_event("erased", actor, clock.now())

    def attempt() -> Rental:
        before = read_current(record, reference, "", rentals_only=True)
        rental = record.rental(before)
        after = changes.erase_person(rental, clock.now())
        if after is rental:
            return rental
        known = {name: value for name, value in before.items() if name in documents.OWN | SYSTEM}
        known["events"] = [
            {**event, "data": changes.erase_words(event.get("data") or {})}
            for event in before.get("events") or ()
        ]
        batch = Batch(Fleet.of([], []), clock.now())
        batch.write(after, line, known)
        return record.rental(record.commit(rental.location_id, batch)[before["id"]])

    def find_done() -> Rental | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        return record.rental(there) if there and has_event(there, line) else None

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
        batch.now,
        shops.find,
        lambda: batch.fleet.cars,
        shop_rules.decide_change,
        take,
        assign,
        tariff.reckon_price,
    )
