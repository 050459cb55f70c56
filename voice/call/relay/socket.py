"""The socket of a relayed call: opened where the adapter says, spoken in its dialect; inside, all is GA."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect

from voice.call.transport import OPEN_SECONDS, PING_SECONDS, PONG_SECONDS
from voice.protocol.wire_json import read_json, write_json
from voice.providers.base import Endpoint

CLOSE_SECONDS = 1


class Spoken:
    """As a sideband's socket, but for the names that the provider has for things."""

    def __init__(self, socket: ClientConnection, endpoint: Endpoint) -> None:
        self.socket = socket
        self.endpoint = endpoint

    async def send(self, message: str) -> None:
        told = self.endpoint.from_ga(read_json(message))
        await self.socket.send(write_json(told))

    async def send_audio(self, base64: str) -> None:
        """The same in every dialect, and too frequent to be read again."""
        await self.socket.send(f'{{"type":"input_audio_buffer.append","audio":"{base64}"}}')

    async def recv(self) -> str | bytes:
        return await self.socket.recv()


@asynccontextmanager
async def opened(endpoint: Endpoint) -> AsyncIterator[Spoken]:
    async with connect(
        endpoint.url,
        additional_headers=dict(endpoint.headers),
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        max_size=None,
        compression=None,  # speech does not shrink; it would only cost time
    ) as socket:
        spoken = Spoken(socket, endpoint)
        for event in endpoint.first:
            await spoken.send(write_json(event))
        yield spoken
