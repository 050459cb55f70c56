"""The socket beside a call: how it is opened, how often it is tried again, and when the call is given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from voice.providers.base import Provider, ProviderError

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)  # the first at once: a call without tools is half deaf
OPEN_SECONDS = 3.0
MUTE_SECONDS = 3.0  # a socket that opens tells of its session at once, or is none
STEADY_SECONDS = 5.0  # so long it held: the next drop is another one
PING_SECONDS, PONG_SECONDS = 3.0, 4.0  # a network that vanished says nothing

UNKNOWN = frozenset({404, 410})  # the provider does not know the call: any more, or yet
NOT_ALLOWED = frozenset({400, 401, 403})
TRIES = {**dict.fromkeys(NOT_ALLOWED, 2), **dict.fromkeys(UNKNOWN, 4)}  # else as many as there are pauses


class Wire(Protocol):
    """What is asked of a call's socket, in whatever dialect it is spoken."""

    async def send(self, message: str, /) -> None: ...

    async def recv(self) -> str | bytes: ...


DROPS = (OSError, TimeoutError, WebSocketException, ProviderError)


@asynccontextmanager
async def opened(provider: Provider, call_id: str) -> AsyncIterator[ClientConnection]:
    """Asks for the address every time: the key that opens it may have been renewed."""
    endpoint = await provider.sideband(call_id)
    async with connect(
        endpoint.url,
        additional_headers=dict(endpoint.headers),
        open_timeout=OPEN_SECONDS,
        close_timeout=1,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        max_size=None,
    ) as socket:
        yield socket


@dataclass
class RetryPolicy:
    """How long a socket is tried again. `known`: the provider has shown that it knows the call."""

    known: bool = False
    failures: int = 0

    def over(self, error: BaseException) -> bool:
        """The call has ended while we were away."""
        return self.known and status_of(error) in UNKNOWN

    def pause(self, error: BaseException | None) -> float | None:
        """Before the next try; None: no more of them."""
        status = status_of(error)
        if self.failures >= min(len(PAUSES), TRIES.get(status or 0, len(PAUSES))):
            return None
        self.failures += 1
        return PAUSES[self.failures - 1]

    def held(self, seconds: float) -> None:
        if seconds >= STEADY_SECONDS:
            self.failures = 0


def status_of(error: BaseException | None) -> int | None:
    if isinstance(error, InvalidStatus):
        return int(error.response.status_code)
    return error.status if isinstance(error, ProviderError) else None


def clock() -> float:
    return asyncio.get_running_loop().time()
