"""What no client sends on purpose: it is refused as what it is, and the record of the call is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reservations import clock
from reservations.models import Location
from reservations.tools import Caller
from tests.reservations.tools.test_unstorable_texts import BAD_TEXTS
from voice import sessions
from voice.browser_record import run
from voice.models import Session, ToolCall

pytestmark = pytest.mark.db
HERE = '"locationId": "ekimae"'
DEEP = 30_000
BODIES: dict[str, tuple[bytes, int, str]] = {
    "a deep list": (b"[" * DEEP + b"]" * DEEP, 400, "malformed_json"),
    "a deep object": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400, "malformed_json"),
    "a deep unknown argument": (
        f'{{{HERE}, "x": {"[" * DEEP}{"]" * DEEP}}}'.encode(),
        400,
        "malformed_json",
    ),
    "a list of 101 levels": (f'{{{HERE}, "x": {"[" * 101}{"]" * 101}}}'.encode(), 400, "malformed_json"),
    "a list never closed": (b"[" * DEEP, 400, "malformed_json"),
    "NaN": (f'{{{HERE}, "x": NaN}}'.encode(), 400, "malformed_json"),
    "Infinity": (b'{"locationId": Infinity}', 400, "malformed_json"),
    "-Infinity": (b'{"locationId": -Infinity}', 400, "malformed_json"),
    "a number of 5,000 digits": (b'{"locationId": ' + b"9" * 5000 + b"}", 400, "malformed_json"),
    "half an emoji in UTF-8": (b'{"locationId": "\xed\xa0\xbd"}', 400, "malformed_json"),
    "half an emoji, escaped": (b'{"locationId": "\\ud83d"}', 400, "invalid_arguments"),
    "NUL": (b'{"locationId": "\\u0000"}', 400, "invalid_arguments"),
    "more than 2.5 MB": (b'{"locationId": "' + b"a" * 2_700_000 + b'"}', 413, "request_too_large"),
    "more than 2.5 MB of nothing": (b" " * 2_700_000 + b"{}", 413, "request_too_large"),
}


def post(body: bytes, name: str = "location_details") -> tuple[int, dict[str, Any]]:
    client = Client(raise_request_exception=False)
    headers = {"X-Session-Token": sessions.issue_token("session-japanese", "ja")}
    response: Any = client.post(
        f"/api/functions/{name}", body, content_type="application/json", headers=headers
    )
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize("case", BODIES)
def test_a_hostile_body_is_refused_as_what_it_is(case: str, shop: Location) -> None:
    body, status, code = BODIES[case]
    assert post(body)[0] == status
    assert post(body)[1]["code"] == code


HOSTILE: list[Any] = [
    *BAD_TEXTS,
    float("nan"),
    float("inf"),
    [["\x00"]],
    {"\x00": {"\ud83d": float("-inf")}},
]


@pytest.fixture
def session(shop: Location, settings: Settings) -> Session:
    return Session.objects.create(created_at=clock.now(), provider="azure", model="m")


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("argument", ["unknown", "un\x00known", "locationId"])
def test_no_argument_hides_a_call_from_the_record(argument: str, value: Any, session: Session) -> None:
    caller = Caller("agent", str(session.pk))
    given: dict[str, Any] = {"locationId": "ekimae", argument: value}
    answer = run("location_details", given, caller=caller, key="call-1")
    assert answer["success"] == (argument != "locationId")
    call = ToolCall.objects.get(session=session)
    assert (call.call_id, call.ok) == ("call-1", answer["success"])
    assert set(call.arguments) >= {"locationId"}


def test_arguments_nested_without_end_are_recorded_as_far_as_they_can_be(session: Session) -> None:
    nested: Any = "deep"
    for _level in range(5_000):
        nested = [nested]
    run("location_details", {"locationId": "ekimae", "x": nested}, caller=Caller("agent", str(session.pk)))
    assert ToolCall.objects.get(session=session).ok
