"""What we read and send is what the vendor's own types describe: on the tapes, and in all answers to them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes import vendor
from tests.voice.call.test_tool_loop import TAPES, Player
from voice.call.tool_loop import Send
from voice.protocol import server

pytestmark = pytest.mark.unit
UNKNOWN_ON_PURPOSE = "something.new"


def events(tape: Any) -> list[dict[str, Any]]:
    lines = [json.loads(text) for text in tape.read_text(encoding="utf-8").splitlines()]
    return [line["event"] for line in lines if "event" in line]


@pytest.mark.parametrize("tape", TAPES, ids=lambda path: path.stem)
def test_a_tape_says_nothing_that_the_vendor_does_not(tape: Any) -> None:
    known = [event for event in events(tape) if event["type"] != UNKNOWN_ON_PURPOSE]
    assert [found for event in known for found in vendor.of_server(event)] == []


@pytest.mark.parametrize("tape", TAPES, ids=lambda path: path.stem)
def test_whatever_the_loop_sends_the_vendor_understands(tape: Any) -> None:
    player = Player()
    for text in tape.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if "expect" in line or "note" in line:
            continue
        player.now = line.get("at", player.now)
        actions = player.act(line)
        player.note(actions)
        sent = [action.event for action in actions if isinstance(action, Send)]
        assert [found for event in sent for found in vendor.of_client(event)] == []


NAMES = [value for key, value in vars(server).items() if key.isupper() and "." in value]


@pytest.mark.parametrize("name", NAMES)
def test_every_event_that_we_know_by_name_is_one_of_the_vendors(name: str) -> None:
    assert vendor.of_server({"type": name}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "response.made_up"},
        {"type": "response.done", "response": {"id": "resp_1", "state": "completed"}},
        {"type": "response.done", "response": {"id": "resp_1", "status": "finished"}},
        {"type": "input_audio_buffer.speech_started", "audio_start_ms": "soon"},
        {"type": "conversation.item.added", "item": {"type": "function_call", "result": "{}"}},
    ],
)
def test_a_double_that_invents_something_is_found_out(wrong: dict[str, Any]) -> None:
    assert vendor.of_server(wrong)
