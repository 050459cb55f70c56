"""`make bench`: the product's own figures, printed with the machine they were taken on."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.benchmarks import (
    apart,
    attacks,
    board,
    calls_at_once,
    figures,
    held_calls,
    processes,
    relay,
    short_answers,
    start,
    talk,
    tool_loop,
)
from tests.benchmarks.peers.install import PEERS
from tests.product import running


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--conversations", type=int, default=3, help="a language (default 3)")
    parser.add_argument("--interruptions", type=int, default=10)
    parser.add_argument(
        "--reservations",
        type=int,
        nargs=2,
        default=[10_000, 1_000_000],
        help="of a small company and of a large one (default 10000 1000000)",
    )
    parser.add_argument("--ru", type=int, default=400, help="request units a second of the Cosmos account")
    parser.add_argument("--processes", type=int, default=3, help="web processes at most (default 3)")
    parser.add_argument("--runs", type=int, default=1000, help="of the tool loop, a client (default 1000)")
    parser.add_argument("--at-once", type=int, default=24, help="of them (default 24)")
    clients = [tool_loop.OURS, *PEERS]
    parser.add_argument("--clients", nargs="+", choices=clients, default=clients, help="of the tool loop")
    parser.add_argument(
        "--inputs", type=int, default=20_000, help="hostile ones on each database (default 20000)"
    )
    parser.add_argument("--stt-model", default="base", help="which hears the short answers (default base)")
    parser.add_argument("--voices", type=int, default=9, help="of a language, for the short answers")
    arguments = parser.parse_args()
    print(figures.machine(), end="\n\n", flush=True)
    for name, measure in PARTS.items():
        if arguments.only in {None, name}:
            measure(arguments)


def talking(conversations: int, interruptions: int) -> None:
    table = figures.Table()
    table.row("make run → first page, warm install", [start.seconds_to_first_page()], "s", limit=15)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as product:
        for language in ("ja", "en"):
            delays = asyncio.run(talk.response_delays(product.url, language, conversations))
            table.row(f"end of speech → first agent audio, {language}", delays, "s", limit=1.2)
        silences = asyncio.run(talk.barge_in_silences(product.url, interruptions))
        table.row("barge-in → silence", silences, "s", limit=0.3)
        resident = psutil.Process(product.process.pid).memory_info().rss / 2**30
        table.row("resident memory after these calls", [resident], "GiB", limit=1.4)
    print(table)


PARTS: dict[str, Callable[[argparse.Namespace], object]] = {
    "talk": lambda given: talking(given.conversations, given.interruptions),
    "short-answers": lambda given: short_answers.short_answers(given.stt_model, given.voices),
    "calls-at-once": lambda given: calls_at_once.calls_at_once(given.conversations),
    "relay": lambda given: relay.relay(),
    "booking": lambda given: apart.booking(given.reservations),
    "board": lambda given: board.board(),
    "bookings-list": lambda given: apart.bookings_list(given.reservations[1]),
    "processes": lambda given: processes.processes(given.processes),
    "cosmos": lambda given: apart.cosmos(given.ru),
    "tool-loop": lambda given: tool_loop.tool_loop(given.runs, given.at_once, given.clients),
    "held-calls": lambda given: held_calls.held_calls(),
    "attacks": lambda given: attacks.attacks(given.inputs),
}


if __name__ == "__main__":
    main()
