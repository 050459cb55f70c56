"""The only door to writing reservations: what may be booked is decided here; the store that keeps it does it.

Knows no HTTP, no tool and no voice, and not which store keeps the reservations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from reservations import clock, lifecycle, repositories, shop_rules, shops, tariff
from reservations.models import Location, Vehicle
from reservations.repositories import Booked, Changed, Reference
from reservations.sheets import Sheet
from reservations.values import Actor, BlockChange, Car, Change, Customer, Draft, Price, Rental, Shop

__all__ = ["Booked", "Changed", "Customer", "Reference"]
T = TypeVar("T")


def create(
    shop: Shop | Location,
    *,
    pickup_at: datetime,
    return_at: datetime,
    customer: Customer,
    actor: Actor,
    vehicle_class: str | None = None,
    vehicle: Car | Vehicle | None = None,
    return_location: Shop | Location | None = None,
    extras: Sequence[str] = (),
    language: str = "ja",
    hold_for: timedelta | None = None,
) -> Booked:
    """Book a car of `vehicle_class` (any, if None), or just `vehicle`; with `hold_for`, keep it so long."""
    here, back = of(shop), of(return_location) if return_location else None
    period = shop_rules.decide_period(here, pickup_at, return_at, actor, return_shop=back)

    @cache
    def price_of(kind: str) -> Price:
        return tariff.agree_price(here, kind, pickup_at, return_at, extras, back)

    if vehicle_class and not vehicle:
        price_of(vehicle_class)  # before any car is locked: nobody waits for a tariff
    return repositories.current().create(
        Draft(
            here,
            period,
            customer,
            actor,
            price_of,
            clock.now(),
            vehicle_class=vehicle_class,
            car_id=vehicle.id if vehicle else None,
            return_shop=back,
            extras=extras,
            language=language,
            hold_for=hold_for,
        )
    )


def of(shop: Shop | Location) -> Shop:
    return shops.of(shop) if isinstance(shop, Location) else shop


def change(
    reference: Reference,
    *,
    actor: Actor,
    pickup_at: datetime | None = None,
    return_at: datetime | None = None,
    vehicle: Car | Vehicle | None = None,
    vehicle_class: str | None = None,
    customer: Customer | None = None,
    extras: Sequence[str] | None = None,
    pinned: bool | None = None,
    version: str = "",
) -> Rental:
    """What is None stays as it was. Another car that was chosen itself is pinned, unless said otherwise."""
    wanted = Change(
        pickup_at, return_at, vehicle.id if vehicle else None, vehicle_class, customer, extras, pinned
    )
    return repositories.current().change(reference, wanted, actor=actor, version=version).rental


def change_if_agreed(
    reference: Reference,
    wanted: Change,
    *,
    actor: Actor,
    agreed: Callable[[Rental], bool],
    version: str | None = None,
) -> Changed:
    """Only the attempt tells whether it can be and what it costs; it is done if just that was agreed.

    `agreed` is asked with the rental as it would become; if it answers False, nothing is written and no
    message is sent, and what it would become is in the answer. `version`: as it was seen; that of the
    rental that is handed in, if None. Who has changed it since is not overwritten (ChangedMeanwhile).
    """
    store = repositories.current()
    if version is None:
        version = reference.version if isinstance(reference, Rental) else ""
    return store.run_together(
        lambda: store.change(reference, wanted, actor=actor, version=version, agreed=agreed)
    )


def take_step(reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any) -> Rental:
    """Take the step `status` of lifecycle.py's table.

    Each step has a function of its own below, which says what it raises. `version`: as the caller saw the
    rental ("": whichever it is). `data`: facts of that step, kept with the rental or in the audit log.
    """
    return repositories.current().take_step(reference, status, actor=actor, version=version, **data)


def confirm(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """Make a hold a booking. Raises HoldExpired, IllegalMove, NoReservation or ChangedMeanwhile."""
    return take_step(reference, "confirmed", actor=actor, version=version)


def hand_over(reference: Reference, *, actor: Actor, version: str = "", sheet: Sheet | None = None) -> Rental:
    """The customer takes the car; `sheet`: what was noted. Raises CarStillOut, CarTaken (who comes early), or
    as confirm()."""
    return take_step(reference, "out", actor=actor, version=version, sheet=sheet)


def undo_hand_over(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """Take back a hand-over that was a mistake: the booking is confirmed again, as it was planned.

    `reference`: a rental that is out; `version`: as the clerk saw it (as for the other steps). Returns the
    rental as it is now, without `picked_up_at`; the audit log has a line `hand_over_undone` with the moment
    that was wiped out. Raises UndoTooLate after HAND_OVER_UNDO_MINUTES, CarTaken where somebody else now has
    the car for the planned time, IllegalMove where it is not out, ChangedMeanwhile for an old version.
    In the table of steps it is lifecycle.HAND_OVER_UNDONE, legal only while a rental is out.
    """
    return take_step(reference, lifecycle.HAND_OVER_UNDONE, actor=actor, version=version)


def take_back(reference: Reference, *, actor: Actor, version: str = "", sheet: Sheet | None = None) -> Rental:
    """The car is back; one-way, it belongs to the shop that took it. `sheet`: what was noted. Raises as
    confirm()."""
    return take_step(reference, "returned", actor=actor, version=version, sheet=sheet)


def undo_return(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """The car is not back after all: it is out again, without `returned_at`, and the audit log has a line
    `return_undone`. Raises as undo_hand_over(), and CarStillOut where it has been handed over since."""
    return take_step(reference, lifecycle.RETURN_UNDONE, actor=actor, version=version)


def undo_no_show(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """The customer came after all: the booking is confirmed again. Raises as undo_hand_over()."""
    return take_step(reference, lifecycle.NO_SHOW_UNDONE, actor=actor, version=version)


def mark_no_show(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """Nobody came: possible from an hour after the pickup on (TooEarly before). Raises as confirm()."""
    return take_step(reference, "no_show", actor=actor, version=version)


def undo_cancellation(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """Take back a cancellation that was a mistake: as it was agreed, with its own car or another of the class
    if that one was taken since; a hold is a hold again. A message of the cancellation that has not gone out
    is withdrawn; whoever may have it is told that the booking stands. Raises as undo_hand_over(), and
    NoVehicleAvailable, or HoldExpired where a hold ran out meanwhile."""
    return take_step(reference, lifecycle.CANCELLATION_UNDONE, actor=actor, version=version)


def cancel(reference: Reference, *, actor: Actor, reason: str = "", version: str = "") -> Rental:
    """End a hold or a booking; the fee, in yen, is kept with the rental. Raises as confirm()."""
    return take_step(reference, "cancelled", actor=actor, version=version, reason=reason)


def block(
    vehicle: Car | Vehicle, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor
) -> Rental:
    """Keep `vehicle` from hire; what is booked on it must be moved first."""
    car = Car(vehicle.id, vehicle.location_id, vehicle.vehicle_class)
    return repositories.current().block(car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor)


def change_block(
    reference: Reference,
    *,
    actor: Actor,
    vehicle: Car | Vehicle | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str | None = None,
    version: str = "",
) -> Rental:
    """Keep another car of the shop from hire, at another time, or for another reason; what is None stays as
    it was.

    Raises NoReservation where `reference` is no block, IllegalMove where it is back in service, CarTaken,
    CarElsewhere, EndsBeforeStart, DateOutOfRange or ChangedMeanwhile.
    """
    car = Car(vehicle.id, vehicle.location_id, vehicle.vehicle_class) if vehicle else None
    plan = BlockChange(car, starts_at, ends_at, reason)
    return repositories.current().change_block(reference, plan, actor=actor, version=version)


def release(reference: Reference, *, actor: Actor, version: str = "") -> Rental:
    """The car is back in service: ends a block. Raises as confirm()."""
    return take_step(reference, "released", actor=actor, version=version)


def expire_holds() -> int:
    """End the holds that ran out. Bookings do so for the cars they want; this is for the eyes of staff."""
    return repositories.current().expire_holds()


def run_together(operation: Callable[[], T]) -> T:
    """Do `operation` and what it writes beside reservations in one go, where the store can."""
    return repositories.current().run_together(operation)
