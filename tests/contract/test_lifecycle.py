"""The steps of a rental's life."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories, shops
from reservations.models import DropOff, Location, Vehicle
from reservations.repositories.cosmos import locations
from reservations.values import Shop
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


def test_from_the_counter_to_the_counter(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, car="c1")
    left = clock_at(settings, "12-12T10:20")
    assert booking.hand_over(rental, actor=CLERK).status == "out"
    back = clock_at(settings, "12-12T19:05")
    after = booking.take_back(rental, actor=CLERK)
    assert (after.status, after.picked_up_at, after.returned_at) == ("returned", left, back)
    assert (after.pickup_at, after.return_at) == (rental.pickup_at, rental.return_at)


@pytest.mark.parametrize("step", ["returned", "expired", "released", "blocked", "held"])
def test_only_moves_on_the_table_are_made(step: str, book: Book) -> None:
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.IllegalMove):
        booking.take_step(rental, step, actor=CLERK)
    assert present(rental).status == "confirmed"


def test_a_car_is_handed_over_to_one_at_a_time(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    second = book("12-12T12:00", "12-12T18:00", car="c1")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(first, actor=CLERK)
    clock_at(settings, "12-12T12:30")
    with pytest.raises(errors.CarStillOut) as caught:
        booking.hand_over(second, actor=CLERK)
    assert first.number in caught.value.as_problem("ja")["detail"]
    booking.take_back(first, actor=CLERK)
    assert booking.hand_over(second, actor=CLERK).status == "out"


def test_who_comes_early_takes_the_car_from_nobody(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    second = book("12-12T12:00", "12-12T18:00", car="c1")
    clock_at(settings, "12-12T09:00")
    with pytest.raises(errors.CarTaken) as caught:
        booking.hand_over(second, actor=CLERK)
    assert first.number in caught.value.as_problem("ja")["detail"]


def test_who_comes_after_the_booked_time_finds_whose_turn_it_is(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    second = book("12-12T13:00", "12-12T15:00", car="c1")
    clock_at(settings, "12-12T13:00")
    with pytest.raises(errors.CarTaken) as caught:
        booking.hand_over(first, actor=CLERK)
    assert second.number in caught.value.as_problem("ja")["detail"]
    assert present(first).status == "confirmed"
    clock_at(settings, "12-12T15:00")  # nobody came for the second, and its time is over as well
    assert booking.hand_over(first, actor=CLERK).status == "out"


def test_who_comes_after_the_booked_time_has_the_car_that_nobody_waits_for(
    book: Book, settings: Settings
) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    book("12-12T13:00", "12-12T15:00", car="c1")
    clock_at(settings, "12-12T12:59")
    assert booking.hand_over(first, actor=CLERK).status == "out"


def test_who_does_not_come_is_waited_for_an_hour(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "compact")
    clock_at(settings, "12-12T10:59")
    with pytest.raises(errors.TooEarly):
        booking.mark_no_show(rental, actor=CLERK)
    clock_at(settings, "12-12T11:00")
    assert booking.mark_no_show(rental, actor=CLERK).status == "no_show"


def test_a_cancelled_booking_gives_its_car_back(book: Book) -> None:
    rental = book(*TIMES, "minivan")
    assert booking.cancel(rental, actor=CLERK).status == "cancelled"
    assert present(rental).cancellation_fee == 0
    assert book(*TIMES, "minivan").vehicle_id == "m1"


def test_a_cancellation_by_the_tools_asks_first(book: Book, ask: Ask) -> None:
    rental = book(*TIMES, "compact", session="s1")
    asked = ask("cancel_reservation", key="call-1", number=rental.number)
    assert (asked["needsConfirmation"], present(rental).status) == (True, "confirmed")
    token = asked["confirmationToken"]
    done = ask("cancel_reservation", key="call-2", number=rental.number, confirmationToken=token)
    assert (done["status"], present(rental).status) == ("cancelled", "cancelled")
    assert ask("cancel_reservation", key="call-2", number=rental.number, confirmationToken=token) == done


@pytest.fixture
def other_shop(shop: Shop) -> Shop:
    row = Location.objects.create(id="airport", name="羽田空港店", region="東京")
    DropOff.objects.create(origin_id="ekimae", destination=row, fee=3300)
    repositories.current().publish(["airport"])
    return shops.of(row)


def test_a_car_returned_elsewhere_belongs_there(
    book: Book, other_shop: Shop, ask: Ask, settings: Settings
) -> None:
    rental = book(*TIMES, "minivan", return_location=other_shop)
    assert rental.one_way
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-20T10:00", "12-20T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    clock_at(settings, "12-12T18:00")
    booking.take_back(rental, actor=CLERK)
    later = {"startDate": "2026-12-20T10:00:00", "endDate": "2026-12-20T18:00:00"}

    def cars_at(place: str) -> list[str]:
        answer = ask("get_availability", locationId=place, **{**SATURDAY, **later})
        return [each["vehicleId"] for each in answer["availableVehicles"]]

    assert cars_at("airport") == ["m1"]
    assert cars_at("ekimae") == ["c1", "c2"]
    assert book("12-20T10:00", "12-20T18:00", "minivan", shop=other_shop).vehicle_id == "m1"


def test_a_return_that_loses_to_an_undone_hand_over_leaves_the_car_at_its_shop(
    book: Book, other_shop: Shop, store: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Cosmos DB the car leaves the inventory first: refused after that, it was for hire nowhere."""
    rental = book(*TIMES, "minivan", return_location=other_shop)
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    remove, rivals = locations.remove_car, [booking.undo_hand_over]

    def remove_meanwhile(*given: Any) -> Any:
        item = remove(*given)
        if rivals:
            rivals.pop()(rental, actor=CLERK)
        return item

    monkeypatch.setattr(locations, "remove_car", remove_meanwhile)
    if store == "orm":  # our own tables know no such moment
        booking.undo_hand_over(rental, actor=CLERK)
    with pytest.raises(errors.IllegalMove):
        booking.take_back(rental, actor=CLERK)
    booking.cancel(rental, actor=CLERK)
    assert book("12-20T10:00", "12-20T18:00", "minivan").vehicle_id == "m1"


def test_a_one_way_rental_makes_room_too(book: Book, other_shop: Shop) -> None:
    """Its car is gone for good from Monday; another one of its class is, just as well."""
    one_way = book("12-14T10:00", "12-14T18:00", "compact", return_location=other_shop)
    free = "c2" if one_way.vehicle_id == "c1" else "c1"
    book("12-12T10:00", "12-13T12:00", car=free)
    wish = book("12-13T10:00", "12-14T18:00", "compact")
    assert (wish.vehicle_id, present(one_way).vehicle_id) == (one_way.vehicle_id, free)


def test_a_car_in_the_workshop_is_no_reservation(shop: Shop, book: Book) -> None:
    block = booking.block(
        Vehicle.objects.get(pk="m1"),
        starts_at=at("12-12T08:00"),
        ends_at=at("12-12T12:00"),
        reason="車検",
        actor=CLERK,
    )
    assert repositories.current().find_by_number(block.number) is None


def test_a_car_that_left_early_is_nobody_elses_until_it_is_back(
    book: Book, ask: Ask, settings: Settings
) -> None:
    rental = book("12-12T15:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T09:00")
    booking.hand_over(rental, actor=CLERK)
    answer = ask("get_availability", locationId="ekimae", **SATURDAY | {"endDate": "2026-12-12T12:00:00"})
    assert {each["vehicleId"] for each in answer["availableVehicles"]} == {"c1", "c2"}
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T10:00", "12-12T12:00", "minivan")
    with pytest.raises(errors.CarTaken):
        booking.block(
            Vehicle.objects.get(pk="m1"),
            starts_at=at("12-12T10:00"),
            ends_at=at("12-12T12:00"),
            reason="点検",
            actor=CLERK,
        )
    refused = ask(
        "create_reservation",
        key="call-1",
        locationId="ekimae",
        vehicleType="minivan",
        customerName="佐藤花子",
        **SATURDAY | {"endDate": "2026-12-12T12:00:00"},
    )
    assert refused["code"] == "no_vehicle_available"
    assert "minivan" not in {each["vehicleType"] for each in refused["alternatives"]}
