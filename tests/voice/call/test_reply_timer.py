"""How long a caller waited for an answer."""

from __future__ import annotations

import pytest

from voice.call.reply_timer import ReplyTimer
from voice.call.transcript import Caption

pytestmark = pytest.mark.unit
DELTA = "response.output_audio_transcript.delta"


def play(*events: tuple[float, str, str]) -> dict[str, int]:
    timer = ReplyTimer()
    for now, kind, item_id in events:
        timer.receive({"type": kind, "item_id": item_id}, now)
    return timer.waited


def test_wait_runs_from_the_end_of_the_turn_to_the_first_words() -> None:
    events = [(1.0, "input_audio_buffer.speech_stopped", "u"), (1.75, DELTA, "a"), (1.9, DELTA, "a")]
    assert play(*events) == {"a": 750}


def test_words_that_answer_nothing_have_no_wait() -> None:
    assert play((1.0, DELTA, "greeting")) == {}


def test_caller_who_goes_on_speaking_does_not_wait_yet() -> None:
    stop, start = "input_audio_buffer.speech_stopped", "input_audio_buffer.speech_started"
    assert play((1.0, stop, "u"), (1.5, start, "v"), (4.0, stop, "v"), (4.2, DELTA, "a")) == {"a": 200}


def test_typed_words_are_waited_for_from_when_they_were_sent() -> None:
    timer = ReplyTimer()
    timer.note_typed(2.0)
    timer.receive({"type": "response.output_text.delta", "item_id": "a"}, 2.5)
    assert timer.waited == {"a": 500}


def test_wait_on_record_stays() -> None:
    timer = ReplyTimer()
    timer.resume([Caption("a", "agent", "はい", 0, waited_ms=300), Caption("b", "caller", "はい", 1)])
    assert timer.waited == {"a": 300}


def test_nobody_waits_for_the_agent_while_a_clerk_speaks() -> None:
    timer = ReplyTimer()
    stop = {"type": "input_audio_buffer.speech_stopped", "item_id": "u"}
    timer.receive(stop, 1.0)
    timer.pause()
    timer.receive({**stop, "item_id": "v"}, 10.0)
    timer.note_typed(11.0)
    timer.receive({"type": DELTA, "item_id": "clerk"}, 60.0)
    timer.go_on(90.0)
    timer.receive({"type": DELTA, "item_id": "a"}, 90.5)
    assert timer.waited == {"a": 500}
    timer.pause()
    timer.go_on(None)
    timer.receive({"type": DELTA, "item_id": "b"}, 95.0)
    assert timer.waited == {"a": 500}
