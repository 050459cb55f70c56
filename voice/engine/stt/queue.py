"""Whose words are found out next: turns that are over before guesses; a guess begins only where nothing runs.

A guess is begun at a pause, in case the turn is over. It may be dropped, which costs nothing while it waits,
or needed, and is then as urgent as any turn. Once begun it cannot be stopped: beside another caller's turn it
would take half of the cores, most often for nothing, as every comma is a pause. One event loop uses it; only
the work itself runs on threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from voice.engine.interfaces import Heard

# Each takes two cores by itself (`cpu_threads`); more at once would only make all of them late.
_AT_ONCE = 2


@dataclass(eq=False)
class _Job:
    work: Callable[[], Heard]
    words: asyncio.Future[Heard]
    is_guess: bool


class SttQueue:
    """One for a process; its methods are called on the event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, "stt")
        self._waiting: list[_Job] = []
        self._running: set[_Job] = set()

    def submit(self, work: Callable[[], Heard], *, guess: bool) -> asyncio.Future[Heard]:
        """Cancel what it returns, and work that has not begun is never done."""
        words: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, words, guess))
        self._begin()
        return words

    def need(self, words: asyncio.Future[Heard]) -> None:
        """A guess was right: its turn is over."""
        for job in (*self._waiting, *self._running):
            if job.words is words:
                job.is_guess = False
        self._begin()

    def _begin(self) -> None:
        self._waiting = [job for job in self._waiting if not job.words.done()]
        while len(self._running) < _AT_ONCE and (job := self._next()):
            self._waiting.remove(job)
            self._running.add(job)
            done = asyncio.get_running_loop().run_in_executor(self._threads, job.work)
            done.add_done_callback(partial(self._finish, job))

    def _next(self) -> _Job | None:
        if urgent := next((job for job in self._waiting if not job.is_guess), None):
            return urgent
        return self._waiting[0] if self._waiting and not self._running else None

    def _finish(self, job: _Job, done: asyncio.Future[Heard]) -> None:
        self._running.discard(job)
        if done.cancelled():
            job.words.cancel()
        elif error := done.exception():
            if not job.words.done():
                job.words.set_exception(error)
        elif not job.words.done():
            job.words.set_result(done.result())
        self._begin()
