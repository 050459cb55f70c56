"""The `openai` package for Python, over its realtime connection."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from tests.conformance.clients.program import (
    ASKED,
    BASE_URL,
    DESCRIPTION,
    INSTRUCTIONS,
    KEY,
    MODEL,
    PARAMETERS,
    RESULT,
    TOOL_NAME,
    TYPED,
    chunks,
    tell,
)

TOOL: Any = {"type": "function", "name": TOOL_NAME, "description": DESCRIPTION, "parameters": PARAMETERS}
AUDIO: Any = {"input": {"transcription": {"model": "whisper-1", "language": "en"}}}


async def done(connection: AsyncRealtimeConnection) -> tuple[Any, str, int]:
    """The next response, the words that were heard before its end, and how many bytes it sounded."""
    heard, sounded = "", 0
    async for event in connection:
        if event.type == "error":
            raise RuntimeError(event.error.message)
        if event.type == "conversation.item.input_audio_transcription.completed":
            heard = event.transcript
        if event.type == "response.output_audio.delta":
            sounded += len(base64.b64decode(event.delta))
        if event.type == "response.done":
            return event.response, heard, sounded
    raise RuntimeError("the connection ended")


async def write(connection: AsyncRealtimeConnection, text: str) -> None:
    await connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    )


async def main() -> None:
    async with (
        AsyncOpenAI(base_url=BASE_URL, api_key=KEY) as client,
        client.realtime.connect(model=MODEL) as connection,
    ):
        await connection.session.update(
            session={"type": "realtime", "instructions": INSTRUCTIONS, "tools": [TOOL], "audio": AUDIO}
        )
        await write(connection, TYPED)
        await connection.response.create(response={"output_modalities": ["text"]})
        response, _, _ = await done(connection)
        tell("typed", said=response.output[0].content[0].text)

        for chunk in chunks():
            await connection.input_audio_buffer.append(audio=base64.b64encode(chunk).decode())
        response, heard, sounded = await done(connection)
        tell("spoken", heard=heard, said=response.output[0].content[0].transcript, sounded=sounded)

        await write(connection, ASKED)
        await connection.response.create(response={"tool_choice": {"type": "function", "name": TOOL_NAME}})
        response, _, _ = await done(connection)
        calls = [item for item in response.output if item.type == "function_call"]
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": calls[0].call_id, "output": RESULT}
        )
        await connection.response.create(response={"tool_choice": {"type": "function", "name": TOOL_NAME}})
        response, _, _ = await done(connection)
        said = response.output[0].content[0].transcript
        tell("tool", calls=[call.arguments for call in calls], said=said)


asyncio.run(main())
