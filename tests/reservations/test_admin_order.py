"""The list of reservations opens with who comes next; what is past comes last."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from reservations import clock
from reservations.models import Location, Reservation, Vehicle
from tests.reservations.conftest import Book
from tests.reservations.recorded import cosmos, record, store
from tests.reservations.test_admin import LIST, clerk

__all__ = ["clerk", "cosmos", "record", "store"]
pytestmark = pytest.mark.db
NUMBERS = count()


def listed(clerk: Client, **query: str) -> list[str]:
    """The names on a page of the list, from above."""
    answer: Any = clerk.get(LIST, query)
    assert answer.status_code == 200
    return [row.customer_name for row in answer.context["cl"].result_list]


@pytest.fixture
def calendar(book: Book, settings: Settings) -> None:
    """Booked on the first of December; now it is noon of the tenth."""
    for name, day, hour in (
        ("山田 future", 24, 10),
        ("past", 3, 10),
        ("yesterday", 9, 19),
        ("山田 tomorrow", 11, 10),
        ("this morning", 10, 8),
        ("tonight", 10, 19),
    ):
        book(f"12-{day:02}T{hour:02}:00", f"12-{day:02}T20:00", "compact", name=name)
    settings.CLOCK_PINNED_AT = "2026-12-10T12:00:00+09:00"


def test_list_opens_with_today_and_ends_with_the_past(clerk: Client, store: str, calendar: None) -> None:
    soonest = ["this morning", "tonight", "山田 tomorrow", "山田 future", "yesterday", "past"]
    assert listed(clerk) == soonest
    assert listed(clerk, all="") == soonest


def test_search_puts_tomorrow_above_what_is_later(clerk: Client, calendar: None) -> None:
    assert listed(clerk, q="山田") == ["山田 tomorrow", "山田 future"]


def test_column_that_was_clicked_decides(clerk: Client, calendar: None) -> None:
    pickup = str(1 + admin.site.get_model_admin(Reservation).list_display.index("pickup_column"))
    by_pickup = ["past", "yesterday", "this morning", "tonight", "山田 tomorrow", "山田 future"]
    assert listed(clerk, o=pickup) == by_pickup
    assert listed(clerk, o=f"-{pickup}") == by_pickup[::-1]
    answer: Any = clerk.get(LIST)
    assert "sorted" not in answer.content.decode(), "no column is marked before one is clicked"


def test_today_is_the_day_of_each_shop(clerk: Client, book: Book, settings: Settings) -> None:
    """At noon in Tokyo it is still the ninth in Hawaii, and the tenth has long begun in Auckland."""
    for zone in ("Pacific/Honolulu", "Pacific/Auckland"):
        there = Location.objects.create(id=zone[8:], name=zone[8:], timezone=zone)
        Vehicle.objects.create(id=zone, location=there, vehicle_class="compact")
        for day in (8, 9, 10):
            book(f"12-{day:02}T09:00", f"12-{day:02}T18:00", shop=there, name=f"{zone[8:]} {day}")
    settings.CLOCK_PINNED_AT = "2026-12-10T12:00:00+09:00"
    assert listed(clerk) == [
        "Honolulu 9",
        "Auckland 10",
        "Honolulu 10",
        "Auckland 9",
        "Honolulu 8",
        "Auckland 8",
    ]


HOURS = st.integers(-24 * 60, 24 * 60)


@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(HOURS, max_size=12), length=st.integers(1, 5))
def test_pages_of_a_long_list_are_in_the_order_of_a_short_one(
    hours: list[int], length: int, clerk: Client, shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, hours)
    short = listed(clerk)
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", length)
    pages = range(1, max(1, -(-len(hours) // length)) + 1)
    assert [name for page in pages for name in listed(clerk, p=str(page))] == short
    monkeypatch.undo()
    today = midnight()
    ahead = [at for at in sorted(map(moment, hours)) if at >= today]
    assert [str(at) for at in ahead] == short[: len(ahead)]


def test_page_of_a_long_list_is_read_along_the_index(
    clerk: Client, shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan for so few rows is a matter of this database")
    write(shop, [*range(-24 * 40, 24 * 40, 12)])
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 50)
    for page in ("1", "2", "3"):
        with CaptureQueriesContext(connection) as asked:
            assert len(listed(clerk, p=page)) == 50
        of_rows = [each["sql"] for each in asked if "LIMIT" in each["sql"] and "ORDER BY" in each["sql"]]
        assert of_rows
        for sql in of_rows:
            plan = explained(sql)
            assert "USING INDEX reservations_reservation_pickup_at" in plan
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def moment(hours: int) -> datetime:
    return clock.now() + timedelta(hours=hours)


def midnight() -> datetime:
    wall = clock.local(clock.now(), "Asia/Tokyo")
    return wall.replace(hour=0, minute=0)


def write(shop: Location, hours: list[int]) -> None:
    """Bookings so many hours from now, named by their instant, in place of those that there are."""
    Reservation.objects.all().delete()
    Reservation.objects.bulk_create(
        Reservation(
            number=f"T-{next(NUMBERS):06}",
            location=shop,
            vehicle_id="c1",
            vehicle_class="compact",
            status="cancelled",
            source="staff",
            customer_name=str(moment(hour)),
            pickup_at=moment(hour),
            return_at=moment(hour + 8),
            blocked_until=moment(hour + 8),
        )
        for hour in hours
    )
