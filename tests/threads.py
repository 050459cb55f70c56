"""Threads that start at the same moment, for tests of what several may do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def together(count: int, operation: Callable[[int], Any], *, unanswered: Any = None) -> list[Any]:
    """What `operation(n)` answers to each of `count` threads that start at the same moment.

    `unanswered` stands for a thread whose operation raised, or did not end in two minutes.
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
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers
