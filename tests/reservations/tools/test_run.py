"""Every tool by `run`: which there are, and what each costs the database."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection

from reservations.limits import windows
from reservations.models import Rate
from tests.reservations.conftest import SATURDAY, Ask, Book, DjangoAssertNumQueries

pytestmark = pytest.mark.db
COMPACT = {"locationId": "ekimae", **SATURDAY, "vehicleType": "compact"}
MINE = {"customerName": "山田太郎"}
CUSTOMER = {**MINE, "customerPhone": "090-1234-5678"}


def test_an_unknown_tool_is_a_problem(ask: Ask) -> None:
    assert ask("launch_rocket")["code"] == "unknown_tool"


@pytest.mark.parametrize(
    ("name", "given", "queries"),
    [
        ("list_locations", {}, 2),
        # shop, its week, its dates, cars
        ("get_availability", COMPACT, 4),
        # savepoint and release twice; shop, week, dates; rate; lock, car, insert, journal
        ("create_reservation", {**COMPACT, "customerName": "佐藤花子"}, 12),
        # the booking; to count the guess: look, insert, lock, update; as it was right: lock, update; and
        # savepoint and release of both
        ("find_reservation", MINE, 11),
        # those of the telephone on that day; the rest as for a number
        ("find_reservation_by_customer", {**CUSTOMER, "pickupDay": "2026-12-12"}, 11),
        # as to find it; savepoint and release; the table of fees
        ("cancel_reservation", MINE, 14),
        # as to find it; savepoint and release four times; read, lock cars, lock booking, week, dates,
        # holds, car, rate, update, journal; and the way back, as it only asks
        ("change_reservation", {**MINE, "endDate": "2026-12-12T19:00:00"}, 30),
        # shop, week, dates, rate
        ("quote_price", COMPACT, 4),
        # shop, week, dates, classes
        ("location_details", {"locationId": "ekimae"}, 4),
        # shop, week, dates, answers; the topics once more where none fits
        ("answer_question", {"locationId": "ekimae", "question": "犬"}, 5),
    ],
)
def test_a_tool_asks_the_database_no_more_than_it_must(
    name: str,
    given: dict[str, Any],
    queries: int,
    book: Book,
    ask: Ask,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windows, "_swept_at", time.time())  # old windows are forgotten once a minute
    bands = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 6000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **bands)
    mine = {}
    if given.keys() >= MINE.keys():
        row = book("12-12T10:00", "12-12T18:00", "compact", phone=given.get("customerPhone", ""))
        mine = {"number": row.number}
    mine = {} if name == "create_reservation" else mine
    if name == "create_reservation" and connection.vendor == "postgresql":
        queries += 1  # the lock of the session, which SQLite needs not
    with django_assert_num_queries(queries):
        assert ask(name, **mine, **given)["success"]
