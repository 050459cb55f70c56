"""The chat endpoint of this deployment (DIALOGUE_URL): what is set, and whether it answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from django.conf import settings

from voice.engine.chat.client import ChatClient, ChatError, describe_silence
from voice.engine.settings import ChatSettings
from voice.protocol.shapes import JsonObject

# Offered, so that a model which cannot call tools is found out here and not by a caller.
_TOOL: JsonObject = {
    "type": "function",
    "function": {
        "name": "note_check",
        "description": "Note that the connection was checked.",
        "parameters": {"type": "object", "properties": {}},
    },
}
_QUESTION: tuple[JsonObject, ...] = (
    {"role": "system", "content": "This is a check of the connection."},
    {"role": "user", "content": "Answer with the one word: ready"},
)
_MOST_NAMES = 10


@dataclass(frozen=True)
class Finding:
    """`remedy` says what to mend; "" where all is well."""

    found: str
    remedy: str = ""


def read_settings() -> ChatSettings | None:
    """The endpoint as the engine is told of it; None where the rules hold the conversation."""
    if not settings.DIALOGUE_URL:
        return None
    return ChatSettings(
        url=settings.DIALOGUE_URL,
        model=settings.DIALOGUE_MODEL,
        api_key=settings.DIALOGUE_API_KEY,
        first_token_seconds=settings.DIALOGUE_WAIT_SECONDS,
    )


async def diagnose(chat: ChatSettings) -> AsyncIterator[Finding]:
    """Whether it has the model, and answers in time. It is asked one short question."""
    client = ChatClient(chat)
    try:
        yield await _find_model(client)
        yield await _ask(client)
    except ChatError as error:
        yield Finding(error.detail, error.remedy or "Look at the endpoint's log.")
    finally:
        await client.close()


async def _find_model(client: ChatClient) -> Finding:
    wanted, names = client.settings.model, await client.list_models()
    # Azure lists models, and is asked for deployments: only its answer tells whether there is one.
    if not names or wanted in names or f"{wanted}:latest" in names or client.is_azure:
        return Finding(f"{client.settings.url} lets us in")
    listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    return Finding(f"{wanted} is not among its models", f"Set DIALOGUE_MODEL to one of: {listed}.")


async def _ask(client: ChatClient) -> Finding:
    from voice.engine.chat.answer import Answer  # the engine's extra may not be installed where it runs apart

    began, chat = time.monotonic(), client.settings
    answer, waited = Answer(), 0.0
    try:
        async with (
            asyncio.timeout(chat.answer_seconds),
            aclosing(client.stream(_QUESTION, tools=[_TOOL], tool_choice="auto")) as chunks,
        ):
            async for chunk in chunks:
                if answer.add(chunk)[0]:
                    waited = waited or time.monotonic() - began
    except TimeoutError:
        raise describe_silence(f"{chat.model} has not answered in {chat.answer_seconds:.0f} s") from None
    if not waited:
        return Finding(f"{chat.model} answered nothing that can be said", "Choose another model.")
    found = f"{chat.model} began to answer after {waited:.1f} s"
    if waited > chat.first_token_seconds:
        return Finding(found, "Choose a quicker model, or raise DIALOGUE_WAIT_SECONDS.")
    return Finding(found)
