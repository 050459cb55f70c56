"""A realtime provider that gives each frame of audio back at once, in a process of its own: `python -m …`."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import time
from typing import Any

from websockets.frames import OP_TEXT
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.fakes.realtime import FakeRealtime, Sideband

STAMP = struct.Struct("<qq")  # when it was sent, and how long the one it answers was under way; nanoseconds


class Echo(FakeRealtime):
    async def attend(
        self, path: str, headers: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        protocol = ServerProtocol(max_size=None)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        protocol.receive_data(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        (request,) = protocol.events_received()
        assert isinstance(request, Request)
        socket = Sideband(path, headers, writer, protocol)
        protocol.send_response(protocol.accept(request))
        await socket.send("session.created", session={})
        while data := await reader.read(65536):
            protocol.receive_data(data)
            for frame in protocol.events_received():
                if getattr(frame, "opcode", None) is OP_TEXT:
                    self.obey(protocol, json.loads(bytes(frame.data)))  # type: ignore[union-attr]
            await socket.flush()

    def obey(self, protocol: ServerProtocol, event: dict[str, Any]) -> None:
        if event["type"] == "input_audio_buffer.append":
            now = time.monotonic_ns()
            audio = base64.b64decode(event["audio"])
            sent, _ = STAMP.unpack_from(audio)
            audio = STAMP.pack(now, now - sent) + audio[STAMP.size :]
            delta = base64.b64encode(audio).decode()
            tell(protocol, "response.output_audio.delta", item_id="item_echo", delta=delta)
        elif event["type"] == "response.create":
            tell(protocol, "response.created", response={"id": "resp_1"})
            tell(protocol, "response.done", response={"id": "resp_1", "status": "completed"})


def tell(protocol: ServerProtocol, kind: str, **fields: Any) -> None:
    protocol.send_text(json.dumps({"type": kind, **fields}).encode())


async def main() -> None:
    async with Echo().running() as provider:
        print(provider.endpoint, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
