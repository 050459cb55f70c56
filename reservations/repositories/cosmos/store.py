"""The store of Cosmos DB, as repositories/base.py asks for it. What it wrote goes into the mirror at once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError

from reservations import changes, clock, lifecycle, numbers, shops, tariff
from reservations.availability import Period, decide_out_of_service, keep_imported
from reservations.changes import audit_facts
from reservations.errors import (
    Busy,
    CarTaken,
    IllegalMove,
    NoReservation,
    NoVehicleAvailable,
    ReservationError,
    StoreUnavailable,
    UnknownVehicle,
)
from reservations.lifecycle import Circumstances
from reservations.models import Location, Reservation, Vehicle
from reservations.models.booking import OUT_OF_SERVICE
from reservations.occupancy import KEEPING, CarRequest, FleetOccupancy, Occupancy
from reservations.repositories import mirror
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.cosmos import changing, creating, locations, names, pages
from reservations.repositories.cosmos.assignment import assign_car, clear_holds, find_car
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import Fleet, entry_of
from reservations.repositories.cosmos.changing import read_current
from reservations.repositories.cosmos.creating import claim_number
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.sheets import Sheet, log_facts, note_sheet
from reservations.values import (
    Actor,
    BlockChange,
    Car,
    Change,
    Columns,
    Document,
    Draft,
    Rental,
    Shop,
    note_consent,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
Status = Reservation.Status
# What a rental made elsewhere brings along; the rest is decided here.
AS_GIVEN = (
    *("session_id", "customer_name", "customer_kana", "customer_phone", "customer_email", "notes"),
    *("status", "source", "extras", "price", "price_lines", "hold_expires_at", "document"),
)


class Cosmos:
    def run_together(self, operation: Callable[[], T]) -> T:
        """The record keeps an operation once; a receipt that a twin has written is read the second time."""
        try:
            return operation()
        except IntegrityError:
            return operation()

    def write(self, operation: Callable[[Record], T]) -> T:
        """Do it, and show it to staff. A mirror that cannot be written now is healed by the feed."""
        record = Record()
        try:
            return operation(record)
        finally:
            if record.written:
                mirror.best_effort(record.written.values(), record.reservation)

    def find_free_cars(
        self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str
    ) -> list[Car]:
        return (
            Record().fleet(shop.id).list_on_offer(vehicle_class, CarRequest(period, clock.now(), session_id))
        )

    def read_occupancy(
        self,
        shops: Sequence[Shop],
        since: datetime,
        until: datetime,
        session_id: str,
        exclude_id: UUID | None,
    ) -> FleetOccupancy:
        record, now = Record(), clock.now()
        own = names.reservation_id(exclude_id) if exclude_id else ""
        request = CarRequest(Period(since, until, until), now, session_id, own)
        cars: list[Car] = []
        taken: dict[str, list[Occupancy]] = {}
        for shop in shops:
            fleet = record.fleet(shop.id)
            cars += fleet.cars
            for car in fleet.cars:
                taken[car.id] = [
                    entry
                    for entry in fleet.find_keeping(car, request)
                    if entry.overlaps(since, until) or entry.is_overdue(now)
                ]
        return FleetOccupancy(cars, taken, now)

    def find_by_number(self, number: str) -> Rental | None:
        record = Record()
        there = record.find_by_number(number)
        rental = record.rental(there) if there else None
        return None if rental is None or rental.status in {"blocked", "released"} else rental

    def find_by_phone(self, phone: str, since: datetime, until: datetime) -> list[Rental]:
        record = Record()
        return [record.rental(each) for each in record.find_by_phone(phone, since, until)]

    def find_by_session(self, session_id: str) -> list[Rental]:
        record = Record()
        mine = [record.rental(each) for each in record.find_by_session(session_id)]
        return sorted(mine, key=lambda rental: rental.created_at, reverse=True)

    def create(self, draft: Draft) -> Booked:
        return self.write(lambda record: creating.create(record, draft))

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        return self.write(
            lambda record: changing.change(
                record, reference, change, actor=actor, version=version, agreed=agreed
            )
        )

    def take_step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        return self.write(
            lambda record: take_step(record, reference, status, actor=actor, version=version, **data)
        )

    def erase_person(self, reference: Reference, *, actor: Actor) -> Rental:
        return self.write(lambda record: changing.erase_person(record, reference, actor))

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return self.write(
            lambda record: block(
                record, car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor
            )
        )

    def change_block(
        self, reference: Reference, wanted: BlockChange, *, actor: Actor, version: str = ""
    ) -> Rental:
        return self.write(
            lambda record: change_block(record, reference, wanted, actor=actor, version=version)
        )

    def find_external_shops(self, known: Collection[str]) -> list[str]:
        page, _place = pages.read_changes("locations")
        return [str(each["id"]) for each in page if each["id"] not in known]

    def prepare_import(self, location_ids: Sequence[str]) -> None:
        """Nothing is locked here: each of them is guarded by its car's calendar."""

    def import_reservation(self, pk: UUID, shop: Shop, columns: Columns) -> Rental:
        return self.write(lambda record: import_reservation(record, pk, shop, columns))

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        record, rows = Record(), Location.objects.in_bulk(location_ids)
        for pk in location_ids:
            mirror.show_place(
                locations.publish_location(record, rows[pk], version if pk == location_ids[0] else "")
            )

    def empty(self) -> None:
        for container, key in (("locations", "id"), ("reservations", "locationId"), ("numbers", "id")):
            for each in pages.read_all(container):
                Record(RequestBudget(pages.PATIENCE)).delete(container, each["id"], each[key])
        mirror.empty()

    def expire_holds(self) -> int:
        """Those that staff still see as held: the record itself counts them for nothing."""
        lapsed = Reservation.objects.filter(status="held", hold_expires_at__lte=clock.now())
        count = 0
        for row in lapsed:
            try:
                self.take_step(row, "expired", actor=Actor("system"))
                count += 1
            except (IllegalMove, NoReservation):
                continue  # confirmed, given up or deleted meanwhile
            except (Busy, StoreUnavailable) as error:
                log.warning("Holds that ran out wait for the record: %s", error)
                break  # they count for nothing already; whoever asked has other things to do
            except (ValueError, LookupError, TypeError, AttributeError):
                log.exception("The document of %s cannot be read: its hold is left as it is", row.number)
        return count


def take_step(
    record: Record,
    reference: Reference,
    status: str,
    *,
    actor: Actor,
    version: str,
    sheet: Sheet | None = None,
    **data: Any,
) -> Rental:
    line = make_event(status, actor, clock.now(), **data)
    item: Document = {}  # of the car, while it goes from one inventory into another

    def attempt() -> Rental:
        before = read_current(record, reference, version)
        rental, now = record.rental(before), clock.now()
        calendar = record.calendar(rental.location_id, rental.vehicle.id)
        batch = Batch(Fleet.of([], [calendar]), now)
        if status == lifecycle.CANCELLATION_UNDONE:  # it may need another car
            batch = Batch(record.fleet(rental.location_id), now)
        after = lifecycle.take_step(rental, status, circumstances(record, batch, rental, actor))
        after = note_sheet(note_consent(after, status, actor), status, sheet)
        line["data"] = {**lifecycle.audit_data(rental, status, after), **log_facts(sheet), **data}
        if status in lifecycle.KEEPING_LONGER:
            # Of the mirror's guard, which sees a hold that ran out until it is ended.
            kept = Period(after.kept_from, after.return_at, after.blocked_until)
            request = CarRequest(kept, now, exclude_id=before["id"])
            clear_holds(record, batch, after.vehicle, request, kept.pickup_at, kept.blocked_until)
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

    try:
        return record.retry(attempt, find_done)
    except ReservationError:
        if item:
            put_car_back(reference, item)
        raise


def put_car_back(reference: Reference, item: Document) -> None:
    """A return that was refused after its car had left the inventory: there it belongs again."""
    record = Record()
    there = record.reservation(reference.location_id, names.document_id(reference))
    if there and there.get("status") != Status.RETURNED:
        locations.put_item(record, reference.location_id, str(there["vehicleId"]), item)


def circumstances(record: Record, batch: Batch, rental: Rental, actor: Actor) -> Circumstances:
    """The moves of other rentals, and the holds that give way, are added to the batch."""
    now, own = batch.now, names.document_id(rental)

    def others() -> list[Occupancy]:
        entries = batch.fleet.calendar(rental.vehicle).without(own).entries
        return [entry for entry in entries if entry.keeps_from("", now)]

    def assign(vehicle_class: str, period: Period) -> Car:
        request = CarRequest(period, now, exclude_id=own)
        return assign_car(record, batch, batch.fleet.for_hire(vehicle_class), request, actor)

    return Circumstances(now, others, lambda: tariff.find_cancellation_fee(rental, now), assign)


def block(
    record: Record, named: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor
) -> Rental:
    """What is booked on the car must be moved first."""
    pk, now = uuid.uuid4(), clock.now()
    line = make_event("blocked", actor, now)
    request = CarRequest(decide_out_of_service(starts_at, ends_at), now)
    car = find_vehicle(named)
    shop = record.shop(car.location_id)

    def attempt() -> Rental:
        fleet = record.fleet(shop.id)
        batch, whole = Batch(fleet, now), describe_car(fleet, car)
        taken = [entry for entry in fleet.find_keeping(car, request) if entry.overlaps(starts_at, ends_at)]
        if any(entry.id == names.reservation_id(pk) for entry in taken):
            return record.rental(record.reservation(shop.id, names.reservation_id(pk)) or {})
        if taken:
            rival = min(taken, key=lambda entry: entry.start)
            raise CarTaken(CarTaken.detail, car=whole, number=rival.number)
        clear_holds(record, batch, car, request, starts_at, ends_at)
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
        batch.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        batch.write(rental, line)
        return record.rental(record.commit(shop.id, batch)[names.document_id(rental)])

    def find_done() -> Rental | None:
        there = record.reservation(shop.id, names.reservation_id(pk))
        return record.rental(there) if there and has_event(there, line) else None

    return record.retry(attempt, find_done)


def change_block(
    record: Record, reference: Reference, wanted: BlockChange, *, actor: Actor, version: str
) -> Rental:
    now = clock.now()
    line = make_event("changed", actor, now)
    named = find_vehicle(wanted.car) if wanted.car else None

    def attempt() -> Rental:
        before = read_current(record, reference, version)
        if before.get("status") not in OUT_OF_SERVICE:
            raise NoReservation(str(reference.id))
        rental = record.rental(before)
        fleet = record.fleet(rental.location_id)
        own = describe_car(fleet, named) if named else None
        after = changes.change_block(rental, replace(wanted, car=own), now=now)
        period = Period(after.pickup_at, after.return_at, after.blocked_until)
        request = CarRequest(period, now, exclude_id=before["id"])
        keeping = fleet.find_keeping(after.vehicle, request)
        if taken := [entry for entry in keeping if entry.overlaps(after.pickup_at, after.blocked_until)]:
            rival = min(taken, key=lambda entry: entry.start)
            raise CarTaken(CarTaken.detail, car=after.vehicle, number=rival.number)
        batch = Batch(fleet, now)
        clear_holds(record, batch, after.vehicle, request, after.pickup_at, after.blocked_until)
        line["data"] = changes.audit_data(rental, after)
        batch.strike(rental.vehicle, before["id"])
        batch.enter(after.vehicle, entry_of(after))
        batch.write(after, line, before)
        return record.rental(record.commit(rental.location_id, batch)[before["id"]])

    def find_done() -> Rental | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        return record.rental(there) if there and has_event(there, line) else None

    return record.retry(attempt, find_done)


def find_vehicle(named: Car) -> Car:
    """The car as the mirror has it now, at the shop where it is; UnknownVehicle where there is none."""
    row = Vehicle.objects.filter(pk=named.id).first()
    if row is None:
        raise UnknownVehicle(named.id)
    return Car(row.pk, row.location_id, row.vehicle_class, row.registration, row.manufacturer, row.model)


def describe_car(fleet: Fleet, car: Car) -> Car:
    """As the inventory has it; a car that is not for hire just now, as it was named."""
    known = any(each.id == car.id for each in fleet.cars)
    return find_car(fleet, car.id) if known else replace(car)


def import_reservation(record: Record, pk: UUID, shop: Shop, columns: Columns) -> Rental:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    actor, now = Actor(columns["source"]), clock.now()
    line = make_event("imported", actor, now)
    keeps_car = columns["status"] in KEEPING  # what is over may have had one that is another's by now
    elsewhere = keeps_car and bool(columns.get("return_location_id"))
    period = keep_imported(columns["pickup_at"], columns["return_at"], elsewhere=elsewhere)
    given = {name: columns[name] for name in AS_GIVEN if columns.get(name) is not None}
    if columns.get("return_location_id"):
        given["return_location"] = shops.of(Location.objects.get(pk=columns["return_location_id"]))
    number = ""
    document_id = names.own_id(given.get("document", {})) or names.reservation_id(pk)

    def attempt() -> Rental:
        nonlocal number
        fleet = record.fleet(shop.id)
        batch, request = Batch(fleet, now), CarRequest(period, now)
        cars = fleet.for_hire(columns["vehicle_class"] or None, columns["vehicle_id"] or None)
        if not keeps_car and columns["vehicle_id"]:
            car = find_vehicle(Car(columns["vehicle_id"], shop.id, columns["vehicle_class"]))
        elif not cars:
            raise NoVehicleAvailable
        else:
            car = assign_car(record, batch, cars, request, actor) if keeps_car else cars[0]
        number = number or claim_own_number(record, columns["number"], shop, document_id)
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
        if keeps_car:
            batch.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        batch.write(rental, line)
        return record.rental(record.commit(shop.id, batch)[names.document_id(rental)])

    def find_done() -> Rental | None:
        there = record.reservation(shop.id, document_id)
        return record.rental(there) if there else None

    return record.retry(attempt, find_done)


def claim_own_number(record: Record, given: str, shop: Shop, document_id: str) -> str:
    """Its own, if it has one that is nobody else's."""
    if given and record.claim(numbers.parse(given) or given, shop.id, document_id):
        return numbers.parse(given) or given
    return claim_number(record, shop.id, document_id)
