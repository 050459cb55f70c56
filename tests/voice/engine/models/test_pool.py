"""Whose words are found out next, where there are more turns than threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from voice.engine.interfaces import Heard
from voice.engine.models.pool import SttQueue

pytestmark = pytest.mark.engine


class Listening:
    """Recognition whose every piece of work is held until it is let go; it notes what was begun."""

    def __init__(self) -> None:
        self.recognition = SttQueue()
        self.begun: list[str] = []
        self.wanted: dict[str, bool] = {}
        self._held: dict[str, threading.Event] = {}

    def submit(self, text: str, *, guess: bool = False) -> asyncio.Future[Heard]:
        self._held[text] = threading.Event()
        return self.recognition.submit(self._work(text), guess=guess)

    def let_go(self, *texts: str) -> None:
        for text in texts or tuple(self._held):
            self._held[text].set()

    def _work(self, text: str) -> Callable[[Callable[[], bool]], Heard]:
        def work(still_wanted: Callable[[], bool]) -> Heard:
            self.begun.append(text)
            assert self._held[text].wait(5)
            self.wanted[text] = still_wanted()
            return Heard(text, "en")

        return work


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    ready = Listening()
    yield ready
    ready.let_go()


async def heard(words: asyncio.Future[Heard]) -> str:
    return (await asyncio.wait_for(words, 5)).text


async def test_another_sessions_guesses_leave_a_thread_to_a_turn_that_is_over(listening: Listening) -> None:
    for number in range(3):
        listening.submit(f"guess {number}", guess=True)
    turn = listening.submit("turn")
    listening.let_go("turn")
    assert await heard(turn) == "turn"
    assert set(listening.begun) == {"guess 0", "turn"}


async def test_turns_that_are_over_go_before_guesses_that_came_earlier(listening: Listening) -> None:
    first, second = listening.submit("first"), listening.submit("second")
    guess, turn = listening.submit("guess", guess=True), listening.submit("turn")
    listening.let_go()
    assert {await heard(words) for words in (first, second, turn, guess)} == {
        "first",
        "second",
        "turn",
        "guess",
    }
    assert listening.begun.index("turn") < listening.begun.index("guess")


async def test_a_guess_that_is_dropped_before_it_began_is_never_made(listening: Listening) -> None:
    running = listening.submit("running", guess=True)
    stale = listening.submit("stale", guess=True)
    fresh = listening.submit("fresh", guess=True)
    stale.cancel()
    listening.let_go()
    assert await heard(running) == "running"
    assert await heard(fresh) == "fresh"
    assert "stale" not in listening.begun


async def test_a_guess_that_was_right_waits_no_longer_for_other_guesses(listening: Listening) -> None:
    listening.submit("someone else's", guess=True)
    right = listening.submit("right", guess=True)
    listening.recognition.need(right)
    listening.let_go("right")
    assert await heard(right) == "right"


async def test_a_guess_dropped_while_it_runs_holds_up_nobody_when_it_is_done(listening: Listening) -> None:
    stale = listening.submit("stale", guess=True)
    fresh = listening.submit("fresh", guess=True)
    stale.cancel()
    listening.let_go()
    assert await heard(fresh) == "fresh"
    assert listening.wanted == {"stale": False, "fresh": True}


async def test_work_that_fails_says_so_and_the_next_goes_on(listening: Listening) -> None:
    def broken(_still_wanted: Callable[[], bool]) -> Heard:
        raise RuntimeError("no model")

    with pytest.raises(RuntimeError, match="no model"):
        await asyncio.wait_for(listening.recognition.submit(broken, guess=False), 5)
    turn = listening.submit("turn")
    listening.let_go()
    assert await heard(turn) == "turn"


async def test_a_guess_takes_no_core_from_another_callers_turn(listening: Listening) -> None:
    turn = listening.submit("turn")
    guess = listening.submit("guess", guess=True)
    late = listening.submit("late turn")
    listening.let_go("late turn")
    assert await heard(late) == "late turn"
    assert "guess" not in listening.begun
    listening.let_go()
    assert (await heard(turn), await heard(guess)) == ("turn", "guess")
    assert listening.begun[-1] == "guess"
