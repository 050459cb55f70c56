"""Holds that run out and cars that are handed over, while somebody else wants the same cars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from reservations import booking
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests.race.concurrency import CLERK, ROUNDS, at_once, book, code
from tests.race.invariants import invariants_hold

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAYS = range(5, 5 + ROUNDS)
FIVE = timedelta(minutes=5)


@pytest.fixture
def one_car(two_cars: Location) -> Location:
    Vehicle.objects.filter(pk="c1").update(active=False)
    return two_cars


def hold(shop: Location, day: int) -> Reservation:
    return book(shop, day, (10, 18), actor=Actor("agent", session_id=f"s{day}"), hold_for=FIVE)


def test_a_hold_is_confirmed_while_others_want_its_car(one_car: Location) -> None:
    for day in DAYS:
        row = hold(one_car, day)
        told = at_once(code(booking.confirm, row, actor=CLERK), *[code(book, one_car, day, (10, 18))] * 3)
        assert told == ["done", *["no_vehicle_available"] * 3]
    assert invariants_hold()


def test_a_hold_that_ran_out_is_confirmed_swept_and_booked_over(
    one_car: Location, settings: Settings
) -> None:
    """Whoever is first: its car goes to the new booking, and the late yes is told so."""
    for day in DAYS:
        settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
        row = hold(one_car, day)
        settings.CLOCK_PINNED_AT = "2026-12-01T09:05:00+09:00"
        confirmed, *others = at_once(
            code(booking.confirm, row, actor=CLERK),
            code(booking.expire_holds),
            code(book, one_car, day, (10, 18)),
        )
        assert confirmed in {"hold_expired", "illegal_move"}
        assert others == ["done", "done"]
        assert [event.action for event in row.events.all()] == ["held", "expired"]
    assert Reservation.objects.filter(status="confirmed").count() == ROUNDS
    assert invariants_hold()


def test_a_car_is_handed_over_while_a_booking_would_move_it(two_cars: Location, settings: Settings) -> None:
    """Either it leaves first and nothing moves it, or it is moved behind the morning's and has to wait."""
    left_first = ("done", "out", "c1", "no_vehicle_available")
    moved_first = ("car_taken", "confirmed", "c0", "done")
    for day in DAYS:
        settings.CLOCK_PINNED_AT = f"2026-12-{day:02}T07:30:00+09:00"
        book(two_cars, day, (8, 12), "c0")
        evening = book(two_cars, day, (14, 20), "c1")
        Reservation.objects.filter(pk=evening.pk).update(pinned=False)
        left, booked = at_once(
            code(booking.hand_over, evening, actor=CLERK), code(book, two_cars, day, (9, 18))
        )
        evening.refresh_from_db()
        assert (left, evening.status, evening.vehicle_id, booked) in {left_first, moved_first}
        if left == "done":
            booking.take_back(evening, actor=CLERK)
    assert invariants_hold()


def test_two_bookings_that_each_need_others_moved(two_cars: Location) -> None:
    """Room is made for one of them; for the other nothing can be moved any more."""
    for day in DAYS:
        for car, hours in (("c0", (8, 12)), ("c1", (14, 20))):
            row = book(two_cars, day, hours, car)
            Reservation.objects.filter(pk=row.pk).update(pinned=False)
        told = at_once(*[code(book, two_cars, day, (9, 18))] * 2)
        assert sorted(told) == ["done", "no_vehicle_available"]
    assert invariants_hold()
