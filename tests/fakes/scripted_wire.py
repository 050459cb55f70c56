"""The sockets of scripted conversations: each event arrives once or twice, in order, after some latency."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.fakes.scripted_events import Event

REPEAT_WITHIN = 0.05  # seconds: a second delivery of the same event
REPEATED = frozenset(
    {"response.function_call_arguments.done", "response.output_item.done", "conversation.item.added"}
    | {"response.done"}
)


class Socket(Protocol):
    """What is asked of a websocket."""

    async def send(self, message: str, /) -> None: ...

    def __aiter__(self) -> AsyncIterator[str | bytes]: ...


class Line:
    """To one client. `delivered` is told when an event goes out for the first time."""

    def __init__(
        self,
        latency: float,
        *,
        twice: bool = False,
        chance: random.Random | None = None,
        delivered: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self.latency, self.twice, self.delivered = latency, twice, delivered
        self.chance = chance or random.Random(0)
        self.queue: asyncio.Queue[tuple[float, str, Event | None]] = asyncio.Queue()
        self.numbers = itertools.count(1)
        self.last = 0.0

    def tell(self, event: Event) -> None:
        text = json.dumps({"event_id": f"event_{next(self.numbers)}", **event})
        self._queue(text, {"type": event["type"], "response": {**(event.get("response") or {})}})
        if self.twice and event["type"] in REPEATED:
            loop = asyncio.get_running_loop()
            loop.call_later(self.chance.uniform(0, REPEAT_WITHIN), self._queue, text, None)

    def _queue(self, text: str, event: Event | None) -> None:
        now = asyncio.get_running_loop().time()
        self.last = max(self.last, now + self.chance.uniform(self.latency / 2, self.latency))
        self.queue.put_nowait((self.last, text, event))

    async def run(self, socket: Socket) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionClosed):
            while True:
                at, text, event = await self.queue.get()
                if (pause := at - loop.time()) > 0:
                    await asyncio.sleep(pause)
                if event:  # before the write: a quick client may answer before we are told that it was sent
                    self.delivered(event)
                await socket.send(text)


Attend = Callable[[str, ServerConnection], Awaitable[None]]


@asynccontextmanager
async def serving(attend: Attend) -> AsyncIterator[str]:
    """Every path is a realtime socket; `attend` is given the conversation's name (its model, or its call)."""

    async def one(socket: ServerConnection) -> None:
        assert socket.request
        query = parse_qs(urlsplit(socket.request.path).query)
        name = (query.get("call_id") or query.get("model") or [""])[0]
        with suppress(ConnectionClosed):
            await attend(name, socket)

    async with serve(one, "127.0.0.1", 0, compression=None, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}"
