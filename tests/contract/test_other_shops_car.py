"""A booking stays at its shop: a car that is not for hire there is given to it by no operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories, shops
from reservations.models import Location, Message, Vehicle
from reservations.values import Car, Change, Customer, Rental, Shop
from tests.contract.conftest import CLERK, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")
ELSEWHERE = {
    "another shop's": Car("a1", "airport", "compact"),
    "another shop's of another class": Car("a2", "airport", "minivan"),
    "retired here": Car("r1", "ekimae", "compact"),
    "said to be here": Car("a1", "ekimae", "compact"),
    "unknown": Car("nobody's", "ekimae", "compact"),
}
EXCLUDED: dict[str, dict[str, Any]] = {
    "nothing else": {},
    "other times": {"pickup_at": at("12-13T10:00"), "return_at": at("12-13T18:00")},
    "a longer rental": {"return_at": at("12-12T19:00")},
    "another name": {"customer": Customer("佐藤花子")},
    "extras": {"extras": ()},
    "pinned": {"pinned": True},
    "not pinned": {"pinned": False},
}


@pytest.fixture
def airport(shop: Shop) -> Shop:
    """Another shop, with free cars of the same classes; and a car here that is not for hire."""
    row = Location.objects.create(id="airport", name="羽田空港店", region="東京")
    Vehicle.objects.create(id="a1", location=row, vehicle_class="compact")
    Vehicle.objects.create(id="a2", location=row, vehicle_class="minivan")
    Vehicle.objects.create(id="r1", location_id="ekimae", vehicle_class="compact", active=False)
    repositories.current().publish(["airport", "ekimae"])
    return shops.of(row)


def changed(rental: Rental, car: Car, **besides: Any) -> object:
    return booking.change(rental, actor=CLERK, vehicle=car, **besides)


def changed_if_agreed(rental: Rental, car: Car, **besides: Any) -> object:
    wanted = Change(car_id=car.id, **besides)
    return booking.change_if_agreed(present(rental), wanted, actor=CLERK, agreed=lambda after: True)


@pytest.mark.parametrize("operation", [changed, changed_if_agreed])
@pytest.mark.parametrize("besides", EXCLUDED)
@pytest.mark.parametrize("which", ELSEWHERE)
def test_change_to_a_car_not_for_hire_here_is_refused(
    which: str, besides: str, operation: Callable[..., object], airport: Shop, book: Book
) -> None:
    rental = book(*TIMES, "compact", email="taro@example.com")
    before, written = present(rental), Message.objects.count()
    with pytest.raises(errors.CarElsewhere):
        operation(rental, ELSEWHERE[which], **EXCLUDED[besides])
    assert present(rental) == before
    assert Message.objects.count() == written


@pytest.mark.parametrize("status", ["held", "confirmed", "out"])
def test_no_state_of_a_booking_takes_another_shops_car(
    status: str, airport: Shop, book: Book, settings: Settings
) -> None:
    rental = book(*TIMES, "compact", hold=60 if status == "held" else None)
    if status == "out":
        clock_at(settings, "12-12T10:00")
        booking.hand_over(rental, actor=CLERK)
    with pytest.raises(errors.CarElsewhere):
        booking.change(rental, actor=CLERK, vehicle=ELSEWHERE["another shop's"])
    assert (present(rental).status, present(rental).location_id) == (status, "ekimae")


@pytest.mark.parametrize("which", ELSEWHERE)
def test_create_with_a_car_not_for_hire_here_is_refused(which: str, airport: Shop, shop: Shop) -> None:
    with pytest.raises(errors.CarElsewhere):
        booking.create(
            shop,
            pickup_at=at(TIMES[0]),
            return_at=at(TIMES[1]),
            customer=Customer("山田太郎"),
            actor=CLERK,
            vehicle=ELSEWHERE[which],
        )


def test_a_car_that_stays_may_be_named_though_it_is_not_for_hire_any_more(book: Book) -> None:
    rental = book(*TIMES, car="c1")
    Vehicle.objects.filter(pk="c1").update(active=False)
    repositories.current().publish(["ekimae"])
    later = booking.change(
        rental, actor=CLERK, vehicle=Car("c1", "ekimae", "compact"), return_at=at("12-12T19:00")
    )
    assert (later.vehicle_id, later.location_id) == ("c1", "ekimae")
