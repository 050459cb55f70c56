"""The Cosmos store on the tests' own server: requests, estimated request units, contention and throttling.

Runs with DATABASE_URL of a throwaway PostgreSQL, in a process of its own: apart.py starts it.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import django
from django.core.management import call_command

from tests.benchmarks import cosmos_calls
from tests.benchmarks import cosmos_concurrency as concurrency
from tests.benchmarks.cosmos_calls import Desk
from tests.benchmarks.cosmos_concurrency import BOOKED, Order
from tests.benchmarks.cosmos_shops import chosen, opened, tariff
from tests.fakes.cosmos import CosmosServer

AHEAD = (10, 100)
CALLERS = 50
SECONDS, DESKS = 10.0, 16
STRIDE = 9  # days between the desks, each of which books on, day after day
CASES = (
    ("one car, one day", 1, ((3, 10),) * CALLERS),
    ("one car, a day each, only ten callers", 1, concurrency.days(10)),
    ("one car, a day each", 1, concurrency.days(CALLERS)),
    ("three cars, a day each", 3, concurrency.days(CALLERS)),
    ("three cars, any of four days and six hours", 3, concurrency.anyhow(CALLERS)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=400, help="request units a second (default 400)")
    units = parser.parse_args().units
    call_command("migrate", verbosity=0)
    tariff()
    with CosmosServer() as server:
        chosen(server)
        tool_calls(server)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, initializer=django.setup) as apart:
            contention(server, apart)
    with (
        CosmosServer(units=units) as small,
        ProcessPoolExecutor(1, mp_context=context, initializer=django.setup) as apart,
    ):
        chosen(small)
        throttled(small, apart, units)


def tool_calls(server: CosmosServer) -> None:
    few, many = (cosmos_calls.all_of(Desk(server, opened(f"ahead{ahead}", ahead))) for ahead in AHEAD)
    print(
        "Requests of one deed, and request units as Microsoft's table of sizes lets us estimate them (not\n"
        f"measured on Azure), in a shop of ten cars with {AHEAD[0]} or {AHEAD[1]} bookings ahead each."
    )
    for line in cosmos_calls.table(few, many, AHEAD):
        print(line, flush=True)


def contention(server: CosmosServer, apart: ProcessPoolExecutor) -> None:
    print(f"\n{CALLERS} callers at the same moment, in one process; requests and retries a booking.")
    print(concurrency.HEAD, flush=True)
    opened("warm")
    apart.submit(
        concurrency.answers, Order(server.url, server.key, ("warm",), concurrency.days(CALLERS))
    ).result()
    for number, (name, cars, wishes) in enumerate(CASES):
        shop = opened(f"busy{number}", fleet=("compact",) * cars)
        server.ledger.clear()
        order = Order(server.url, server.key, (shop.id,), wishes)
        print(
            concurrency.row(name, apart.submit(concurrency.answers, order).result(), server),
            flush=True,
        )


def throttled(server: CosmosServer, apart: ProcessPoolExecutor, units: int) -> None:
    print(
        f"\n{units} RU/s, {DESKS} callers who book on and on for {SECONDS:.0f} s: bookings a second, "
        "refusals by 429 a booking,\nand what it cost by estimate."
    )
    for name, count in (("in one shop", 1), (f"in {DESKS} shops", DESKS)):
        shops = tuple(opened(f"small{count}-{number}", AHEAD[0]).id for number in range(count))
        server.ledger.clear()
        server.budget.refused, server.budget.left = 0, 0  # nothing is saved up
        wishes = tuple((3 + number * STRIDE, 10) for number in range(DESKS))
        told = apart.submit(
            concurrency.answers, Order(server.url, server.key, shops, wishes, SECONDS)
        ).result()
        outcomes = Counter(each.outcome for each in told)
        done = outcomes[BOOKED]
        spent = sum(line.charge for line in server.ledger)
        worst = max(each.seconds for each in told)
        print(
            f"{name:<16} {done / SECONDS:>6.1f} /s  {server.budget.refused / done:>5.1f} × 429  "
            f"{spent / done:>5.1f} RU  worst {worst:.2f} s  {dict(outcomes)}",
            flush=True,
        )
