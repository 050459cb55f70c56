"""The log of a whole booking names nobody: not their name, telephone, mail, nor what they said."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError
from pytest_django import Settings

from config.logs import build_formatter
from reservations import repositories
from reservations.models import Location, Message, Vehicle
from tests.voice.calls import Call

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]
TIMES = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
PEOPLE = {
    "ja": ("消尾忘郎", "お願いだから静かな車を", "090-1234-5678", "boro@example.com"),
    "en": ("Bartholomew Quill", "something quiet if you please", "090-8765-4321", "quill@example.com"),
}


@pytest.fixture(params=["plain", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything, as the product writes it, however little it matters."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(build_formatter(as_json=request.param == "json"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture(autouse=True)
def shop(settings: Settings, db: None) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    location = Location.objects.create(id="ekimae", name="東京駅前店", name_en="Tokyo Station")
    Vehicle.objects.create(id="c1", location=location, vehicle_class="compact", registration="1")


def find_traces(log: io.StringIO, person: tuple[str, ...]) -> list[str]:
    spelled = [*person, person[2].replace("-", ""), f"+81{person[2].replace('-', '')[1:]}"]
    return [text for text in spelled if text in log.getvalue()]


async def ask(call: Call, key: str, name: str, **given: Any) -> dict[str, Any]:
    await call.respond(f"resp_{key}", (key, name, json.dumps(given)))
    result = await call.output()
    await call.socket.next("response.create")
    return result


async def say(call: Call, key: str, words: str) -> None:
    await call.socket.send(
        "conversation.item.input_audio_transcription.completed", item_id=key, transcript=words
    )


@pytest.mark.parametrize("language", PEOPLE)
async def test_a_whole_booking_with_its_errors_names_nobody(
    call: Call, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    name, words, phone, email = person = PEOPLE[language]
    request = {
        "locationId": "ekimae",
        "customerName": name,
        "vehicleType": "compact",
        "contact": {"phone": phone, "email": email},
        **TIMES,
    }
    await call.begin()
    await say(call, "item_1", f"{name} {words} {phone} {email}")
    held = await ask(call, "call_1", "create_reservation", **request)
    await ask(call, "call_2", "create_reservation", **request, startDate2=words)
    await ask(call, "call_3", "find_reservation", number="R-000-0000", customerName=name)
    await ask(call, "call_4", name, customerName=name)
    # A shape that nobody knows, with all of it inside.
    odd = {"type": "response.output_item.done", "response_id": name, "item": [words, phone]}
    await call.socket.say(json.dumps(odd, ensure_ascii=False))
    await call.socket.say(f"{name} {words}")
    await call.socket.send("error", error={"type": "server_error", "code": "x", "message": "failed"})

    def refuse(*given: Any, **named: Any) -> Any:
        try:
            int(f"{name} {phone}")
        except ValueError as error:
            raise DataError(f"Failing row contains ({name}, {phone}, {email}, {words})") from error

    monkeypatch.setattr(type(repositories.current()), "create", refuse)
    other = {**request, "startDate": "2026-12-14T10:00:00", "endDate": "2026-12-14T18:00:00"}
    refused = await ask(call, "call_5", "create_reservation", **other)
    await call.end()
    assert held["success"] is True
    assert refused["success"] is False
    assert "DataError" in log.getvalue()
    assert held["reservationId"] in log.getvalue()
    assert find_traces(log, person) == []


@pytest.mark.django_db(transaction=True)
def test_what_the_database_says_of_a_row_is_left_out(log: io.StringIO) -> None:
    """Its own words, not ours: PostgreSQL quotes the row, SQLite the constraint."""
    name = PEOPLE["ja"][0]
    try:
        row: dict[str, Any] = {"reservation_id": None, "key": name, "to": name, "body": name}
        Message.objects.create(kind="x", channel="email", **row)
    except Exception:
        logging.getLogger("some").exception("the database refused it")
    assert "IntegrityError" in log.getvalue()
    assert name not in log.getvalue()


@pytest.mark.parametrize("error", [ConnectionError("no route to host"), KeyError("customerName")])
def test_other_errors_say_what_they_say(log: io.StringIO, error: Exception) -> None:
    try:
        raise error
    except Exception:
        logging.getLogger("some").exception("it failed")
    assert str(error) in log.getvalue()
    assert "test_logs.py" in log.getvalue()


def test_an_error_that_is_its_own_cause_ends(log: io.StringIO) -> None:
    first, second = ConnectionError("one"), ConnectionError("two")
    first.__cause__, second.__cause__ = second, first
    logging.getLogger("some").error("it failed", exc_info=first)
    assert "one" in log.getvalue()
