"""One short transaction for an operation, begun anew when a rival got in its way. Knows nothing of cars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

from django.db import IntegrityError, OperationalError, connection, transaction

from reservations.errors import Busy

# Against rivals: who lost three times hears that it is busy, while the caller still listens.
TRIES = 3
# With three of four numbers in use, one operation in a thousand would not find a free one in so many draws.
DRAWS = 25
# How long one statement waits for a lock: PostgreSQL alone would wait for ever, and the caller with it.
PATIENCE = "3s"
PATIENT: WeakSet[Any] = WeakSet()  # connections that do not wait for ever
T = TypeVar("T")


class Overtaken(Exception):
    """What was read before the lock is not so any more: begin anew."""


class NumberTaken(Exception):
    """The drawn number belongs to another booking: bad luck, and no rival. Draw again."""


def is_number_taken(error: IntegrityError) -> bool:
    """Whether a row was refused for its number: both databases name the column, in words of their own."""
    return "number" in str(error)


def run_with_retries(operation: Callable[[], T]) -> T:
    """Do `operation` in one transaction; anew when a rival got in its way; then say that it is busy."""
    if connection.in_atomic_block:
        return draw_within(operation)
    rivals = 0
    for _draw in range(DRAWS):
        try:
            limit_patience()
            with transaction.atomic():
                return operation()
        except NumberTaken:
            continue
        except (IntegrityError, OperationalError, Overtaken) as error:
            rivals += 1
            if rivals == TRIES:
                raise Busy from error
    raise Busy


def draw_within(operation: Callable[[], T]) -> T:
    """Do `operation` in the transaction that is open: after a rival, whoever opened that one begins anew.

    A taken number is nobody's rival: each draw has a savepoint, and what was done before it stands.
    """
    for _draw in range(DRAWS):
        try:
            with transaction.atomic():
                return operation()
        except NumberTaken:
            continue
    raise Busy


def limit_patience() -> None:
    """Once for each connection, and outside of a transaction, whose end in failure would undo it."""
    if connection.vendor != "postgresql":
        return
    connection.ensure_connection()
    if connection.connection not in PATIENT:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        PATIENT.add(connection.connection)
