"""Who may speak next. One response at a time; an answer that is due waits until the caller has finished
and their words are known, and is then given once, whoever asked for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voice.engine.faults import Fault
from voice.engine.response import Response
from voice.engine.response_request import ResponseRequest
from voice.protocol import server

# Each asks the dialogue and a voice for itself: more would keep the caller's own answer waiting.
MOST_ASIDE = 4


class TurnTaking:
    """`new_response(request, on_end)` makes a response that has not begun.

    When neither side has made a sound for `idle_timeout_ms()` (None: never), `on_idle` is told for how long.
    `seconds_left()` is how long the agent's voice still sounds.
    """

    def __init__(
        self,
        *,
        new_response: Callable[[ResponseRequest, Callable[[Response], None]], Response],
        idle_timeout_ms: Callable[[], int | None],
        seconds_left: Callable[[], float],
        on_idle: Callable[[int], None],
    ) -> None:
        self._new_response = new_response
        self._idle_timeout_ms = idle_timeout_ms
        self._seconds_left = seconds_left
        self._on_idle = on_idle
        self._idle_timer: asyncio.TimerHandle | None = None
        self._active: Response | None = None
        self._aside: set[Response] = set()
        self._due: ResponseRequest | None = None
        self._due_to_client = False
        self._unheard = 0  # turns whose words are not known yet
        self.caller_speaks = False

    @property
    def is_at_rest(self) -> bool:
        """Nobody speaks, or is about to, or was just heard."""
        return not (self._active or self._due or self._unheard or self.caller_speaks)

    def ask(self, request: ResponseRequest) -> None:
        """A client's `response.create`."""
        if not request.in_conversation:
            if len(self._aside) >= MOST_ASIDE:
                raise Fault(
                    f"{MOST_ASIDE} responses outside of the conversation are in progress already.",
                    code="rate_limit_exceeded",
                )
            response = self._new_response(request, self._finish)
            self._aside.add(response)
            response.start()
            return
        if self._active or self._due_to_client:
            named = f": {self._active.id}" if self._active else ""
            raise Fault(
                f"Conversation already has an active response in progress{named}. "
                "Wait until the response is finished before creating a new one.",
                code=server.RESPONSE_IN_PROGRESS,
            )
        self._due, self._due_to_client = request, True
        if not self._unheard:
            self._begin()

    def owe(self) -> None:
        """The caller's turn is to be answered; what a client asked for meanwhile will answer it too."""
        self._due = self._due or ResponseRequest()
        self.settle()

    def settle(self) -> None:
        """Begin the answer that is due, if nothing stands against it any more."""
        if self._due and not (self._active or self._unheard or self.caller_speaks):
            self._begin()

    def cancel(self, reason: str, response_id: str | None = None) -> bool:
        """Stop a response: the active one, unless another is named. Whether there was one."""
        named = [*self._aside, *([self._active] if self._active else [])]
        for response in named:
            if response.id == response_id or (response_id is None and response is self._active):
                response.cancel(reason)
                return True
        return False

    def await_words(self) -> None:
        """A turn has ended, its words are being found out."""
        self._unheard += 1

    def receive_words(self) -> None:
        """They are known: to be followed by `settle`."""
        self._unheard -= 1

    def _finish(self, response: Response) -> None:
        """A response is over."""
        self._aside.discard(response)
        if response is self._active:
            self._active = None
            self.settle()
        self.wait_for_caller()

    def close(self) -> None:
        """Stop every response; nothing is answered after this."""
        self._due = None
        for response in [*self._aside, *([self._active] if self._active else [])]:
            response.cancel("client_cancelled")
        # Last, because an answer that is stopped begins the wait for the caller.
        self.stop_waiting()

    # --- a caller who has gone quiet --------------------------------------------------------------

    def wait_for_caller(self) -> None:
        """The agent has finished an answer: count from when its sound has ended."""
        self.stop_waiting()
        if not (limit := self._idle_timeout_ms()):
            return
        wait = self._seconds_left() + limit / 1000
        self._idle_timer = asyncio.get_running_loop().call_later(wait, self._ask_caller, limit)

    def stop_waiting(self) -> None:
        """Something happens: the caller is not asked."""
        if self._idle_timer:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _ask_caller(self, limit: int) -> None:
        if self.is_at_rest:
            self._on_idle(limit)

    # --- the next answer --------------------------------------------------------------------------

    def _begin(self) -> None:
        assert self._due
        self._active = self._new_response(self._due, self._finish)
        self._due, self._due_to_client = None, False
        self.stop_waiting()
        self._active.start()
