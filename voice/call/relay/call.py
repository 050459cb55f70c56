"""A call whose audio passes through us: the sideband's tool loop, transcript, feed, on a socket of its own.

It outlives the page's socket for a while, so that a caller whose network dropped comes back into it.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, cast

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from reservations.errors import ReservationError
from voice.call import page_messages
from voice.call.registry import Sideband
from voice.call.relay import messages
from voice.call.relay.intake import Intake
from voice.call.relay.listener import Listener
from voice.call.relay.playout import BYTES_PER_MS, Heard
from voice.call.relay.renewal import RelayRenewal
from voice.call.relay.socket import Spoken, opened
from voice.call.transport import DROPS, NOT_ALLOWED, status_of
from voice.models import Session
from voice.protocol import client, server
from voice.providers import transcription
from voice.providers.base import Endpoint, blames_transcription

log = logging.getLogger(__name__)

TRIES = 2  # of the first connection: a caller is waiting
PAUSE_SECONDS = 0.5
UNREACHED = page_messages.problem("provider_unavailable", "The voice service cannot be reached.")

_running: dict[str, RelayedCall] = {}


def running(session_id: str) -> RelayedCall | None:
    """The relayed call of a session, if this process holds it."""
    return _running.get(session_id)


class RelayedCall(Sideband):
    renewal: RelayRenewal

    def __init__(
        self,
        session: Session,
        endpoint: Endpoint,
        find_endpoint: Callable[[], Awaitable[Endpoint]],
        *,
        typed: int = 0,
    ) -> None:
        """`find_endpoint`: another one, when this one's session comes to its end. `typed`: see `Talk`."""
        super().__init__(session, typed=typed)
        self.endpoint = endpoint
        self.find_endpoint = find_endpoint
        self.renewal = RelayRenewal(self, self._go_over, self._another)
        self.intake = Intake()
        self.heard = asyncio.Event()
        self.parting = asyncio.Event()
        self.captions_refused = False
        self.listener = Listener(truncate=self._truncate, gone=self.parting.set)
        _running[session.id] = self

    def hear(self, frame: bytes) -> None:
        self.intake.add(frame)
        self.heard.set()

    def _truncate(self, items: list[Heard]) -> None:
        for item in items:
            self.outgoing.put_nowait(client.item_truncate(item.item_id, item.ms))

    # --- the provider's socket ---------------------------------------------------------------------

    async def _hold(self) -> tuple[str, bool]:
        carrying = asyncio.create_task(self._carry())
        parting = asyncio.create_task(self.parting.wait())
        try:
            await asyncio.wait([carrying, parting], return_when=asyncio.FIRST_COMPLETED)
            return carrying.result() if carrying.done() else ("call_ended", False)
        finally:
            for task in (carrying, parting):
                task.cancel()
            await asyncio.gather(carrying, parting, return_exceptions=True)
            self._part()

    async def _carry(self) -> tuple[str, bool]:
        stack = AsyncExitStack()
        try:
            socket = await self._reached(stack)
            while socket:
                over = await self._listen(cast("ClientConnection", socket))
                if self.successor is None and not over and self.listener.ready:
                    await self._begin_again()
                if (to := self.successor) is None:
                    return (self.over or "call_ended", False) if over else ("sideband_lost", True)
                self.successor = None
                self._spawn(stack.aclose())
                stack, socket, self.fresh = to.stack, cast("Spoken", to.socket), to
                self.renewal.told_of(to.session)
            return "sideband_lost", True
        finally:
            await stack.aclose()

    async def _begin_again(self) -> None:
        log.warning("session %s: the provider's socket dropped", self.session.id)
        self._cut_short()
        self.listener.hush()
        await self.renewal.replace()

    async def _reached(self, stack: AsyncExitStack) -> Spoken | None:
        for attempt in range(1, TRIES + 1):
            try:
                return await stack.enter_async_context(opened(self.endpoint))
            except DROPS as error:
                log.warning("session %s: the provider's socket did not open: %s", self.session.id, error)
                refused = status_of(error) in NOT_ALLOWED
            if attempt < TRIES:
                await asyncio.sleep(PAUSE_SECONDS)
                if refused and not await self._renewed():
                    return None
        return None

    async def _renewed(self) -> bool:
        """The key may have expired, by the provider's clock: another one is asked for."""
        try:
            self.endpoint = await self._find_endpoint()
        except ReservationError as error:
            log.warning("session %s: no other key is to be had: %s", self.session.id, error)
            return False
        return True

    @asynccontextmanager
    async def _another(self) -> AsyncIterator[Spoken]:
        async with opened(await self._find_endpoint()) as socket:
            yield socket

    async def _find_endpoint(self) -> Endpoint:
        endpoint = await self.find_endpoint()
        return without_captions(endpoint) if self.captions_refused else endpoint

    async def _converse(self, socket: ClientConnection) -> bool:
        if fresh := self.fresh:  # its first words were heard before it became the call
            self.fresh, self.outgoing = None, asyncio.Queue()
            self._gone_over(fresh)
        spoken = cast("Spoken", socket)
        writing = [asyncio.create_task(self._write(socket)), asyncio.create_task(self._write_audio(spoken))]
        try:
            while True:
                self._read(await spoken.recv())
        except ConnectionClosed as closed:
            return bool(self.over) or (closed.rcvd is not None and closed.rcvd.code == 1000)
        finally:
            self._rest()
            for task in writing:
                task.cancel()
            await asyncio.gather(*writing, return_exceptions=True)

    async def _write_audio(self, socket: Spoken) -> None:
        """What comes while the socket is slow waits in the intake, and goes as one piece."""
        while True:
            await self.heard.wait()
            self.heard.clear()
            await socket.send_audio(base64.b64encode(self.intake.take()).decode())

    def _receive(self, event: dict[str, Any]) -> None:
        event = self.endpoint.to_ga(event)
        match event.get("type"):
            case server.AUDIO_DELTA:  # the rest of us has no use for it
                audio = base64.b64decode(event.get("delta") or "")
                self.listener.play(event.get("item_id") or "", audio)
                return
            case server.SESSION_CREATED:
                self.listener.get_ready()
            case server.SPEECH_STARTED:
                self.listener.hush()
                self.listener.tell(messages.speech(event))
            case server.SPEECH_STOPPED:
                self.listener.tell(messages.speech(event))
        super()._receive(event)

    def _complained(self, error: dict[str, Any]) -> None:
        """A socket whose first message configures it loses all of that to one field that is refused."""
        super()._complained(error)
        plain = without_captions(self.endpoint)
        ours = {None, *(event.get("event_id") for event in self.endpoint.first)}
        if self.endpoint == plain or error.get("event_id") not in ours or not blames_transcription(error):
            return
        log.warning("session %s: configured anew, without captions: %s", self.session.id, error)
        self.captions_refused, self.endpoint = True, plain
        for event in plain.first:
            self.outgoing.put_nowait(event)

    # --- the end -----------------------------------------------------------------------------------

    async def _hang_up(self) -> None:
        self.parting.set()

    def _part(self) -> None:
        if _running.get(self.session.id) is self:
            del _running[self.session.id]
        self.listener.dismiss(None if self.listener.ready else UNREACHED)
        if lost := self.intake.dropped // BYTES_PER_MS:
            log.warning("session %s: a slow provider lost %d ms of the caller", self.session.id, lost)


def without_captions(endpoint: Endpoint) -> Endpoint:
    """The endpoint, its session configured without transcription; itself where that is so already."""
    first = [{**event, "session": transcription.remove(event["session"])} for event in endpoint.first]
    return replace(endpoint, first=tuple(first)) if first and first[0]["session"] else endpoint
