"""The store of our own tables, as repositories/base.py asks for it: steps, blocks and imports among it.

Creating and changing stand in modules of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from reservations import clock, lifecycle, messages, numbers, tariff
from reservations.availability import Period, decide_out_of_service
from reservations.changes import audit_facts
from reservations.errors import Busy, CarTaken, IllegalMove, NoReservation, NoVehicleAvailable, UnknownVehicle
from reservations.lifecycle import Circumstances
from reservations.models import Block, Reservation, ReservationEvent, Vehicle
from reservations.occupancy import CarRequest, FleetOccupancy, Occupancy
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.orm import audit_log, changing, creating, queries
from reservations.repositories.orm.assignment import assign_car, clear_holds
from reservations.repositories.orm.rows import lock_cars, lock_row
from reservations.repositories.orm.transactions import DRAWS, Overtaken, is_number_taken, run_with_retries
from reservations.values import Actor, Car, Change, Columns, Draft, Rental, Shop, note_consent

T = TypeVar("T")
Status = Reservation.Status
STEPPED = (
    "status",
    "updated_at",
    "hold_expires_at",
    "picked_up_at",
    "returned_at",
    "cancellation_fee",
    "consents",
)
# Steps that a customer is told of, and the kind of message.
MESSAGES = {"confirmed": "confirmed", "cancelled": "cancelled"}


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

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return queries.read_rental(
            block(car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor)
        )

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


def take_step(pk: UUID, status: str, *, actor: Actor, version: str = "", **data: Any) -> Reservation:
    """One step. The car is locked too, as a hand-over looks at its other rentals and a return moves it."""

    def operation() -> Reservation:
        known = Reservation.calendar.values_list("vehicle_id", flat=True).filter(pk=pk).first()
        if known is None:
            raise NoReservation(str(pk))
        lock_cars(Vehicle.objects.filter(pk=known))
        row = lock_row(pk, version)
        if row.vehicle_id != known:
            raise Overtaken(row.number)
        before = queries.read_rental(row)
        after = lifecycle.take_step(before, status, circumstances(row, clock.now()))
        after = note_consent(after, status, actor)
        for name in STEPPED:
            setattr(row, name, getattr(after, name))
        row.save()
        if status == Status.RETURNED and row.one_way:
            Vehicle.objects.filter(pk=row.vehicle_id).update(location=row.return_location)
        event = audit_log.write_event(row, status, actor, **lifecycle.audit_data(before, status), **data)
        if kind := MESSAGES.get(status):
            messages.enqueue(row, kind, key=str(event.pk), by_agent=actor.source == "agent")
        return row

    return run_with_retries(operation)


def circumstances(row: Reservation, now: datetime) -> Circumstances:
    def others() -> list[Occupancy]:
        its = Reservation.calendar.keeping(now).filter(vehicle=row.vehicle_id).exclude(pk=row.pk)
        return [Occupancy.of(each, str(each.pk)) for each in its]

    return Circumstances(now, others, lambda: tariff.cancellation_fee(row, now))


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


def import_reservation(pk: UUID, shop: Shop, columns: Columns) -> Reservation:
    """`columns` of a document: the car of its choice, or the best of its class where it names none."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    cars = Vehicle.objects.for_hire(shop.id, columns["vehicle_class"] or None)
    actor = Actor(columns["source"])

    def operation() -> Reservation:
        if columns["vehicle_id"]:
            car = Vehicle.objects.filter(pk=columns["vehicle_id"]).first()
            if car is None:
                raise NoVehicleAvailable
            clear_holds(CarRequest(period, clock.now()), lock_cars(Vehicle.objects.filter(pk=car.pk)))
        else:
            car = assign_car(cars, CarRequest(period, clock.now()), lock_cars(cars), actor)
        given = {
            **{name: value for name, value in columns.items() if name not in ("location_id", "number")},
            "vehicle_id": car.pk,
            "vehicle_class": columns["vehicle_class"] or car.vehicle_class,
            "blocked_until": period.blocked_until,
        }
        row = insert(pk, shop, columns["number"], given)
        audit_log.write_event(row, "imported", actor, **audit_facts(row))
        return row

    return run_with_retries(operation)


def insert(pk: UUID, shop: Shop, number: str, given: Columns) -> Reservation:
    """With its own number, where that is nobody else's. Each try has a savepoint: the batch goes on."""
    for tried in candidate_numbers(number):
        try:
            with transaction.atomic():
                row: Reservation = Reservation.objects.create(
                    pk=pk, location_id=shop.id, number=tried, **given
                )
                return row
        except IntegrityError as error:
            if not is_number_taken(error):
                raise
    raise Busy


def candidate_numbers(own: str) -> Iterator[str]:
    if own:
        yield own
    for _draw in range(DRAWS):
        yield numbers.draw()
