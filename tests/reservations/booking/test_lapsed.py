"""What no longer keeps a car must not be in the way, although the database's guard still sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from reservations import booking, errors, times
from reservations.booking import Customer
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests import rows
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
CLERK = Actor("staff", who="hanako")


@pytest.fixture
def two_compacts(shop: Location) -> Location:
    Vehicle.objects.filter(pk="m1").update(active=False)
    return shop


def at(hour: int) -> datetime:
    return times.read_instant(f"2026-12-12T{hour:02}:00", "Asia/Tokyo")


def hold(shop: Location, hours: tuple[int, int], car: str, session: str = "s1") -> Reservation:
    return rows.create(
        shop,
        pickup_at=at(hours[0]),
        return_at=at(hours[1]),
        customer=Customer("佐藤花子"),
        actor=Actor("agent", session_id=session),
        vehicle=Vehicle.objects.get(pk=car),
        hold_for=timedelta(minutes=5),
    )


def put(book: Book, car: str, start: str, end: str) -> Reservation:
    """A booking that sits on `car` without having asked for it."""
    row = book(f"12-12T{start}", f"12-12T{end}", car=car)
    Reservation.objects.filter(pk=row.pk).update(pinned=False)
    return row


def later(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:10:00+09:00"


def status(row: Reservation) -> str:
    return Reservation.objects.get(pk=row.pk).status


def test_a_car_is_kept_from_hire_over_a_hold_that_ran_out(shop: Location, settings: Settings) -> None:
    row = hold(shop, (10, 18), "c1")
    later(settings)
    car = Vehicle.objects.get(pk="c1")
    booking.block(car, starts_at=at(9), ends_at=at(19), reason="車検", actor=CLERK)
    assert status(row) == "expired"


def test_a_booking_moves_to_where_a_hold_ran_out(
    two_compacts: Location, book: Book, settings: Settings
) -> None:
    """c1 is taken 8-10, c2 14-18: for 9-15 the second must go to c1, where a hold ran out at 16-18."""
    book("12-12T08:00", "12-12T10:00", car="c1")
    moved = put(book, "c2", "14:00", "18:00")
    lapsed = hold(two_compacts, (16, 18), "c1")
    later(settings)
    assert book("12-12T09:00", "12-12T15:00", "compact").vehicle_id == "c2"
    assert Reservation.objects.get(pk=moved.pk).vehicle_id == "c1"
    assert status(lapsed) == "expired"


def test_a_booking_moves_to_where_the_session_itself_held(two_compacts: Location, book: Book) -> None:
    book("12-12T08:00", "12-12T10:00", car="c1")
    put(book, "c2", "14:00", "18:00")
    held = hold(two_compacts, (16, 18), "c1", session="s9")
    row = book("12-12T09:00", "12-12T15:00", "compact", actor=Actor("agent", session_id="s9"))
    assert row.vehicle_id == "c2"
    assert status(held) == "expired"


def test_a_rental_that_goes_on_finds_no_room_where_one_was_never_fetched(
    two_compacts: Location, book: Book, settings: Settings
) -> None:
    """At 13:00 the one of 10-14 asks for 18:00; its car is wanted at 16:00, and c2 was kept until 12:00."""
    row = put(book, "c1", "10:00", "14:00")
    book("12-12T16:00", "12-12T20:00", car="c1")
    book("12-12T09:00", "12-12T12:00", car="c2")
    settings.CLOCK_PINNED_AT = "2026-12-12T13:00:00+09:00"
    with pytest.raises(errors.NoVehicleAvailable):
        booking.change(row, actor=CLERK, return_at=at(18))
