"""What of a rental may change, and what a change makes of it: times, class, car and price. Pure.

Both stores ask here: a store loads the rental, calls `change_rental`, and saves what comes back under its own
guard. The id and the number of the rental stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from reservations import clock, sheets, times
from reservations.availability import Period, decide_out_of_service
from reservations.errors import CarElsewhere, HoldExpired, IllegalMove, NoVehicleAvailable
from reservations.lifecycle import label
from reservations.models import Reservation
from reservations.values import (
    ERASED,
    Actor,
    BlockChange,
    Car,
    Change,
    Columns,
    Document,
    Price,
    Rental,
    Shop,
)

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
        rental.return_location_id,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        tuple(rental.extras),
    )


@dataclass(frozen=True)
class Target:
    """Where a rental shall be. `car`: the one that was asked for; None leaves the choice to us. `elsewhere`:
    it comes from another shop. `redirected`: another shop than before takes the car back."""

    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    car: Car | None
    elsewhere: bool = False
    redirected: bool = False

    def moves(self, rental: Rental) -> bool:
        """Does the rental need its times, class or car decided anew?"""
        other_car = self.car is not None and self.car.id != rental.vehicle.id
        other_class = self.vehicle_class != rental.vehicle_class
        return other_car or other_class or self.kept_period(rental) is None

    def extends(self, rental: Rental) -> bool:
        """A car on the road may stay there longer; nothing else of its rental can change."""
        same_car = self.car is None or self.car.id == rental.vehicle.id
        same_start = self.pickup_at == rental.pickup_at and self.vehicle_class == rental.vehicle_class
        return rental.status == Status.OUT and same_car and same_start and not self.elsewhere

    def kept_period(self, rental: Rental) -> Period | None:
        """The period of `rental` with the turnaround that was agreed, if its times and its shops stay."""
        stays = not (self.elsewhere or self.redirected)
        same = stays and (self.pickup_at, self.return_at) == (rental.pickup_at, rental.return_at)
        return Period(rental.pickup_at, rental.return_at, rental.blocked_until) if same else None


@dataclass(frozen=True)
class Circumstances:
    """What a change depends on beside the rental. Each is called only if the change needs it."""

    now: datetime
    # The shop with this key; raises UnknownLocation.
    find_shop: Callable[[str], Shop]
    # The cars that its shop, or the one that takes it over, has for hire; only the one asked for need be
    # among them.
    for_hire: Callable[[], Iterable[Car]]
    # The period for a new pickup and return, by the rules of the shop; raises why it is not allowed. The last
    # argument: is the pickup left out of account, since it stays as it was?
    allowed: Callable[[Rental, datetime, datetime, Actor, bool], Period]
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
    here = move_to_shops(rental, change.location_id, change.return_location_id, given.find_shop)
    target = find_target(here, change, given.for_hire, instead_of=rental)
    if rental.status == Status.HELD and rental.hold_expires_at and rental.hold_expires_at <= given.now:
        raise HoldExpired
    moves = target.moves(rental)
    permit(rental, change, actor, plan=moves and not target.extends(rental))
    changed = replace(here, pinned=is_pinned(rental, change, target))
    if moves:
        changed = place(changed, target, actor, given)
    if change.extras is not None:
        changed = replace(changed, extras=list(change.extras))
    if price_basis(changed) != price_basis(rental):  # what was agreed before was for another rental
        changed = replace(changed, **given.price(changed).columns())
    columns: Columns = dict(change.customer.columns()) if change.customer else {}
    return replace(changed, updated_at=clock.move_past(rental.updated_at, given.now), **columns)


def change_block(block: Rental, wanted: BlockChange, *, now: datetime) -> Rental:
    """A car out of service after the change. Not yet saved, and whether the car is free then is the store's
    to see. Raises IllegalMove for one that is back in service, CarElsewhere for a car of another shop,
    EndsBeforeStart or DateOutOfRange.
    """
    car = wanted.car
    if block.status != Status.BLOCKED:
        raise IllegalMove(IllegalMove.unchangeable, before=label(block.status))
    if car is not None and car.location_id != block.location_id:
        raise CarElsewhere
    period = decide_out_of_service(wanted.starts_at or block.pickup_at, wanted.ends_at or block.return_at)
    kept = car or block.vehicle
    return replace(
        block,
        vehicle=kept,
        vehicle_class=kept.vehicle_class,
        customer_name=block.customer_name if wanted.reason is None else wanted.reason,
        updated_at=clock.move_past(block.updated_at, now),
        **vars(period),
    )


def move_to_shops(
    rental: Rental, pickup: str | None, back: str | None, find_shop: Callable[[str], Shop]
) -> Rental:
    """The rental as the shop `pickup` hires it out and the shop `back` takes its car back; `find_shop` finds
    them, None leaves the one that it has."""
    here = arrive(rental, find_shop(pickup)) if pickup else rental
    return bring_back_to(here, find_shop(back)) if back else here


def arrive(rental: Rental, shop: Shop) -> Rental:
    """The rental as another shop takes it over: at the same times by its clock, still with its old car."""
    if shop.id == rental.location_id:
        return rental
    back = rental.return_location
    back = back if back and back.id != shop.id else None
    zones = rental.location.timezone, rental.return_shop.timezone
    return replace(
        rental,
        location=shop,
        return_location=back,
        pickup_at=keep_wall(rental.pickup_at, zones[0], shop.timezone),
        return_at=keep_wall(rental.return_at, zones[1], (back or shop).timezone),
    )


def bring_back_to(rental: Rental, shop: Shop) -> Rental:
    """The rental as its car comes back to `shop`: at the same time, by the clock there."""
    before = rental.return_shop
    if shop.id == before.id:
        return rental
    return replace(
        rental,
        return_location=None if shop.id == rental.location_id else shop,
        return_at=keep_wall(rental.return_at, before.timezone, shop.timezone),
    )


def keep_wall(at: datetime, zone: str, other: str) -> datetime:
    """When the clock in the zone `other` shows what the one in `zone` shows at the instant `at`."""
    return at if zone == other else times.from_wall(clock.local(at, zone).replace(tzinfo=None), other)


def find_target(
    rental: Rental, change: Change, for_hire: Callable[[], Iterable[Car]], *, instead_of: Rental
) -> Target:
    """Raises CarElsewhere if the car that was asked for is not one `for_hire`, nor the present one (which is
    none where the rental goes to another shop). `instead_of`: the rental before it was taken over."""
    elsewhere = change.leaves(instead_of.location_id)
    present = None if elsewhere else rental.vehicle
    car = own_car(change.car_id, for_hire(), present) if change.car_id else None
    return Target(
        change.pickup_at or rental.pickup_at,
        change.return_at or rental.return_at,
        car.vehicle_class if car else change.vehicle_class or rental.vehicle_class,
        car,
        elsewhere,
        change.redirects(instead_of),
    )


def is_pinned(rental: Rental, change: Change, target: Target) -> bool:
    """Another car that was chosen itself is pinned, unless the change says otherwise."""
    if change.pinned is not None:
        return change.pinned
    if target.elsewhere:
        return target.car is not None
    return rental.pinned or (target.car is not None and target.car.id != rental.vehicle.id)


def place(rental: Rental, target: Target, actor: Actor, given: Circumstances) -> Rental:
    """The rental at the times, class and car of `target`."""
    begun = target.pickup_at == rental.pickup_at and not target.elsewhere
    period = target.kept_period(rental)
    period = period or given.allowed(rental, target.pickup_at, target.return_at, actor, begun)
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
    same_class = target.vehicle_class == rental.vehicle_class and not target.elsewhere
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


IS_OVER = frozenset({Status.RETURNED, Status.CANCELLED, Status.NO_SHOW, Status.EXPIRED})
PERSONAL = (
    *("customer_name", "customer_kana", "customer_phone", "customer_email", "notes", "consents"),
    *("sheets", "document", "updated_at"),
)
WORDS = ("reason",)  # of a line of the audit log: what staff wrote freely


def erase_person(rental: Rental, now: datetime) -> Rental:
    """The rental without who it was of; the same object where it has been erased before.

    Car, times, price and status stay, and of a consent that it was given and when. IllegalMove for one that
    is not over: its customer is still to be served. What another system wrote beside our fields goes.
    """
    if rental.status not in IS_OVER:
        raise IllegalMove(IllegalMove.unchangeable, before=label(rental.status))
    if rental.customer_name == ERASED:
        return rental
    return replace(
        rental,
        customer_name=ERASED,
        customer_kana="",
        customer_phone="",
        customer_email="",
        notes="",
        consents=[{**entry, "words": "", "line": "", "summary": ""} for entry in rental.consents],
        sheets=sheets.erase_words(rental.sheets),
        document={name: value for name, value in rental.document.items() if name == "id"},
        updated_at=clock.move_past(rental.updated_at, now),
    )


def erase_words(data: Mapping[str, Any]) -> Document:
    """What a line of the audit log keeps of an erased rental."""
    return {name: value for name, value in data.items() if name not in WORDS}


def audit_data(before: Rental, after: Rental) -> Document:
    """What the audit log keeps of a change."""
    shops = [{"shop": each.location_id, "returnShop": each.return_shop.id} for each in (before, after)]
    was, becomes = (
        {fact: shop for fact, shop in each.items() if shops[0][fact] != shops[1][fact]} for each in shops
    )
    return {"before": {**audit_facts(before), **was}, "after": {**audit_facts(after), **becomes}}


def audit_facts(rental: Rental | Reservation) -> Document:
    """What the audit log keeps of a rental: no personal data, which must stay erasable."""
    return {
        "vehicle": str(rental.vehicle_id),
        "pickup": rental.pickup_at.astimezone(UTC).isoformat(),
        "return": rental.return_at.astimezone(UTC).isoformat(),
        "status": str(rental.status),
        "price": rental.price,
    }
