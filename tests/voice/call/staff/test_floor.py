"""A clerk's words in the agent's voice, and the agent's silence meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from voice.call.staff.floor import PAUSE_SECONDS, WATCHDOG_SECONDS, StaffFloor
from voice.call.tool_loop import Send

pytestmark = pytest.mark.unit
VAD = {"type": "server_vad", "create_response": True, "interrupt_response": True}


def session(kind: str = "session.created", **detection: Any) -> dict[str, Any]:
    return {"type": kind, "session": {"audio": {"input": {"turn_detection": {**VAD, **detection}}}}}


def created(response_id: str, asked: str | None = None) -> dict[str, Any]:
    metadata = {"metadata": {"asked": asked}} if asked else {}
    return {"type": "response.created", "response": {"id": response_id, **metadata}}


def list_sent(sends: list[Send]) -> list[str]:
    return [str(send.event["type"]) for send in sends]


def begin_saying(floor: StaffFloor, text: str = "少々お待ちください") -> str:
    """The event that asks for the words."""
    floor.say(text)
    (send,) = floor.ask(0.0, is_free=True)
    return str(send.event["event_id"])


def test_words_are_asked_for_literally_and_call_no_tool() -> None:
    floor = StaffFloor()
    floor.say("少々お待ちください")
    (send,) = floor.ask(0.0, is_free=True)
    response = send.event["response"]
    assert response["metadata"]["say"] == "少々お待ちください"
    assert response["instructions"].endswith("\n少々お待ちください")
    assert response["tool_choice"] == "none"


def test_words_wait_for_a_free_floor_and_for_the_words_before() -> None:
    floor = StaffFloor()
    floor.say("一つ目")
    floor.say("二つ目")
    assert floor.ask(0.0, is_free=False) == []
    (first,) = floor.ask(0.0, is_free=True)
    assert floor.ask(0.0, is_free=True) == []
    floor.receive(created("resp_1", first.event["event_id"]), 0.1)
    assert floor.ask(0.2, is_free=True) == []
    floor.receive({"type": "response.done", "response": {"id": "resp_1"}}, 0.3)
    (second,) = floor.ask(0.4, is_free=True)
    assert second.event["response"]["metadata"]["say"] == "二つ目"
    assert floor.responses == {"resp_1"}


@pytest.mark.parametrize("echoes", [True, False])
def test_response_that_says_them_is_known_whether_or_not_metadata_is_echoed(echoes: bool) -> None:
    floor = StaffFloor()
    asked = begin_saying(floor)
    assert floor.receive(created("resp_1", asked if echoes else None), 0.1) == []
    assert (floor.saying, floor.responses) == ("resp_1", {"resp_1"})


def test_providers_own_answer_is_not_taken_for_a_clerks_words() -> None:
    """As found: the caller spoke as the words were asked for; the provider's answer counted as the words,
    which were then never said."""
    floor = StaffFloor()
    floor.receive(created("resp_greeting", "uketsuke_1"), 0.0)  # so its metadata comes back
    asked = begin_saying(floor)
    floor.receive(created("resp_own"), 0.1)
    assert floor.responses == set()
    error = {"code": "conversation_already_has_active_response", "event_id": asked}
    floor.receive({"type": "error", "error": error}, 0.2)
    (send,) = floor.ask(0.2 + PAUSE_SECONDS, is_free=True)
    assert send.event["response"]["metadata"]["say"] == "少々お待ちください"


def test_taking_the_floor_cancels_the_answer_that_is_being_made() -> None:
    floor = StaffFloor()
    assert list_sent(floor.take("resp_agent")) == ["response.cancel"]
    assert list_sent(floor.take(None)) == []


def test_answer_that_the_provider_begins_by_itself_is_cancelled_while_the_floor_is_taken() -> None:
    floor = StaffFloor()
    assert floor.receive(created("resp_before"), 0.0) == []
    floor.take(None)
    (send,) = floor.receive(created("resp_own"), 1.0)
    assert (send.event["type"], send.event["response_id"]) == ("response.cancel", "resp_own")
    floor.give_back()
    assert floor.receive(created("resp_after"), 2.0) == []


def test_answer_of_the_loop_that_crosses_a_clerks_words_is_cancelled() -> None:
    floor = StaffFloor()
    floor.take(None)
    begin_saying(floor)
    assert list_sent(floor.receive(created("resp_loop", "uketsuke_4"), 0.1)) == ["response.cancel"]
    assert floor.saying == ""


def test_provider_is_told_not_to_answer_turns_and_told_again_to_answer_them() -> None:
    floor = StaffFloor()
    floor.receive(session(), 0.0)
    (off,) = floor.take(None)
    assert off.event["session"]["audio"]["input"]["turn_detection"] == {**VAD, "create_response": False}
    floor.receive(session("session.updated", create_response=False), 0.1)
    (on,) = floor.give_back()
    assert on.event["session"]["audio"]["input"]["turn_detection"] == VAD


def test_next_call_is_told_too() -> None:
    floor = StaffFloor()
    floor.take(None)
    assert list_sent(floor.receive(session(), 0.0)) == ["session.update"]


def test_refused_words_are_asked_for_again_but_not_for_ever() -> None:
    floor, now = StaffFloor(), 0.0
    floor.say("もう一度")
    for _attempt in range(3):
        (send,) = floor.ask(now, is_free=True)
        floor.receive({"type": "error", "error": {"event_id": send.event["event_id"]}}, now)
        assert floor.ask(now, is_free=True) == []
        now += PAUSE_SECONDS
    assert not floor.is_speaking


def test_words_whose_response_never_begins_are_asked_for_again() -> None:
    floor = StaffFloor()
    begin_saying(floor)
    assert floor.wake_at == WATCHDOG_SECONDS
    floor.tick(WATCHDOG_SECONDS)
    assert len(floor.ask(WATCHDOG_SECONDS + PAUSE_SECONDS, is_free=True)) == 1


def test_words_that_were_lost_with_a_connection_are_asked_for_in_the_next() -> None:
    floor = StaffFloor()
    begin_saying(floor)
    floor.reconnect(1.0)
    assert len(floor.ask(1.0, is_free=True)) == 1


def test_whisper_is_a_message_of_the_systems_that_keeps_the_callers_yes() -> None:
    item = StaffFloor().whisper("ミニバンをお勧めして").event["item"]
    assert item["role"] == "system"
    assert "ミニバンをお勧めして" in item["content"][0]["text"]
    assert "without the caller's own yes" in item["content"][0]["text"]


def test_words_whose_response_failed_are_said_again_but_not_for_ever() -> None:
    floor = StaffFloor()
    floor.say("少々お待ちください")
    now = 0.0
    for _try in range(3):
        (send,) = floor.ask(now, is_free=True)
        assert send.event["response"]["metadata"]["say"] == "少々お待ちください"
        floor.receive(created("resp_1", str(send.event["event_id"])), now)
        floor.receive({"type": "response.done", "response": {"id": "resp_1", "status": "failed"}}, now)
        now += PAUSE_SECONDS
    assert not floor.is_speaking
    assert floor.ask(now, is_free=True) == []
