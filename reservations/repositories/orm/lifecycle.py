"""Writes the steps of a booking's life, as lifecycle.py decides them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from reservations import clock, lifecycle, messages, tariff
from reservations.errors import IllegalMove, NoReservation
from reservations.lifecycle import Circumstances
from reservations.models import Reservation, Vehicle
from reservations.occupancy import Occupancy
from reservations.repositories.orm import audit_log, queries
from reservations.repositories.orm.rows import lock_cars, lock_row
from reservations.repositories.orm.transactions import Overtaken, run_with_retries
from reservations.values import Actor

Status = Reservation.Status
STEPPED = ("status", "updated_at", "hold_expires_at", "picked_up_at", "returned_at", "cancellation_fee")
# Steps that a customer is told of, and the kind of message.
MESSAGES = {"confirmed": "confirmed", "cancelled": "cancelled"}


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
        for name in STEPPED:
            setattr(row, name, getattr(after, name))
        row.save()
        if status == Status.RETURNED and row.one_way:
            Vehicle.objects.filter(pk=row.vehicle_id).update(location=row.return_location)
        event = audit_log.write_event(row, status, actor, **lifecycle.audit_data(before, status), **data)
        if kind := MESSAGES.get(status):
            messages.enqueue(row, kind, key=str(event.pk))
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
