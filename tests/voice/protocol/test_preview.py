"""The preview protocol and the GA one say the same things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voice.protocol import preview

pytestmark = pytest.mark.unit

TAPE = Path(__file__).parents[2] / "tapes" / "names" / "preview.jsonl"
LINES = [json.loads(text) for text in TAPE.read_text(encoding="utf-8").splitlines()]

FLAT = {
    "model": "gpt-4o-realtime",
    "voice": "verse",
    "speed": 1.1,
    "instructions": "Be kind.",
    "modalities": ["audio", "text"],
    "input_audio_format": "pcm16",
    "output_audio_format": "g711_ulaw",
    "input_audio_transcription": {"model": "whisper-1"},
    "turn_detection": {"type": "server_vad", "threshold": 0.5},
    "tools": [{"type": "function", "name": "list_locations"}],
    "tool_choice": "auto",
    "max_response_output_tokens": "inf",
}
GA = {
    "type": "realtime",
    "model": "gpt-4o-realtime",
    "instructions": "Be kind.",
    "output_modalities": ["audio"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "transcription": {"model": "whisper-1"},
            "turn_detection": {"type": "server_vad", "threshold": 0.5},
        },
        "output": {"format": {"type": "audio/pcmu"}, "voice": "verse", "speed": 1.1},
    },
    "tools": [{"type": "function", "name": "list_locations"}],
    "tool_choice": "auto",
    "max_output_tokens": "inf",
}


def test_a_flat_session_becomes_a_ga_session() -> None:
    assert preview.session_to_ga({**FLAT, "temperature": 0.8}) == GA


def test_a_ga_session_becomes_a_flat_session() -> None:
    assert preview.session_to_preview(GA) == FLAT


def test_turn_detection_none_is_null_in_ga() -> None:
    session = preview.session_to_ga({"turn_detection": {"type": "none"}})
    assert session == {"type": "realtime", "audio": {"input": {"turn_detection": None}}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("response.text.delta", "response.output_text.delta"),
        ("response.audio.delta", "response.output_audio.delta"),
        ("response.audio_transcript.done", "response.output_audio_transcript.done"),
        ("conversation.item.created", "conversation.item.added"),
        ("response.function_call_arguments.done", "response.function_call_arguments.done"),
    ],
)
def test_events_have_a_name_on_each_side(old: str, new: str) -> None:
    assert preview.server_event_to_ga({"type": old})["type"] == new
    assert preview.server_event_to_preview({"type": new}) == {"type": old}


def test_a_preview_client_is_not_told_of_events_that_it_does_not_know() -> None:
    assert preview.server_event_to_preview({"type": "conversation.item.done", "item": {}}) is None


def test_what_the_assistant_said_keeps_its_words_and_changes_its_part_name() -> None:
    item = {"role": "assistant", "content": [{"type": "audio", "transcript": "はい"}]}
    told = preview.item_to_ga(item)
    assert told["content"] == [{"type": "output_audio", "transcript": "はい"}]
    assert preview.item_to_preview(told) == item


def test_what_the_caller_said_is_the_same_on_both_sides() -> None:
    item = {"role": "user", "content": [{"type": "input_text", "text": "はい"}]}
    assert preview.item_to_ga(item) == preview.item_to_preview(item) == item


def test_a_response_asks_for_modalities_in_preview_and_output_modalities_in_ga() -> None:
    asked = {"type": "response.create", "response": {"modalities": ["text"], "instructions": "Greet."}}
    told = preview.client_event_to_ga(asked)
    assert told["response"] == {"output_modalities": ["text"], "instructions": "Greet."}
    assert preview.client_event_to_preview(told) == asked


@pytest.mark.parametrize(
    "event",
    [
        {"session": {"input_audio_format": ["pcm16"]}},
        {"session": {"modalities": "audio"}},
        {"session": {"turn_detection": "none"}},
        {"item": {"role": "assistant", "content": ["text", {"type": ["text"]}]}},
        {"response": {"input": ["item", None], "modalities": 1}},
    ],
)
def test_what_is_malformed_is_passed_on_for_the_checks_to_refuse(event: dict[str, Any]) -> None:
    told = preview.client_event_to_ga({"type": "x", **event})
    assert told.keys() == {"type", *event}


@pytest.mark.parametrize("line", [line for line in LINES if "server" in line])
def test_the_page_reads_the_same_in_a_preview_servers_events(line: dict[str, Any]) -> None:
    """The tape is played by static/voice/protocol/preview.js too."""
    assert preview.server_event_to_ga(line["server"]) == line["ga"]


@pytest.mark.parametrize("line", [line for line in LINES if "client" in line])
def test_the_page_writes_the_same_to_a_preview_server(line: dict[str, Any]) -> None:
    assert preview.client_event_to_preview(line["client"]) == line["preview"]


def test_every_name_that_changed_is_on_the_tape() -> None:
    played = {line["server"]["type"]: line["ga"]["type"] for line in LINES if "server" in line}
    assert preview._RENAMED.items() <= played.items()
