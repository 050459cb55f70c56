"""Threads that start at the same moment, for tests of what several may do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import DEFAULT_DB_ALIAS, connection, connections

from reservations.repositories.orm import transactions

LONGEST = 300  # seconds


def together(count: int, operation: Callable[[int], Any], *, unanswered: Any = None) -> list[Any]:
    """What `operation(n)` answers to each of `count` threads that start at the same moment.

    `unanswered` stands for a thread whose operation raised, or did not end in LONGEST. Each waits for the
    locks of the others as long as it takes.
    """
    barrier = threading.Barrier(count)
    answers: list[Any] = [unanswered] * count

    def call(number: int) -> None:
        try:
            barrier.wait(30)
            answers[number] = operation(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(count)]
    with wait_for_locks():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST)
    return answers


@contextmanager
def wait_for_locks() -> Iterator[None]:
    """Connections that are opened in it wait LONGEST for a lock: on a busy machine many at once need more
    time than a caller has, and would be told that it is busy instead of who was first."""
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
    wait = {"timeout": LONGEST} if connection.vendor == "sqlite" else {}
    with patch.object(transactions, "PATIENCE", f"{LONGEST}s"), patch.dict(options, wait):
        yield
