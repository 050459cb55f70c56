"""Where the tools run in the page, staff still read the conversation: lines and calls, each in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from reservations import clock, links
from reservations.models import Location, Reservation
from tests.reservations.conftest import REQUEST as BOOKING
from tests.reservations.conftest import shop, tuesday_morning
from voice import admin_panels, browser_record, sessions
from voice.call import page_messages
from voice.models import Line, Session, ToolCall

__all__ = ["shop", "tuesday_morning"]
pytestmark = [pytest.mark.db, pytest.mark.django_db]

HELLO = {"itemId": "a", "role": "agent", "text": "いらっしゃいませ", "position": 0}
REQUEST = {"itemId": "b", "role": "caller", "text": "東京の店舗は", "position": 1}
OFFERED = {"itemId": "d", "role": "agent", "text": "三店舗ございます", "position": 3, "interrupted": True}


@pytest.fixture(autouse=True)
def no_one_called_before() -> None:
    cache.clear()


def a_session(**fields: Any) -> Session:
    return Session.objects.create(
        created_at=clock.now(), provider="azure-preview", model="m", **{"tool_mode": "browser", **fields}
    )


def report(session: Session, **body: Any) -> Any:
    token = sessions.issue_token(session.id, "ja")
    return Client().post(
        "/api/realtime/transcript", body, content_type="application/json", headers={"X-Session-Token": token}
    )


def called(session: Session, name: str, key: str | None = None, **arguments: Any) -> dict[str, Any]:
    headers = {
        "X-Session-Token": sessions.issue_token(session.id, "ja"),
        **({"Idempotency-Key": key} if key else {}),
    }
    answer = Client().post(
        f"/api/functions/{name}", arguments, content_type="application/json", headers=headers
    )
    body: dict[str, Any] = answer.json()
    return body


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def test_staff_read_the_conversation_in_its_order() -> None:
    session = a_session()
    assert report(session, lines=[HELLO]).status_code == 204
    assert called(session, "list_locations", "call_1")["success"]
    # The caller's words were recognised after the model had called.
    assert (
        report(session, lines=[REQUEST, OFFERED], calls=[{"callId": "call_1", "position": 2}]).status_code
        == 204
    )
    entries = admin_panels.list_entries(session)
    assert [entry.line.text if entry.line else entry.call and entry.call.name for entry in entries] == [
        "いらっしゃいませ",
        "東京の店舗は",
        "list_locations",
        "三店舗ございます",
    ]
    assert Line.objects.get(item_id="d").interrupted
    assert all(line.is_reported for line in session.lines.all())
    call = session.tool_calls.get()
    assert (call.ok, call.result["success"], call.position) == (True, True, 2)
    assert call.milliseconds is not None


def test_the_first_sign_of_a_conversation_says_that_it_has_begun() -> None:
    session = a_session()
    assert report(session, lines=[]).status_code == 204
    session.refresh_from_db()
    assert session.status == "active"
    assert session.answered_at is not None


def test_a_line_told_again_is_corrected_and_stands_once() -> None:
    session = a_session()
    report(session, lines=[REQUEST])
    report(session, lines=[{**REQUEST, "text": "東京の店舗を"}])
    assert [line.text for line in session.lines.all()] == ["東京の店舗を"]


def test_a_call_that_is_tried_again_stands_once() -> None:
    session = a_session()
    assert called(session, "list_locations", "call_1") == called(session, "list_locations", "call_1")
    assert session.tool_calls.count() == 1


def test_a_call_that_fails_is_recorded_with_what_it_said() -> None:
    session = a_session()
    answer = called(session, "get_availability", "call_1", locationId="atlantis")
    call = session.tool_calls.get()
    assert (call.ok, call.result["code"], call.arguments) == (
        False,
        answer["code"],
        {"locationId": "atlantis"},
    )


def test_a_call_without_a_key_is_recorded_after_what_is_there() -> None:
    session = a_session()
    report(session, lines=[HELLO, REQUEST])
    called(session, "list_locations")
    assert session.tool_calls.get().position == 2


def test_a_token_without_a_conversation_runs_no_tools() -> None:
    assert called(Session(id="snobody"), "list_locations", "call_1")["code"] == "session_ended"
    assert ToolCall.objects.count() == 0


@pytest.mark.parametrize("fails", ["record_start", "record_and_publish", "publish"])
def test_a_record_that_cannot_be_kept_costs_no_answer(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any) -> None:
        raise ConnectionError("the layer is down")

    monkeypatch.setattr(browser_record, fails, refuse)
    assert called(a_session(), "list_locations", "call_1")["success"]


def test_where_the_server_listens_a_page_tells_nothing() -> None:
    session = a_session(tool_mode="server")
    assert code(report(session, lines=[HELLO])) == (409, "tools_on_server")
    assert Line.objects.count() == 0


def test_last_words_come_after_the_end_but_not_long_after(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    session = a_session(status="ended", ended_at=clock.now())
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:30+09:00"
    assert report(session, lines=[HELLO]).status_code == 204
    settings.CLOCK_PINNED_AT = "2026-12-01T09:02:00+09:00"
    assert code(report(session, lines=[REQUEST])) == (409, "session_ended")
    session.refresh_from_db()
    assert session.status == "ended"


def test_a_record_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_record, "MOST_LINES", 2)
    monkeypatch.setattr(browser_record, "MOST_CALLS", 1)
    session = a_session()
    assert report(session, lines=[HELLO, REQUEST]).status_code == 204
    assert code(report(session, lines=[OFFERED])) == (413, "record_full")
    assert report(session, lines=[REQUEST]).status_code == 204
    assert called(session, "list_locations", "call_1")["success"]
    assert called(session, "list_locations", "call_2")["success"]
    assert session.tool_calls.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"lines": "a"},
        {"lines": ["a"]},
        {"lines": [{**REQUEST, "role": "clerk"}]},
        {"lines": [{**REQUEST, "text": " "}]},
        {"lines": [{**REQUEST, "text": "あ" * 4001}]},
        {"lines": [{**REQUEST, "itemId": ""}]},
        {"lines": [{**REQUEST, "itemId": "i" * 129}]},
        {"lines": [{**REQUEST, "position": -1}]},
        {"lines": [{**REQUEST, "position": True}]},
        {"lines": [{**REQUEST, "position": 10_001}]},
        {"lines": [REQUEST] * 101},
        {"calls": [{"callId": 7, "position": 1}]},
        {"calls": [{"callId": "c"}]},
    ],
)
def test_what_is_no_transcript_is_refused_whole(body: dict[str, Any]) -> None:
    session = a_session()
    assert code(report(session, **body)) == (400, "invalid_arguments")
    assert Line.objects.count() == 0


def test_who_holds_no_token_tells_nothing() -> None:
    answer = Client().post("/api/realtime/transcript", {"lines": []}, content_type="application/json")
    assert code(answer) == (401, "missing_token")


@pytest.mark.django_db(transaction=True)
def test_the_page_is_told_of_its_calls_as_by_the_server() -> None:
    session, layer = a_session(), get_channel_layer()

    async def listen() -> str:
        channel: str = await layer.new_channel()
        await layer.group_add(page_messages.page_group(session.id), channel)
        return channel

    async def heard(channel: str) -> list[str]:
        return [(await layer.receive(channel))["message"]["type"] for _ in range(4)]

    channel = async_to_sync(listen)()
    called(session, "list_locations", "call_1")
    report(session, lines=[HELLO])
    assert async_to_sync(heard)(channel) == ["session", "tool.started", "tool.finished", "caption"]


@pytest.mark.django_db(transaction=True)
def test_page_is_told_the_link_of_a_booking_and_the_model_is_not(
    shop: Location, tuesday_morning: object
) -> None:
    session, layer = a_session(), get_channel_layer()

    async def listen() -> str:
        channel: str = await layer.new_channel()
        await layer.group_add(page_messages.page_group(session.id), channel)
        return channel

    async def hear(channel: str) -> list[Any]:
        return [(await layer.receive(channel))["message"] for _ in range(3)]

    channel = async_to_sync(listen)()
    answer = called(session, "create_reservation", "call_1", **BOOKING)
    finished = async_to_sync(hear)(channel)[-1]
    assert finished["link"] == links.make_path(Reservation.objects.get(number=answer["number"]))
    assert "/r/" not in json.dumps([answer, finished["result"]])
