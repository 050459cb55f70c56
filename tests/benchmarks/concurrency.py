"""Thirty-two threads that book as fast as they can, by the product and by a bare loop in turns."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import django

from tests.benchmarks.figures import Ratios

if TYPE_CHECKING:
    from tests.benchmarks.bookers import Booker

PROCESSES = 2
THREADS = 16  # of each
SECONDS = 2.0
INTRODUCTION = """
Bookings per second: {processes} processes of {threads} threads on either side (all in one would measure
Python's lock), which keep their connections; {rounds} rounds of {seconds:.0f} s, in turns. The bare loop:
lock the cars, find a free one, insert the booking and its journal, by the product's own statements."""


def measure(url: str, rounds: int) -> None:
    print(INTRODUCTION.format(processes=PROCESSES, threads=THREADS, rounds=rounds, seconds=SECONDS))
    table = Ratios("product", "bare")
    with BookingProcesses(url) as processes:
        for place in ("busy", "spread"):
            for side in ("product", "bare"):
                processes.go(side, place, 0.5)  # warm
        rates: dict[tuple[str, str], list[float]] = {}
        for _ in range(rounds):
            for place, side in itertools.product(("busy", "spread"), ("product", "bare")):
                rates.setdefault((side, place), []).append(processes.go(side, place, SECONDS))
    busy, spread = (rates["product", place] for place in ("busy", "spread"))
    table.at_least("one busy shop", busy, rates["bare", "busy"], "/s", 0.5)
    table.at_least("spread over many shops", spread, rates["bare", "spread"], "/s", 0.4)
    table.at_least("spread, of the busy shop's bare loop", spread, rates["bare", "busy"], "/s", 0.95)


class BookingProcesses:
    """The processes, told what to do by a pipe."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipes: list[Connection] = []
        self.processes = []
        for number in range(PROCESSES):
            near, far = context.Pipe()
            process = context.Process(target=work, args=(far, url, number), daemon=True)
            process.start()
            self.pipes.append(near)
            self.processes.append(process)

    def __enter__(self) -> BookingProcesses:
        for pipe in self.pipes:
            pipe.recv()  # it is ready
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self.pipes:
            pipe.send(None)
        for process in self.processes:
            process.join(30)

    def go(self, side: str, place: str, seconds: float) -> float:
        """Bookings per second of all."""
        for pipe in self.pipes:
            pipe.send((side, place, seconds))
        found = [pipe.recv() for pipe in self.pipes]
        failed = [error for _done, error in found if error]
        if failed:
            raise RuntimeError(failed[0])
        return float(sum(done for done, _error in found)) / seconds


def work(pipe: Connection, url: str, process: int) -> None:
    """One process: its threads live as long as it, and so do their connections."""
    os.environ["DATABASE_URL"] = url
    django.setup()
    from tests.benchmarks.bookers import bookers

    group = bookers(url, range(process * THREADS, (process + 1) * THREADS))
    start = threading.Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as threads:
        pipe.send("ready")
        while order := pipe.recv():
            side, place, seconds = order

            def book_for(booker: Booker) -> int:
                start.wait(60)
                return booker.book_for(side, place, seconds)  # noqa: B023  (done before the next order)

            try:
                pipe.send((sum(threads.map(book_for, group)), ""))
            except Exception as error:  # noqa: BLE001  (whatever it was, the other process tells it)
                pipe.send((0, repr(error)))
