"""The steps of a booking's life, along one table: Reservation.TRANSITIONS. Any other is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from reservations import clock, journal, messages, tariff, times
from reservations.errors import CarStillOut, CarTaken, IllegalMove, TooEarly
from reservations.models import Reservation, Vehicle
from reservations.records import Actor
from reservations.repositories.orm.rows import alive, lock, locked
from reservations.transactions import Overtaken, persistently

Status = Reservation.Status
# Standard terms: who has not come an hour after the agreed time is taken not to come.
NO_SHOW_AFTER = timedelta(hours=1)


def transition(pk: UUID, status: str, *, actor: Actor, version: str = "", **data: Any) -> Reservation:
    """One step. The car is locked too, as a hand-over looks at its other rentals and a return moves it."""

    def deed() -> Reservation:
        known = Reservation.calendar.values_list("vehicle_id", flat=True).get(pk=pk)
        lock(Vehicle.objects.filter(pk=known))
        row = locked(pk, version)
        if row.vehicle_id != known:
            raise Overtaken(row.number)
        if status not in Reservation.TRANSITIONS[row.status]:
            raise IllegalMove(IllegalMove.detail, before=row.get_status_display(), after=Status(status).label)
        before, row.status = row.status, status
        EFFECTS[status](row)
        row.updated_at = clock.now()
        row.save()
        event = journal.write(row, status, actor, before=before, **data)
        if tell := TOLD.get(status):
            messages.about(row, tell, key=str(event.pk))
        return row

    return persistently(deed)


def confirmed(row: Reservation) -> None:
    alive(row)
    row.hold_expires_at = None


def out(row: Reservation) -> None:
    rival = Reservation.objects.filter(vehicle=row.vehicle_id, status=Status.OUT).exclude(pk=row.pk).first()
    if rival:
        raise CarStillOut(CarStillOut.detail, car=row.vehicle, number=rival.number)
    now = clock.now()
    if now < row.pickup_at:  # who comes early takes the car from nobody whose turn is before
        turns = Reservation.calendar.keeping(now).filter(vehicle=row.vehicle_id).exclude(pk=row.pk)
        if first := turns.overlapping(now, row.pickup_at).order_by("pickup_at").first():
            raise CarTaken(CarTaken.detail, car=row.vehicle, number=first.number)
    row.picked_up_at = now


def returned(row: Reservation) -> None:
    row.returned_at = clock.now()
    if row.one_way:
        Vehicle.objects.filter(pk=row.vehicle_id).update(location=row.return_location)


def no_show_yet(row: Reservation) -> None:
    until = row.pickup_at + NO_SHOW_AFTER
    if clock.now() < until:
        wall = clock.local(until, row.location.timezone)
        raise TooEarly(TooEarly.detail, time=lambda language: times.say(wall, language))


def cancelled(row: Reservation) -> None:
    row.cancellation_fee = tariff.cancellation_fee(row, clock.now())


def nothing(row: Reservation) -> None:
    """Beyond the step itself."""


EFFECTS: dict[str, Callable[[Reservation], None]] = {
    "confirmed": confirmed,
    "out": out,
    "returned": returned,
    "no_show": no_show_yet,
    "cancelled": cancelled,
    "expired": nothing,
    "released": nothing,
}
TOLD = {"confirmed": "confirmed", "cancelled": "cancelled"}


def expire_holds() -> int:
    """End the holds that ran out. Bookings do so for the cars they want; this is for the eyes of staff."""
    lapsed = Reservation.objects.filter(status=Status.HELD, hold_expires_at__lte=clock.now())
    count = 0
    for row in lapsed:
        try:
            transition(row.pk, Status.EXPIRED, actor=Actor("system"))
            count += 1
        except IllegalMove:
            continue  # confirmed or swept by somebody else meanwhile
    return count
