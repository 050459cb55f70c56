"""A realtime provider as a program: secrets, calls, hang-up and the sideband, on one port, as scripted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.frames import OP_TEXT, Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.fakes import vendor

ANSWER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


@dataclass
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)


class Sideband:
    """The server's end of one socket to a call."""

    def __init__(
        self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter, protocol: ServerProtocol
    ):
        self.path, self.headers, self.writer, self.protocol = path, headers, writer, protocol
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def send(self, kind: str, **fields: Any) -> None:
        event = {"type": kind, **fields}
        assert vendor.of_server(event) == []
        await self.send_text(json.dumps(event))

    async def send_text(self, text: str) -> None:
        """Whatever it is: no vendor sends such a thing on purpose."""
        self.protocol.send_text(text.encode())
        await self.flush()

    async def next(self, kind: str) -> dict[str, Any]:
        """The next thing that the client sent: it must be a `kind`."""
        event = await asyncio.wait_for(self.inbox.get(), 5)
        assert event["type"] == kind, event
        assert vendor.of_client(event) == []
        return event

    async def say(self, text: str) -> None:
        """Anything at all, protocol or not."""
        self.protocol.send_text(text.encode())
        await self.flush()

    async def recalls(self, latest: str | None, *held: dict[str, Any]) -> list[str]:
        """Answer the questions of a client that is back: the items that are `held`; what it asked for."""
        items = {item["id"]: item for item in held}
        asked: list[str] = []
        placed = False
        while not placed or (latest in items and latest not in asked):
            event = await asyncio.wait_for(self.inbox.get(), 5)
            if event["type"] == "conversation.item.retrieve":
                asked.append(event["item_id"])
                await self.retrieved(event, items.get(event["item_id"]))
            elif event["type"] == "conversation.item.create" and event["item"].get("role") == "system":
                await self.send("conversation.item.added", previous_item_id=latest, item=event["item"])
                placed = True
            else:
                raise AssertionError(event)
        return asked

    async def retrieved(self, event: dict[str, Any], item: dict[str, Any] | None) -> None:
        if item:
            await self.send("conversation.item.retrieved", item=item)
        else:
            error = {"code": "item_not_found", "event_id": event["event_id"], "message": "not found"}
            await self.send("error", error=error)

    async def end(self, code: int = 1000) -> None:
        self.protocol.send_close(code)
        await self.flush()

    def cut(self) -> None:
        """The network is gone, without a word."""
        self.writer.transport.abort()

    async def flush(self) -> None:
        for data in self.protocol.data_to_send():
            if data:
                self.writer.write(data)
            elif self.writer.can_write_eof():
                self.writer.write_eof()
        await self.writer.drain()


class FakeRealtime:
    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.replies: dict[str, list[Reply]] = {}  # by the end of a path; used up in order
        self.attached: asyncio.Queue[Sideband] = asyncio.Queue()
        self.sidebands: list[Sideband] = []
        self.refuse_sideband: int | None = None
        self.gone: set[str] = set()  # calls that are not known any more
        self.sideband_troubles: list[int | str] = []  # statuses, "silent" or "garbage": used up in order
        self.endpoint = ""
        self.tasks: set[asyncio.Task[None]] = set()

    def script(self, end_of_path: str, *replies: Reply) -> None:
        self.replies.setdefault(end_of_path, []).extend(replies)

    def posted_to(self, end_of_path: str) -> list[Posted]:
        return [posted for posted in self.posted if posted.path.split("?")[0].endswith(end_of_path)]

    async def sideband(self) -> Sideband:
        return await asyncio.wait_for(self.attached.get(), 20)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            while head := await self.head(reader):
                method, path, headers = head
                if headers.get("upgrade", "").lower() == "websocket":
                    await self.attend(path, headers, reader, writer)
                    break
                assert method == "POST", head
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.posted.append(Posted(path, headers, body))
                writer.write(self.answered(path))
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def head(self, reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]] | None:
        try:
            raw = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            return None
        first, *lines = raw.strip().split("\r\n")
        method, path, _version = first.split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (ln.partition(":") for ln in lines)
        }
        return method, path, headers

    def answered(self, path: str) -> bytes:
        reply = self.reply(path.split("?")[0])
        body = reply.body.encode()
        lines = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def reply(self, path: str) -> Reply:
        for end, scripted in self.replies.items():
            if path.endswith(end) and scripted:
                return scripted.pop(0)
        if path.endswith("/client_secrets"):
            number = len(self.posted_to("/client_secrets"))
            return Reply(200, json.dumps({"value": f"ek_{number}", "expires_at": 4_000_000_000}))
        if path.endswith("/calls"):
            number = len(self.posted_to("/calls"))
            return Reply(201, ANSWER, {"Location": f"/v1/realtime/calls/rtc_{number}"})
        return Reply()

    async def attend(
        self, path: str, headers: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        protocol = ServerProtocol()
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        protocol.receive_data(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        (request,) = protocol.events_received()
        assert isinstance(request, Request)
        sideband = Sideband(path, headers, writer, protocol)
        trouble = self.sideband_troubles.pop(0) if self.sideband_troubles else self.refuse_sideband
        if path.rpartition("call_id=")[2] in self.gone:
            trouble = 404
        if trouble:
            await self.trouble(trouble, sideband, reader)
            return
        protocol.send_response(protocol.accept(request))
        await sideband.flush()
        self.sidebands.append(sideband)
        self.attached.put_nowait(sideband)
        while data := await reader.read(65536):
            protocol.receive_data(data)
            for frame in protocol.events_received():
                assert isinstance(frame, Frame)
                if frame.opcode is OP_TEXT:
                    sideband.inbox.put_nowait(json.loads(bytes(frame.data)))
            await sideband.flush()

    async def trouble(self, kind: int | str, sideband: Sideband, reader: asyncio.StreamReader) -> None:
        if kind == "silent":
            await reader.read()  # until the client has had enough
        elif kind == "garbage":
            sideband.writer.write(b"\x00\xff this is no protocol\r\n\r\n")
            await sideband.writer.drain()
        else:
            sideband.protocol.send_response(sideband.protocol.reject(int(kind), "scripted"))
            await sideband.flush()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeRealtime]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            server.close()
            for task in list(self.tasks):
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
            await server.wait_closed()
