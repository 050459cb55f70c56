"""Many callers at once, whatever keeps the reservations: one car, one renter."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from reservations import booking, errors, repositories, shops, tools
from reservations.models import Location, Vehicle
from reservations.tools import Caller
from reservations.values import Actor, Rental, Shop
from tests.contract.concurrency import all_is_well, kept
from tests.contract.conftest import CLERK, at
from tests.soak import size
from tests.threads import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS, CARS, ROUNDS = size(16, whole=40), 5, size(2, whole=4)
Answer = dict[str, Any]


@pytest.fixture
def five_cars(transactional_db: None, store: str) -> Shop:
    row = Location.objects.create(id="ekimae", name="東京駅前店")
    for number in range(CARS):
        Vehicle.objects.create(id=f"c{number}", location=row, vehicle_class="compact")
    repositories.current().publish(["ekimae"])
    return shops.of(row)


def request_for(day: int, start: int = 10, end: int = 18) -> dict[str, str]:
    period = {
        "startDate": f"2026-12-{day:02}T{start:02}:00:00",
        "endDate": f"2026-12-{day:02}T{end:02}:00:00",
    }
    return {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **period}


def ask(name: str, session: str, key: str | None = None, **given: Any) -> Answer:
    return tools.run(name, given, caller=Caller("agent", session), key=key)


def outcomes(answers: list[Answer]) -> Counter[str]:
    return Counter("booked" if answer["success"] else answer["code"] for answer in answers)


def morning(day: int, number: int) -> Answer:
    return ask("create_reservation", f"s{day}-{number}", key=f"day{day}", **request_for(day))


def test_many_callers_for_five_cars(five_cars: Shop) -> None:
    for day in range(5, 5 + ROUNDS):
        answers = together(CALLERS, partial(morning, day))
        assert outcomes(answers) == {"booked": CARS, "no_vehicle_available": CALLERS - CARS}
    assert len(kept()) == CARS * ROUNDS
    assert all_is_well()


def test_one_caller_asking_many_times_at_once_books_once(five_cars: Shop) -> None:
    answers = together(8, lambda _n: ask("create_reservation", "s1", key="call-1", **request_for(5)))
    assert outcomes(answers) == {"booked": 8}
    assert len({answer["number"] for answer in answers}) == 1
    answers = together(8, lambda n: ask("create_reservation", "s1", key=f"other{n}", **request_for(6)))
    assert len({answer.get("number") for answer in answers}) == 1
    assert len(kept()) == 2
    assert all_is_well()


def test_periods_that_only_touch_all_fit(five_cars: Shop) -> None:
    def hourly(number: int) -> Answer:
        hour = 8 + number % 3 * 4
        return ask("create_reservation", f"s{number}", **request_for(5, hour, hour + 4))

    assert outcomes(together(15, hourly)) == {"booked": 15}
    assert all_is_well()


def clerks_booking(shop: Shop, day: int, car: str) -> Rental:
    return booking.create(
        shop,
        pickup_at=at(f"12-{day:02}T10:00"),
        return_at=at(f"12-{day:02}T18:00"),
        customer=booking.Customer("佐藤花子"),
        actor=CLERK,
        vehicle=Vehicle.objects.get(pk=car),
    ).rental


def test_two_bookings_cannot_both_change_onto_one_car(five_cars: Shop) -> None:
    for day in range(5, 5 + ROUNDS):
        rentals = [clerks_booking(five_cars, day, f"c{number}") for number in range(3)]
        free = Vehicle.objects.get(pk="c4")

        def change(number: int, rentals: list[Rental] = rentals, free: Vehicle = free) -> str:
            try:
                booking.change(rentals[number], actor=CLERK, vehicle=free)
            except errors.NoVehicleAvailable:
                return "refused"
            return "changed"

        assert Counter(together(3, change)) == {"changed": 1, "refused": 2}
    assert all_is_well()


def test_a_step_is_taken_once(five_cars: Shop) -> None:
    rental = clerks_booking(five_cars, 5, "c0")

    def cancel(_number: int) -> str:
        try:
            booking.cancel(rental, actor=CLERK)
        except errors.IllegalMove:
            return "refused"
        return "done"

    assert Counter(together(8, cancel)) == {"done": 1, "refused": 7}
    assert all_is_well()


def test_holds_confirmations_and_changes_against_each_other(five_cars: Shop) -> None:
    """Whatever wins, nobody shares a car, and only defined refusals are heard."""
    known = {"no_vehicle_available", "hold_expired", "illegal_move", "busy", "done"}
    rentals = [clerks_booking(five_cars, 5, f"c{number}") for number in range(3)]

    def operation(number: int) -> str:
        kind = number % 3
        try:
            if kind == 0:
                return str(ask("create_reservation", f"s{number}", **request_for(5)).get("code", "done"))
            if kind == 1:
                booking.change(
                    rentals[number % 3], actor=CLERK, pickup_at=at("12-05T09:00"), return_at=at("12-05T18:00")
                )
            else:
                booking.cancel(rentals[number // 3 % 3], actor=Actor("staff", who=f"clerk{number}"))
        except errors.ReservationError as refusal:
            return refusal.code
        return "done"

    assert set(together(12, operation)) <= known
    assert all_is_well()
