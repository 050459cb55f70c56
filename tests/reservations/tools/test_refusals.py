"""A refusal looks for what could be had instead, and keeps nobody waiting for that."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from reservations.models import Location
from tests.reservations.conftest import REQUEST, Ask, Book

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def test_alternatives_are_looked_for_when_nothing_is_locked_any_more(
    transactional_db: None, shop: Location, book: Book, ask: Ask
) -> None:
    book("12-12T10:00", "12-12T18:00", car="m1")
    locked: list[bool] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        locked.append(connection.in_atomic_block)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        refused = ask("create_reservation", key="call-1", vehicleType="minivan", **REQUEST)
    assert refused["code"] == "no_vehicle_available"
    assert refused["alternatives"]
    last_locked = len(locked) - locked[::-1].index(True)
    assert len(locked[last_locked:]) >= 3, "shops, cars and bookings around the wish"


def test_a_refusal_stands_although_nothing_can_be_looked_for(
    transactional_db: None, shop: Location, book: Book, ask: Ask
) -> None:
    """What is told is why the car cannot be had, not that the search failed."""
    book("12-12T10:00", "12-12T18:00", car="m1")

    def broken(execute: Any, sql: str, *rest: Any) -> Any:
        if not connection.in_atomic_block and '"reservations_reservation"' in sql:
            raise OperationalError("gone away")
        return execute(sql, *rest)

    with connection.execute_wrapper(broken):
        refused = ask("create_reservation", key="call-1", vehicleType="minivan", **REQUEST)
    assert (refused["code"], refused["alternatives"]) == ("no_vehicle_available", [])
    assert refused["spoken"]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_went_away_is_busy_and_no_fault_of_ours(
    error: type[Exception], transactional_db: None, shop: Location, ask: Ask
) -> None:
    def broken(execute: Any, sql: str, *rest: Any) -> Any:
        raise error("the connection is closed")

    with connection.execute_wrapper(broken):
        refused = ask("create_reservation", key="call-1", vehicleType="compact", **REQUEST)
    assert (refused["code"], refused["status"]) == ("busy", 503)
