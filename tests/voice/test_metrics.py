"""What a call leaves in the counters."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import sync_to_async
from prometheus_client import REGISTRY

from tests.voice.calls import Call
from voice.metrics import ResponseTimer
from voice.protocol import server

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]
COUNTED = {
    "sessions": ("uketsuke_sessions_started_total", {"provider": "azure"}),
    "begun": ("uketsuke_calls_started_total", {"way": "direct"}),
    "ended": ("uketsuke_calls_ended_total", {"reason": "call_ended"}),
    "minted": ("uketsuke_stage_seconds_count", {"stage": "mint"}),
    "answered": ("uketsuke_stage_seconds_count", {"stage": "answer"}),
    "good tools": ("uketsuke_tool_calls_total", {"tool": "list_locations", "outcome": "ok"}),
    "timed tools": ("uketsuke_tool_seconds_count", {"tool": "list_locations"}),
    "bad tools": ("uketsuke_tool_calls_total", {"tool": "unknown", "outcome": "unknown_tool"}),
}


def read() -> dict[str, float]:
    return {
        about: REGISTRY.get_sample_value(name, labels) or 0.0 for about, (name, labels) in COUNTED.items()
    }


async def test_a_call_and_its_tools_are_counted(call: Call) -> None:
    before = await sync_to_async(read)()
    await call.begin()
    for key, name in (("call_1", "list_locations"), ("call_2", "山田さんの予約")):
        await call.respond(f"resp_{key}", (key, name, json.dumps({})))
        await call.output()
        await call.socket.next("response.create")
    await call.end()
    grown = {about: value - before[about] for about, value in (await sync_to_async(read)()).items()}
    assert {about for about, more in grown.items() if more != 1} <= {"sessions", "minted", "answered"}


@pytest.mark.unit
def test_a_response_is_timed_from_the_end_of_the_turn() -> None:
    def count() -> float:
        return REGISTRY.get_sample_value("uketsuke_stage_seconds_count", {"stage": "response"}) or 0.0

    before, timer = count(), ResponseTimer()
    for kind in (
        server.PLAYING_STARTED,  # the greeting: nobody had asked
        server.SPEECH_STARTED,
        server.SPEECH_STOPPED,
        server.SPEECH_STARTED,  # the turn went on
        server.TRANSCRIPT_DELTA,
        server.SPEECH_STOPPED,
        server.TRANSCRIPT_DELTA,
        server.PLAYING_STARTED,
    ):
        timer.receive({"type": kind})
    assert count() == before + 1
