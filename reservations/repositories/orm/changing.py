"""Other times, another car or class, other words about the customer: the id and the number stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from reservations import clock, journal, messages, rules, shops, tariff
from reservations.availability import Period
from reservations.change_policy import own_car, permit, priced_by
from reservations.errors import NoReservation, NoVehicleAvailable
from reservations.models import Reservation, Vehicle
from reservations.records import Actor, Change
from reservations.repositories.orm import assignment
from reservations.repositories.orm.assignment import Wish
from reservations.repositories.orm.moving import car_for, clear_holds
from reservations.repositories.orm.rows import alive, facts, lock, locked
from reservations.transactions import Overtaken, persistently

Status = Reservation.Status


@dataclass(frozen=True)
class Target:
    """Where a booking shall be: None in `vehicle` leaves the car to us."""

    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    vehicle: Vehicle | None

    def moves(self, row: Reservation) -> bool:
        other_car = self.vehicle is not None and self.vehicle.pk != row.vehicle_id
        return other_car or self.vehicle_class != row.vehicle_class or self.times_of(row) is None

    def times_of(self, row: Reservation) -> Period | None:
        """The period of `row`, if its times stay."""
        same = (self.pickup_at, self.return_at) == (row.pickup_at, row.return_at)
        return Period(row.pickup_at, row.return_at, row.blocked_until) if same else None


def change(pk: UUID, change: Change, actor: Actor, version: str = "") -> Reservation:
    """What is None stays as it was. Another car that was chosen itself is pinned, unless said otherwise."""

    def deed() -> Reservation:
        known = Reservation.objects.filter(pk=pk).first()
        if known is None:
            raise NoReservation(str(pk))
        cars = lock_cars(known, change)
        row = locked(pk, version)
        if plan_of(row) != plan_of(known):
            raise Overtaken(row.number)
        target = target_of(change, row)
        if row.status == Status.HELD:
            alive(row)
        permit(row, change, actor, plan=target.moves(row) and not extends(row, target))
        before, known_to_customer, agreed = facts(row), promised(row), priced_by(row)
        car = target.vehicle
        if change.pinned is not None:
            row.pinned = change.pinned
        elif car and before["vehicle"] != car.pk:
            row.pinned = True
        if target.moves(row):
            move(row, target, cars, actor)
        if change.extras is not None:
            row.extras = list(change.extras)
        if priced_by(row) != agreed:
            reprice(row)
        for name, value in (change.customer.columns() if change.customer else {}).items():
            setattr(row, name, value)
        row.updated_at = clock.now()
        row.save()
        event = journal.write(row, "changed", actor, before=before, after=facts(row))
        if row.status == Status.CONFIRMED and promised(row) != known_to_customer:
            messages.about(row, "changed", key=str(event.pk))
        return row

    return persistently(deed)


def target_of(change: Change, row: Reservation) -> Target:
    car = None
    if change.car_id:
        for_hire = Vehicle.objects.for_hire(row.location_id).filter(pk=change.car_id)
        car = own_car(change.car_id, for_hire, row.vehicle)
    return Target(
        change.pickup_at or row.pickup_at,
        change.return_at or row.return_at,
        car.vehicle_class if car else change.vehicle_class or row.vehicle_class,
        car,
    )


def promised(row: Reservation) -> tuple[object, ...]:
    """What a customer is told; the car itself and the desk's notes are the desk's."""
    return (
        row.location_id,
        row.return_location_id,
        row.pickup_at,
        row.return_at,
        row.vehicle_class,
        row.price,
        row.customer_name,
        row.customer_email,
        str(row.customer_phone or ""),
    )


def plan_of(row: Reservation) -> tuple[object, ...]:
    """What decides which cars are locked."""
    return (row.vehicle_id, row.vehicle_class, row.pickup_at, row.return_at)


def lock_cars(row: Reservation, change: Change) -> list[str]:
    """All cars that the change may touch, so that they are locked in one go, in one order."""
    if change.car_id:
        return lock(Vehicle.objects.filter(pk__in={row.vehicle_id, change.car_id}))
    target = target_of(change, row)
    if not target.moves(row):
        return []
    fleet = Vehicle.objects.for_hire(row.location_id, target.vehicle_class)
    return lock(Vehicle.objects.filter(Q(pk=row.vehicle_id) | Q(pk__in=fleet.values("pk"))))


def move(row: Reservation, target: Target, cars: list[str], actor: Actor) -> None:
    """Put a locked `row` where it shall be, if a car is free beside itself."""
    period = target.times_of(row) or rules.allowed(
        row.location,
        target.pickup_at,
        target.return_at,
        actor,
        return_shop=row.return_location,
        begun=target.pickup_at == row.pickup_at,
    )
    wish = Wish(period, actor.session_id, besides=row.pk, location_id=row.location_id)
    car = chosen(row, target, wish, cars, actor)
    if target.vehicle is None and target.vehicle_class != row.vehicle_class:
        row.pinned = False  # the car that was chosen is given up with its class
    row.vehicle, row.vehicle_class = car, target.vehicle_class
    row.pickup_at, row.return_at = period.pickup_at, period.return_at
    row.blocked_until = period.blocked_until


def extends(row: Reservation, target: Target) -> bool:
    """A car on the road may stay there longer; nothing else of its rental can change."""
    same_car = target.vehicle is None or target.vehicle.pk == row.vehicle_id
    same_start = target.pickup_at == row.pickup_at and target.vehicle_class == row.vehicle_class
    return row.status == Status.OUT and same_car and same_start


def chosen(row: Reservation, target: Target, wish: Wish, cars: list[str], actor: Actor) -> Vehicle:
    """The car it has, where that will do; else the best of its class, and others may make room."""
    present = target.vehicle or (row.vehicle if target.vehicle_class == row.vehicle_class else None)
    if present:
        clear_holds(wish, cars)
        if car := assignment.best(Vehicle.objects.filter(pk=present.pk).select_related("location"), wish):
            return car
    same_class = target.vehicle_class == row.vehicle_class
    if target.vehicle or (row.pinned and same_class) or row.status == Status.OUT:
        raise NoVehicleAvailable
    fleet = Vehicle.objects.for_hire(row.location, target.vehicle_class).filter(pk__in=cars)
    return car_for(fleet.select_related("location"), wish, cars, actor)


def reprice(row: Reservation) -> None:
    """By today's tariff: what was agreed before was for another rental."""
    back = shops.of(row.return_location) if row.return_location else None
    price = tariff.agreed(
        shops.of(row.location), row.vehicle_class, row.pickup_at, row.return_at, row.extras, back
    )
    for name, value in price.columns().items():
        setattr(row, name, value)
