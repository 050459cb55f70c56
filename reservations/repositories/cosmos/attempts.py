"""Asking Cosmos: `read` and `write` for one request, `persistently` for a deed of several.

What they raise are the Faults below and errors of reservations/errors, never the SDK's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from reservations.repositories.cosmos.faults import Exists, Fault, Missing, Refused, Stale, Unknown
from reservations.repositories.cosmos.turn import SECONDS, TRIES, Ask, Turn

__all__ = [
    "Exists",
    "Fault",
    "Missing",
    "Refused",
    "Stale",
    "Unknown",
    "persistently",
    "read",
    "taking",
    "write",
]
T = TypeVar("T")

_turn: ContextVar[Turn | None] = ContextVar("cosmos_turn", default=None)


@contextmanager
def taking(turn: Turn) -> Iterator[Turn]:
    """What is asked here shares the time of `turn`: a command has more of it than a caller."""
    token = _turn.set(turn)
    try:
        yield turn
    finally:
        _turn.reset(token)


def read(ask: Ask[T]) -> T:
    return (_turn.get() or Turn()).read(ask)


def write(ask: Ask[T]) -> T:
    """May raise Missing, Exists, Stale, Unknown or Refused: of a batch, with the operation's `index`."""
    return (_turn.get() or Turn()).write(ask)


def persistently(
    attempt: Callable[[], T],
    known: Callable[[], T | None] | None = None,
    *,
    seconds: float = SECONDS,
    tries: int = TRIES,
) -> T:
    """Do `attempt`, which reads, decides and writes, until nobody else writes between; then what it returns.

    `known` looks whether it has been done after all: its answer may have been lost, or a twin was faster.
    Without it, a lost answer leads to a new attempt.
    """
    with taking(_turn.get() or Turn(seconds, tries)) as turn:
        while True:
            try:
                return attempt()
            except (Exists, Stale, Unknown) as fault:
                passed: Fault = fault
            if known and (found := known()) is not None:
                return found
            turn.pause(passed)
