"""Cars out of service stand under the same guard as rentals."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from reservations import booking, errors, times
from reservations.models import Block, Location, Reservation, Vehicle
from reservations.values import Actor
from tests.reservations.conftest import SATURDAY, Ask, Book

pytestmark = pytest.mark.db
CLERK = Actor("staff", who="hanako")


def at(hour: int) -> datetime:
    return times.read_instant(f"2026-12-12T{hour:02}:00", "Asia/Tokyo")


def inspection(car: str = "m1", start: int = 9, end: int = 19) -> Block:
    vehicle = Vehicle.objects.get(pk=car)
    block = booking.block(vehicle, starts_at=at(start), ends_at=at(end), reason="車検", actor=CLERK)
    return Block.objects.get(pk=block.id)


def test_a_car_out_of_service_is_neither_listed_nor_booked(shop: Location, ask: Ask) -> None:
    inspection()
    listed = ask("get_availability", locationId="ekimae", vehicleType="minivan", **SATURDAY)
    assert listed["classes"] == []
    booked = ask(
        "create_reservation", locationId="ekimae", vehicleType="minivan", customerName="佐藤", **SATURDAY
    )
    assert booked["code"] == "no_vehicle_available"


def test_a_block_is_no_reservation(shop: Location) -> None:
    row = inspection()
    assert list(Reservation.objects.all()) == []
    assert list(Block.objects.all()) == [row]
    assert [event.action for event in row.events.all()] == ["blocked"]


def test_a_booked_car_is_not_blocked_and_the_clerk_learns_by_whom(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan")
    with pytest.raises(errors.CarTaken) as caught:
        inspection()
    assert row.number in caught.value.as_problem("ja")["detail"]
    assert inspection(start=18, end=20)


def test_the_database_itself_refuses_a_rental_of_a_blocked_car(book: Book) -> None:
    inspection("c1")
    row = book("12-12T10:00", "12-12T18:00", car="c2")
    with pytest.raises(IntegrityError, match="no_double_booking"), transaction.atomic():
        Reservation.objects.filter(pk=row.pk).update(vehicle="c1")


def test_a_released_car_is_for_hire_at_once(book: Book) -> None:
    row = inspection()
    booking.release(row, actor=CLERK)
    assert book("12-12T10:00", "12-12T18:00", "minivan").vehicle_id == "m1"
    with pytest.raises(errors.IllegalMove):
        booking.release(row, actor=CLERK)


def test_a_block_that_ends_before_it_starts_is_refused(shop: Location) -> None:
    with pytest.raises(errors.EndsBeforeStart):
        inspection(start=19, end=9)
