"""The time and the patience of one answer: a failure that passes is met by asking again, while there is time.

Knows nothing of what is asked. The SDK's own retries do not suffice: it never repeats 449, nor a write that
may have been done, and its `timeout` does not cut a slow answer short.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from azure.core.exceptions import AzureError

from reservations.errors import Busy, ReservationError, StoreUnavailable
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.errors import (
    CHECK_ADDRESS,
    GIVE_ROLE,
    ITS_SIDE,
    CosmosError,
    Exists,
    Expired,
    NotBegun,
    Stale,
    Unknown,
    translate_error,
)
from reservations.repositories.cosmos.transport import limit_time

log = logging.getLogger(__name__)
T = TypeVar("T")
Ask = Callable[[Containers], T]

SECONDS = 4.0  # a caller is waiting: longer is worse than an apology
TRIES = 20  # about as many as SECONDS have room for
FIRST, LONGEST = 0.005, 0.4  # the pause doubles from the one to the other
LEAST = 1.0  # what a request gets even if the time is over: a lost answer must still be looked up


class RequestBudget:
    """All requests of one answer; they share its time.

    What is asked is a function of the containers, because a client that is renewed has others. A query must
    be read to its end in it: `budget.read(lambda at: list(at.reservations.query_items(…)))`. `seconds`: None
    for those that a caller waits, SECONDS.
    """

    def __init__(
        self,
        seconds: float | None = None,
        tries: int = TRIES,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.now, self.sleep, self.dice = now, sleep, dice
        self.until = now() + (SECONDS if seconds is None else seconds)
        self.tries, self.paused = tries, 0
        self.renewed = False

    def read(self, ask: Ask[T]) -> T:
        """Repeated whatever happened to it on the way: reading twice does no harm."""
        return self.attempt(ask, (NotBegun, Unknown))

    def write(self, ask: Ask[T]) -> T:
        """Repeated only if nothing was begun; Unknown if the answer was lost.

        After Exists, Stale and Unknown, read by id whether it is our own doing: the SDK itself repeats a
        write that is answered 503.
        """
        return self.attempt(ask, (NotBegun,))

    def pause(self, because: CosmosError) -> None:
        """Before all is read and decided anew, after Exists, Stale or Unknown. Raises when it was enough."""
        self.paused += 1
        pause = min(LONGEST, FIRST * 2 ** (self.paused - 1)) * (0.5 + self.dice() / 2) + because.wait
        if self.paused >= self.tries or self.now() + pause > self.until:
            log.warning("gave up: %s", because)
            raise give_up(because) from because
        log.debug("trying again in %.3f s: %s", pause, because)
        self.sleep(pause)

    def attempt(self, ask: Ask[T], passing: tuple[type[CosmosError], ...]) -> T:
        """Ask until it is answered: a fault of a kind in `passing` is met by a pause, any other is raised."""
        while True:
            with limit_time(max(LEAST, self.until - self.now())):
                try:
                    return self.once(ask)
                except passing as fault:
                    passed = fault
            self.pause(passed)

    def once(self, ask: Ask[T]) -> T:
        """One request, its fault as a CosmosError. A credential that ran out is renewed, once in a budget."""
        at = open_containers()
        try:
            return ask(at)
        except AzureError as error:
            fault = translate_error(error)
            if not isinstance(fault, Expired):
                raise fault from error
            if self.renewed:
                raise StoreUnavailable(fault.cause, remedy=GIVE_ROLE) from error
        log.warning("making a new client: %s", fault)
        client.renew(at.client)
        self.renewed = True
        return self.once(ask)


def open_containers() -> Containers:
    """Making the client asks for the account: whatever becomes of that, no operation was begun."""
    try:
        return client.containers()
    except AzureError as error:
        fault = translate_error(error)
        if isinstance(fault, StoreUnavailable | NotBegun):
            raise fault from error
        if isinstance(fault, Unknown):
            raise NotBegun(fault.cause) from error
        remedy = GIVE_ROLE if isinstance(fault, Expired) else CHECK_ADDRESS
        raise StoreUnavailable(fault.cause, remedy=remedy) from error


def give_up(fault: CosmosError) -> ReservationError:
    """Contention and throttling pass; what cannot be reached, or fails on and on, is for an operator."""
    if isinstance(fault, Exists | Stale) or (isinstance(fault, NotBegun) and fault.busy):
        return Busy()
    return StoreUnavailable(fault.cause, remedy=CHECK_ADDRESS if isinstance(fault, NotBegun) else ITS_SIDE)
