"""The only writer of reservations. Each deed is one transaction: lock, decide, write, journal.

Knows no HTTP, no tool and no voice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from reservations import availability, clock, journal, numbers
from reservations.availability import Period, Rules
from reservations.errors import Busy, IllegalMove, NoVehicleAvailable
from reservations.journal import Actor
from reservations.models import Location, Reservation, Vehicle

TRIES = 3
PATIENCE = "3s"
T = TypeVar("T")
Status = Reservation.Status


@dataclass(frozen=True)
class Customer:
    name: str
    kana: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Booked:
    """`repeated`: the same conversation had already booked just this, and nothing new was written."""

    reservation: Reservation
    repeated: bool = False


def rules_of(location: Location) -> Rules:
    return Rules(
        zone=location.timezone,
        names={"ja": location.name, "en": location.called("en")},
        opens_at=location.opens_at,
        closes_at=location.closes_at,
        turnaround_minutes=location.turnaround_minutes,
        horizon_days=location.horizon_days,
        shortest_minutes=location.shortest_minutes,
        longest_days=location.longest_days,
    )


def persistently(deed: Callable[[], T]) -> T:
    """Do `deed` in one transaction; anew when a rival got in its way; then say that it is busy."""
    if connection.in_atomic_block:  # whoever opened the transaction begins anew
        with transaction.atomic():
            return deed()
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                return deed()
        except (IntegrityError, OperationalError) as error:
            if attempt == TRIES:
                raise Busy from error
    raise Busy  # pragma: no cover  (the loop returns or raises)


def create(
    location: Location,
    *,
    pickup_at: datetime,
    return_at: datetime,
    customer: Customer,
    actor: Actor,
    vehicle_class: str | None = None,
    vehicle: Vehicle | None = None,
) -> Booked:
    """Book a car of `vehicle_class` (any, if None), or just `vehicle`."""
    period = availability.decide(pickup_at, return_at, rules_of(location), clock.now())

    def deed() -> Booked:
        wanted = Vehicle.objects.for_hire(location, vehicle_class)
        if vehicle:
            wanted = wanted.filter(pk=vehicle.pk)
        # Lock first and look afterwards: the query that waits for a lock still sees the time before it.
        list(wanted.locked().values_list("pk"))
        if repeated := same_request(location, period, vehicle_class, actor):
            return Booked(repeated, repeated=True)
        car = pick(wanted, period)
        reservation = Reservation.objects.create(
            number=numbers.draw(),
            location=location,
            vehicle=car,
            vehicle_class=car.vehicle_class,
            pickup_at=period.pickup_at,
            return_at=period.return_at,
            blocked_until=period.blocked_until,
            status=Status.CONFIRMED,
            source=actor.source,
            session_id=actor.session_id,
            **customer_columns(customer),
        )
        journal.write(reservation, "created", actor, **facts(reservation))
        return Booked(reservation)

    return persistently(deed)


def pick(wanted: Any, period: Period) -> Vehicle:
    """The free car that leaves the smallest gap. Its rows must be locked."""
    cars = {car.pk: car for car in wanted.free(period.pickup_at, period.blocked_until).with_gaps(period)}
    best = availability.smallest_gap(period, (car.gap for car in cars.values()))
    if best is None:
        raise NoVehicleAvailable
    car: Vehicle = cars[best.vehicle_id]
    return car


def same_request(
    location: Location, period: Period, vehicle_class: str | None, actor: Actor
) -> Reservation | None:
    """What a model asks for again after an interruption, under a new key, is not a second car."""
    if not actor.session_id:
        return None
    same = Reservation.objects.blocking().filter(
        session_id=actor.session_id,
        location=location,
        pickup_at=period.pickup_at,
        return_at=period.return_at,
    )
    if vehicle_class:
        same = same.filter(vehicle_class=vehicle_class)
    return same.select_related("vehicle").order_by("created_at").first()


def change(
    reservation: Reservation,
    *,
    actor: Actor,
    pickup_at: datetime,
    return_at: datetime,
    vehicle: Vehicle,
    customer: Customer,
) -> Reservation:
    """Other times, another car, other words about the customer; its id and number stay."""

    def deed() -> Reservation:
        row = locked(reservation)
        before = facts(row)
        moved = (pickup_at, return_at, vehicle.pk) != (row.pickup_at, row.return_at, row.vehicle_id)
        if moved:
            move(row, pickup_at, return_at, vehicle)
        for name, value in customer_columns(customer).items():
            setattr(row, name, value)
        row.updated_at = clock.now()
        row.save()
        journal.write(row, "changed", actor, before=before, after=facts(row))
        return row

    return persistently(deed)


def move(row: Reservation, pickup_at: datetime, return_at: datetime, vehicle: Vehicle) -> None:
    """Put a locked `row` on `vehicle` for the new times, if the car is free beside itself."""
    if row.status not in {Status.HELD, Status.CONFIRMED}:
        raise IllegalMove(IllegalMove.detail, before=row.get_status_display(), after=row.get_status_display())
    list(Vehicle.objects.filter(pk__in={row.vehicle_id, vehicle.pk}).locked().values_list("pk"))
    period = Period(row.pickup_at, row.return_at, row.blocked_until)
    if (pickup_at, return_at) != (row.pickup_at, row.return_at):
        period = availability.decide(pickup_at, return_at, rules_of(vehicle.location), clock.now())
    rivals = Reservation.objects.blocking().filter(vehicle=vehicle).exclude(pk=row.pk)
    if rivals.overlapping(period.pickup_at, period.blocked_until).exists():
        raise NoVehicleAvailable
    row.vehicle, row.location, row.vehicle_class = vehicle, vehicle.location, vehicle.vehicle_class
    row.pickup_at, row.return_at = period.pickup_at, period.return_at
    row.blocked_until = period.blocked_until


def transition(reservation: Reservation, status: str, *, actor: Actor, **data: Any) -> Reservation:
    """One step along Reservation.TRANSITIONS; any other is refused."""

    def deed() -> Reservation:
        row = locked(reservation)
        if status not in Reservation.TRANSITIONS[row.status]:
            raise IllegalMove(IllegalMove.detail, before=row.get_status_display(), after=Status(status).label)
        before, row.status, row.updated_at = row.status, status, clock.now()
        row.save(update_fields=["status", "updated_at"])
        journal.write(row, status, actor, before=before, **data)
        return row

    return persistently(deed)


def cancel(reservation: Reservation, *, actor: Actor, reason: str = "") -> Reservation:
    return transition(reservation, Status.CANCELLED, actor=actor, reason=reason)


def locked(reservation: Reservation) -> Reservation:
    return Reservation.objects.select_for_update(no_key=True, of=("self",)).get(pk=reservation.pk)


def customer_columns(customer: Customer) -> dict[str, str]:
    return {
        "customer_name": customer.name,
        "customer_kana": customer.kana,
        "customer_phone": customer.phone,
        "customer_email": customer.email,
        "notes": customer.notes,
    }


def facts(reservation: Reservation) -> dict[str, str]:
    """What the journal keeps of a reservation: no personal data, which must stay erasable."""
    return {
        "vehicle": str(reservation.vehicle_id),
        "pickup": reservation.pickup_at.isoformat(),
        "return": reservation.return_at.isoformat(),
        "status": str(reservation.status),
    }


def bring(pk: UUID, location: Location, columns: dict[str, Any]) -> Reservation:
    """A reservation made elsewhere, as it is: its past is not judged, but its car must not be taken."""
    period = Period(columns["pickup_at"], columns["return_at"], columns["return_at"])
    wanted = Vehicle.objects.for_hire(location, columns["vehicle_class"] or None)

    def deed() -> Reservation:
        if columns["vehicle_id"]:
            car = Vehicle.objects.get(pk=columns["vehicle_id"])
        else:
            list(wanted.locked().values_list("pk"))
            car = pick(wanted, period)
        given = {name: value for name, value in columns.items() if name != "location_id"}
        row = Reservation.objects.create(
            pk=pk,
            location=location,
            **{
                **given,
                "number": columns["number"] or numbers.draw(),
                "vehicle_id": car.pk,
                "vehicle_class": columns["vehicle_class"] or car.vehicle_class,
                "blocked_until": period.blocked_until,
            },
        )
        journal.write(row, "imported", Actor(row.source), **facts(row))
        return row

    return persistently(deed)
