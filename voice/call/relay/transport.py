"""The provider's side of a relayed call: a session of its own, whose audio passes through us to the page.

It outlives the page's socket for a while, so that a caller whose network dropped comes back into it.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace

from reservations.errors import ReservationError
from voice.call import page_messages
from voice.call.relay import messages
from voice.call.relay.intake import Intake, Spoken
from voice.call.relay.listener import Listener
from voice.call.relay.playout import BYTES_PER_MS, Heard
from voice.call.transport import DROPS, NOT_ALLOWED, Connection, open_connection, status_of
from voice.models import Session
from voice.protocol import client, server
from voice.protocol.shapes import Event, JsonObject
from voice.providers import transcription
from voice.providers.base import Endpoint, blames_transcription

log = logging.getLogger(__name__)

TRIES = 2  # of the first connection: a caller is waiting
PAUSE_SECONDS = 0.5
UNREACHED = page_messages.problem("provider_unavailable", "The voice service cannot be reached.")

_running: dict[str, RelayTransport] = {}


def find_running(session_id: str) -> RelayTransport | None:
    """The way of a session's relayed call, if this process holds it."""
    return _running.get(session_id)


def send_pages_elsewhere() -> None:
    """At the end of the process, before its calls are let go."""
    for transport in _running.values():
        transport.listener.send_elsewhere()


class RelayTransport:
    carries_audio = True

    def __init__(
        self,
        session: Session,
        endpoint: Endpoint,
        find_endpoint: Callable[[], Awaitable[Endpoint]],
        *,
        is_resumed: bool = False,
    ) -> None:
        """`find_endpoint`: another one, when this one's session comes to its end, or its key has expired.
        `is_resumed`: another process held the call before."""
        self.session = session
        self.endpoint = endpoint
        self.find_endpoint = find_endpoint
        self.intake = Intake()
        self.spoken = Spoken()
        self.heard = asyncio.Event()
        self.captions_refused = False
        self.listener = Listener(
            truncate=self._truncate, gone=self._part, sound=self._tell_sound, was_here=is_resumed
        )
        _running[session.id] = self

    def attach(
        self,
        *,
        send: Callable[[Event], None],
        part: Callable[[], None],
        note_playing: Callable[[Event], None],
    ) -> None:
        self.send = send
        self.part = part
        self.note_playing = note_playing

    # --- the page ----------------------------------------------------------------------------------

    def hear(self, frame: bytes) -> None:
        """The caller's audio (`is_frame`)."""
        self.intake.add(frame)
        self.heard.set()

    def _truncate(self, items: list[Heard]) -> None:
        for item in items:
            self.send(client.item_truncate(item.item_id, item.ms))
            # The provider says so too, but later, or not at all.
            self.note_playing({"type": server.ITEM_TRUNCATED, "item_id": item.item_id})

    def _tell_sound(self, sounding: bool) -> None:
        self.note_playing({"type": server.PLAYING_STARTED if sounding else server.PLAYING_STOPPED})

    def _part(self) -> None:
        self.part()

    # --- the provider's socket ---------------------------------------------------------------------

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Connection]:
        async with AsyncExitStack() as stack:
            yield await self._reach(stack)

    async def _reach(self, stack: AsyncExitStack) -> Connection:
        for _attempt in range(1, TRIES):
            try:
                return await stack.enter_async_context(open_relayed(self.endpoint))
            except DROPS as error:
                log.warning("session %s: the provider's socket did not open: %s", self.session.id, error)
                await asyncio.sleep(PAUSE_SECONDS)
                # A refusal may mean that the key has expired since it was granted.
                if status_of(error) in NOT_ALLOWED and not await self._renew_endpoint():
                    raise
        return await stack.enter_async_context(open_relayed(self.endpoint))

    async def _renew_endpoint(self) -> bool:
        """The key may have expired, by the provider's clock: another one is asked for."""
        try:
            self.endpoint = await self._find_endpoint()
        except ReservationError as error:
            log.warning("session %s: no other key is to be had: %s", self.session.id, error)
            return False
        return True

    @asynccontextmanager
    async def open_next(self, call_id: str) -> AsyncIterator[Connection]:
        async with open_relayed(await self._find_endpoint()) as connection:
            yield connection

    async def _find_endpoint(self) -> Endpoint:
        endpoint = await self.find_endpoint()
        return remove_captions(endpoint) if self.captions_refused else endpoint

    def go_over(self, call_id: str) -> None:
        """The page stays where it is, and so does the call's (empty) id."""
        if not self.listener.ready:  # the first session of a call that was another process's
            self.listener.get_ready()

    async def leave(self, stack: AsyncExitStack, call_id: str) -> None:
        await stack.aclose()

    def is_over(self, error: BaseException) -> bool:
        return False

    async def wait_to_reopen(self, error: BaseException | None, held_seconds: float) -> bool:
        """Never: the session went with its socket, and what it was saying is not heard to its end."""
        self.listener.hush()
        return False

    async def pump(self, connection: Connection) -> None:
        """What comes while the socket is slow waits in the intake, and goes as one piece."""
        if again := self.spoken.take():  # begun in the session before this one, which did not hear it out
            await self._speak(connection, again)
        while True:
            await self.heard.wait()
            self.heard.clear()
            await self._speak(connection, self.intake.take())

    async def _speak(self, connection: Connection, audio: bytes) -> None:
        self.spoken.add(audio)
        await connection.send_audio(base64.b64encode(audio).decode())

    def intercept(self, event: Event) -> bool:
        self.spoken.note(event)
        match event.get("type"):
            case server.AUDIO_DELTA:
                audio = base64.b64decode(event.get("delta") or "")
                self.listener.play(event.get("item_id") or "", audio)
                return True
            case server.SESSION_CREATED:
                self.listener.get_ready()
            case server.SPEECH_STARTED:
                self.listener.hush()
                self.listener.tell(messages.build_speech(event))
            case server.SPEECH_STOPPED:
                self.listener.tell(messages.build_speech(event))
            case server.ERROR:
                self._give_up_captions(event.get("error") or {})
        return False

    def _give_up_captions(self, error: JsonObject) -> None:
        """A socket whose first message configures it loses all of that to one field that is refused."""
        plain = remove_captions(self.endpoint)
        ours = {None, *(event.get("event_id") for event in self.endpoint.first)}
        if self.endpoint == plain or error.get("event_id") not in ours or not blames_transcription(error):
            return
        log.warning("session %s: configured anew, without captions: %s", self.session.id, error)
        self.captions_refused, self.endpoint = True, plain
        for event in plain.first:
            self.send(event)

    def hush(self) -> None:
        self.listener.hush()

    # --- the end -----------------------------------------------------------------------------------

    async def hang_up(self) -> None:
        self.part()

    def close(self) -> None:
        if _running.get(self.session.id) is self:
            del _running[self.session.id]
        self.listener.dismiss(None if self.listener.ready else UNREACHED)
        if lost := self.intake.dropped // BYTES_PER_MS:
            log.warning("session %s: a slow provider lost %d ms of the caller", self.session.id, lost)


def open_relayed(endpoint: Endpoint) -> AbstractAsyncContextManager[Connection]:
    """Speech does not shrink: compressing it would only cost time."""
    return open_connection(endpoint, compression=None)


def remove_captions(endpoint: Endpoint) -> Endpoint:
    """The endpoint, its session configured without transcription; itself where that is so already."""
    first = [{**event, "session": transcription.remove(event["session"])} for event in endpoint.first]
    return replace(endpoint, first=tuple(first)) if first and first[0]["session"] else endpoint
