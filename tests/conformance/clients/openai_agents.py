"""openai-agents: a RealtimeRunner over its own websocket model."""

from __future__ import annotations

import asyncio
from typing import Any

from agents import FunctionTool, set_tracing_disabled
from agents.realtime import RealtimeAgent, RealtimeRunner, RealtimeSession
from agents.tool_context import ToolContext

from tests.conformance.clients.program import (
    ASKED,
    DESCRIPTION,
    INSTRUCTIONS,
    KEY,
    MODEL,
    PARAMETERS,
    RESULT,
    SOCKET,
    TOOL_NAME,
    TYPED,
    chunks,
    tell,
)

calls: list[str] = []


async def called(context: ToolContext[None], raw: str) -> str:
    calls.append(raw)
    return RESULT


async def opened(**more: Any) -> RealtimeSession:
    tool = FunctionTool(TOOL_NAME, DESCRIPTION, PARAMETERS, called, strict_json_schema=False)
    agent = RealtimeAgent(name="Pirate", instructions=INSTRUCTIONS, tools=[tool])
    settings = {
        "model_name": MODEL,
        "input_audio_transcription": {"model": "whisper-1", "language": "en"},
        **more,
    }
    runner = RealtimeRunner(agent, config={"model_settings": settings})
    return await runner.run(model_config={"url": f"{SOCKET}?model={MODEL}", "api_key": KEY})


async def answered(session: RealtimeSession) -> tuple[str, str, int]:
    """What was heard and said in the turn that ends now, and how many bytes it sounded."""
    sounded, history = 0, []
    async for event in session:
        if event.type == "error":
            raise RuntimeError(str(event.error))
        if event.type == "audio":
            sounded += len(event.audio.data)
        if event.type == "history_updated":
            history = event.history
        if event.type == "raw_model_event" and event.data.type == "turn_ended":
            texts = {"user": "", "assistant": ""}
            for item in history:
                if item.type == "message" and item.role in texts:
                    parts = [
                        getattr(part, "transcript", None) or getattr(part, "text", None)
                        for part in item.content
                    ]
                    texts[item.role] = " ".join(part for part in parts if part) or texts[item.role]
            if texts["assistant"]:
                return texts["user"], texts["assistant"], sounded
    raise RuntimeError("the session ended")


async def main() -> None:
    async with await opened() as session:
        await session.send_message(TYPED)
        _, said, _ = await answered(session)
        tell("typed", said=said)
    async with await opened() as session:
        for chunk in chunks():
            await session.send_audio(chunk)
            await asyncio.sleep(0.05)
        heard, said, sounded = await answered(session)
        tell("spoken", heard=heard, said=said, sounded=sounded)
    async with await opened(tool_choice="required") as session:
        await session.send_message(ASKED)
        _, said, _ = await answered(session)
        tell("tool", calls=calls, said=said)


set_tracing_disabled(True)
asyncio.run(main())
