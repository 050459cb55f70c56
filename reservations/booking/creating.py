"""Books a car, or holds one until the caller has said yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError

from reservations import clock, journal, messages, numbers, statements
from reservations.assignment import Wish
from reservations.availability import Period
from reservations.booking.moving import car_for
from reservations.booking.rows import Customer, allowed, facts, price_columns
from reservations.compiled import Insertion
from reservations.journal import Actor
from reservations.models import Location, Reservation, Vehicle
from reservations.transactions import NumberTaken, persistently

Status = Reservation.Status
ROW = Insertion(Reservation)


@dataclass(frozen=True)
class Booked:
    """`repeated`: the same conversation had already booked just this, and nothing new was written."""

    reservation: Reservation
    repeated: bool = False


def create(
    location: Location,
    *,
    pickup_at: datetime,
    return_at: datetime,
    customer: Customer,
    actor: Actor,
    vehicle_class: str | None = None,
    vehicle: Vehicle | None = None,
    return_location: Location | None = None,
    extras: Sequence[str] = (),
    language: str = "ja",
    hold_for: timedelta | None = None,
) -> Booked:
    """Book a car of `vehicle_class` (any, if None), or just `vehicle`; with `hold_for`, keep it so long."""
    period = allowed(location, pickup_at, return_at, actor, return_location=return_location)
    now = clock.now()
    wish = Wish(period, actor.session_id, now=now)

    def priced(kind: str) -> dict[str, object]:
        return price_columns(location, kind, pickup_at, return_at, extras, return_location)

    # Reckoned before the cars are locked, where the class is known: nobody waits for a tariff.
    price = priced(vehicle_class) if vehicle_class and not vehicle else None

    def deed() -> Booked:
        locked = statements.lock(location, vehicle_class, vehicle)
        car = free_at_once(location, wish, vehicle_class, vehicle)
        if car is None:
            known = statements.of_session(actor.session_id, period)
            if repeated := same_request(known, location, period, vehicle_class, customer, now):
                if hold_for:
                    renew(repeated, now + hold_for)
                return Booked(repeated, repeated=True)
            cars = Vehicle.objects.for_hire(location, vehicle_class)
            car = car_for(cars.filter(pk=vehicle.pk) if vehicle else cars, wish, locked, actor)
        reservation = Reservation(
            number=numbers.draw(),
            location=location,
            vehicle=car,
            vehicle_class=car.vehicle_class,
            pinned=vehicle is not None,
            return_location=return_location,
            status=Status.HELD if hold_for else Status.CONFIRMED,
            hold_expires_at=now + hold_for if hold_for else None,
            source=actor.source,
            session_id=actor.session_id,
            language=language,
            **vars(period),
            **(price or priced(car.vehicle_class)),
            **customer.columns(),
        )
        insert(reservation)
        event = journal.write(reservation, "held" if hold_for else "created", actor, **facts(reservation))
        if not hold_for:
            messages.about(reservation, "confirmed", key=str(event.pk))
        return Booked(reservation)

    return persistently(deed)


def same_request(
    known: Iterable[Reservation],
    location: Location,
    period: Period,
    vehicle_class: str | None,
    customer: Customer,
    now: datetime,
) -> Reservation | None:
    """What a model asks for again after an interruption, under a new key, is not a second car."""
    wanted = (location.pk, period.pickup_at, period.return_at)
    for row in known:
        if (row.location_id, row.pickup_at, row.return_at) != wanted:
            continue
        if vehicle_class and row.vehicle_class != vehicle_class:
            continue
        # Of a hold, the name has not been agreed yet: another name is another wish.
        if row.status != Status.HELD or (row.customer_name == customer.name and not lapsed(row, now)):
            return row
    return None


def lapsed(row: Reservation, now: datetime) -> bool:
    return row.hold_expires_at is not None and row.hold_expires_at <= now


def free_at_once(
    location: Location, wish: Wish, vehicle_class: str | None, vehicle: Vehicle | None
) -> Vehicle | None:
    """The best car, where the session has nothing near it, no hold has to go and no other booking to move."""
    car = statements.best_free(
        location, wish.period, vehicle_class, vehicle, now=wish.now, session_id=wish.session_id
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
