"""One session without any wire: say things to it, and see every event that it emits."""

from __future__ import annotations

import asyncio
import copy
import time
from typing import Any, Self

import numpy as np
from openai.types.realtime.realtime_server_event import RealtimeServerEvent
from pydantic import TypeAdapter

from tests.voice.engine.fakes import ToneSpeechToText, ToneTextToSpeech, answer, tone
from voice.engine import session_config
from voice.engine.audio import make_silence
from voice.engine.commands import Client
from voice.engine.interfaces import STT_RATE, Pcm
from voice.engine.models.pool import Expect, ModelPool, Respond
from voice.engine.session import Session
from voice.engine.settings import ChatSettings, EngineSettings
from voice.protocol.shapes import Event

VENDOR: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
TOOL = {
    "type": "function",
    "name": "get_availability",
    "description": "Which cars are free",
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
}


class Tape:
    """Events as they came; each is checked against the vendor's own types."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._came = asyncio.Condition()
        self._read = 0

    def check(self, event: Event) -> None:
        assert VENDOR.validate_python(event).type == event["type"]

    def hear(self, event: Event) -> None:
        self.check(event)
        self.events.append(copy.deepcopy(event))
        asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self._wake()))

    async def _wake(self) -> None:
        async with self._came:
            self._came.notify_all()

    async def until(self, kind: str, seconds: float = 20) -> Event:
        """The next event of this type after the last one awaited; `seconds` only end a test that hangs."""
        async with asyncio.timeout(seconds), self._came:
            while True:
                for place in range(self._read, len(self.events)):
                    if self.events[place]["type"] == kind:
                        self._read = place + 1
                        return self.events[place]
                await self._came.wait()

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["type"] == kind]

    def forget(self) -> None:
        self.events.clear()
        self._read = 0


class Stage:
    def __init__(
        self,
        *,
        lasts: float = 1800,
        idle: float = 1800,
        dialogue: Respond = answer,
        expect: Expect | None = None,
        chat: ChatSettings | None = None,
        **session: Any,
    ) -> None:
        self.stt, self.tts = ToneSpeechToText(), ToneTextToSpeech()
        settings = EngineSettings(api_key="k", chat=chat)
        self._models = ModelPool(settings, stt=self.stt, dialogue=dialogue, tts=self.tts, expect=expect)
        self._config = session_config.create({"type": "realtime", **session})
        self._lasts, self._idle = lasts, idle
        self.tape = Tape()

    async def __aenter__(self) -> Self:
        self.session = Session(self._config, self._models, language="en", lasts=self._lasts, idle=self._idle)
        self.session.join(self.tape.hear)
        self._client = Client(self.session, self.tape.hear)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.session.close()
        await self._models.close()

    async def say(self, type: str, **fields: Any) -> None:  # noqa: A002  (the wire's own word)
        """A client's event."""
        await self._client.say({"type": type, **fields})

    async def read(self, message: str | bytes) -> None:
        """A client's event as it came by the wire."""
        await self._client.read(message)

    async def update(self, **session: Any) -> None:
        await self.say("session.update", session={"type": "realtime", **session})

    async def write(self, text: str) -> None:
        part = {"type": "input_text", "text": text}
        await self.say(
            "conversation.item.create", item={"type": "message", "role": "user", "content": [part]}
        )

    async def hear(self, *sounds: Pcm) -> None:
        await self.session.input_audio.hear(np.concatenate(sounds))

    async def hear_in_real_time(self, sound: Pcm) -> None:
        """20 ms at a time, as a microphone gives them."""
        began, step = time.monotonic(), STT_RATE // 50
        for start in range(0, len(sound), step):
            await asyncio.sleep(max(0.0, began + start / STT_RATE - time.monotonic()))
            await self.hear(sound[start : start + step])

    async def speak(self, hz: float, seconds: float = 0.6) -> None:
        """A whole turn of the caller, and the silence that ends it."""
        await self.hear(tone(hz, seconds), make_silence(STT_RATE))
