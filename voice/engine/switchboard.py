"""All sessions and calls of one engine: how many there may be, and where each is found."""

from __future__ import annotations

import asyncio
import logging

from voice.engine.faults import Fault, too_many
from voice.engine.models.pool import ModelPool
from voice.engine.session import Session
from voice.engine.settings import EngineSettings
from voice.engine.webrtc.call import Call
from voice.engine.webrtc.data_channel import DataChannel
from voice.protocol.shapes import SessionConfig

log = logging.getLogger(__name__)


class Switchboard:
    """Opens, finds and closes sessions; at most `max_sessions` at a time. Used on the event loop alone."""

    def __init__(self, settings: EngineSettings, models: ModelPool) -> None:
        self._settings = settings
        self._models = models
        self._sessions: dict[Session, str] = {}  # and whom each counts for
        self._calls: dict[str, Call] = {}
        self._attending: set[asyncio.Task[None]] = set()

    @property
    def sessions(self) -> int:
        """How many sessions are open now."""
        return len(self._sessions)

    def open(self, config: SessionConfig, caller: str = "") -> Session:
        """A new session; whoever opens it closes it.

        `caller`: whom it counts for, by address; "" for who is not counted. Raises a Fault (429).
        """
        own = sum(1 for holder in self._sessions.values() if holder == caller) if caller else 0
        if own >= self._settings.max_sessions_of_address:
            raise too_many(self._settings.max_sessions_of_address)
        if len(self._sessions) >= self._settings.max_sessions:
            raise too_many(self._settings.max_sessions)
        session = Session(
            config,
            self._models,
            language=self._settings.language,
            lasts=self._settings.max_session_seconds,
            idle=self._settings.max_idle_seconds,
        )
        self._sessions[session] = caller
        return session

    def close(self, session: Session) -> None:
        """End a session that `open` gave; harmless where it has ended already."""
        session.close()
        self._sessions.pop(session, None)

    async def answer(
        self,
        offer: str,
        config: SessionConfig,
        *,
        caller: str = "",
        filtered: bool = False,
        obeys: bool = True,
        as_preview: bool = False,
    ) -> tuple[Call, str]:
        """Take a WebRTC call; it is attended to until its end. `caller`: see `open`.

        `filtered`, `obeys`: what the browser sees of it, and whether it may do more than speak and listen.
        """
        session = self.open(config, caller)
        call = Call(session, DataChannel(session, filtered=filtered, obeys=obeys, as_preview=as_preview))
        try:
            sdp = await call.answer(offer)
        except BaseException:
            await call.close()
            self._sessions.pop(session, None)
            raise
        self._calls[call.id] = call
        task = asyncio.create_task(self._attend(call))
        self._attending.add(task)
        task.add_done_callback(self._attending.discard)
        return call, sdp

    def call(self, call_id: str) -> Call:
        """A call in progress. Raises a Fault (404) where there is none of this id."""
        if call := self._calls.get(call_id):
            return call
        raise Fault(
            f"No call '{call_id}' is in progress.", code="call_not_found", param="call_id", status=404
        )

    async def _attend(self, call: Call) -> None:
        try:
            await call.attend(self._settings.connect_seconds)
        finally:
            self._calls.pop(call.id, None)
            self._sessions.pop(call.session, None)
            log.info("call %s has ended", call.id)
