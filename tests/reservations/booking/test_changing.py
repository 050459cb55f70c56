"""Other times, another class, another car: what stays and what goes with it."""

from __future__ import annotations

import pytest

from reservations import booking, errors
from reservations.booking import Customer
from reservations.models import Location, Vehicle
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
CLERK = Actor("staff")


def test_a_car_stays_where_it_will_do(book: Book) -> None:
    """c2 would leave a smaller gap, but nobody gains by changing cars."""
    book("12-12T08:00", "12-12T09:00", car="c2")
    row = book("12-12T12:00", "12-12T18:00", "compact")
    before = row.vehicle_id
    later = booking.change(row, actor=CLERK, return_at=row.return_at.replace(hour=10))
    assert later.vehicle_id == before


def test_another_car_of_the_class_is_found_where_its_own_is_taken(book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", "compact")
    book("12-12T14:00", "12-12T18:00", car=row.vehicle_id)
    changed = booking.change(row, actor=CLERK, return_at=row.return_at.replace(hour=7))
    assert changed.vehicle_id == {"c1": "c2", "c2": "c1"}[row.vehicle_id]


def test_a_car_that_was_chosen_is_kept_or_the_change_refused(book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", car="c1")
    book("12-12T14:00", "12-12T18:00", car="c1")
    with pytest.raises(errors.NoVehicleAvailable):
        booking.change(row, actor=CLERK, return_at=row.return_at.replace(hour=7))


def test_choosing_a_car_pins_it_and_another_class_lets_it_go(book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", "compact")
    assert not row.pinned
    chosen = booking.change(
        row, actor=CLERK, vehicle=Vehicle.objects.get(pk="c2" if row.vehicle_id == "c1" else "c1")
    )
    assert chosen.pinned
    other_class = booking.change(chosen, actor=CLERK, vehicle_class="minivan")
    assert (other_class.vehicle_id, other_class.pinned) == ("m1", False)


def test_changing_only_the_car_keeps_the_turnaround_that_was_agreed(shop: Location, book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", "compact")
    Location.objects.update(turnaround_minutes=60)
    other = "c2" if row.vehicle_id == "c1" else "c1"
    moved = booking.change(row, actor=CLERK, vehicle=Vehicle.objects.get(pk=other))
    assert moved.blocked_until == row.return_at
    later = booking.change(moved, actor=CLERK, return_at=row.return_at.replace(hour=6))
    assert (later.blocked_until - later.return_at).total_seconds() == 3600


def test_a_caller_who_comes_late_may_still_return_later(book: Book) -> None:
    """The pickup is past by then, and stays what it was."""
    row = book("12-01T09:00", "12-01T14:00", "compact")
    longer = booking.change(row, actor=Actor("agent"), return_at=row.return_at.replace(hour=8))
    assert longer.return_local.hour == 17


def test_a_car_that_is_let_go_may_be_exchanged_in_the_same_change(book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", car="c1")
    book("12-12T14:00", "12-12T18:00", car="c1")
    changed = booking.change(row, actor=CLERK, return_at=row.return_at.replace(hour=7), pinned=False)
    assert (changed.vehicle_id, changed.pinned) == ("c2", False)


def test_a_customer_hears_of_what_was_promised_and_not_of_the_desks_own_matters(book: Book) -> None:
    row = book("12-12T10:00", "12-12T14:00", "compact", phone="090-1234-5678")
    assert [message.kind for message in row.messages.all()] == ["confirmed"]
    other = Vehicle.objects.get(pk="c2" if row.vehicle_id == "c1" else "c1")
    noted = Customer(row.customer_name, phone=str(row.customer_phone), notes="喫煙車は不可")
    booking.change(row, actor=CLERK, vehicle=other, customer=noted)
    assert row.messages.count() == 1
    booking.change(row, actor=CLERK, return_at=row.return_at.replace(hour=7))
    assert sorted(message.kind for message in row.messages.all()) == ["changed", "confirmed"]
