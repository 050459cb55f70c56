"""What a client may put into a conversation is bounded at every door, and a refusal costs only itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.voice.engine.conftest import Server
from tests.voice.engine.stage import TOOL, Stage
from tests.voice.engine.webrtc.caller import Caller
from voice.engine import conversation, items, session_config
from voice.engine.faults import Fault

pytestmark = pytest.mark.engine

WORDS, DATA = items.MOST_WORDS, items.MOST_DATA


def message(*texts: str, role: str = "user", kind: str = "input_text", name: str = "text") -> dict[str, Any]:
    content = [{"type": kind, name: text} for text in texts]
    return {"type": "message", "role": role, "content": content}


MESSAGES: dict[str, tuple[Callable[[str], dict[str, Any]], str]] = {
    "user": (message, "content[0].text"),
    "system": (lambda text: message(text, role="system"), "content[0].text"),
    "agent": (lambda text: message(text, role="assistant", kind="output_text"), "content[0].text"),
    "spoken by the agent": (
        lambda text: message(text, role="assistant", kind="output_audio", name="transcript"),
        "content[0].transcript",
    ),
    "spoken by the caller": (
        lambda text: message(text, kind="input_audio", name="transcript"),
        "content[0].transcript",
    ),
    "in two parts": (lambda text: message(text[:500], text[500:]), "content[1].text"),
}
DOORS: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "an item": (lambda item: {"type": "conversation.item.create", "item": item}, "item"),
    "a response's own input": (
        lambda item: {"type": "response.create", "response": {"input": [item], "conversation": "none"}},
        "response.input",
    ),
}


def test_a_messages_words_are_a_thousand_characters() -> None:
    assert WORDS == 1_000


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", MESSAGES)
async def test_words_over_the_limit_are_refused_and_nothing_else_is_lost(
    stage: Stage, door: str, kind: str
) -> None:
    (made, where), (event, param) = MESSAGES[kind], DOORS[door]
    await stage.read(json.dumps({**event(made("一" * (WORDS + 1))), "event_id": "mine"}))
    (refused,) = stage.tape.of("error")
    assert refused["error"]["code"] == "string_above_max_length"
    assert refused["error"]["param"] == f"{param}.{where}"
    assert refused["error"]["event_id"] == "mine"
    assert str(WORDS) in refused["error"]["message"]
    assert stage.session.conversation.take_snapshot() == []
    stage.tape.forget()
    await stage.read(json.dumps(DOORS["an item"][0](made("一" * WORDS))))
    assert stage.tape.types == ["conversation.item.added", "conversation.item.done"]
    await stage.say("response.create")
    await stage.tape.until("response.done")


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({"type": "function_call", "name": "f", "arguments": "x" * (DATA + 1)}, "item.arguments"),
        ({"type": "function_call", "name": "f" * 513, "arguments": "{}"}, "item.name"),
        ({"type": "function_call", "name": "f", "call_id": "c" * 513, "arguments": "{}"}, "item.call_id"),
        ({"type": "function_call_output", "call_id": "c", "output": "x" * (DATA + 1)}, "item.output"),
        ({**message("Hi"), "id": "i" * 513}, "item.id"),
    ],
)
async def test_what_belongs_to_a_tool_may_be_longer_but_not_endless(
    stage: Stage, item: dict[str, Any], param: str
) -> None:
    await stage.say("conversation.item.create", item=item)
    (refused,) = stage.tape.of("error")
    assert (refused["error"]["code"], refused["error"]["param"]) == ("string_above_max_length", param)
    assert stage.session.conversation.take_snapshot() == []


async def test_a_tools_long_output_is_taken(stage: Stage) -> None:
    call = {"type": "function_call", "name": "f", "call_id": "c", "arguments": "x" * 2000}
    await stage.say("conversation.item.create", item=call)
    output = {"type": "function_call_output", "call_id": "c", "output": "x" * 200_000}
    await stage.say("conversation.item.create", item=output)
    assert stage.tape.of("error") == []


def too_long(**session: Any) -> str | None:
    with pytest.raises(Fault) as refused:
        session_config.create({"type": "realtime", **session})
    assert refused.value.code == "string_above_max_length"
    return refused.value.param


def test_a_sessions_texts_are_bounded() -> None:
    long = "x" * (session_config.MOST_INSTRUCTIONS + 1)
    assert session_config.create({"type": "realtime", "instructions": long[1:]})["instructions"] == long[1:]
    assert too_long(instructions=long) == "session.instructions"
    assert too_long(tools=[{**TOOL, "description": long}]) == "session.tools[0].description"
    assert too_long(tools=[{**TOOL, "parameters": {"description": long}}]) == "session.tools[0].parameters"
    heard = {"input": {"transcription": {"model": "m", "prompt": long}}}
    assert too_long(audio=heard) == "session.audio.input.transcription.prompt"


async def test_a_responses_own_instructions_are_bounded(stage: Stage) -> None:
    long = "x" * (session_config.MOST_INSTRUCTIONS + 1)
    await stage.say("response.create", response={"instructions": long})
    (refused,) = stage.tape.of("error")
    assert refused["error"]["param"] == "response.instructions"


async def test_many_messages_are_no_way_around(stage: Stage) -> None:
    most = conversation.MOST_WORDS // WORDS
    for _number in range(most + 1):
        await stage.write("一" * WORDS)
    (refused,) = stage.tape.of("error")
    assert refused["error"]["code"] == "conversation_full"
    assert len(stage.session.conversation.take_snapshot()) == most
    stage.tape.forget()
    await stage.say("response.create", response={"input": [message("一" * WORDS)] * (most + 1)})
    (refused,) = stage.tape.of("error")
    assert refused["error"]["code"] == "string_above_max_length"
    assert refused["error"]["param"] == "response.input"


async def test_a_socket_lives_on_after_seventy_kibibytes(server: Server) -> None:
    url = f"ws://127.0.0.1:{server.port}/openai/v1/realtime?model=m"
    async with connect(url, additional_headers={"api-key": server.key}) as socket:
        await socket.recv()
        long = {"type": "conversation.item.create", "item": message("一" * 24_000)}
        await socket.send(json.dumps(long, ensure_ascii=False))
        refused = json.loads(await asyncio.wait_for(socket.recv(), 5))
        assert refused["error"]["code"] == "string_above_max_length"
        await socket.send(json.dumps({"type": "conversation.item.create", "item": message("Hello")}))
        assert json.loads(await asyncio.wait_for(socket.recv(), 5))["type"] == "conversation.item.added"


async def test_a_data_channel_lives_on_after_seventy_kibibytes(server: Server) -> None:
    async with Caller(server) as caller:
        await caller.tape.until("session.created")
        caller.send({"type": "conversation.item.create", "item": message("一" * 12_000)})
        assert (await caller.tape.until("error"))["error"]["code"] == "string_above_max_length"
        caller.send({"type": "conversation.item.create", "item": message("Hello")})
        await caller.tape.until("conversation.item.done")
