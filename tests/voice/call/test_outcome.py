"""What a conversation is judged to have come to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.calls import Call, open_session
from voice.call import outcome
from voice.models import Line, Session
from voice.providers.base import Provider

DONE = {"success": True, "number": "R-1"}
ASKED = {"success": True, "needsConfirmation": True}
REFUSED = {"success": False}


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], ""),
        ([("get_availability", DONE)], ""),
        ([("create_reservation", ASKED)], ""),
        ([("create_reservation", REFUSED), ("create_reservation", None)], ""),
        ([("create_reservation", ASKED), ("create_reservation", DONE)], "booked"),
        ([("change_reservation", DONE)], "changed"),
        ([("cancel_reservation", DONE)], "cancelled"),
        ([("create_reservation", DONE), ("cancel_reservation", DONE)], "booked"),
        ([("cancel_reservation", DONE), ("change_reservation", DONE)], "changed"),
    ],
)
def test_outcome_is_the_weightiest_of_what_was_written(results: list[Any], expected: str) -> None:
    assert outcome.read_outcome(results) == expected


@pytest.mark.parametrize(
    ("reason", "failed", "spoke", "expected"),
    [
        ("hung_up", False, True, "enquiry"),
        ("call_ended", False, True, "enquiry"),
        ("hung_up", False, False, "dropped"),
        ("abandoned", False, True, "dropped"),
        ("sideband_lost", True, True, "dropped"),
    ],
)
def test_call_without_a_write_is_an_enquiry_or_broke_off(
    reason: str, failed: bool, spoke: bool, expected: str
) -> None:
    assert outcome.judge_end(reason=reason, failed=failed, caller_spoke=spoke) == expected


@pytest.mark.db
@pytest.mark.django_db
def test_words_that_are_recorded_after_the_end_are_judged_too() -> None:
    session = open_session("late", status="ended", end_reason="hung_up")
    outcome.settle(session.id)
    assert Session.objects.get(pk=session.id).outcome == "dropped"
    Line.objects.create(
        session=session, item_id="a", role="caller", text="もしもし", at=session.created_at, position=0
    )
    outcome.settle(session.id)
    assert Session.objects.get(pk=session.id).outcome == "enquiry"


@pytest.mark.db
@pytest.mark.django_db
def test_a_lighter_write_does_not_hide_a_booking() -> None:
    session = open_session("both", status="active")
    for name, expected in (
        ("cancel_reservation", "cancelled"),
        ("create_reservation", "booked"),
        ("change_reservation", "booked"),
    ):
        outcome.note_results(session.id, [(name, DONE)])
        assert Session.objects.get(pk=session.id).outcome == expected
    outcome.settle(session.id)
    assert Session.objects.get(pk=session.id).outcome == "booked"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("azure")
async def test_a_call_in_which_the_caller_only_asked_is_an_enquiry_with_its_waits(
    call: Call, azure: Provider
) -> None:
    socket = await call.begin()
    await socket.send("input_audio_buffer.speech_started", item_id="item_u")
    await socket.send("input_audio_buffer.speech_stopped", item_id="item_u")
    done = "conversation.item.input_audio_transcription.completed"
    await socket.send(done, item_id="item_u", transcript="何時まで開いていますか")
    await socket.send("response.created", response={"id": "resp_1"})
    await socket.send("response.output_audio_transcript.delta", item_id="item_a", delta="20時")
    await socket.send("response.output_audio_transcript.done", item_id="item_a", transcript="20時までです。")
    ended = await call.end_by_hand()
    assert ended.outcome == "enquiry"
    waits = {line.item_id: line.waited_ms async for line in ended.lines.all()}
    assert waits["item_u"] is None
    assert waits["item_a"] is not None
    assert waits["item_a"] < 2000
