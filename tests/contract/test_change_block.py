"""A car out of service at another time, or another car in its place."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, errors
from reservations.models import ReservationEvent
from reservations.values import Car, Rental, Shop
from tests.contract.conftest import CLERK, Book, at, car, clock_at

pytestmark = [pytest.mark.db, pytest.mark.django_db]
REPAIR = ("12-12T09:00", "12-12T17:00")


@pytest.fixture
def block(shop: Shop) -> Rental:
    starts_at, ends_at = (at(time) for time in REPAIR)
    return booking.block(car("c1"), starts_at=starts_at, ends_at=ends_at, reason="車検", actor=CLERK)


def test_block_changes_its_time_and_its_car_and_stays_itself(block: Rental, book: Book) -> None:
    later = booking.change_block(block, ends_at=at("12-13T17:00"), actor=CLERK)
    assert (later.id, later.pickup_at, later.blocked_until) == (block.id, block.pickup_at, at("12-13T17:00"))
    moved = booking.change_block(later, vehicle=car("c2"), actor=CLERK)
    assert (moved.vehicle_id, moved.customer_name, moved.status) == ("c2", "車検", "blocked")
    assert book(*REPAIR, car="c1").vehicle_id == "c1", "the first car is free again"
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-13T10:00", "12-13T12:00", car="c2")
    lines = ReservationEvent.objects.filter(reservation=block.id)
    assert [line.action for line in lines] == ["blocked", "changed", "changed"]


def test_block_changes_its_reason_and_nothing_else(block: Rental) -> None:
    changed = booking.change_block(block, reason="タイヤ交換", actor=CLERK)
    assert changed.customer_name == "タイヤ交換"
    same = (block.vehicle_id, block.pickup_at, block.return_at)
    assert (changed.vehicle_id, changed.pickup_at, changed.return_at) == same
    moved = booking.change_block(changed, ends_at=at("12-13T17:00"), actor=CLERK)
    assert moved.customer_name == "タイヤ交換"


def test_what_is_booked_on_the_car_must_be_moved_first(block: Rental, book: Book) -> None:
    rental = book("12-12T18:00", "12-12T20:00", car="c1")
    with pytest.raises(errors.CarTaken) as refused:
        booking.change_block(block, ends_at=at("12-12T19:00"), actor=CLERK)
    assert refused.value.facts["number"] == rental.number
    assert booking.change_block(block, ends_at=at("12-12T18:00"), actor=CLERK).return_at == at("12-12T18:00")


def test_block_that_is_no_more_or_never_was_one_is_refused(block: Rental, book: Book) -> None:
    with pytest.raises(errors.NoReservation):
        booking.change_block(book(*REPAIR, "minivan"), ends_at=at("12-13T17:00"), actor=CLERK)
    booking.release(block, actor=CLERK)
    with pytest.raises(errors.IllegalMove):
        booking.change_block(block, ends_at=at("12-13T17:00"), actor=CLERK)


def test_second_clerk_is_told(block: Rental, settings: Settings) -> None:
    clock_at(settings, "12-01T09:01")
    booking.change_block(block, ends_at=at("12-12T18:00"), actor=CLERK, version=block.version)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change_block(block, ends_at=at("12-12T19:00"), actor=CLERK, version=block.version)


def test_time_that_ends_before_it_starts_and_car_that_is_none_are_refused(block: Rental) -> None:
    with pytest.raises(errors.EndsBeforeStart):
        booking.change_block(block, ends_at=at("12-11T09:00"), actor=CLERK)
    with pytest.raises(errors.UnknownVehicle):
        booking.change_block(block, vehicle=Car("none", "ekimae", "compact"), actor=CLERK)
