"""Books a car, or holds one until the caller has said yes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError

from reservations import journal, messages, numbers, statements
from reservations.compiled import Insertion
from reservations.models import Reservation, Vehicle
from reservations.repositories.base import Draft
from reservations.repositories.changeable import own_car
from reservations.repositories.orm.assignment import Wish
from reservations.repositories.orm.moving import car_for
from reservations.repositories.orm.rows import facts
from reservations.transactions import NumberTaken, persistently

Status = Reservation.Status
ROW = Insertion(Reservation)


def create(draft: Draft) -> tuple[Reservation, bool]:
    """The booking, and whether it was there already."""
    shop, actor, period = draft.shop, draft.actor, draft.period
    wish = Wish(period, actor.session_id, now=draft.now)

    def deed() -> tuple[Reservation, bool]:
        locked = statements.lock(shop.id, draft.vehicle_class, draft.car_id)
        car = free_at_once(draft, wish)
        if car is None:
            known = statements.of_session(actor.session_id, period)
            if repeated := same_request(known, draft):
                if draft.hold_for:
                    renew(repeated, draft.now + draft.hold_for)
                return repeated, True
            if draft.car_id:
                own_car(draft.car_id, Vehicle.objects.for_hire(shop.id).filter(pk=draft.car_id))
            cars = Vehicle.objects.for_hire(shop.id, draft.vehicle_class)
            chosen = cars.filter(pk=draft.car_id) if draft.car_id else cars
            car = car_for(chosen, wish, locked, actor)
        row = drafted(draft, car)
        insert(row)
        event = journal.write(row, "held" if draft.hold_for else "created", actor, **facts(row))
        if not draft.hold_for:
            messages.about(row, "confirmed", key=str(event.pk))
        return row, False

    return persistently(deed)


def drafted(draft: Draft, car: Vehicle) -> Reservation:
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


def same_request(known: Iterable[Reservation], draft: Draft) -> Reservation | None:
    """What a model asks for again after an interruption, under a new key, is not a second car."""
    wanted = (draft.shop.id, draft.period.pickup_at, draft.period.return_at)
    for row in known:
        if (row.location_id, row.pickup_at, row.return_at) != wanted:
            continue
        if draft.vehicle_class and row.vehicle_class != draft.vehicle_class:
            continue
        # Of a hold, the name has not been agreed yet: another name is another wish.
        if row.status != Status.HELD or (
            row.customer_name == draft.customer.name and not lapsed(row, draft.now)
        ):
            return row
    return None


def lapsed(row: Reservation, now: datetime) -> bool:
    return row.hold_expires_at is not None and row.hold_expires_at <= now


def free_at_once(draft: Draft, wish: Wish) -> Vehicle | None:
    """The best car, where the session has nothing near it, no hold has to go and no other booking to move."""
    car = statements.best_free(
        draft.shop.id,
        wish.period,
        draft.vehicle_class,
        draft.car_id,
        now=wish.now,
        session_id=wish.session_id,
    )
    return None if car is None or car.in_the_way else car


def insert(row: Reservation) -> None:
    try:
        ROW.write(row)
    except IntegrityError as error:
        if "number" in str(error):
            raise NumberTaken(row.number) from error
        raise


def renew(row: Reservation, until: datetime) -> None:
    if row.status == Status.HELD:
        row.hold_expires_at = until
        row.save(update_fields=["hold_expires_at"])
