"""A page at the relay, with a scripted provider or the real engine behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from voice.call import registry
from voice.routing import websocket_urlpatterns

LEFT = 1000  # the close code of a page that means it
ORIGIN = (b"origin", b"http://localhost:8000")


class Caller:
    """A page's socket: what it says, what it is told, and the audio that it is given."""

    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket = socket
        self.audio = bytearray()
        self.told: list[dict[str, Any]] = []

    async def hello(self, token: str) -> None:
        await self.say("hello", token=token)

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send_to(text_data=json.dumps({"type": kind, **fields}))

    async def speak(self, frame: bytes) -> None:
        await self.socket.send_to(bytes_data=frame)

    async def next(self) -> dict[str, Any]:
        """The next thing that is not audio: a message, or how the socket was closed."""
        while True:
            output: dict[str, Any] = await self.socket.receive_output(5)
            if output["type"] == "websocket.close":
                return {"type": "closed", "code": output["code"]}
            if output.get("bytes"):
                self.audio += output["bytes"]
                continue
            message: dict[str, Any] = json.loads(output["text"])
            self.told.append(message)
            return message

    async def until(self, kind: str) -> dict[str, Any]:
        while (message := await self.next())["type"] != kind:
            pass
        return message

    async def hears(self, size: int) -> None:
        """Until `size` bytes of audio have come."""
        while len(self.audio) < size:
            output = await self.socket.receive_output(5)
            self.audio += output.get("bytes") or b""


@asynccontextmanager
async def caller(closing: int = LEFT) -> AsyncIterator[Caller]:
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), "/ws/realtime", headers=[ORIGIN])
    accepted, _ = await socket.connect()
    assert accepted
    try:
        yield Caller(socket)
    finally:
        await socket.disconnect(code=closing)
        if closing == LEFT and (ending := list(registry.list_held().values())):
            # A call that outlives its test would lose its database in the middle of a line.
            await asyncio.wait(ending, timeout=10)
