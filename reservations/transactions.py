"""One short transaction for a deed, begun anew when a rival got in its way. Knows nothing of cars."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from reservations.errors import Busy

TRIES = 3
PATIENCE = "3s"
T = TypeVar("T")


class Overtaken(Exception):
    """What was read before the lock is not so any more: begin anew."""


def persistently(deed: Callable[[], T]) -> T:
    """Do `deed` in one transaction; anew when a rival got in its way; then say that it is busy."""
    if connection.in_atomic_block:  # whoever opened the transaction begins anew
        with transaction.atomic():
            return deed()
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                return deed()
        except (IntegrityError, OperationalError, Overtaken) as error:
            if attempt == TRIES:
                raise Busy from error
    raise Busy  # pragma: no cover  (the loop returns or raises)
