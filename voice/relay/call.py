"""A call whose audio passes through us: the sideband's tool loop, transcript, feed, on a socket of its own.

It outlives the page's socket for a while, so that a caller whose network dropped comes back into it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from voice import feed
from voice.models import Session
from voice.protocol import client, server
from voice.providers.base import Endpoint
from voice.relay import messages
from voice.relay.intake import Intake
from voice.relay.playout import BYTES_PER_MS, Heard, Playout
from voice.sideband import OPEN_SECONDS, Sideband

log = logging.getLogger(__name__)

TRIES = 2  # of the first connection: a caller is waiting
PAUSE_SECONDS = 0.5
AWAY_SECONDS = 20.0  # how long a page may be gone
CUT_SECONDS = 2.0  # how long it may take to say what it had played

Outbox = asyncio.Queue[dict[str, Any] | None]  # what a page's socket is to send, as ASGI; None: close it

_running: dict[str, RelayedCall] = {}


def running(session_id: str) -> RelayedCall | None:
    """The relayed call of a session, if this process holds it."""
    return _running.get(session_id)


class RelayedCall(Sideband):
    def __init__(self, session: Session, endpoint: Endpoint) -> None:
        super().__init__(session)
        self.endpoint = endpoint
        self.intake = Intake()
        self.playout = Playout()
        self.heard = asyncio.Event()
        self.page: Outbox | None = None
        self.seen = False  # a page was here before
        self.ready = False
        self.over = asyncio.Event()
        self.dismissed = False
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        _running[session.id] = self

    # --- the page's socket -------------------------------------------------------------------------

    def attach(self, page: Outbox) -> None:
        """A page has come, or come back; the one before it, if any, is sent away."""
        if self.page:
            self.page.put_nowait(None)
        self._no_longer_wait("away")
        self.page = page
        if self.dismissed:
            self._dismiss()
            return
        if self.ready:
            self._tell(messages.READY)
        if self.seen:
            self._tell(messages.clear(self.playout.rewind()))
        self.seen = True
        self._flow()

    def detach(self, page: Outbox) -> None:
        """Its socket dropped: the conversation waits for it."""
        if self.page is page:
            self.page = None
            self._truncate(self.playout.left())
            self._wait("away", AWAY_SECONDS, self.over.set)

    def leave(self, page: Outbox) -> None:
        """It was closed on purpose."""
        if self.page is page:
            self.over.set()

    def hear(self, frame: bytes) -> None:
        self.intake.add(frame)
        self.heard.set()

    def played(self, told: messages.Played) -> None:
        if told.cleared:
            self._truncate(self.playout.cleared(told.cut, told.ms))
        else:
            self.playout.played(told.cut, told.ms)
            self._flow()

    def _tell(self, message: dict[str, Any]) -> None:
        if self.page:
            self.page.put_nowait({"type": "websocket.send", "text": json.dumps(message)})

    def _flow(self) -> None:
        """Audio goes on as the page plays; to nobody it does not go."""
        if self.page:
            for audio in self.playout.ready():
                self.page.put_nowait({"type": "websocket.send", "bytes": audio})

    def _cut(self) -> None:
        """The caller speaks: silence, at once."""
        number = self.playout.interrupt()
        if number is None:
            return
        self._tell(messages.clear(number))
        if self.page:
            self._wait("cut", CUT_SECONDS, lambda: self._truncate(self.playout.left()))
        else:
            self._truncate(self.playout.left())

    def _truncate(self, items: list[Heard]) -> None:
        for item in items:
            self.outgoing.put_nowait(client.item_truncate(item.item_id, item.ms))

    # --- the provider's socket ---------------------------------------------------------------------

    async def _hold(self) -> tuple[str, bool]:
        carrying = asyncio.create_task(self._carry())
        over = asyncio.create_task(self.over.wait())
        try:
            await asyncio.wait([carrying, over], return_when=asyncio.FIRST_COMPLETED)
            return carrying.result() if carrying.done() else ("call_ended", False)
        finally:
            for task in (carrying, over):
                task.cancel()
            await asyncio.gather(carrying, over, return_exceptions=True)
            self._dismiss()

    async def _carry(self) -> tuple[str, bool]:
        for attempt in range(1, TRIES + 1):
            try:
                async with connect(
                    self.endpoint.url,
                    additional_headers=dict(self.endpoint.headers),
                    open_timeout=OPEN_SECONDS,
                    close_timeout=1,
                    max_size=None,
                    compression=None,  # speech does not shrink; it would only cost time
                ) as socket:
                    ended = await self._converse(socket)
                    return ("call_ended", False) if ended else ("sideband_lost", True)
            except (OSError, TimeoutError, WebSocketException) as error:
                log.warning("session %s: the provider's socket did not open: %s", self.session.id, error)
            if attempt < TRIES:
                await asyncio.sleep(PAUSE_SECONDS)
        return "sideband_lost", True

    async def _converse(self, socket: ClientConnection) -> bool:
        for event in self.endpoint.first:
            await socket.send(self._written(event))
        writing = [asyncio.create_task(self._write(socket)), asyncio.create_task(self._write_audio(socket))]
        try:
            while True:
                self._receive(self.endpoint.to_ga(json.loads(await socket.recv())))
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code == 1000
        finally:
            for task in writing:
                task.cancel()
            await asyncio.gather(*writing, return_exceptions=True)

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            await socket.send(self._written(await self.outgoing.get()))

    async def _write_audio(self, socket: ClientConnection) -> None:
        """What comes while the socket is slow waits in the intake, and goes as one piece."""
        while True:
            await self.heard.wait()
            self.heard.clear()
            audio = base64.b64encode(self.intake.take()).decode()
            await socket.send(f'{{"type":"input_audio_buffer.append","audio":"{audio}"}}')

    def _written(self, event: dict[str, Any]) -> str:
        return json.dumps(self.endpoint.from_ga(event), ensure_ascii=False)

    def _receive(self, event: dict[str, Any]) -> None:
        match event.get("type"):
            case server.AUDIO_DELTA:  # the rest of us has no use for it
                self._play(event)
                return
            case server.SESSION_CREATED:
                self.ready = True
                self._tell(messages.READY)
            case server.SPEECH_STARTED:
                self._cut()
                self._tell(messages.speech(event))
            case server.SPEECH_STOPPED:
                self._tell(messages.speech(event))
        super()._receive(event)

    def _play(self, event: dict[str, Any]) -> None:
        self.playout.add(event.get("item_id") or "", base64.b64decode(event.get("delta") or ""))
        self._flow()

    # --- the end -----------------------------------------------------------------------------------

    async def _hang_up(self) -> None:
        self.over.set()

    def _dismiss(self) -> None:
        self.dismissed = True
        for timer in self.waiting.values():
            timer.cancel()
        if _running.get(self.session.id) is self:
            del _running[self.session.id]
        if not self.ready:
            self._tell(feed.problem("provider_unavailable", "The voice service cannot be reached."))
        if self.page:
            self.page.put_nowait(None)
            self.page = None
        if lost := self.intake.dropped // BYTES_PER_MS:
            log.warning("session %s: a slow provider lost %d ms of the caller", self.session.id, lost)

    def _wait(self, what: str, seconds: float, then: Callable[[], None]) -> None:
        self._no_longer_wait(what)
        self.waiting[what] = asyncio.get_running_loop().call_later(seconds, then)

    def _no_longer_wait(self, what: str) -> None:
        if timer := self.waiting.pop(what, None):
            timer.cancel()
