"""The ways to the provider's side of a call: what a controller asks of one, and the socket beside a call.

A `SidebandTransport` joins a call whose audio runs between the page and the provider. The other way, whose
audio passes through us, is `voice.call.relay.transport.RelayTransport`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from voice import providers, sessions
from voice.call.forgery import Witness
from voice.models import Session
from voice.protocol import client
from voice.protocol.shapes import Event
from voice.protocol.wire_json import read_event, write_json
from voice.providers.base import Endpoint, ProviderError

log = logging.getLogger(__name__)

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)  # the first at once: a call without tools is half deaf
# The caller hears no tool meanwhile: a second try helps more than a long wait for the first.
OPEN_SECONDS = 3.0
# A provider that does not answer our goodbye must not hold up what comes after the socket.
CLOSE_SECONDS = 1.0
MUTE_SECONDS = 3.0  # a socket that opens tells of its session at once, or is none
STEADY_SECONDS = 5.0  # so long it held: the next drop is another one
PING_SECONDS, PONG_SECONDS = 3.0, 4.0  # a network that vanished says nothing

UNKNOWN = frozenset({404, 410})  # the provider does not know the call: any more, or yet
NOT_ALLOWED = frozenset({400, 401, 403})
# Refused: once more, as the key that is asked for anew may be another one. Unknown: a call may be so young
# that the provider does not know it yet, so some more.
TRIES = {**dict.fromkeys(NOT_ALLOWED, 2), **dict.fromkeys(UNKNOWN, 4)}  # else as many as there are pauses
DROPS = (OSError, TimeoutError, WebSocketException, ProviderError)


class Connection:
    """A provider's open socket. Events go in and come out as GA, whatever dialect is spoken on it.

    `witness`: where the page has the other end of the call, and could put there what is not its to say.
    """

    def __init__(self, socket: ClientConnection, endpoint: Endpoint, witness: Witness | None = None) -> None:
        self.socket = socket
        self.endpoint = endpoint
        self.witness = witness

    async def send(self, event: Event) -> None:
        if self.witness:
            self.witness.note_sent(event)
        await self.socket.send(write_json(self.endpoint.from_ga(event)))

    async def send_audio(self, base64: str) -> None:
        """The same in every dialect, and too frequent to be translated."""
        await self.socket.send(f'{{"type":"{client.INPUT_APPEND}","audio":"{base64}"}}')

    async def recv(self) -> Event:
        """The next event. Raises ConnectionClosed at the end, ValueError for what is no event, Forged."""
        event = self.endpoint.to_ga(read_event(await self.socket.recv()))
        if self.witness:
            self.witness.judge(event)
        return event


@asynccontextmanager
async def open_connection(
    endpoint: Endpoint, *, compression: str | None = "deflate", witness: Witness | None = None
) -> AsyncIterator[Connection]:
    """A socket to `endpoint`, which has been told what comes first there. Raises one of DROPS."""
    async with connect(
        endpoint.url,
        additional_headers=dict(endpoint.headers),
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        # An item that is fetched after a gap may bring its audio: more than the library's 1 MiB.
        max_size=None,
        compression=compression,
    ) as socket:
        connection = Connection(socket, endpoint, witness)
        for event in endpoint.first:
            await connection.send(event)
        yield connection


class Transport(Protocol):
    """The provider's side of one call, as its controller knows it. It decides nothing about the call."""

    @property
    def carries_audio(self) -> bool:
        """Whether the caller's audio passes through us. Then the provider's session ends with our socket,
        and another one can be opened in its place without the page; else the call is the page's."""
        ...

    def attach(
        self,
        *,
        send: Callable[[Event], None],
        part: Callable[[], None],
        note_playing: Callable[[Event], None],
    ) -> None:
        """Called once, first. `send` puts an event of the transport's own among those for the provider;
        `part` ends the call, because its page has gone. `note_playing` is told what of the agent's voice is
        heard, in the words of a provider that plays it itself; only where the audio passes through us."""
        ...

    def open(self) -> AbstractAsyncContextManager[Connection]:
        """A socket to the call as it is. Raises one of DROPS."""
        ...

    def open_next(self, call_id: str) -> AbstractAsyncContextManager[Connection]:
        """A socket to what shall take the call's place: the page's new call, or another session ("").
        Raises one of DROPS, or ReservationError."""
        ...

    def go_over(self, call_id: str) -> None:
        """What `open_next` opened is the call from now on."""
        ...

    async def leave(self, stack: AsyncExitStack, call_id: str) -> None:
        """End the call that was, and close its socket, which `stack` holds."""
        ...

    def is_over(self, error: BaseException) -> bool:
        """Whether `open` failed because the provider does not know the call."""
        ...

    async def wait_to_reopen(self, error: BaseException | None, held_seconds: float) -> bool:
        """After a drop: returns True when the same call is worth another `open`, False when none is left.
        `held_seconds`: how long the socket held, the time to open it included."""
        ...

    def intercept(self, event: Event) -> bool:
        """Each event of the call passes here first. True when nobody else has a use for it."""
        ...

    async def pump(self, connection: Connection) -> None:
        """Runs beside the conversation on a connection, and sends what the conversation knows nothing of."""
        ...

    def hush(self) -> None:
        """What is being played to the caller stops here; called only while a connection is open."""
        ...

    async def hang_up(self) -> None:
        """End the call at the provider. Never raises: what fails is logged."""
        ...

    def close(self) -> None:
        """The call is over, and nothing is opened any more."""
        ...


@dataclass
class RetryPolicy:
    """How often, and after which pauses, a socket is opened again."""

    failures: int = 0

    def next_pause(self, error: BaseException | None) -> float | None:
        """Seconds before the next try; None: no more of them."""
        # 0 is no status: what got no answer at all is tried as long as there are pauses.
        status = status_of(error)
        if self.failures >= min(len(PAUSES), TRIES.get(status or 0, len(PAUSES))):
            return None
        self.failures += 1
        return PAUSES[self.failures - 1]

    def note_held(self, seconds: float) -> None:
        if seconds >= STEADY_SECONDS:
            self.failures = 0


class SidebandTransport:
    """A socket beside a call, by the call's id. The audio runs between the page and the provider."""

    carries_audio = False

    def __init__(self, session: Session, *, is_resumed: bool = False) -> None:
        """`is_resumed`: another process held the call before."""
        self.session = session
        self.provider = providers.get(session.provider)
        self.retry = RetryPolicy()
        self.witnesses: dict[str, Witness] = {}  # of each call of the session
        if is_resumed:
            self.witnesses[session.call_id] = Witness(from_beginning=False)

    def attach(
        self,
        *,
        send: Callable[[Event], None],
        part: Callable[[], None],
        note_playing: Callable[[Event], None],
    ) -> None:
        """The provider tells what is played, and when the page has gone."""
        self.send = send

    def hush(self) -> None:
        self.send(client.output_audio_clear())

    def open(self) -> AbstractAsyncContextManager[Connection]:
        return self.open_next(self.session.call_id)

    @asynccontextmanager
    async def open_next(self, call_id: str) -> AsyncIterator[Connection]:
        if witness := self.witnesses.get(call_id):
            witness.enter_gap()
        else:
            witness = self.witnesses[call_id] = Witness(from_beginning=True)
        # The address is asked for every time: the key that opens it may have been renewed.
        async with open_connection(await self.provider.sideband(call_id), witness=witness) as connection:
            yield connection

    def go_over(self, call_id: str) -> None:
        self.session.call_id = call_id
        self.retry = RetryPolicy()

    async def leave(self, stack: AsyncExitStack, call_id: str) -> None:
        await sessions.drop(self.session.provider, call_id)
        await stack.aclose()

    def is_over(self, error: BaseException) -> bool:
        return status_of(error) in UNKNOWN

    async def wait_to_reopen(self, error: BaseException | None, held_seconds: float) -> bool:
        self.retry.note_held(held_seconds)
        pause = self.retry.next_pause(error)
        if pause is None:
            return False
        log.warning("session %s: the sideband dropped: %s", self.session.id, error or "closed")
        await asyncio.sleep(pause)
        return True

    def intercept(self, event: Event) -> bool:
        return False

    async def pump(self, connection: Connection) -> None:
        """No audio passes here."""

    async def hang_up(self) -> None:
        try:
            await self.provider.hang_up(self.session.call_id)
        except ProviderError as error:
            log.warning("session %s: hanging up failed: %s", self.session.id, error)

    def close(self) -> None:
        """Each socket was closed by who opened it."""


def status_of(error: BaseException | None) -> int | None:
    """The HTTP status with which the provider refused, if it did."""
    if isinstance(error, InvalidStatus):
        return int(error.response.status_code)
    return error.status if isinstance(error, ProviderError) else None


def loop_time() -> float:
    """Seconds of the running loop, which its timers run by."""
    return asyncio.get_running_loop().time()
