"""What a requested change makes of a rental, decided without a store."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reservations import changes, errors
from reservations.availability import Period
from reservations.changes import Circumstances, change_rental, tells_customer
from reservations.values import Actor, Car, Change, Customer, Price, Rental, Shop

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PICKUP = NOW + timedelta(days=10)
RETURN = PICKUP + timedelta(hours=4)
CLERK = Actor("staff", who="hanako")
C1, C2, M1 = Car("c1", "ginza", "compact"), Car("c2", "ginza", "compact"), Car("m1", "ginza", "minivan")
BOOKED = Rental(
    id=uuid.UUID(int=1),
    number="123456",
    location=Shop("ginza", "銀座店"),
    vehicle=C1,
    vehicle_class="compact",
    pickup_at=PICKUP,
    return_at=RETURN,
    blocked_until=RETURN + timedelta(minutes=30),
    status="confirmed",
    source="agent",
    customer_name="佐藤花子",
    price=5000,
    updated_at=NOW - timedelta(days=1),
)


def given(**parts: Any) -> Circumstances:
    """All is allowed, every car is free, the best car of a class is its last, and a price is 9000 yen."""

    def unneeded(*_arguments: object) -> Any:
        raise AssertionError("the change does not need this")

    usual: dict[str, Any] = {
        "now": NOW,
        "find_shop": lambda pk: Shop(pk, f"{pk}店"),
        "for_hire": lambda: [C1, C2, M1],
        "allowed": lambda _rental, pickup_at, return_at, _actor, _begun: Period(
            pickup_at, return_at, return_at
        ),
        "take": lambda _car, _period: True,
        "assign": lambda kind, _period: {"compact": C2, "minivan": M1}[kind],
        "price": lambda _rental: Price(9000),
    }
    return Circumstances(**{**usual, **{name: part or unneeded for name, part in parts.items()}})


def test_a_new_name_neither_moves_nor_reprices() -> None:
    nothing = given(for_hire=None, allowed=None, take=None, assign=None, price=None)
    after = change_rental(BOOKED, Change(customer=Customer("鈴木一郎")), CLERK, nothing)
    assert after == replace(BOOKED, customer_name="鈴木一郎", updated_at=NOW)
    assert tells_customer(BOOKED, after)


def test_a_later_return_keeps_a_free_car_and_is_repriced() -> None:
    later = RETURN + timedelta(hours=2)
    after = change_rental(BOOKED, Change(return_at=later), CLERK, given(assign=None))
    assert (after.vehicle, after.return_at, after.blocked_until, after.price) == (C1, later, later, 9000)


def test_a_car_that_is_not_free_is_exchanged_for_the_best_of_its_class() -> None:
    change = Change(return_at=RETURN + timedelta(hours=2))
    after = change_rental(BOOKED, change, CLERK, given(take=lambda *_: False))
    assert (after.vehicle, after.pinned) == (C2, False)


@pytest.mark.parametrize("kept", [{"pinned": True}, {"status": "out"}], ids=["pinned", "on the road"])
def test_a_car_that_must_stay_is_not_exchanged(kept: dict[str, Any]) -> None:
    change = Change(return_at=RETURN + timedelta(hours=2))
    with pytest.raises(errors.NoVehicleAvailable):
        change_rental(replace(BOOKED, **kept), change, CLERK, given(take=lambda *_: False, assign=None))


def test_a_chosen_car_is_pinned_keeps_the_agreed_turnaround_and_price() -> None:
    after = change_rental(BOOKED, Change(car_id="c2"), CLERK, given(allowed=None, assign=None, price=None))
    assert (after.vehicle, after.pinned, after.blocked_until) == (C2, True, BOOKED.blocked_until)
    assert not tells_customer(BOOKED, after)


def test_another_class_gives_the_chosen_car_up() -> None:
    after = change_rental(replace(BOOKED, pinned=True), Change(vehicle_class="minivan"), CLERK, given())
    assert (after.vehicle, after.vehicle_class, after.pinned, after.price) == (M1, "minivan", False, 9000)


def test_a_car_on_the_road_may_only_stay_there_longer() -> None:
    out = replace(BOOKED, status="out")
    longer = Change(return_at=RETURN + timedelta(hours=2))
    assert change_rental(out, longer, CLERK, given()).return_at == longer.return_at
    with pytest.raises(errors.IllegalMove):
        change_rental(out, Change(pickup_at=PICKUP + timedelta(hours=1)), CLERK, given(take=None))


def test_a_hold_that_ran_out_is_not_changed() -> None:
    held = replace(BOOKED, status="held", hold_expires_at=NOW)
    with pytest.raises(errors.HoldExpired):
        change_rental(held, Change(customer=Customer("鈴木一郎")), CLERK, given())
    living = replace(held, hold_expires_at=NOW + timedelta(minutes=1))
    after = change_rental(living, Change(customer=Customer("鈴木一郎")), CLERK, given())
    assert not tells_customer(living, after)


def test_the_audit_log_keeps_no_personal_data() -> None:
    after = change_rental(BOOKED, Change(car_id="c2", customer=Customer("鈴木一郎")), CLERK, given())
    data = changes.audit_data(BOOKED, after)
    assert (data["before"]["vehicle"], data["after"]["vehicle"]) == ("c1", "c2")
    assert "鈴木" not in repr(data)


def test_another_shop_takes_the_rental_over_with_a_car_and_a_price_of_its_own() -> None:
    there = Car("h1", "haneda", "compact")
    pinned = replace(BOOKED, pinned=True, return_location=Shop("haneda", "haneda店"))
    seen = given(for_hire=None, take=None, assign=lambda kind, _period: there)
    after = change_rental(pinned, Change(location_id="haneda"), CLERK, seen)
    assert (after.location_id, after.vehicle, after.pinned, after.price) == ("haneda", there, False, 9000)
    assert (after.pickup_at, after.return_at, after.return_location) == (PICKUP, RETURN, None)
    assert tells_customer(pinned, after)


def test_shop_of_a_rental_on_the_road_stays() -> None:
    out = replace(BOOKED, status="out", picked_up_at=PICKUP)
    with pytest.raises(errors.IllegalMove):
        change_rental(out, Change(location_id="haneda"), CLERK, given())
