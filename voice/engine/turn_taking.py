"""Who may speak next. One response at a time; an answer that is due waits until the caller has finished
and their words are known, and is then given once, whoever asked for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from voice.engine.faults import Fault
from voice.engine.response import Response
from voice.engine.response_request import ResponseRequest
from voice.protocol import server

if TYPE_CHECKING:
    from voice.engine.session import Session

MOST_ASIDE = 4


class TurnTaking:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._active: Response | None = None
        self._aside: set[Response] = set()
        self._due: ResponseRequest | None = None
        self._due_to_client = False
        self._unheard = 0  # turns whose words are not known yet
        self.caller_speaks = False

    @property
    def at_rest(self) -> bool:
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
            response = Response(self._session, request)
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

    def listening(self) -> None:
        """A turn has ended, its words are being found out."""
        self._unheard += 1

    def heard(self) -> None:
        self._unheard -= 1

    def left(self, response: Response) -> None:
        """A response is over."""
        self._aside.discard(response)
        if response is self._active:
            self._active = None
            self.settle()
        self._session.idle.rest()

    def close(self) -> None:
        self._due = None
        for response in [*self._aside, *([self._active] if self._active else [])]:
            response.cancel("client_cancelled")

    def _begin(self) -> None:
        assert self._due
        self._active = Response(self._session, self._due)
        self._due, self._due_to_client = None, False
        self._session.idle.stir()
        self._active.start()


class Idle:
    """The agent asks when neither side has made a sound for `idle_timeout_ms`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._timer: asyncio.TimerHandle | None = None

    def rest(self) -> None:
        """The agent has finished an answer: count from when its sound has ended."""
        self.stir()
        detection = self._session.config["audio"]["input"]["turn_detection"] or {}
        if not (limit := detection.get("idle_timeout_ms")):
            return
        wait = self._session.audio_output.seconds_left() + limit / 1000
        self._timer = asyncio.get_running_loop().call_later(wait, self._ask, limit)

    def stir(self) -> None:
        """Something happens: do not ask."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _ask(self, limit: int) -> None:
        if self._session.turn_taking.at_rest:
            self._session.input_audio.timed_out(limit)
