"""Booking, changing and moving along the table of states."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from pathlib import Path

import pytest

from reservations import booking, clock, errors, times
from reservations.booking import Customer
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests import rows
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
CLERK = Actor("staff", who="sato")


def test_a_booking_is_written_down_with_its_maker(book: Book) -> None:
    row = book(
        "12-12T10:00", "12-12T18:00", "compact", actor=Actor("agent", session_id="s1", call_id="call-1")
    )
    event = row.events.get()
    assert (event.action, event.actor, event.session_id, event.call_id) == (
        "created",
        "agent",
        "s1",
        "call-1",
    )
    assert (row.status, row.source, row.session_id) == ("confirmed", "agent", "s1")
    assert "山田太郎" not in str(event.data)


def test_the_car_between_two_bookings_is_taken_first(book: Book) -> None:
    book("12-12T08:00", "12-12T10:00", car="c2")
    assert book("12-12T10:00", "12-12T18:00", "compact").vehicle_id == "c2"


def test_a_class_is_booked_until_it_is_gone(book: Book) -> None:
    assert {book("12-12T10:00", "12-12T18:00", "compact").vehicle_id for _ in range(2)} == {"c1", "c2"}
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T17:00", "12-12T19:00", "compact")
    assert book("12-12T17:00", "12-12T19:00", "minivan").vehicle_id == "m1"


def test_a_retired_car_is_not_rented(book: Book) -> None:
    Vehicle.objects.filter(pk="m1").update(active=False)
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T10:00", "12-12T18:00", "minivan")


def test_a_cancelled_booking_frees_its_car_at_once(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan")
    booking.cancel(row, actor=CLERK, reason="plans changed")
    assert book("12-12T10:00", "12-12T18:00", "minivan").pk != row.pk
    assert row.events.last().data["reason"] == "plans changed"  # type: ignore[union-attr]


@pytest.mark.parametrize(("before", "after"), [*itertools.product(Reservation.Status.values, repeat=2)])
def test_only_moves_on_the_table_are_made(before: str, after: str, book: Book) -> None:
    row = book("12-01T10:00", "12-12T18:00", "minivan")
    Reservation.objects.filter(pk=row.pk).update(status=before, pickup_at=row.pickup_at - timedelta(days=1))
    if after in Reservation.TRANSITIONS[before]:
        assert booking.take_step(row, after, actor=CLERK).status == after
    else:
        with pytest.raises(errors.IllegalMove):
            booking.take_step(row, after, actor=CLERK)
        assert Reservation.calendar.get(pk=row.pk).status == before


def change(row: Reservation, start: str, end: str, car: str) -> Reservation:
    return rows.of(
        booking.change(
            row,
            actor=CLERK,
            pickup_at=times.read_instant(f"2026-{start}", "Asia/Tokyo"),
            return_at=times.read_instant(f"2026-{end}", "Asia/Tokyo"),
            vehicle=Vehicle.objects.get(pk=car),
            customer=Customer("山田花子"),
        )
    )


def test_a_change_keeps_id_and_number(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    changed = change(row, "12-12T12:00", "12-12T20:00", "m1")
    assert (changed.pk, changed.number) == (row.pk, row.number)
    assert (changed.vehicle_class, changed.customer_name) == ("minivan", "山田花子")
    assert changed.events.last().data["before"]["vehicle"] == row.vehicle_id  # type: ignore[union-attr]


def test_a_change_is_judged_beside_others_but_not_beside_itself(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    book("12-12T10:00", "12-12T18:00", car="c2")
    with pytest.raises(errors.NoVehicleAvailable):
        change(row, "12-12T11:00", "12-12T18:00", "c2")
    assert change(row, "12-12T11:00", "12-12T19:00", "c1").pickup_local.hour == 11


def test_a_car_that_has_left_is_not_moved(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    booking.take_step(row, "out", actor=CLERK)
    with pytest.raises(errors.IllegalMove):
        change(row, "12-12T11:00", "12-12T18:00", "c2")


def test_a_rental_in_new_york_leaves_by_its_own_clock(shop: Location, book: Book) -> None:
    there = Location.objects.create(id="ny", name="New York", timezone="America/New_York")
    Vehicle.objects.create(id="n1", location=there, vehicle_class="sedan")
    Location.objects.filter(pk="ny").update(horizon_days=400)
    row = book("12-12T10:00", "12-12T18:00", shop=there)
    assert (row.pickup_at.hour, row.pickup_local.hour) == (15, 10)


def test_only_the_store_writes_reservations() -> None:
    root = Path(clock.__file__).parent
    writing = re.compile(
        r"(Reservation|Block)\.(objects|calendar)\b[^\n]*\.(create|update|bulk_\w+|\w+_or_create|delete)\("
        r"|\b(Reservation|Block)\("
    )
    writers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "migrations" not in path.parts
        and writing.search(
            path.read_text(encoding="utf-8").replace("class Reservation(", "").replace("class Block(", "")
        )
    }
    keepers = ("repositories/orm/", "repositories/mirror/")
    assert {path for path in writers if not path.startswith(keepers)} == set()
    assert "repositories/orm/creating.py" in writers
