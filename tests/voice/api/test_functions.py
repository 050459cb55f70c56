"""The tools over HTTP: the PoC's paths, arguments and answers, and problem+json for all that goes wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from reservations import booking
from reservations.errors import ReservationError
from reservations.models import Location, Reservation
from tests.reservations.conftest import REQUEST, SATURDAY
from tests.voice.calls import open_session
from voice import sessions

pytestmark = [pytest.mark.db, pytest.mark.either]
PROBLEM = "application/problem+json"
LANGUAGES = {"japanese": "ja", "english": "en"}


@pytest.fixture(autouse=True)
def conversations(shop: Location) -> None:
    """They go on: a page runs their tools."""
    for name in LANGUAGES:
        open_session(f"session-{name}")


def headers_of(holder: str | None) -> dict[str, str]:
    """The token of a conversation in that language; anyone else's word is sent as it is."""
    if holder is None:
        return {}
    known = holder in LANGUAGES
    return {
        "X-Session-Token": sessions.issue_token(f"session-{holder}", LANGUAGES[holder]) if known else holder
    }


def post(name: str, body: Any, holder: str | None = "japanese", **headers: str) -> HttpResponse:
    sent = {**headers_of(holder), **headers}
    data = body if isinstance(body, bytes) else json.dumps(body)
    client = Client(raise_request_exception=False)
    response: Any = client.post(f"/api/functions/{name}", data, content_type="application/json", headers=sent)
    return response  # type: ignore[no-any-return]


def test_a_tool_answers_in_json(shop: Location) -> None:
    response = post("get_availability", {"locationId": "ekimae", **SATURDAY})
    answer = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert (answer["success"], answer["locationId"], answer["period"]) == (True, "ekimae", SATURDAY)


@pytest.mark.parametrize("name", ["get_availability", "create_reservation", "cancel_reservation", "nothing"])
@pytest.mark.parametrize("holder", ["japanese", "nobody", None])
def test_no_answer_is_kept_on_its_way(name: str, holder: str | None, shop: Location) -> None:
    """A name or a number may be in it, or tell by its status that somebody has a booking."""
    assert post(name, REQUEST, holder)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["get_availability", "nothing"])
def test_an_answer_is_a_file_and_no_page(name: str, shop: Location) -> None:
    """What a customer said is in it; a browser that is led to it shows nothing of it as a page."""
    answer = post(name, {"locationId": "<b>", **SATURDAY})
    assert answer["Content-Disposition"] == 'attachment; filename="answer.json"'


def test_a_booking_is_the_sessions_own(shop: Location) -> None:
    answer = json.loads(post("create_reservation", REQUEST, "english").content)
    row = Reservation.objects.get()
    assert (row.number, row.session_id, row.source) == (answer["number"], "session-english", "agent")
    assert answer["spoken"].isascii()


def test_a_key_that_is_too_long_is_told_so(shop: Location) -> None:
    answer = post("list_locations", {}, **{"Idempotency-Key": "k" * 256})
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["code"]) == (400, "invalid_arguments")
    assert problem["errors"] == [{"field": "Idempotency-Key", "message": "has more than 255 characters"}]


def test_an_idempotency_key_makes_it_once(shop: Location) -> None:
    headers = {"Idempotency-Key": "k1"}
    first, again = (post("create_reservation", REQUEST, **headers) for _ in range(2))
    assert json.loads(first.content) == json.loads(again.content)
    other = post("create_reservation", {**REQUEST, "customerName": "佐藤花子"}, **headers)
    assert (other.status_code, json.loads(other.content)["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("name", "body", "holder", "status", "code"),
    [
        ("create_reservation", REQUEST, None, 401, "missing_token"),
        ("create_reservation", REQUEST, "stolen", 401, "invalid_token"),
        ("create_reservation", b'{"locationId": ', "japanese", 400, "malformed_json"),
        ("create_reservation", b"\xff\xfe", "japanese", 400, "malformed_json"),
        ("create_reservation", [], "japanese", 400, "invalid_arguments"),
        ("create_reservation", "text", "japanese", 400, "invalid_arguments"),
        ("create_reservation", {**REQUEST, "locationId": "mars"}, "japanese", 404, "unknown_location"),
        ("create_reservation", {**REQUEST, "customerName": ["a"]}, "japanese", 400, "invalid_arguments"),
        ("create_reservation", {**REQUEST, "customerName": "a\x00b"}, "japanese", 400, "invalid_arguments"),
        ("launch_rocket", REQUEST, "japanese", 404, "unknown_tool"),
        ("launch_rocket", REQUEST, None, 401, "missing_token"),
    ],
)
def test_what_goes_wrong_is_a_problem(
    name: str, body: Any, holder: str | None, status: int, code: str, shop: Location
) -> None:
    response = post(name, body, holder)
    problem = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert (problem["status"], problem["code"], problem["success"]) == (status, code, False)
    assert {"type", "title", "detail", "error", "spoken", "alternatives"} <= problem.keys()


def test_a_form_is_no_json(shop: Location) -> None:
    response: Any = Client(headers=headers_of("japanese")).post("/api/functions/list_locations", {"a": 1})
    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)


def test_a_tool_is_posted_to(shop: Location) -> None:
    response: Any = Client(headers=headers_of("japanese")).get("/api/functions/list_locations")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert json.loads(response.content)["code"] == "method_not_allowed"


def test_what_nobody_foresaw_is_told_without_its_cause(
    shop: Location, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr(booking, "create", breaks)
    response = post("create_reservation", REQUEST)
    assert (response.status_code, json.loads(response.content)["code"]) == (500, "internal")
    assert "secret" not in response.content.decode()
    assert "the secret cause" in caplog.text


def test_every_status_of_a_refusal_is_in_the_openapi_document() -> None:
    """Of the errors' tree, and of the framework: another method, another content type."""
    kinds, possible = [ReservationError], {405, 415}
    while kinds:
        kind = kinds.pop()
        possible.add(kind.status)
        kinds += kind.__subclasses__()
    paths = json.loads(Client().get("/api/schema?format=json").content)["paths"]
    told = {
        path: set(described["post"]["responses"]) - {"200"}
        for path, described in paths.items()
        if path.startswith("/api/functions/")
    }
    assert len(told) >= 9
    for path, statuses in told.items():
        assert statuses >= {str(status) for status in possible}, path
