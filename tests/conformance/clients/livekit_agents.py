"""livekit-agents: an AgentSession without a room, on its OpenAI plugin's realtime model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from livekit import rtc
from livekit.agents import Agent, AgentSession, ConversationItemAddedEvent, function_tool
from livekit.agents.utils import http_context
from livekit.agents.voice import io
from livekit.plugins import openai
from openai.types.realtime import AudioTranscription

from tests.conformance.clients.program import (
    ASKED,
    BASE_URL,
    DESCRIPTION,
    INSTRUCTIONS,
    KEY,
    MODEL,
    PARAMETERS,
    RATE,
    RESULT,
    TOOL_NAME,
    TYPED,
    chunks,
    tell,
)

calls: list[str] = []


async def called(raw_arguments: dict[str, object]) -> str:
    calls.append(json.dumps(raw_arguments))
    return RESULT


class Microphone(io.AudioInput):
    """Silent until it is given something to say."""

    def __init__(self) -> None:
        super().__init__(label="recording")
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()

    def __aiter__(self) -> AsyncIterator[rtc.AudioFrame]:
        return self

    async def __anext__(self) -> rtc.AudioFrame:
        data = await self.frames.get()
        await asyncio.sleep(0.05)
        return rtc.AudioFrame(data, RATE, 1, len(data) // 2)


class Speaker(io.AudioOutput):
    """Counts what it plays, at once."""

    def __init__(self) -> None:
        super().__init__(
            label="counter", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=RATE
        )
        self.sounded = 0
        self._now = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self.sounded += len(frame.data) * 2
        self._now += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._now:
            self.on_playback_finished(playback_position=self._now, interrupted=False)
            self._now = 0.0

    def clear_buffer(self) -> None:
        self.flush()


async def main() -> None:
    model = openai.realtime.RealtimeModel(
        model=MODEL,
        base_url=BASE_URL,
        api_key=KEY,
        input_audio_transcription=AudioTranscription(model="whisper-1", language="en"),
    )
    session = AgentSession(llm=model)
    microphone, speaker = Microphone(), Speaker()
    session.input.audio, session.output.audio = microphone, speaker
    items: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    @session.on("conversation_item_added")
    def added(event: ConversationItemAddedEvent) -> None:
        if event.item.type == "message":
            items.put_nowait((event.item.role, event.item.text_content or ""))

    async def words_of(role: str) -> str:
        while True:
            who, text = await items.get()
            if who == role and text:
                return text

    tool = function_tool(
        called, raw_schema={"name": TOOL_NAME, "description": DESCRIPTION, "parameters": PARAMETERS}
    )
    await session.start(Agent(instructions=INSTRUCTIONS, tools=[tool]))
    await session.generate_reply(user_input=TYPED)
    tell("typed", said=await words_of("assistant"))
    before = speaker.sounded
    for chunk in chunks():
        microphone.frames.put_nowait(chunk)
    heard = await words_of("user")
    tell("spoken", heard=heard, said=await words_of("assistant"), sounded=speaker.sounded - before)
    await session.generate_reply(
        user_input=ASKED, tool_choice={"type": "function", "function": {"name": TOOL_NAME}}
    )
    tell("tool", calls=calls, said=await words_of("assistant"))
    await session.aclose()
    await model.aclose()


async def inside() -> None:
    async with http_context.open():
        await main()


asyncio.run(inside())
