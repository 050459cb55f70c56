"""What of a rental may change, and what a change makes of it: times, class, car and price. Pure.

Both stores ask here: a store loads the rental, calls `change_rental`, and saves what comes back under its own
guard. The id and the number of the rental stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from reservations.availability import Period
from reservations.errors import CarElsewhere, HoldExpired, IllegalMove, NoVehicleAvailable
from reservations.lifecycle import label
from reservations.models import Reservation
from reservations.values import Actor, Car, Change, Columns, Price, Rental

Status = Reservation.Status
OPEN = frozenset({Status.HELD, Status.CONFIRMED})


class Named(Protocol):
    @property
    def id(self) -> str: ...


C = TypeVar("C", bound=Named)


def own_car(car_id: str, for_hire: Iterable[C], present: C | None = None) -> C:
    """The car with `car_id`: the `present` one of the booking, or one that its shop has for hire.

    CarElsewhere for any other: a booking stays at the shop that the customer agreed to.
    """
    if present is not None and present.id == car_id:
        return present
    found = next((car for car in for_hire if car.id == car_id), None)
    if found is None:
        raise CarElsewhere
    return found


def permit(rental: Rental | Reservation, change: Change, actor: Actor, *, plan: bool) -> None:
    """Or IllegalMove: what is over stays as it was. Only the desk may still mend a name, or add a note.

    `plan`: it touches times, car or class by more than the return of a car on the road.
    """
    if rental.status in OPEN:
        return
    extras = change.extras is not None and list(change.extras) != list(rental.extras)
    words = change.customer.columns() if change.customer else {}
    customer = any(str(getattr(rental, name) or "") != word for name, word in words.items())
    mended = rental.status == Status.OUT or actor.source == "staff"
    if plan or extras or (customer and not mended):
        raise IllegalMove(IllegalMove.unchangeable, before=label(rental.status))


def price_basis(rental: Rental | Reservation) -> tuple[object, ...]:
    """What the price depends on; which car of its class it is does not matter."""
    return (
        rental.location_id,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        tuple(rental.extras),
    )


@dataclass(frozen=True)
class Target:
    """Where a rental shall be. `car`: the one that was asked for; None leaves the choice to us."""

    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    car: Car | None

    def moves(self, rental: Rental) -> bool:
        """Does the rental need its times, class or car decided anew?"""
        other_car = self.car is not None and self.car.id != rental.vehicle.id
        return other_car or self.vehicle_class != rental.vehicle_class or self.kept_period(rental) is None

    def extends(self, rental: Rental) -> bool:
        """A car on the road may stay there longer; nothing else of its rental can change."""
        same_car = self.car is None or self.car.id == rental.vehicle.id
        same_start = self.pickup_at == rental.pickup_at and self.vehicle_class == rental.vehicle_class
        return rental.status == Status.OUT and same_car and same_start

    def kept_period(self, rental: Rental) -> Period | None:
        """The period of `rental` with the turnaround that was agreed, if its times stay."""
        same = (self.pickup_at, self.return_at) == (rental.pickup_at, rental.return_at)
        return Period(rental.pickup_at, rental.return_at, rental.blocked_until) if same else None


@dataclass(frozen=True)
class Circumstances:
    """What a change depends on beside the rental. Each is called only if the change needs it."""

    now: datetime
    # The cars that the rental's shop has for hire; only the one asked for need be among them.
    for_hire: Callable[[], Iterable[Car]]
    # The period for a new pickup and return, by the rules of the shop; raises why it is not allowed.
    allowed: Callable[[Rental, datetime, datetime, Actor], Period]
    # Make this car free of holds that give way, and say whether the rental can have it then.
    take: Callable[[Car, Period], bool]
    # The best car of a class, other rentals making room if need be; raises NoVehicleAvailable.
    assign: Callable[[str, Period], Car]
    # The price by today's tariff.
    price: Callable[[Rental], Price]


def change_rental(rental: Rental, change: Change, actor: Actor, given: Circumstances) -> Rental:
    """The rental after `change`, not yet saved. What is None in `change` stays as it was.

    Raises CarElsewhere, HoldExpired, IllegalMove, NoVehicleAvailable, or what the circumstances raise.
    """
    target = find_target(rental, change, given.for_hire)
    if rental.status == Status.HELD and rental.hold_expires_at and rental.hold_expires_at <= given.now:
        raise HoldExpired
    moves = target.moves(rental)
    permit(rental, change, actor, plan=moves and not target.extends(rental))
    changed = replace(rental, pinned=is_pinned(rental, change, target))
    if moves:
        changed = place(changed, target, actor, given)
    if change.extras is not None:
        changed = replace(changed, extras=list(change.extras))
    if price_basis(changed) != price_basis(rental):  # what was agreed before was for another rental
        changed = replace(changed, **given.price(changed).columns())
    columns: Columns = dict(change.customer.columns()) if change.customer else {}
    return replace(changed, updated_at=given.now, **columns)


def find_target(rental: Rental, change: Change, for_hire: Callable[[], Iterable[Car]]) -> Target:
    """Raises CarElsewhere if the car that was asked for is not one `for_hire`, nor the present one."""
    car = own_car(change.car_id, for_hire(), rental.vehicle) if change.car_id else None
    return Target(
        change.pickup_at or rental.pickup_at,
        change.return_at or rental.return_at,
        car.vehicle_class if car else change.vehicle_class or rental.vehicle_class,
        car,
    )


def is_pinned(rental: Rental, change: Change, target: Target) -> bool:
    """Another car that was chosen itself is pinned, unless the change says otherwise."""
    if change.pinned is not None:
        return change.pinned
    return rental.pinned or (target.car is not None and target.car.id != rental.vehicle.id)


def place(rental: Rental, target: Target, actor: Actor, given: Circumstances) -> Rental:
    """The rental at the times, class and car of `target`."""
    period = target.kept_period(rental) or given.allowed(rental, target.pickup_at, target.return_at, actor)
    car = choose_car(rental, target, period, given)
    stays = target.car is not None or target.vehicle_class == rental.vehicle_class
    return replace(
        rental,
        vehicle=car,
        vehicle_class=target.vehicle_class,
        pinned=rental.pinned and stays,  # the car that was chosen is given up with its class
        **vars(period),
    )


def choose_car(rental: Rental, target: Target, period: Period, given: Circumstances) -> Car:
    """The car that was asked for, or else the present one if it is free, or else the best of the class.

    Only the last may be exchanged: a car that was asked for or is pinned or on the road is kept, or the
    change is refused with NoVehicleAvailable.
    """
    same_class = target.vehicle_class == rental.vehicle_class
    present = target.car or (rental.vehicle if same_class else None)
    if present and given.take(present, period):
        return present
    if target.car or (rental.pinned and same_class) or rental.status == Status.OUT:
        raise NoVehicleAvailable
    return given.assign(target.vehicle_class, period)


def tells_customer(before: Rental | Reservation, after: Rental | Reservation) -> bool:
    """Is the customer told of this change? Only of a confirmed booking, and of what they were promised."""
    return after.status == Status.CONFIRMED and promised_terms(before) != promised_terms(after)


def promised_terms(rental: Rental | Reservation) -> tuple[object, ...]:
    """What a customer was told; the car itself and the desk's notes are the desk's."""
    return (
        rental.location_id,
        rental.return_location_id,
        rental.pickup_at,
        rental.return_at,
        rental.vehicle_class,
        rental.price,
        rental.customer_name,
        rental.customer_email,
        str(rental.customer_phone or ""),
    )


def audit_data(before: Rental, after: Rental) -> dict[str, Any]:
    """What the audit log keeps of a change."""
    return {"before": audit_facts(before), "after": audit_facts(after)}


def audit_facts(rental: Rental | Reservation) -> dict[str, Any]:
    """What the audit log keeps of a rental: no personal data, which must stay erasable."""
    return {
        "vehicle": str(rental.vehicle_id),
        "pickup": rental.pickup_at.astimezone(UTC).isoformat(),
        "return": rental.return_at.astimezone(UTC).isoformat(),
        "status": str(rental.status),
        "price": rental.price,
    }
