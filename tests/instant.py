"""A clock without waiting: an event loop whose time goes on to the next timer as soon as nothing else is due,
and stands still meanwhile. What the processor takes is no time, so timers always fire in the same order.

For tests whose parts all live in one loop. With another thread or process the clock would run ahead of it.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class NeverWaits(selectors.SelectSelector):
    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout else timeout)
        if not ready and timeout:
            self.skipped += timeout
        return ready


class InstantLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.selector = NeverWaits()
        super().__init__(self.selector)

    def time(self) -> float:
        return self.selector.skipped


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """As `asyncio.run`, by the clock that never waits."""
    with asyncio.Runner(loop_factory=InstantLoop) as runner:
        return runner.run(work)
