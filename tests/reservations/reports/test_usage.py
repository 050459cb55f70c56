"""The use of the cars and who made bookings, by hand-made cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from reservations import booking
from reservations.models import Location, Reservation, Vehicle
from reservations.reports import usage
from reservations.reports.usage import Scope
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
TENTH, TWENTIETH = datetime(2026, 12, 9, 15, tzinfo=UTC), datetime(2026, 12, 19, 15, tzinfo=UTC)  # of Japan
PERIOD = Scope(None, TENTH, TWENTIETH)
LENGTH = TWENTIETH - TENTH


def test_rented_hours_are_counted_as_far_as_they_lie_in_the_period(book: Book) -> None:
    book("12-12T10:00", "12-12T18:00", "compact")
    book("12-08T10:00", "12-10T12:00", "compact")  # half a day of it
    book("12-19T18:00", "12-21T18:00", "minivan")  # six hours of it
    book("12-01T12:00", "12-03T12:00", "compact")
    found = usage.measure_classes(PERIOD)
    hours = {kind: use.rented / timedelta(hours=1) for kind, use in found.items()}
    assert hours == {"compact": 8 + 12, "minivan": 6}
    assert {kind: use.cars for kind, use in found.items()} == {"compact": 2, "minivan": 1}
    assert {kind: use.bookings for kind, use in found.items()} == {"compact": 1, "minivan": 1}
    assert found["compact"].find_share(LENGTH) == pytest.approx(20 / (2 * 240))


def test_hours_out_of_service_are_no_hours_to_rent(shop: Location, book: Book) -> None:
    car = Vehicle.objects.get(pk="m1")
    booking.block(
        car,
        starts_at=TENTH,
        ends_at=TENTH + timedelta(days=5),
        reason="車検",
        actor=Actor("staff"),
    )
    book("12-16T10:00", "12-17T10:00", car="m1")
    use = usage.measure_classes(PERIOD)["minivan"]
    assert use.blocked == timedelta(days=5)
    assert use.find_share(LENGTH) == pytest.approx(24 / 120)


def test_real_times_count_where_they_are_known_and_what_was_cancelled_does_not(book: Book) -> None:
    returned = book("12-12T10:00", "12-12T18:00", "compact")
    Reservation.objects.filter(pk=returned.pk).update(
        status="returned",
        picked_up_at=returned.pickup_at,
        returned_at=returned.return_at + timedelta(hours=2),
    )
    Reservation.objects.filter(pk=book("12-13T10:00", "12-13T18:00", "compact").pk).update(status="cancelled")
    assert usage.measure_classes(PERIOD)["compact"].rented == timedelta(hours=10)


def test_car_that_left_early_or_came_late_is_in_use_over_the_edge_of_the_period(book: Book) -> None:
    """As found: what was planned outside of the period was left out, whenever the car was really away."""
    late = book("12-08T10:00", "12-09T18:00", car="c1")
    Reservation.objects.filter(pk=late.pk).update(
        status="returned", picked_up_at=late.pickup_at, returned_at=TENTH + timedelta(hours=30)
    )
    early = book("12-20T09:00", "12-20T18:00", car="c2")
    Reservation.objects.filter(pk=early.pk).update(status="out", picked_up_at=TWENTIETH - timedelta(hours=5))
    use = usage.measure_classes(PERIOD)["compact"]
    assert (use.rented / timedelta(hours=1), use.bookings, use.revenue) == (35, 0, 0)


def test_car_that_is_not_back_is_in_use_until_now(book: Book, settings: Settings) -> None:
    row = book("12-08T10:00", "12-09T18:00", car="c1")
    Reservation.objects.filter(pk=row.pk).update(status="out", picked_up_at=row.pickup_at)
    settings.CLOCK_PINNED_AT = (TENTH + timedelta(hours=9)).isoformat()
    assert usage.measure_classes(PERIOD)["compact"].rented == timedelta(hours=9)


def test_car_that_is_back_in_service_is_out_of_it_no_longer(shop: Location, settings: Settings) -> None:
    clerk = Actor("staff")
    days = timedelta(days=8)
    row = booking.block(
        Vehicle.objects.get(pk="m1"), starts_at=TENTH, ends_at=TENTH + days, reason="修理", actor=clerk
    )
    settings.CLOCK_PINNED_AT = (TENTH + timedelta(hours=12)).isoformat()
    booking.release(row, actor=clerk)
    assert usage.measure_classes(PERIOD)["minivan"].blocked == timedelta(hours=12)


def test_a_class_without_cars_is_in_use_by_nothing() -> None:
    assert usage.ClassUse().find_share(LENGTH) == 0


def test_only_the_shops_that_are_asked_for_count(shop: Location, book: Book) -> None:
    book("12-12T10:00", "12-12T18:00", "compact")
    elsewhere = Scope(frozenset({"sapporo"}), TENTH, TWENTIETH)
    assert usage.measure_classes(elsewhere) == {}
    assert (
        usage.measure_makers(Scope(frozenset({"sapporo"}), datetime(2026, 11, 1, tzinfo=UTC), TWENTIETH))
        == []
    )


def test_bookings_by_their_maker_and_those_that_nobody_had_to_correct(book: Book) -> None:
    agent = Actor("agent", session_id="s1")
    rows = [book(f"12-{day}T10:00", f"12-{day}T18:00", "compact", actor=agent) for day in (10, 11, 12)]
    Reservation.objects.update(price=8000)
    booking.cancel(rows[1], actor=Actor("staff", who="hanako"))
    booking.cancel(rows[2], actor=Actor("agent", session_id="s2"))
    book("12-13T10:00", "12-13T18:00", "compact")
    whole = Scope(None, datetime(2026, 11, 30, tzinfo=UTC), TWENTIETH)
    found = {maker.source: maker for maker in usage.measure_makers(whole)}
    assert (found["agent"].bookings, found["agent"].cancelled, found["agent"].uncorrected) == (3, 2, 2)
    assert found["agent"].revenue == 8000
    assert found["staff"].bookings == 1
    assert usage.count_bookings_by_agent(whole) == 3
