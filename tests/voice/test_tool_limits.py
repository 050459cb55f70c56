"""What one conversation, and one address, may ask of the tools: by a call or by a token, counted together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reservations.models import Location, Reservation, Window
from tests.fakes.realtime import FakeRealtime
from tests.pinned_windows import Clock, clock
from tests.reservations.conftest import REQUEST, shop, tuesday_morning
from tests.threads import together
from tests.voice.calls import Call, open_session
from voice import sessions
from voice.models import Session

__all__ = ["clock", "shop", "tuesday_morning"]
pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]
PHONE = "03-1234-5678"


LATER = {**REQUEST, "startDate": "2026-12-20T10:00:00", "endDate": "2026-12-20T18:00:00"}


@pytest.fixture(autouse=True)
def telephone(shop: Location) -> None:
    Location.objects.update(phone=PHONE)


def post(
    session: Session, name: str, language: str = "ja", address: str = "198.51.100.1", **given: Any
) -> Any:
    headers = {"X-Session-Token": sessions.issue_token(session.id, language)}
    client = Client(REMOTE_ADDR=address)
    return client.post(f"/api/functions/{name}", given, content_type="application/json", headers=headers)


def request_for(number: object) -> dict[str, str]:
    return {**REQUEST, "customerName": f"客{number}", "locationId": "ekimae"}


def test_a_conversation_calls_so_many_tools_a_minute(settings: Settings, clock: Clock) -> None:
    settings.TOOL_CALLS_PER_MINUTE = 3
    session, other = open_session("s1"), open_session("s2")
    answers = [post(session, "list_locations") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json()["code"] == "too_many_tool_calls"
    assert answers[-1].headers["Retry-After"] == "60"
    assert post(other, "list_locations").status_code == 200
    clock.now += 60
    assert post(session, "list_locations").status_code == 200


def test_a_conversation_writes_so_often_an_hour_and_reads_on(settings: Settings, clock: Clock) -> None:
    settings.WRITES_PER_HOUR = 2
    session = open_session("s1")
    codes = [post(session, "create_reservation", **request_for(number)).status_code for number in range(3)]
    assert codes == [200, 200, 429]
    assert Reservation.objects.count() == 2
    assert post(session, "list_locations").status_code == 200
    clock.now += 3600
    assert post(session, "create_reservation", **request_for(3)).status_code == 200


def test_an_address_writes_so_often_a_day_whatever_tokens_it_brings(settings: Settings, clock: Clock) -> None:
    settings.WRITES_PER_DAY = 2
    callers = [open_session(f"s{number}") for number in range(4)]
    codes = [
        post(caller, "create_reservation", **request_for(number)).status_code
        for number, caller in enumerate(callers)
    ]
    assert codes == [200, 200, 429, 429]
    assert post(callers[3], "create_reservation", address="198.51.100.2", **request_for(4)).status_code == 200


def test_an_address_books_so_many_cars_a_day_whatever_tokens_it_brings(
    settings: Settings, clock: Clock
) -> None:
    settings.BOOKINGS_PER_DAY, settings.WRITES_PER_DAY = 2, 1000
    codes = [
        post(open_session(f"s{number}"), "create_reservation", **request_for(number))
        .json()
        .get("code", "booked")
        for number in range(12)
    ]
    assert codes == ["booked"] * 2 + ["too_many_bookings_here"] * 10
    other = post(open_session("t1"), "create_reservation", address="198.51.100.2", **request_for(99))
    assert other.status_code == 200
    clock.now += 86400
    assert post(open_session("t2"), "create_reservation", **LATER).status_code == 200


def test_what_books_no_car_uses_up_none(settings: Settings) -> None:
    settings.BOOKINGS_PER_DAY, settings.BOOKING_CONFIRMATION = 1, "required"
    session = open_session("s1")
    nowhere = {**request_for(1), "locationId": "mars"}
    assert [post(session, "create_reservation", **nowhere).status_code for _ in range(3)] == [404] * 3
    held = post(session, "create_reservation", **request_for(1)).json()
    agreed = {**request_for(1), "confirmationToken": held["confirmationToken"]}
    assert post(session, "create_reservation", **agreed).json()["status"] == "confirmed"
    assert post(session, "create_reservation", **agreed).json()["code"] == "too_many_bookings_here"
    settings.BOOKINGS_PER_DAY = 2
    assert post(session, "create_reservation", **agreed).json()["alreadyBooked"] is True
    assert post(session, "create_reservation", **LATER).json()["needsConfirmation"] is True


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_many_bookings_at_once_from_one_address_so_many_are_made(settings: Settings) -> None:
    settings.BOOKINGS_PER_DAY = 2
    callers = [open_session(f"s{number}") for number in range(12)]
    together(
        12, lambda number: post(callers[number], "create_reservation", **request_for(number)).status_code
    )
    assert Reservation.objects.count() == 2


@pytest.mark.parametrize(("language", "soon"), [("ja", "60秒後"), ("en", "in 60 seconds")])
def test_the_refusal_is_kind_and_names_the_telephone(
    language: str, soon: str, settings: Settings, clock: Clock
) -> None:
    settings.TOOL_CALLS_PER_MINUTE = settings.WRITES_PER_HOUR = 1
    session = open_session("s1")
    post(session, "create_reservation", **request_for(1))
    spoken = post(session, "location_details", language, locationId="ekimae").json()["spoken"]
    assert soon in spoken
    clock.now += 60
    later = post(session, "create_reservation", language, **request_for(2)).json()["spoken"]
    assert not any(letter.isdecimal() for letter in later.replace(PHONE, "")), "an hour is too long to wait"
    for told in (spoken, later):
        assert PHONE in told
        assert told.isascii() == (language == "en")
    Location.objects.update(phone="")
    assert "{" not in post(session, "create_reservation", language, **request_for(2)).json()["spoken"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_many_at_once_exactly_so_many_are_carried_out(settings: Settings) -> None:
    settings.TOOL_CALLS_PER_MINUTE = 7
    session = open_session("s1")
    codes = together(30, lambda _number: post(session, "list_locations").status_code)
    assert (codes.count(200), codes.count(429)) == (7, 23)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("azure")
async def test_a_call_is_told_so_too(fake: FakeRealtime, call: Call, settings: Settings) -> None:
    """The model says it; nothing breaks off."""
    settings.TOOL_CALLS_PER_MINUTE = 1
    await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    assert (await call.output())["success"] is True
    await call.socket.next("response.create")
    await call.respond("resp_2", ("call_2", "location_details", json.dumps({"locationId": "ekimae"})))
    refused = await call.output()
    assert refused["code"] == "too_many_tool_calls"
    assert PHONE in refused["spoken"]
    await call.end()


def test_an_address_is_kept_nowhere() -> None:
    """Only what stands for it, which cannot be turned back without our key."""
    post(open_session("s1"), "create_reservation", **request_for(1))
    keys = list(Window.objects.values_list("key", flat=True))
    assert any(key.startswith("writes.day.") for key in keys)
    assert not any("198.51.100" in key for key in keys)
