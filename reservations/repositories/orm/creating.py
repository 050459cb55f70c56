"""Books a car, or holds one until the caller has said yes."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection

from reservations import creation_rules, messages, numbers
from reservations.changes import audit_facts, own_car
from reservations.models import Reservation, Vehicle, sql
from reservations.occupancy import CarRequest
from reservations.repositories.orm import audit_log
from reservations.repositories.orm.assignment import assign_car
from reservations.repositories.orm.transactions import NumberTaken, is_number_taken, run_with_retries
from reservations.values import Draft

Status = Reservation.Status


def create(draft: Draft) -> tuple[Reservation, bool]:
    """The booking, and whether it was there already."""
    shop, actor, period = draft.shop, draft.actor, draft.period
    request = CarRequest(period, draft.now, actor.session_id, location_id=shop.id)

    def operation() -> tuple[Reservation, bool]:
        if actor.session_id:
            lock_session(actor.session_id)
        locked = sql.lock_cars(shop.id, draft.vehicle_class, draft.car_id)
        best = find_best_free(draft)
        own = bookings_of(actor.session_id) if best is None or best.session_has_bookings else []
        if repeated := creation_rules.find_repeated(own, draft):
            if draft.hold_for:
                renew_hold(repeated, draft.now + draft.hold_for)
            return repeated, True
        creation_rules.refuse_too_many(own, draft)
        replaces = any(creation_rules.is_replaced(each, draft) for each in own)
        if best is None or best.has_hold or replaces:
            if draft.car_id:
                own_car(draft.car_id, Vehicle.objects.for_hire(shop.id).filter(pk=draft.car_id))
            cars = Vehicle.objects.for_hire(shop.id, draft.vehicle_class)
            chosen = cars.filter(pk=draft.car_id) if draft.car_id else cars
            car = assign_car(chosen, request, locked, actor)
        else:
            car = best.car
        row = build_row(draft, car)
        insert(row)
        event = audit_log.write_event(row, "held" if draft.hold_for else "created", actor, **audit_facts(row))
        if not draft.hold_for:
            messages.enqueue(row, "confirmed", key=str(event.pk), source=actor.source)
        return row, False

    return run_with_retries(operation)


def lock_session(session_id: str) -> None:
    """Two creations of one session at once, of whatever shops, wait until the other's transaction ends.

    Before the cars are locked, as nothing else locks a session: nobody waits in a circle. SQLite's
    transactions are alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [session_id])


def build_row(draft: Draft, car: Vehicle) -> Reservation:
    return Reservation(
        number=numbers.draw(),
        location_id=draft.shop.id,
        vehicle=car,
        vehicle_class=car.vehicle_class,
        pinned=draft.car_id is not None,
        return_location_id=draft.return_shop.id if draft.return_shop else None,
        status=Status.HELD if draft.hold_for else Status.CONFIRMED,
        hold_expires_at=draft.now + draft.hold_for if draft.hold_for else None,
        source=draft.actor.source,
        session_id=draft.actor.session_id,
        language=draft.language,
        **vars(draft.period),
        **draft.price_of(car.vehicle_class).columns(),
        **draft.customer.columns(),
    )


def bookings_of(session_id: str) -> list[Reservation]:
    """What a conversation has that keeps a car, holds that ran out among it; the oldest first."""
    if not session_id:
        return []
    return list(Reservation.objects.blocking().filter(session_id=session_id).order_by("created_at"))


def find_best_free(draft: Draft) -> sql.FreeCar | None:
    """The best car, where no other booking has to move for it."""
    return sql.find_best_free(
        draft.shop.id,
        draft.period,
        draft.vehicle_class,
        draft.car_id,
        now=draft.now,
        session_id=draft.actor.session_id,
    )


def insert(row: Reservation) -> None:
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        if is_number_taken(error):
            raise NumberTaken(row.number) from error
        raise


def renew_hold(row: Reservation, until: datetime) -> None:
    if row.status == Status.HELD:
        row.hold_expires_at = until
        row.save(update_fields=["hold_expires_at"])
