"""Tools write only while their conversation goes on; what it made can be read for longer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings

from reservations import clock, tools
from reservations.models import Location, Reservation, Vehicle
from reservations.tools import Caller, Tool
from tests.fakes.realtime import FakeRealtime
from tests.voice.calls import Call
from voice import sessions, tool_access
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

PHONE = "03-1234-5678"
REQUEST = {
    "locationId": "ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "customerName": "山田太郎",
}
TOOLS = ("create_reservation", "change_reservation", "cancel_reservation")


@pytest.fixture(autouse=True)
def tuesday_morning(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"


@pytest.fixture(autouse=True)
def shop(tuesday_morning: None, transactional_db: None) -> None:
    location = Location.objects.create(id="ekimae", name="東京駅前店", name_en="Tokyo Station", phone=PHONE)
    for number in range(2):
        Vehicle.objects.create(
            id=f"c{number}", location=location, vehicle_class="compact", registration=f"わ {number}"
        )


def a_session(**fields: Any) -> Session:
    return Session.objects.create(
        **{"created_at": clock.now(), "provider": "openai", "model": "m", "tool_mode": "browser", **fields}
    )


def post(session: Session, name: str, key: str = "", language: str = "ja", **arguments: Any) -> Any:
    headers = {
        "X-Session-Token": sessions.issue_token(session.id, language),
        **({"Idempotency-Key": key} if key else {}),
    }
    return Client().post(
        f"/api/functions/{name}", arguments, content_type="application/json", headers=headers
    )


def hang_up(session: Session) -> None:
    token = sessions.issue_token(session.id, "ja")
    assert Client().post("/api/realtime/hangup", headers={"X-Session-Token": token}).status_code == 204


def end(session: Session, status: str, reason: str) -> None:
    Session.objects.filter(pk=session.id).update(status=status, end_reason=reason, ended_at=clock.now())


def grow_old(session: Session) -> None:
    """Nobody ever ended it."""
    Session.objects.filter(pk=session.id).update(
        status="active", created_at=clock.now() - timedelta(minutes=120, seconds=1)
    )


ENDS: dict[str, Callable[[Session], None]] = {
    "hung up": hang_up,
    "expired": lambda session: end(session, "ended", "session_expired"),
    "closed": lambda session: end(session, "ended", "call_ended"),
    "failed": lambda session: end(session, "failed", "sideband_lost"),
    "abandoned": lambda session: end(session, "ended", "abandoned"),
    "too old": grow_old,
}


@pytest.mark.parametrize("status", ["created", "active"])
def test_a_live_conversation_writes(status: str) -> None:
    """The first contract's client goes to the provider itself: we never see its call begin."""
    session = a_session(status=status)
    made = post(session, "create_reservation", **REQUEST)
    assert (made.status_code, made.json()["success"]) == (200, True)
    old = a_session(status=status, created_at=clock.now() - timedelta(minutes=119))
    assert post(old, "create_reservation", **{**REQUEST, "customerName": "佐藤"}).status_code == 200


@pytest.mark.parametrize("ending", ENDS)
def test_nothing_is_written_after_the_end(ending: str) -> None:
    session = a_session()
    number = post(session, "create_reservation", **REQUEST).json()["number"]
    ENDS[ending](session)
    asked = {
        "create_reservation": {**REQUEST, "customerName": "鈴木"},
        "change_reservation": {
            "number": number,
            "customerName": "山田太郎",
            "endDate": "2026-12-12T19:00:00",
        },
        "cancel_reservation": {"number": number, "customerName": "山田太郎"},
    }
    for name in TOOLS:
        refused = post(session, name, **asked[name])
        assert (name, refused.status_code, refused.json()["code"]) == (name, 409, "session_ended")
        assert refused.json()["success"] is False
    (row,) = rows()
    assert (row.number, row.status) == (number, "confirmed")


def rows() -> list[Any]:
    return list(Reservation.objects.all())


@pytest.mark.parametrize(
    ("language", "words"), [("ja", ("終了", "かけ直し", PHONE)), ("en", ("ended", "new call", PHONE))]
)
def test_a_refusal_says_what_to_do_and_the_shops_telephone(language: str, words: tuple[str, ...]) -> None:
    session = a_session(status="ended", end_reason="hung_up")
    spoken = post(session, "create_reservation", language=language, **REQUEST).json()["spoken"]
    assert all(word in spoken for word in words), spoken
    at_a_shop = a_session(status="ended", end_reason="hung_up", location_id="ekimae")
    about = {"number": "R-402-1234", "customerName": "山田"}
    assert PHONE in post(at_a_shop, "cancel_reservation", language=language, **about).json()["spoken"]
    nowhere = post(session, "cancel_reservation", language=language, **about).json()["spoken"]
    assert PHONE in nowhere, "the first shop's that can be called"
    Location.objects.update(phone="")
    nobody = post(session, "cancel_reservation", language=language, **about).json()["spoken"]
    assert PHONE not in nobody
    assert "{" not in nobody


@pytest.mark.parametrize("ending", ENDS)
def test_what_it_made_can_be_read_after_the_end(ending: str) -> None:
    session = a_session()
    made = post(session, "create_reservation", "key_1", **REQUEST)
    ENDS[ending](session)
    found = post(session, "find_reservation", number=made.json()["number"], customerName="山田太郎")
    assert (found.status_code, found.json()["number"]) == (200, made.json()["number"])
    again = post(session, "create_reservation", "key_1", **REQUEST)  # its answer was lost on the way
    assert (again.status_code, again.json()) == (200, made.json())


@pytest.mark.parametrize("ending", ENDS)
def test_a_token_reads_nothing_but_that_after_the_end(ending: str) -> None:
    other = post(a_session(), "create_reservation", **REQUEST).json()["number"]
    session = a_session()
    ENDS[ending](session)
    found = post(session, "find_reservation", number=other, customerName="山田太郎")
    assert (found.status_code, found.json()["code"]) == (403, "only_own_bookings")
    for name, given in (("list_locations", {}), ("get_availability", REQUEST)):
        refused = post(session, name, **given)
        assert (name, refused.status_code, refused.json()["code"]) == (name, 409, "session_ended")


@pytest.mark.parametrize("status", ["created", "active"])
def test_where_the_server_runs_the_tools_a_token_writes_nothing(status: str) -> None:
    """One who has the token alone has heard no caller, and would sell us out without a word."""
    number = post(a_session(), "create_reservation", **REQUEST).json()["number"]
    session = a_session(status=status, tool_mode="server")
    proved = {"number": number, "customerName": "山田太郎"}
    for name, given in zip(TOOLS, ({**REQUEST, "customerName": "鈴木"}, proved, proved), strict=True):
        refused = post(session, name, **given)
        assert (name, refused.status_code, refused.json()["code"]) == (name, 409, "tools_on_server")
    assert [(row.number, row.status) for row in rows()] == [(number, "confirmed")]
    assert post(session, "find_reservation", **proved).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("ja", ("お話し", PHONE)), ("en", ("talking with us", PHONE))]
)
def test_that_refusal_says_what_to_do(language: str, words: tuple[str, ...]) -> None:
    session = a_session(tool_mode="server")
    spoken = post(session, "create_reservation", language=language, **REQUEST).json()["spoken"]
    assert all(word in spoken for word in words), spoken


def test_a_token_of_no_conversation_writes_nothing() -> None:
    nobody = Session(id="snobody", language="ja")
    assert post(nobody, "create_reservation", **REQUEST).json()["code"] == "session_ended"
    assert rows() == []


def test_one_token_does_not_sell_out_the_company() -> None:
    """As found: 953 bookings in a minute, each a minute later than the one before."""
    session = a_session()
    codes = [
        post(
            session,
            "create_reservation",
            **{
                **REQUEST,
                "startDate": f"2026-12-{day:02}T10:{minute:02}:00",
                "endDate": f"2026-12-{day:02}T18:00:00",
            },
        )
        .json()
        .get("code", "made")
        for day in range(3, 23)
        for minute in (0, 1)
    ]
    assert codes.count("made") == 3
    assert len(rows()) == 3


def test_how_old_is_a_setting(settings: Settings) -> None:
    settings.SESSION_MAX_MINUTES = 1
    session = a_session(created_at=clock.now() - timedelta(seconds=61))
    assert post(session, "create_reservation", **REQUEST).status_code == 409


def test_a_write_that_is_under_way_is_done_before_the_hang_up_is() -> None:
    session = a_session(status="active")
    allowed, ending = threading.Event(), threading.Event()

    def authorise(tool: Tool[Any], caller: Caller) -> Caller:
        caller = tool_access.authorise(tool, caller)
        allowed.set()
        assert ending.wait(10)
        return caller

    def write() -> Any:
        try:
            caller = sessions.get_caller(session)
            return tools.run("create_reservation", REQUEST, caller=caller, key="k", authorise=authorise)
        finally:
            connections.close_all()

    def stop() -> int:
        try:
            assert allowed.wait(10)
            ending.set()
            end(session, "ended", "hung_up")
            return len(rows())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        written, seen = threads.submit(write), threads.submit(stop)
        assert written.result(30)["success"] is True
        assert seen.result(30) == 1  # whoever sees the end sees the booking


def test_many_writes_at_a_hang_up_are_done_or_refused() -> None:
    session = a_session(status="active")

    def write(number: int) -> str:
        try:
            wish = {**REQUEST, "customerName": f"客{number}"}
            return str(post(session, "create_reservation", **wish).json().get("code", "made"))
        finally:
            connections.close_all()

    def stop() -> int:
        try:
            end(session, "ended", "hung_up")
            return len(rows())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        writing = [threads.submit(write, number) for number in range(3)]
        stopping = threads.submit(stop)
        writing += [threads.submit(write, number) for number in range(3, 6)]
        codes = [each.result(60) for each in writing]
    assert codes.count("made") == len(rows()) == stopping.result()


@pytest.mark.usefixtures("azure")
async def test_a_servers_own_tool_call_after_the_hang_up_is_refused(fake: FakeRealtime, call: Call) -> None:
    await call.begin()
    await Session.objects.filter(pk=call.session.id).aupdate(status="ended", end_reason="hung_up")
    await call.respond("resp_1", ("call_1", "create_reservation", json.dumps(REQUEST)))
    assert (await call.output())["code"] == "session_ended"
    await call.end()
