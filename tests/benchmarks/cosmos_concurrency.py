"""Callers at the same moment, in a process of their own: what a booking costs them, and how long it takes.

Needs django.setup() before it is imported.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import connections

from reservations import booking
from reservations.errors import ReservationError
from reservations.models import Location
from reservations.values import Actor, Customer
from tests.benchmarks.cosmos_shops import MORNING, at
from tests.fakes.cosmos import CosmosServer

BOOKED = "booked"


@dataclass(frozen=True)
class Order:
    """`wishes`: the day and hour of each caller's. With `seconds`, they book on and on, day after day."""

    url: str
    key: str
    shops: tuple[str, ...]
    wishes: tuple[tuple[int, int], ...]
    seconds: float = 0.0


@dataclass(frozen=True)
class Told:
    seconds: float
    outcome: str


def answers(order: Order) -> list[Told]:
    """To be run in a process of its own, which makes a client of its own."""
    settings.RESERVATION_STORE, settings.CLOCK_PINNED_AT = "cosmos", MORNING
    settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = order.url, order.key
    logging.getLogger("reservations").setLevel(logging.ERROR)  # that it gave up is told in the table
    told: list[Told] = []
    barrier = threading.Barrier(len(order.wishes))
    callers = [
        threading.Thread(target=caller, args=(number, order, barrier, told))
        for number in range(len(order.wishes))
    ]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    return told


def caller(number: int, order: Order, barrier: threading.Barrier, told: list[Told]) -> None:
    shop = Location.objects.get(pk=order.shops[number % len(order.shops)])
    day, hour = order.wishes[number]
    until, again = 0.0, 0
    try:
        barrier.wait(60)
        until = time.monotonic() + order.seconds
        while True:
            told.append(booked(shop, f"s{number}-{again}", day + again, hour))
            again += 1
            if time.monotonic() >= until:
                return
    finally:
        connections.close_all()


def booked(shop: Location, session: str, day: int, hour: int) -> Told:
    start = at(day, hour)
    began = time.perf_counter()
    try:
        booking.create(
            shop,
            pickup_at=start,
            return_at=start + timedelta(hours=6),
            customer=Customer("山田太郎"),
            actor=Actor("agent", session_id=session),
            vehicle_class="compact",
        )
        outcome = BOOKED
    except ReservationError as refusal:
        outcome = refusal.code
    return Told(time.perf_counter() - began, outcome)


HEAD = (
    f"{'callers':<44} {'booked':>7} {'refused':>8} {'busy':>5} {'requests':>9} {'retries':>8} "
    f"{'p50':>7} {'worst':>7}"
)


def row(name: str, told: list[Told], server: CosmosServer) -> str:
    """Requests of all callers for each booking; retries: batches that found a calendar changed."""
    outcomes = Counter(each.outcome for each in told)
    done, seconds = outcomes[BOOKED], [each.seconds for each in told]
    asked = [line for line in server.ledger if line.container]
    batches = sum(line.kind == "batch" for line in asked)
    busy = outcomes["busy"] + outcomes["store_unavailable"]
    refused = len(told) - done - busy
    return (
        f"{name:<44} {done:>7} {refused:>8} {busy:>5} "
        f"{len(asked) / done:>9.1f} {(batches - done) / done:>8.1f} "
        f"{np.median(seconds):>5.2f} s {max(seconds):>5.2f} s"
    )


def days(count: int) -> tuple[tuple[int, int], ...]:
    """Each a day of its own: only the calendars are shared."""
    return tuple((3 + number, 10) for number in range(count))


def anyhow(count: int) -> tuple[tuple[int, int], ...]:
    dice = random.Random(0)
    return tuple((3 + dice.randrange(4), 8 + dice.randrange(6)) for _ in range(count))
