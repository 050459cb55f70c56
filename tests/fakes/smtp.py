"""A mail server on loopback, in real SMTP: it records what it takes, refuses, or hangs up, as it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

Mood = Literal["take", "refuse", "hang up"]
GREETING, DONE, GO_ON, BYE, NO = b"220 fake", b"250 done", b"354 go on", b"221 bye", b"451 not now"


@dataclass
class MailServer:
    """`moods` are for the next mails, one each; then it takes all. "hang up" comes after it took the mail."""

    port: int = 0
    moods: list[Mood] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.taken]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await self.talk(reader, writer)
        writer.close()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = GREETING
        while answer:
            writer.write(answer + b"\r\n")
            await writer.drain()
            if answer == BYE or not (line := await reader.readline()):
                return
            answer = await self.answer(line.upper(), reader, writer)

    async def answer(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        if line.startswith(b"QUIT"):
            return BYE
        if not line.startswith(b"DATA"):
            return DONE
        mood = self.moods.pop(0) if self.moods else "take"
        if mood == "refuse":
            return NO
        writer.write(GO_ON + b"\r\n")
        mail = await reader.readuntil(b"\r\n.\r\n")
        parsed = message_from_bytes(mail.removesuffix(b".\r\n"), policy=policy.default)
        self.taken.append(parsed)
        return b"" if mood == "hang up" else DONE


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serves in a thread of its own until the block ends."""
    server, ready, loop = MailServer(), threading.Event(), asyncio.new_event_loop()
    ended = asyncio.Event()

    async def run() -> None:
        listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()
        async with listener:
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[run()])
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()
