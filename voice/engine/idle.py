"""A caller who has gone quiet: after `idle_timeout_ms` without a sound from either side, the agent asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice.engine.session import Session


class Idle:
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
