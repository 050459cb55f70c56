"""Many callers at the same moment: threads that start together, and what they were answered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from reservations import tools
from reservations.tools import Caller

CARS = 5
ROUNDS = 8
WISH = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact"}
Answer = dict[str, Any]


def callers() -> int:
    """SQLite lets one write at a time: more of them would only wait longer."""
    return 40 if connection.vendor == "postgresql" else 16


def wish(day: int, start: int = 10, end: int = 18) -> dict[str, str]:
    period = (f"2026-12-{day:02}T{hour:02}:00:00" for hour in (start, end))
    return {**WISH, **dict(zip(("startDate", "endDate"), period, strict=True))}


def ask(name: str, session: str, key: str | None = None, **given: Any) -> Answer:
    return tools.run(name, given, caller=Caller("agent", session), key=key)


def together(count: int, deed: Callable[[int], Any]) -> list[Any]:
    """What `deed(n)` answers to each of `count` threads that start at the same moment."""
    barrier = threading.Barrier(count)
    answers: list[Any] = [{"code": "never answered", "success": False}] * count

    def caller(number: int) -> None:
        try:
            barrier.wait(30)
            answers[number] = deed(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each of these deeds answered, when all began at the same moment."""
    return together(len(deeds), lambda number: deeds[number]())


def outcomes(answers: list[Answer]) -> Counter[str]:
    return Counter("booked" if answer["success"] else answer["code"] for answer in answers)
