"""Locks that others keep: waited for, tried again, and at last answered by "busy", with nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from reservations.models import Location, PersonalDataView, Receipt, Reservation, Vehicle
from reservations.repositories.orm import transactions
from tests.race.concurrency import ask, at_once, book, request_for
from tests.race.invariants import invariants_hold

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def impatient(operation: Callable[[], Any]) -> Any:
    """In a thread and a connection of its own, which waits for a lock only a moment."""

    def done() -> Any:
        try:
            connection.ensure_connection()
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET lock_timeout = '100ms'")
                    transactions.PATIENT.add(connection.connection)
                else:
                    cursor.execute("PRAGMA busy_timeout = 100")
            return operation()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result(30)


def test_who_keeps_the_cars_for_long_makes_the_desk_busy(five_cars: Location) -> None:
    def take() -> Any:
        return ask("create_reservation", "s1", "call-1", **request_for(5))

    with transaction.atomic():
        list(Vehicle.objects.lock_in_order())
        refused = impatient(take)
    assert (refused["code"], refused["status"]) == ("busy", 503)
    assert refused["spoken"]
    assert (Reservation.objects.count(), Receipt.objects.count()) == (0, 0)
    assert impatient(take)["success"], "the same call, once the cars are free again"
    assert invariants_hold()


def test_page_that_waits_for_a_table_says_that_it_cannot_answer(five_cars: Location) -> None:
    """It notes who looked at whose data, which is no booking: nobody tries that again."""
    row = book(five_cars, 5, (10, 18))
    clerk = Client(raise_request_exception=False)
    clerk.force_login(User.objects.create_superuser("hanako"))

    def look() -> Any:
        return clerk.get(f"/admin/reservations/reservation/{row.pk}/change/")

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK {PersonalDataView._meta.db_table} IN SHARE MODE")
        else:
            list(Vehicle.objects.lock_in_order())
        refused = impatient(look)
    assert refused.status_code == 503
    assert "ただいま応答できません" in refused.content.decode()
    assert impatient(look).status_code == 200


def test_of_two_who_wait_for_each_other_both_come_through(two_cars: Location) -> None:
    """SQLite lets nobody in beside a writer; PostgreSQL finds the circle, and one of them begins anew."""
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    def crossing(first: str, second: str) -> str:
        def operation() -> str:
            attempts.append(first)
            list(Vehicle.objects.filter(pk=first).lock_in_order())
            if connection.vendor == "postgresql" and attempts.count(first) == 1:
                both_hold_one.wait(10)
            list(Vehicle.objects.filter(pk=second).lock_in_order())
            return f"{first}{second}"

        return transactions.run_with_retries(operation)

    told = at_once(lambda: crossing("c0", "c1"), lambda: crossing("c1", "c0"))
    assert told == ["c0c1", "c1c0"]
    # One of them, or on a busy machine both: its patience may end while the circle is being undone.
    assert (len(attempts) > 2) == (connection.vendor == "postgresql")


def test_what_is_only_read_is_answered_alike_to_twins(five_cars: Location) -> None:
    period = {name: value for name, value in request_for(5).items() if name != "customerName"}

    def look(key: str) -> Any:
        return ask("get_availability", "s1", key, **period)

    for key in ("call-1", "call-2", "call-3", "call-4", "call-5"):
        first, *others = at_once(*[partial(look, key)] * 8)
        assert first["success"]
        assert others == [first] * 7
    assert Receipt.objects.count() == 5
