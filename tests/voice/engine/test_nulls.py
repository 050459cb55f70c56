"""`null` is "not given" wherever the vendor's own types allow it, except where it turns something off."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from openai.types.realtime.conversation_item import ConversationItem
from openai.types.realtime.realtime_response_create_params import RealtimeResponseCreateParams
from openai.types.realtime.realtime_session_create_request import RealtimeSessionCreateRequest
from pydantic import BaseModel

from tests.voice.engine.conftest import Server
from tests.voice.engine.stage import Stage
from voice.engine import ids, items, response_request, session_config
from voice.engine.conversation import Conversation
from voice.engine.faults import Fault
from voice.protocol import preview

pytestmark = pytest.mark.engine

Json = dict[str, Any]

# Where null turns something off, and is kept.
OFF = {
    ("audio", "input", "turn_detection"),
    ("audio", "input", "transcription"),
    ("audio", "input", "noise_reduction"),
    ("audio", "input", "turn_detection", "idle_timeout_ms"),
    ("tracing",),
    ("prompt",),
    ("include",),
}
# Of models whose types say less than the protocol: what they need to be of any use.
USEFUL: dict[str, Json] = {
    "RealtimeFunctionTool": {"type": "function", "name": "look_up"},
    "Content": {"text": "hello"},
    "AudioTranscription": {"model": "whisper-1"},
    "TokenLimits": {},
}


class Probe(NamedTuple):
    path: tuple[str, ...]
    with_null: Json
    without: Json


def models_in(annotation: Any) -> Iterator[tuple[type[BaseModel], bool]]:
    """The models that an annotation allows, and whether each stands in a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if "mcp" not in annotation.__name__.lower():  # refused by this server, and said so in docs/engine.md
            yield annotation, False
        return
    in_list = typing.get_origin(annotation) is list
    for part in typing.get_args(annotation):
        for model, listed in models_in(part):
            yield model, listed or in_list


def optional(annotation: Any) -> bool:
    return typing.get_origin(annotation) in {typing.Union, types.UnionType} and types.NoneType in (
        typing.get_args(annotation)
    )


def sample(annotation: Any) -> Any:
    """The smallest value that is right."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return inner[0]
    if origin in {typing.Union, types.UnionType, typing.Annotated}:
        return sample(inner[0])
    if origin is list:
        return [sample(inner[0])]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return smallest(annotation)
    return {str: "x", int: 1, float: 0.5, bool: True}.get(annotation, {})


def smallest(model: type[BaseModel]) -> Json:
    kind = model.model_fields.get("type")
    named = {} if kind is None else {"type": sample(kind.annotation)}
    needed = {
        name: sample(field.annotation) for name, field in model.model_fields.items() if field.is_required()
    }
    return {**named, **needed, **USEFUL.get(model.__name__, {})}


def probes(model: type[BaseModel]) -> Iterator[Probe]:
    """Each field that may be null, at every depth: the message with it, and without it."""
    base = smallest(model)
    for name, field in model.model_fields.items():
        if optional(field.annotation):
            rest = {key: value for key, value in base.items() if key != name}
            yield Probe((name,), {**rest, name: None}, rest)
        for inner, listed in models_in(field.annotation):
            for path, with_null, without in probes(inner):
                one, other = ([with_null], [without]) if listed else (with_null, without)
                yield Probe((name, *path), {**base, name: one}, {**base, name: other})


def outcome(read: Callable[[Json], Any], message: Json) -> Any:
    try:
        return read(message)
    except Fault as fault:
        return fault.as_error()


def named(probe: Probe) -> str:
    kinds = [part for part in str(probe.without).split("'") if part in {"server_vad", "semantic_vad"}]
    return ".".join([*probe.path, *kinds])


SESSION = list(probes(RealtimeSessionCreateRequest))
RESPONSE = list(probes(RealtimeResponseCreateParams))
ITEMS = [probe for model, _ in models_in(ConversationItem) for probe in probes(model)]


def test_the_probes_reach_every_depth() -> None:
    assert len(SESSION) > 30
    assert len(RESPONSE) > 30
    assert len(ITEMS) > 15
    assert {path for path, _, _ in SESSION} >= OFF
    assert ("input", "content", "text") in {path for path, _, _ in RESPONSE}


@pytest.mark.parametrize("probe", SESSION, ids=named)
def test_null_in_a_session_is_not_given(probe: Probe) -> None:
    def read(message: Json) -> Json:
        changed: Json = {
            "instructions": "Be kind.",
            "audio": {
                "output": {"speed": 1.2, "voice": "cedar", "format": {"type": "audio/pcmu"}},
                "input": {"turn_detection": {"type": "server_vad", "threshold": 0.7}},
            },
        }
        before = session_config.create({"type": "realtime", **changed})
        return session_config.update(before, message)

    told = outcome(read, probe.with_null)
    if probe.path in OFF:
        for name in probe.path:
            told = told[name]
        assert told is None
        return
    assert told == outcome(read, probe.without)
    if probe.path not in {("tools", "type"), ("tools", "name")}:  # needed, whatever the types say
        assert "instructions" in told


@pytest.mark.parametrize("probe", RESPONSE, ids=named)
def test_null_in_a_response_is_not_given(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "make_id", lambda kind: kind)

    def read(message: Json) -> response_request.ResponseRequest:
        return response_request.read(message, Conversation())

    told = outcome(read, probe.with_null)
    assert told == outcome(read, probe.without)
    if probe.path[-1] not in {"type", "name", "text"}:  # needed by the protocol, whatever the types say
        assert isinstance(told, response_request.ResponseRequest)


@pytest.mark.parametrize("probe", ITEMS, ids=named)
def test_null_in_an_item_is_not_given(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "make_id", lambda kind: kind)
    told = outcome(items.check, probe.with_null)
    assert told == outcome(items.check, probe.without)
    if probe.path[-1] not in {"type", "text"}:
        assert told["object"] == "realtime.item"


def test_a_part_with_audio_alone_is_heard_whatever_its_transcript() -> None:
    part = {"type": "input_audio", "audio": "AAAA", "transcript": None, "text": None}
    item = items.check({"type": "message", "role": "user", "content": [part]})
    assert item["content"] == [{"type": "input_audio", "audio": "AAAA"}]


async def test_events_whose_optional_fields_are_null_are_obeyed(stage: Stage) -> None:
    hello = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}
    await stage.say("conversation.item.create", item=hello, previous_item_id=None, event_id=None)
    await stage.say("response.create", response=None, event_id=None)
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."
    await stage.say("response.cancel", response_id=None)
    assert stage.tape.of("error")[0]["error"]["code"] == "response_cancel_not_active"


@pytest.mark.parametrize(
    "body",
    [
        {"expires_after": None, "session": None},
        {"expires_after": {"anchor": None, "seconds": None}},
        {"session": {"type": "realtime", "audio": None, "tools": None}},
    ],
)
async def test_null_in_the_body_of_a_secret_is_not_given(server: Server, body: Json) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers={"api-key": server.key}) as client:
        minted = await client.post("/openai/v1/realtime/client_secrets", json=body)
    assert minted.status_code == 200
    assert minted.json()["session"]["audio"]["output"]["voice"] == "marin"


@pytest.mark.parametrize(
    "name",
    ["voice", "speed", "input_audio_format", "output_audio_format", "modalities", "instructions", "tools",
     "tool_choice", "max_response_output_tokens"],
)  # fmt: skip
def test_null_in_a_preview_session_is_not_given(name: str) -> None:
    before = session_config.create(preview.session_to_ga({"input_audio_format": "g711_ulaw"}))
    assert session_config.update(before, preview.session_to_ga({name: None})) == before
