"""What the caller said into the call that was, while their page went over to the next: nobody else hears it.

The page moves its microphone when it is told to, and a moment passes until it has: what is begun then is
begun in the call before, which hears it to its end, or as far as it can. Its words are the next call's to
answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from voice.call.forgery import Forged
from voice.call.transport import DROPS, Connection, loop_time
from voice.protocol import client, server
from voice.protocol.shapes import Event

PARTING_SECONDS = 1.0  # how long a call that was left goes on, so that its page has moved to the next
# A page waits for the caller's pause, three seconds at most (static/voice/call/conversation.js).
MOVED_SECONDS = 4.0  # after the going over its microphone is elsewhere: what is open then ends here
WORDS_SECONDS = 8.0  # after that, what has no words yet is given up


class LateTurns:
    """The caller's turns whose words have not come. Pure."""

    def __init__(self, wordless: Iterable[str], *, is_speaking: bool) -> None:
        """`wordless`: turns that were over before; `is_speaking`: and another one goes on."""
        self.open = set(wordless)
        self.is_speaking = is_speaking

    @property
    def is_done(self) -> bool:
        return not (self.open or self.is_speaking)

    def receive(self, event: Event) -> None:
        item_id = str(event.get("item_id") or "")
        match event.get("type"):
            case server.SPEECH_STARTED:
                self.is_speaking = True
                self.open.add(item_id)
            case server.SPEECH_STOPPED | server.INPUT_COMMITTED:
                self.is_speaking = False
                self.open.add(item_id)
            case server.TRANSCRIPTION_COMPLETED | server.TRANSCRIPTION_FAILED:
                self.open.discard(item_id)


async def hear_out(connection: Connection, turns: LateTurns, take: Callable[[Event], None]) -> None:
    """Give `take` what is told of the caller's turns in the call that was, until all have their words, or
    that call ends: for PARTING_SECONDS at least, WORDS_SECONDS at most."""
    began, may_commit = loop_time(), True
    with suppress(*DROPS, Forged):
        while True:
            passed = loop_time() - began
            if turns.is_speaking and may_commit and passed >= MOVED_SECONDS:
                may_commit = False
                await connection.send(client.input_audio_commit())
            until = PARTING_SECONDS if turns.is_done else WORDS_SECONDS
            if turns.is_speaking and may_commit:
                until = MOVED_SECONDS
            if passed >= until:
                return
            if event := await receive_within(connection, until - passed):
                turns.receive(event)
                take(event)


async def receive_within(connection: Connection, seconds: float) -> Event | None:
    """The next event; None where none came in time, or what came is none."""
    try:
        async with asyncio.timeout(seconds):
            return await connection.recv()
    except (TimeoutError, ValueError):
        return None
