"""A chat endpoint as a program: it answers each request as scripted, well, badly or slowly.

It runs on a loop and a thread of its own, so that tests with and without a loop can use it. Requests and
chunks are checked against the types of the vendor's own SDK.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import TypeAdapter

MODEL = "scripted"
PATIENCE = 30  # seconds that a test waits for what must happen
_MESSAGES: TypeAdapter[Any] = TypeAdapter(ChatCompletionMessageParam)
_TOOLS: TypeAdapter[Any] = TypeAdapter(ChatCompletionToolParam)


@dataclass
class Gate:
    """Where a reply waits until the test opens it."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    async def wait_until_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, PATIENCE)


@dataclass(frozen=True)
class Cut:
    """The connection is gone, in the middle of it."""


@dataclass(frozen=True)
class Pause:
    """A slow endpoint's, between two parts."""

    seconds: float


Part = str | bytes | Gate | Cut | Pause


@dataclass
class Reply:
    """`parts` are sent one after the other, as they are; a gate holds what follows it."""

    parts: Iterable[Part] = ()
    status: int = 200
    kind: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False  # the connection, after it, without having said so


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["messages"]
        return found


def event(data: Any) -> str:
    return f"data: {data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)}\n\n"


def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    """An event as the vendor types it; fields that other vendors add pass."""
    made = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    ChatCompletionChunk.model_validate(made)
    return event(made)


def say(*pieces: str) -> list[Part]:
    return [chunk({"content": piece}) for piece in pieces]


def call(name: str, arguments: str, *, index: int = 0, call_id: str = "call_x", step: int = 7) -> list[Part]:
    """A call whose arguments come in pieces of `step` characters."""
    first = {"index": index, "id": call_id, "type": "function", "function": {"name": name, "arguments": ""}}
    rest = [
        {"index": index, "function": {"arguments": arguments[start : start + step]}}
        for start in range(0, len(arguments), step)
    ]
    return [chunk({"tool_calls": [part]}) for part in (first, *rest)]


def end(reason: str = "stop") -> list[Part]:
    return [chunk({}, reason), event("[DONE]")]


def answer(*pieces: str) -> Reply:
    return Reply([*say(*pieces), *end()])


def calling(*calls: tuple[str, Any], words: str = "") -> Reply:
    """These tools, called in one answer, after some words."""
    parts = say(words) if words else []
    for index, (name, arguments) in enumerate(calls):
        written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        parts += call(name, written, index=index, call_id=f"call_{index}")
    return Reply([*parts, *end("tool_calls")])


class ChatEndpoint:
    """`script` what it answers; the last reply is given again and again. One may be made of its request."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.models: list[str] | None = [MODEL]
        self.hung_up = threading.Event()  # a client left before the end of a reply
        self.connections = 0
        self.url = ""
        self._replies: list[Reply | Callable[[Request], Reply]] = []
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()

    def script(self, *replies: Reply | Callable[[Request], Reply]) -> None:
        self._replies = list(replies)

    async def wait_for_hang_up(self) -> None:
        assert await asyncio.to_thread(self.hung_up.wait, PATIENCE)

    @contextmanager
    def running(self) -> Iterator[ChatEndpoint]:
        started = threading.Event()

        async def serve() -> None:
            self._over = asyncio.Event()
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            started.set()
            await self._over.wait()
            server.close()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._loop.shutdown_default_executor()

        thread = threading.Thread(target=self._loop.run_until_complete, args=[serve()])
        thread.start()
        assert started.wait(PATIENCE)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join()
            self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while request := await _read_request(reader):
                if await self._reply(request, reader, writer):
                    break
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _reply(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the connection is over."""
        if request.path.endswith("/models"):
            listed = {
                "object": "list",
                "data": [{"id": name, "object": "model"} for name in self.models or ()],
            }
            found = self.models is not None
            reply = Reply([json.dumps(listed)], 200 if found else 404, "application/json")
        else:
            check(request)
            self.requests.append(request)
            scripted = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
            reply = scripted if isinstance(scripted, Reply) else scripted(request)
        head = [
            f"HTTP/1.1 {reply.status} Scripted",
            f"Content-Type: {reply.kind}",
            "Transfer-Encoding: chunked",
        ]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
        leaving = asyncio.create_task(reader.read(1))
        try:
            for part in reply.parts:
                if not await self._send(part, writer, leaving):
                    return True
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            return reply.closes
        except OSError:
            self.hung_up.set()
            raise
        finally:
            leaving.cancel()
            await asyncio.wait({leaving})

    async def _send(self, part: Part, writer: asyncio.StreamWriter, leaving: asyncio.Task[bytes]) -> bool:
        if isinstance(part, Cut):
            await writer.drain()
            writer.transport.abort()
            return False
        if isinstance(part, Pause):
            await asyncio.wait({leaving}, timeout=part.seconds)
            if leaving.done():
                self.hung_up.set()
            return not leaving.done()
        if isinstance(part, Gate):
            part.reached.set()
            opening = asyncio.create_task(asyncio.to_thread(part.opened.wait, PATIENCE))
            try:
                await asyncio.wait({opening, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                part.opened.set()
                await opening
            if leaving.done():
                self.hung_up.set()
            return not leaving.done()
        data = part.encode() if isinstance(part, str) else part
        writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await writer.drain()
        return True


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        raw = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = raw.strip().split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (ln.partition(":") for ln in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(first.split(" ")[1], headers, json.loads(body or "{}"))


def check(request: Request) -> None:
    """As the vendor types it, and as its server demands of calls and results."""
    assert request.path.split("?")[0].endswith("/chat/completions"), request.path
    assert request.body["stream"] is True
    open_calls: list[str] = []
    for place, message in enumerate(request.messages):
        valid = _MESSAGES.validate_python(message)
        assert (message["role"] == "system") == (place == 0)
        if message["role"] == "tool":
            open_calls.remove(message["tool_call_id"])
        else:
            assert not open_calls, "a call without its result"
        for made in list(valid.get("tool_calls") or ()):
            assert isinstance(json.loads(made["function"]["arguments"]), dict)
            open_calls.append(made["id"])
    assert not open_calls, "a call without its result"
    for tool in request.body.get("tools", ()):
        _TOOLS.validate_python(tool)
    assert ("tool_choice" in request.body) == ("tools" in request.body)
