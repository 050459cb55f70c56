"""The store of our own tables, as repositories/base.py asks for it: steps, blocks and imports among it.

Creating and changing stand in modules of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from reservations import changes, clock, lifecycle, messages, numbers, tariff
from reservations.availability import Period, decide_out_of_service, keep_imported
from reservations.changes import audit_facts
from reservations.errors import CarTaken, IllegalMove, NoReservation, NoVehicleAvailable, UnknownVehicle
from reservations.lifecycle import Circumstances
from reservations.models import Block, Reservation, ReservationEvent, Vehicle
from reservations.occupancy import KEEPING, CarRequest, FleetOccupancy, Occupancy
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.orm import audit_log, changing, creating, queries
from reservations.repositories.orm.assignment import assign_car, clear_holds
from reservations.repositories.orm.rows import lock_cars, lock_row
from reservations.repositories.orm.transactions import Overtaken, run_with_retries
from reservations.sheets import Sheet, log_facts, note_sheet
from reservations.values import Actor, BlockChange, Car, Change, Columns, Draft, Rental, Shop, note_consent

T = TypeVar("T")
Status = Reservation.Status
STEPPED = (
    "vehicle_id",
    "status",
    "updated_at",
    "hold_expires_at",
    "picked_up_at",
    "returned_at",
    "called_off_at",
    "cancellation_fee",
    "consents",
    "sheets",
)
# Steps that a customer is told of, and the kind of message.
MESSAGES = {
    "confirmed": "confirmed",
    "cancelled": "cancelled",
    lifecycle.CANCELLATION_UNDONE: "restored",
}


class Orm:
    def run_together(self, operation: Callable[[], T]) -> T:
        return run_with_retries(operation)

    def find_free_cars(
        self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str
    ) -> list[Car]:
        return queries.find_free_cars(shop, period, vehicle_class, session_id)

    def read_occupancy(
        self,
        shops: Sequence[Shop],
        since: datetime,
        until: datetime,
        session_id: str,
        exclude_id: UUID | None,
    ) -> FleetOccupancy:
        return queries.read_occupancy(shops, since, until, session_id, exclude_id)

    def find_by_number(self, number: str) -> Rental | None:
        return queries.find_by_number(number)

    def find_by_phone(self, phone: str, since: datetime, until: datetime) -> list[Rental]:
        return queries.find_by_phone(phone, since, until)

    def find_by_session(self, session_id: str) -> list[Rental]:
        return queries.find_by_session(session_id)

    def create(self, draft: Draft) -> Booked:
        row, repeated = creating.create(draft)
        return Booked(queries.read_rental(row, draft.shop), repeated)

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        if agreed is None:
            return Changed(changing.change(reference.id, change, actor, version))
        with transaction.atomic():
            after = changing.change(reference.id, change, actor, version)
            done = agreed(after)
            if not done:
                transaction.set_rollback(True)
        return Changed(after, done)

    def take_step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        return queries.read_rental(take_step(reference.id, status, actor=actor, version=version, **data))

    def erase_person(self, reference: Reference, *, actor: Actor) -> Rental:
        return changing.erase_person(reference.id, actor)

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return queries.read_rental(
            block(car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor)
        )

    def change_block(
        self, reference: Reference, wanted: BlockChange, *, actor: Actor, version: str = ""
    ) -> Rental:
        return queries.read_rental(change_block(reference.id, wanted, actor=actor, version=version))

    def find_external_shops(self, known: Collection[str]) -> list[str]:
        return []  # our own tables

    def prepare_import(self, location_ids: Sequence[str]) -> None:
        """All their cars are locked in the one order: document by document, it would be another."""
        lock_cars(Vehicle.objects.filter(location__in=location_ids))

    def import_reservation(self, pk: UUID, shop: Shop, columns: Columns) -> Rental:
        return queries.read_rental(import_reservation(pk, shop, columns), shop)

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        """The rows are the record."""

    def empty(self) -> None:
        ReservationEvent.objects.all().delete()
        Reservation.calendar.all().delete()

    def expire_holds(self) -> int:
        return expire_holds()


def take_step(
    pk: UUID, status: str, *, actor: Actor, version: str = "", sheet: Sheet | None = None, **data: Any
) -> Reservation:
    """One step. The car is locked too, as a hand-over looks at its other rentals and a return moves it; for
    an undone cancellation all of the class, as it may need another one."""

    def operation() -> Reservation:
        known = Reservation.calendar.only("vehicle", "location", "vehicle_class").filter(pk=pk).first()
        if known is None:
            raise NoReservation(str(pk))
        needed = Q(pk=known.vehicle_id)
        if status == lifecycle.CANCELLATION_UNDONE:
            fleet = Vehicle.objects.for_hire(known.location_id, known.vehicle_class)
            needed |= Q(pk__in=fleet.values("pk"))
        cars = lock_cars(Vehicle.objects.filter(needed))
        row = lock_row(pk, version)
        if (row.vehicle_id, row.vehicle_class) != (known.vehicle_id, known.vehicle_class):
            raise Overtaken(row.number)
        before, now = queries.read_rental(row), clock.now()
        after = lifecycle.take_step(before, status, circumstances(row, now, cars, actor))
        if status in lifecycle.KEEPING_LONGER:
            # The car is kept for longer than before: a hold that ran out there is in the guard's way alone.
            kept = Period(after.kept_from, after.return_at, after.blocked_until)
            clear_holds(CarRequest(kept, now), [after.vehicle.id])
        after = note_sheet(note_consent(after, status, actor), status, sheet)
        for name in STEPPED:
            setattr(row, name, getattr(after, name))
        row.save()
        if status == Status.RETURNED and row.one_way:
            Vehicle.objects.filter(pk=row.vehicle_id).update(location=row.return_location)
        facts = {**lifecycle.audit_data(before, status, after), **log_facts(sheet), **data}
        event = audit_log.write_event(row, status, actor, **facts)
        if kind := MESSAGES.get(status):
            messages.enqueue(row, kind, key=str(event.pk), source=actor.source)
        return row

    return run_with_retries(operation)


def circumstances(row: Reservation, now: datetime, cars: list[str], actor: Actor) -> Circumstances:
    """`cars`: those that are locked."""

    def others() -> list[Occupancy]:
        its = Reservation.calendar.keeping(now).filter(vehicle=row.vehicle_id).exclude(pk=row.pk)
        return [Occupancy.of(each, str(each.pk)) for each in its]

    def assign(vehicle_class: str, period: Period) -> Car:
        fleet = Vehicle.objects.for_hire(row.location_id, vehicle_class).filter(pk__in=cars)
        return queries.read_car(assign_car(fleet, CarRequest(period, now, "", str(row.pk)), cars, actor))

    return Circumstances(now, others, lambda: tariff.find_cancellation_fee(row, now), assign)


def expire_holds() -> int:
    """End the holds that ran out. Bookings do so for the cars they want; this is for the eyes of staff."""
    lapsed = Reservation.objects.filter(status=Status.HELD, hold_expires_at__lte=clock.now())
    count = 0
    for row in lapsed:
        try:
            take_step(row.pk, Status.EXPIRED, actor=Actor("system"))
            count += 1
        except IllegalMove:
            continue  # confirmed or swept by somebody else meanwhile
    return count


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


def change_block(pk: UUID, wanted: BlockChange, *, actor: Actor, version: str) -> Reservation:
    car = wanted.car

    def operation() -> Reservation:
        known = Block.objects.filter(pk=pk).values_list("vehicle_id", flat=True).first()
        if known is None:
            raise NoReservation(str(pk))
        lock_cars(Vehicle.objects.filter(pk__in={known, car.id if car else known}))
        row, now = lock_row(pk, version), clock.now()
        if row.vehicle_id != known:
            raise Overtaken(row.number)
        before = queries.read_rental(row)
        there = Vehicle.objects.filter(pk=car.id).first() if car else row.vehicle
        if there is None:
            raise UnknownVehicle(car.id if car else known)
        after = changes.change_block(before, replace(wanted, car=queries.read_car(there)), now=now)
        rivals = Reservation.calendar.keeping(now).filter(vehicle=there).exclude(pk=pk)
        if rival := rivals.overlapping(after.pickup_at, after.blocked_until).order_by("pickup_at").first():
            raise CarTaken(CarTaken.detail, car=there, number=rival.number)
        period = Period(after.pickup_at, after.return_at, after.blocked_until)
        clear_holds(CarRequest(period, now, exclude_id=str(pk)), [there.pk])
        for name in (*("vehicle_id", "vehicle_class", "customer_name", "updated_at"), *vars(period)):
            setattr(row, name, getattr(after, name))
        row.save()
        audit_log.write_event(row, "changed", actor, **changes.audit_data(before, after))
        return lock_row(pk)

    return run_with_retries(operation)


def import_reservation(pk: UUID, shop: Shop, columns: Columns) -> Reservation:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    keeps_car = columns["status"] in KEEPING  # what is over may have had one that is another's by now
    elsewhere = keeps_car and bool(columns.get("return_location_id"))
    period = keep_imported(columns["pickup_at"], columns["return_at"], elsewhere=elsewhere)
    cars = Vehicle.objects.for_hire(shop.id, columns["vehicle_class"] or None)
    actor = Actor(columns["source"])

    def operation() -> Reservation:
        request = CarRequest(period, clock.now())
        if columns["vehicle_id"]:
            car = Vehicle.objects.filter(pk=columns["vehicle_id"]).first()
            if keeps_car and car:
                clear_holds(request, lock_cars(Vehicle.objects.filter(pk=car.pk)))
        else:
            car = assign_car(cars, request, lock_cars(cars), actor) if keeps_car else cars.first()
        if car is None:
            raise NoVehicleAvailable
        given = {
            **{name: value for name, value in columns.items() if name != "location_id"},
            "number": choose_number(columns["number"]),
            "vehicle_id": car.pk,
            "vehicle_class": columns["vehicle_class"] or car.vehicle_class,
            "blocked_until": period.blocked_until,
        }
        row = Reservation(pk=pk, location_id=shop.id, **given)
        creating.insert(row)
        audit_log.write_event(row, "imported", actor, **audit_facts(row))
        return row

    return run_with_retries(operation)


def choose_number(own: str) -> str:
    """Its own, written as callers' are read, where that is nobody else's; or a drawn one."""
    own = numbers.parse(own) or own
    return own if own and not Reservation.calendar.filter(number=own).exists() else numbers.draw()
