"""Other times, another car or class, other words about the customer: the id and the number stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reservations import clock, rules, tariff
from reservations.availability import Period
from reservations.change_policy import own_car, permit, priced_by
from reservations.errors import ChangedMeanwhile, HoldExpired, NoReservation, NoVehicleAvailable
from reservations.models import Reservation
from reservations.models.booking import OUT_OF_SERVICE
from reservations.records import Actor, Car, Change, Customer, Rental
from reservations.repositories.base import Changed, Reference
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.calendar import Entry
from reservations.repositories.cosmos.fleet import Fleet, Wish
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.seating import clear, seat
from reservations.repositories.cosmos.unit import Document, Unit, event, facts, tells_of

Status = Reservation.Status


@dataclass(frozen=True)
class Target:
    """Where a booking shall be: None in `car` leaves it to us."""

    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    car: Car | None

    def moves(self, rental: Rental) -> bool:
        other_car = self.car is not None and self.car.id != rental.vehicle.id
        return other_car or self.vehicle_class != rental.vehicle_class or self.times_of(rental) is None

    def times_of(self, rental: Rental) -> Period | None:
        """The period of `rental`, if its times stay."""
        same = (self.pickup_at, self.return_at) == (rental.pickup_at, rental.return_at)
        return Period(rental.pickup_at, rental.return_at, rental.blocked_until) if same else None


def change(
    record: Record,
    reference: Reference,
    wanted: Change,
    *,
    actor: Actor,
    version: str,
    agreed: Callable[[Rental], bool] | None,
) -> Changed:
    line = event("changed", actor, clock.now())

    def attempt() -> Changed:
        before = seen(record, reference, version, rentals_only=True)
        rental = record.rental(before)
        fleet = record.fleet(rental.location_id)
        unit, now = Unit(fleet, clock.now()), clock.now()
        target = target_of(wanted, rental, fleet)
        if rental.status == Status.HELD and rental.hold_expires_at and rental.hold_expires_at <= now:
            raise HoldExpired
        permit(rental, wanted, actor, plan=target.moves(rental) and not extends(rental, target))
        after = moved(record, unit, rental, target, wanted, actor)
        after = replace(after, updated_at=now, **told_of(wanted.customer))
        line["data"] = {"before": facts(rental), "after": facts(after)}
        if agreed and not agreed(after):
            return Changed(after, done=False)
        if Entry.of(after) != Entry.of(rental) or after.vehicle != rental.vehicle:
            unit.strike(rental.vehicle, before["id"])
            unit.enter(after.vehicle, Entry.of(after))
        unit.write(after, line, before)
        return Changed(record.rental(record.commit(rental.location_id, unit)[before["id"]]))

    def known() -> Changed | None:
        there = record.reservation(reference.location_id, names.document_id(reference))
        return Changed(record.rental(there)) if there and tells_of(there, line) else None

    return record.persistently(attempt, known)


def seen(record: Record, reference: Reference, version: str, *, rentals_only: bool = False) -> Document:
    """The document as it is; refused if it is not as somebody saw it, or is of a car out of service."""
    there = record.reservation(reference.location_id, names.document_id(reference))
    if there is None or (rentals_only and there.get("status") in OUT_OF_SERVICE):
        raise NoReservation(str(reference.id))
    if version and version != there.get("_etag"):
        raise ChangedMeanwhile
    return there


def target_of(wanted: Change, rental: Rental, fleet: Fleet) -> Target:
    car = own_car(wanted.car_id, fleet.cars, rental.vehicle) if wanted.car_id else None
    return Target(
        wanted.pickup_at or rental.pickup_at,
        wanted.return_at or rental.return_at,
        car.vehicle_class if car else wanted.vehicle_class or rental.vehicle_class,
        car,
    )


def moved(record: Record, unit: Unit, rental: Rental, target: Target, wanted: Change, actor: Actor) -> Rental:
    """Where it shall be, at what it costs now; the moves of others are in the unit."""
    pinned = rental.pinned
    if wanted.pinned is not None:
        pinned = wanted.pinned
    elif target.car and target.car.id != rental.vehicle.id:
        pinned = True
    after = replace(rental, pinned=pinned)
    if wanted.extras is not None:
        after = replace(after, extras=list(wanted.extras))
    if target.moves(rental):
        after = placed(record, unit, after, target, actor)
    return repriced(after) if priced_by(after) != priced_by(rental) else after


def repriced(rental: Rental) -> Rental:
    """By today's tariff: what was agreed before was for another rental."""
    price = tariff.agreed(
        rental.location,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        rental.extras,
        rental.return_location,
    )
    return replace(rental, **price.columns())


def placed(record: Record, unit: Unit, rental: Rental, target: Target, actor: Actor) -> Rental:
    """On a car that is free for it beside itself."""
    period = target.times_of(rental) or rules.allowed(
        rental.location,
        target.pickup_at,
        target.return_at,
        actor,
        return_shop=rental.return_location,
        begun=target.pickup_at == rental.pickup_at,
    )
    wish = Wish(period, unit.now, actor.session_id, besides=names.document_id(rental))
    car = chosen(record, unit, rental, target, wish, actor)
    stays = target.car is not None or target.vehicle_class == rental.vehicle_class
    return replace(
        rental,
        vehicle=car,
        vehicle_class=target.vehicle_class,
        pinned=rental.pinned and stays,  # the car that was chosen is given up with its class
        **vars(period),
    )


def extends(rental: Rental, target: Target) -> bool:
    """A car on the road may stay there longer; nothing else of its rental can change."""
    same_car = target.car is None or target.car.id == rental.vehicle.id
    same_start = target.pickup_at == rental.pickup_at and target.vehicle_class == rental.vehicle_class
    return rental.status == Status.OUT and same_car and same_start


def chosen(record: Record, unit: Unit, rental: Rental, target: Target, wish: Wish, actor: Actor) -> Car:
    """The car it has, where that will do; else the best of its class, and others may make room."""
    same_class = target.vehicle_class == rental.vehicle_class
    present = target.car or (rental.vehicle if same_class else None)
    if present and unit.fleet.free([present], wish):
        clear(record, unit, present, wish, wish.period.pickup_at, wish.period.blocked_until)
        return present
    if target.car or (rental.pinned and same_class) or rental.status == Status.OUT:
        raise NoVehicleAvailable
    cars: Sequence[Car] = unit.fleet.for_hire(target.vehicle_class)
    return seat(record, unit, cars, wish, actor)


def told_of(customer: Customer | None) -> dict[str, Any]:
    return dict(customer.columns()) if customer else {}
