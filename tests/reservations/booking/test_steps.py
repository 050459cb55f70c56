"""From the counter to the road and back: planned times stay what they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from reservations import booking, errors
from reservations.models import DropOff, Location, Reservation, Vehicle
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
CLERK = Actor("staff", who="hanako")


def at(settings: Settings, wall: str) -> datetime:
    """Set the clock to a time of December 2026 in Tokyo."""
    settings.CLOCK_PINNED_AT = f"2026-12-{wall}:00+09:00"
    return datetime.fromisoformat(settings.CLOCK_PINNED_AT).astimezone(UTC)


def test_planned_times_are_never_rewritten_by_actual_ones(book: Book, settings: Settings) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    left = at(settings, "12T10:20")
    booking.hand_over(row, actor=CLERK)
    back = at(settings, "12T19:05")
    after = booking.take_back(row, actor=CLERK)
    assert (after.picked_up_at, after.returned_at) == (left, back)
    assert (after.pickup_at, after.return_at) == (row.pickup_at, row.return_at)
    assert [event.action for event in row.events.all()] == ["created", "out", "returned"]


def test_a_car_is_handed_over_to_one_at_a_time(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    next_one = book("12-12T12:00", "12-12T18:00", car="c1")
    booking.hand_over(first, actor=CLERK)
    at(settings, "12T12:30")
    with pytest.raises(errors.CarStillOut) as caught:
        booking.hand_over(next_one, actor=CLERK)
    assert first.number in caught.value.as_problem("ja")["detail"]
    booking.take_back(first, actor=CLERK)
    assert booking.hand_over(next_one, actor=CLERK).status == "out"


def test_a_late_car_puts_the_next_booking_at_risk(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    soon = book("12-12T14:00", "12-12T18:00", car="c1")
    book("12-20T10:00", "12-20T18:00", car="c1")
    booking.hand_over(first, actor=CLERK)
    now = at(settings, "12T11:59")
    assert list(Reservation.objects.at_risk(now)) == []
    now = at(settings, "12T12:01")
    assert list(Reservation.objects.overdue(now)) == [first]
    assert list(Reservation.objects.at_risk(now)) == [soon]


def test_a_late_car_is_promised_to_nobody_who_comes_soon(
    shop: Location, book: Book, settings: Settings
) -> None:
    Vehicle.objects.exclude(pk="c1").update(active=False)
    late = book("12-12T10:00", "12-12T12:00", car="c1")
    booking.hand_over(late, actor=CLERK)
    at(settings, "12T13:00")
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T15:00", "12-12T18:00", "compact")
    assert book("12-14T10:00", "12-14T18:00", "compact").vehicle_id == "c1"
    booking.take_back(late, actor=CLERK)
    assert book("12-12T15:00", "12-12T18:00", "compact").vehicle_id == "c1"


def test_a_customer_has_an_hour_to_come(book: Book, settings: Settings) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    at(settings, "12T10:59")
    with pytest.raises(errors.TooEarly) as caught:
        booking.mark_no_show(row, actor=CLERK)
    assert "12月12日土曜日の11時" in caught.value.as_problem("ja")["detail"]
    at(settings, "12T11:00")
    assert booking.mark_no_show(row, actor=CLERK).status == "no_show"
    assert book("12-12T12:00", "12-12T18:00", car="c1")


def test_a_returned_and_a_cancelled_car_are_free_at_once(book: Book, settings: Settings) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    booking.hand_over(row, actor=CLERK)
    at(settings, "12T13:00")
    booking.take_back(row, actor=CLERK)
    again = book("12-12T14:00", "12-12T18:00", car="c1")
    booking.cancel(again, actor=CLERK)
    assert book("12-12T14:00", "12-12T18:00", car="c1")


def test_a_car_on_the_road_may_stay_longer_if_nobody_waits_for_it(book: Book, settings: Settings) -> None:
    row = book("12-12T10:00", "12-12T14:00", car="c1")
    book("12-12T17:00", "12-12T19:00", car="c1")
    booking.hand_over(row, actor=CLERK)
    at(settings, "12T13:00")
    longer = booking.change(row, actor=CLERK, return_at=row.return_at + timedelta(hours=3))
    assert longer.return_local.hour == 17
    with pytest.raises(errors.NoVehicleAvailable):
        booking.change(row, actor=CLERK, return_at=row.return_at + timedelta(hours=4))
    with pytest.raises(errors.IllegalMove):
        booking.change(row, actor=CLERK, pickup_at=row.pickup_at + timedelta(minutes=30))


def test_a_one_way_car_is_booked_nowhere_until_it_has_arrived(
    shop: Location, book: Book, settings: Settings
) -> None:
    there = Location.objects.create(id="shinjuku", name="新宿店", region="東京")
    Vehicle.objects.exclude(pk="c1").update(active=False)
    DropOff.objects.create(origin=shop, destination=there, fee=2200)
    row = book("12-12T10:00", "12-12T14:00", "compact", return_location=there)
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-20T10:00", "12-20T14:00", "compact")
    booking.hand_over(row, actor=CLERK)
    at(settings, "12T14:00")
    booking.take_back(row, actor=CLERK)
    assert Vehicle.objects.get(pk="c1").location == there
    assert book("12-20T10:00", "12-20T14:00", "compact", shop=there).vehicle_id == "c1"


def test_who_comes_early_takes_the_car_from_nobody_before(book: Book, settings: Settings) -> None:
    first = book("12-12T10:00", "12-12T12:00", car="c1")
    later = book("12-12T14:00", "12-12T18:00", car="c1")
    at(settings, "12T11:00")
    with pytest.raises(errors.CarTaken) as caught:
        booking.hand_over(later, actor=CLERK)
    assert first.number in caught.value.as_problem("ja")["detail"]
    at(settings, "12T12:30")
    assert booking.hand_over(later, actor=CLERK).status == "out"
