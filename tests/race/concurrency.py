"""Many callers at the same moment: threads that start together, and what they were answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from reservations import times, tools
from reservations.booking import Customer
from reservations.errors import ReservationError
from reservations.models import Location, Reservation, Vehicle
from reservations.tools import Caller
from reservations.values import Actor
from tests import rows, threads
from tests.soak import size

CALLERS = size(16, whole=40)
CARS = 5
ROUNDS = size(2, whole=8)
CLERK = Actor("staff", who="hanako")
CUSTOMER = Customer("佐藤花子", "サトウハナコ", "090-1234-5678")
REQUEST = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact"}
Answer = dict[str, Any]


def request_for(day: int, start: int = 10, end: int = 18) -> dict[str, str]:
    period = (f"2026-12-{day:02}T{hour:02}:00:00" for hour in (start, end))
    return {**REQUEST, **dict(zip(("startDate", "endDate"), period, strict=True))}


def ask(name: str, session: str, key: str | None = None, **given: Any) -> Answer:
    return tools.run(name, given, caller=Caller("agent", session), key=key)


def at(day: int, hour: int) -> datetime:
    """In December 2026, by the clock at the shop."""
    return times.read_instant(f"2026-12-{day:02}T{hour:02}:00", "Asia/Tokyo")


def book(
    shop: Location, day: int, hours: tuple[int, int], car: str | None = None, **other: Any
) -> Reservation:
    """By a clerk at the domain's own door: a compact, or just this car."""
    given: dict[str, Any] = {"actor": CLERK, "vehicle_class": "compact", **other}
    return rows.create(
        shop,
        pickup_at=at(day, hours[0]),
        return_at=at(day, hours[1]),
        customer=CUSTOMER,
        vehicle=Vehicle.objects.get(pk=car) if car else None,
        **given,
    )


def code(operation: Callable[..., object], *args: Any, **given: Any) -> Callable[[], str]:
    """The operation, as one that answers "done" or its refusal's code; anything else stays an exception."""

    def run() -> str:
        try:
            operation(*args, **given)
        except ReservationError as refusal:
            return refusal.code
        return "done"

    return run


def together(count: int, operation: Callable[[int], Any]) -> list[Any]:
    """As `threads.together`; a thread without an answer counts as a tool that never answered."""
    never = {"code": "never answered", "success": False}
    return threads.together(count, operation, unanswered=never)


def at_once(*operations: Callable[[], Any]) -> list[Any]:
    """What each of these operations answered, when all began at the same moment."""
    return together(len(operations), lambda number: operations[number]())


def outcomes(answers: list[Answer]) -> Counter[str]:
    return Counter("booked" if answer["success"] else answer["code"] for answer in answers)
