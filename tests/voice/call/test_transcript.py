"""Words arrive late, twice or cut short; the transcript keeps them once, in the order they were said."""

from __future__ import annotations

from typing import Any

import pytest

from voice.call.transcript import Caption, Transcript

pytestmark = pytest.mark.unit


def receive(into: Transcript, kind: str, **fields: Any) -> Caption | None:
    return into.receive({"type": kind, **fields})


def test_a_sentence_grows_and_is_then_final() -> None:
    transcript = Transcript()
    receive(transcript, "response.output_audio_transcript.delta", item_id="a", delta="東京")
    growing = receive(transcript, "response.output_audio_transcript.delta", item_id="a", delta="には")
    assert growing == Caption("a", "agent", "東京には", 0)
    final = receive(transcript, "response.output_audio_transcript.done", item_id="a", transcript="東京には。")
    assert final == Caption("a", "agent", "東京には。", 0, final=True)


def test_the_callers_words_stand_before_an_answer_that_was_faster_than_them() -> None:
    transcript = Transcript()
    receive(transcript, "input_audio_buffer.speech_started", item_id="u")
    answer = receive(transcript, "response.output_text.done", item_id="a", text="はい")
    words = receive(
        transcript,
        "conversation.item.input_audio_transcription.completed",
        item_id="u",
        transcript="借りたい",
    )
    assert answer is not None
    assert words is not None
    assert words.position < answer.position


def test_what_was_cut_short_keeps_its_words() -> None:
    transcript = Transcript()
    receive(transcript, "response.output_audio_transcript.done", item_id="a", transcript="長い話")
    cut = receive(transcript, "conversation.item.truncated", item_id="a", audio_end_ms=100)
    assert cut == Caption("a", "agent", "長い話", 0, final=True, interrupted=True)


def test_a_turn_that_could_not_be_transcribed_is_final_and_empty() -> None:
    failed = receive(
        Transcript(), "conversation.item.input_audio_transcription.failed", item_id="u", error={}
    )
    assert failed == Caption("u", "caller", "", 0, final=True)


def test_typed_words_are_the_callers() -> None:
    item = {"id": "t", "type": "message", "role": "user", "content": [{"type": "input_text", "text": "札幌"}]}
    assert receive(Transcript(), "conversation.item.added", item=item) == Caption(
        "t", "caller", "札幌", 0, final=True
    )


@pytest.mark.parametrize("kind", ["conversation.item.added", "conversation.item.created"])
def test_the_same_words_twice_change_nothing(kind: str) -> None:
    transcript = Transcript()
    item = {"id": "t", "type": "message", "role": "user", "content": [{"type": "input_text", "text": "札幌"}]}
    receive(transcript, "conversation.item.added", item=item)
    assert receive(transcript, kind, item=item) is None


def test_a_call_has_its_place_among_the_words() -> None:
    transcript = Transcript()
    receive(transcript, "input_audio_buffer.committed", item_id="u")
    receive(
        transcript, "conversation.item.added", item={"id": "f", "type": "function_call", "call_id": "call_1"}
    )
    assert (transcript.place("u"), transcript.place("call_1"), transcript.place("a")) == (0, 1, 2)


@pytest.mark.parametrize("event", [{}, {"type": "session.created"}, {"type": "conversation.item.added"}])
def test_other_events_say_nothing(event: dict[str, Any]) -> None:
    assert Transcript().receive(event) is None
