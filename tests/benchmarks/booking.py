"""The booking core beside a bare psycopg loop over the same statements, measured in turns.

Runs with DATABASE_URL of a throwaway PostgreSQL, in a process of its own: apart.py starts it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections

from reservations import availability, clock, lookup, shop_rules
from reservations.tools import alternatives
from reservations.values import Car
from tests.benchmarks import bare, booking_rows, calls, concurrency
from tests.benchmarks.figures import Ratios

QUERIES = 400
WARM = 40
SHOPS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reservations", type=int, nargs=2, default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    connection.close()
    sizes = [filled(reservations) for reservations in arguments.reservations]
    print(server(), end="\n\n", flush=True)

    print("Alone, in one thread; the bare loop sends the same statements with the same parameters.")
    table = Ratios("product", "bare")
    small, large = sizes
    figures = in_turns([product_asks(small), product_asks(large), bare_asks(small), bare_asks(large)])
    limit = 3.0
    for size, ours, theirs in ((small, figures[0], figures[2]), (large, figures[1], figures[3])):
        table.at_most(f"get_availability, {size.reservations:,} reservations", ours, theirs, "ms", limit)
    print("\nThe same with more reservations beside fewer.")
    growth = Ratios("more", "fewer")
    growth.at_most("get_availability, product", figures[1], figures[0], "ms", 1.5)
    growth.at_most("get_availability, bare", figures[3], figures[2], "ms", 1.5)

    with large.chosen():
        concurrency.measure(large.url, arguments.rounds)
        print(f"overlapping bookings afterwards: {booking_rows.overlaps(large.url)}\n")
        calls.count()


class Size:
    """A database with so many reservations, and a connection of Django's to it."""

    def __init__(self, reservations: int) -> None:
        self.reservations = reservations
        self.name = f"with_{reservations}"
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        self.url, self.maintenance = f"{server}/{self.name}", f"{server}/template1"
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": self.name}

    @contextmanager
    def chosen(self) -> Iterator[None]:
        """The domain works on this database."""
        before = connections["default"]
        connections["default"] = self.connection
        try:
            yield
        finally:
            connections["default"] = before


def filled(reservations: int) -> Size:
    size = Size(reservations)
    with psycopg.connect(size.maintenance, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {size.name} TEMPLATE postgres")
    seconds = booking_rows.fill(size.url, reservations)
    print(f"{reservations:,} reservations filled in {seconds:.1f} s", flush=True)
    return size


def server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), current_setting('fsync'), current_setting('shared_buffers')")
        version, fsync, buffers = cursor.fetchone()
    return f"{' '.join(version.split()[:2])}, fsync {fsync}, shared_buffers {buffers}, over loopback"


def ask_for_cars(shop: str, start: datetime, end: datetime) -> list[Car]:
    """What the tool does between understanding its arguments and writing its answer."""
    location = lookup.find_shop(shop)
    period = availability.decide(start, end, shop_rules.read_rules(location), clock.now())
    return alternatives.find_free_cars(location, period, "compact", "a-conversation")


def requests(size: Size) -> list[tuple[str, datetime, datetime]]:
    """Other shops, other days: nothing is asked twice in a row."""
    shops = max(1, size.reservations // (booking_rows.A_CAR * booking_rows.CARS))
    today = clock.local(clock.now(), "Asia/Tokyo").replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today + timedelta(days=3 + 7 * number) for number in range(SHOPS)]
    return [
        (f"s{number * shops // SHOPS}", day + timedelta(hours=11), day + timedelta(hours=17))
        for number, day in enumerate(days)
    ]


def product_asks(size: Size) -> Callable[[int], object]:
    asked = requests(size)

    def ask(turn: int) -> object:
        with size.chosen():
            return ask_for_cars(*asked[turn % len(asked)])

    return ask


def bare_asks(size: Size) -> Callable[[int], object]:
    with size.chosen():
        sent = [bare.statements(lambda wish=wish: ask_for_cars(*wish)) for wish in requests(size)]  # type: ignore[misc]
    link: psycopg.Connection[Any] = bare.connect(size.url, autocommit=True)
    return lambda turn: bare.asked(link, sent[turn % len(sent)])


def in_turns(sides: list[Callable[[int], object]]) -> list[list[float]]:
    """Milliseconds of each side, which take turns, so that what else the machine does falls on all alike."""
    times: list[list[float]] = [[] for _ in sides]
    for turn in range(WARM + QUERIES):
        for side, ask in enumerate(sides):
            began = time.perf_counter()
            ask(turn)
            if turn >= WARM:
                times[side].append((time.perf_counter() - began) * 1000)
    return times
