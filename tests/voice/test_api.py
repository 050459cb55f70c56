"""The page's HTTP door: grants, the relay, hanging up, and a clear problem for what makes no sense."""

from __future__ import annotations

import json
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.test import AsyncClient
from pytest_django import Settings

from reservations.models import Location
from tests.fakes.realtime import ANSWER, FakeRealtime, Reply
from tests.voice.calls import let_go
from voice import sessions
from voice.call import page_messages
from voice.models import Session

pytestmark = [
    pytest.mark.db,
    pytest.mark.either,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure", "uncollected_static_files"),
]

OFFER = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"


@pytest.fixture(autouse=True)
def no_one_called_before() -> None:
    cache.clear()


@pytest.fixture
def client() -> AsyncClient:
    return AsyncClient()


async def post(client: AsyncClient, path: str, body: Any = None, **headers: str) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body or {})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(path, data, content_type="application/json", headers=named)


async def grant(client: AsyncClient, **wanted: str) -> dict[str, Any]:
    response = await post(client, "/api/realtime/session", wanted)
    assert response.status_code == 200, response.content
    granted: dict[str, Any] = json.loads(response.content)
    return granted


def problem(response: Any) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["spoken"]
    return response.status_code, body["code"]


async def test_a_grant_holds_all_that_a_page_needs(client: AsyncClient, fake: FakeRealtime) -> None:
    granted = await grant(client, language="en")
    assert granted["client_secret"].startswith("uk_")  # ours: the provider's stays with us
    assert len(granted["client_secret"]) > 40
    assert "ek_1" not in json.dumps(granted)
    assert granted["realtimeUrl"] == "http://testserver/api/realtime/calls"
    assert granted["expiresAt"] == 4_000_000_000
    assert (granted["model"], granted["toolMode"], granted["iceServers"]) == ("gpt-realtime", "server", [])
    assert granted["dialect"] == "ga"
    assert sessions.read_token(granted["sessionToken"]).session_id == granted["sessionId"]
    row = await Session.objects.aget(pk=granted["sessionId"])
    assert (row.language, row.status, row.provider) == ("en", "created", "azure")
    assert "ek_1" not in json.dumps(row.__dict__, default=str)
    session = fake.posted[0].json["session"]
    assert "Language: en" in session["instructions"]
    assert session["tools"][0]["name"] == "list_locations"


async def test_a_grant_can_be_asked_for_by_get(client: AsyncClient) -> None:
    response = await client.get("/api/realtime/session?language=en&toolMode=browser")
    granted = json.loads(response.content)
    assert granted["toolMode"] == "browser"
    assert granted["realtimeUrl"].endswith("/openai/v1/realtime/calls")
    assert response.headers["Cache-Control"] == "no-store"


async def test_no_page_is_handed_the_providers_key_where_pages_run_no_tools(
    client: AsyncClient, settings: Settings
) -> None:
    settings.PAGE_TOOLS = False
    granted = await grant(client, toolMode="browser")
    assert granted["toolMode"] == "server"
    assert granted["realtimeUrl"] == "http://testserver/api/realtime/calls"
    assert "ek_" not in json.dumps(granted)


async def test_a_shops_own_page_is_named_to_the_model(client: AsyncClient, fake: FakeRealtime) -> None:
    await Location.objects.acreate(
        id="tokyo-ekimae", name="東京駅前店", name_en="Tokyo Station", timezone="Asia/Tokyo"
    )
    await grant(client, locationId="tokyo-ekimae")
    instructions = fake.posted[0].json["session"]["instructions"]
    assert "Shop: tokyo-ekimae 東京駅前店\n" in instructions


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{", (400, "malformed_json")),
        ("[1]", (400, "malformed_json")),
        (b"\xff", (400, "malformed_json")),
        ({"language": "fr"}, (400, "invalid_arguments")),
        ({"language": ["ja"]}, (400, "invalid_arguments")),
        ({"toolMode": "moon"}, (400, "invalid_arguments")),
        ({"locationId": 7}, (400, "invalid_arguments")),
        ({"locationId": "atlantis"}, (404, "unknown_location")),
    ],
)
async def test_a_request_that_makes_no_sense_starts_nothing(
    client: AsyncClient, fake: FakeRealtime, body: Any, expected: tuple[int, str]
) -> None:
    assert problem(await post(client, "/api/realtime/session", body)) == expected
    assert fake.posted == []
    assert await Session.objects.acount() == 0


async def test_another_method_is_refused(client: AsyncClient) -> None:
    response = await client.get("/api/realtime/calls")
    assert problem(response) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize(("status", "expected"), [(401, 502), (404, 502), (503, 503)])
async def test_a_provider_that_fails_is_a_kind_problem_without_its_details(
    client: AsyncClient, fake: FakeRealtime, status: int, expected: int
) -> None:
    error = json.dumps({"error": {"code": "x", "message": "key abc is wrong"}})
    fake.script("/client_secrets", *[Reply(status, error, {"Retry-After": "0"})] * 3)
    response = await post(client, "/api/realtime/session")
    assert problem(response) == (expected, "provider_unavailable")
    assert b"abc" not in response.content


async def test_one_address_starts_only_so_many_conversations(client: AsyncClient, settings: Settings) -> None:
    settings.SESSIONS_PER_MINUTE = 2
    await grant(client)
    await grant(client)
    assert problem(await post(client, "/api/realtime/session")) == (429, "too_many_sessions")


@pytest.mark.parametrize("header", ["token", "secret"])
async def test_an_offer_is_relayed_and_the_sideband_attached(
    client: AsyncClient, fake: FakeRealtime, header: str
) -> None:
    granted = await grant(client)
    shown = (
        {"X_Session_Token": granted["sessionToken"]}
        if header == "token"
        else {"Authorization": f"Bearer {granted['client_secret']}"}
    )
    response = await post(client, "/api/realtime/calls", OFFER, **shown)
    assert response.status_code == 201
    assert response.content.decode() == ANSWER
    assert response.headers["Location"] == "/v1/realtime/calls/rtc_1"
    assert response.headers["Content-Type"] == "application/sdp"
    (relayed,) = fake.posted_to("/calls")
    assert relayed.path.endswith("?webrtcfilter=on")
    assert relayed.headers["authorization"] == "Bearer ek_1"
    socket = await fake.sideband()
    row = await Session.objects.aget(pk=granted["sessionId"])
    assert (row.status, row.call_id) == ("active", "rtc_1")
    response = await post(client, "/api/realtime/hangup", X_Session_Token=granted["sessionToken"])
    assert response.status_code == 204
    await socket.end()
    await let_go(row.id)
    assert (await Session.objects.aget(pk=row.id)).end_reason == "hung_up"


async def test_page_with_typed_words_is_not_greeted_before_they_come(
    client: AsyncClient, fake: FakeRealtime
) -> None:
    granted = await grant(client)
    await post(client, "/api/realtime/calls?typed=1", OFFER, X_Session_Token=granted["sessionToken"])
    socket = await fake.sideband()
    await socket.send("session.created", session={})
    group = page_messages.holder_group(granted["sessionId"])
    await get_channel_layer().group_send(group, {"type": "text", "text": "札幌"})
    sent = [await socket.inbox.get() for _event in range(2)]
    assert [event["type"] for event in sent] == ["conversation.item.create", "response.create"]
    await socket.end()
    await let_go(granted["sessionId"])


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (401, "missing_token")),
        ({"X_Session_Token": "forged"}, (401, "invalid_token")),
        ({"Authorization": "Bearer ek_unknown"}, (401, "invalid_token")),
        ({"Authorization": "Basic abc"}, (401, "missing_token")),
    ],
)
async def test_only_the_holder_of_a_session_may_call(
    client: AsyncClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert problem(await post(client, "/api/realtime/calls", OFFER, **headers)) == expected
    assert problem(await post(client, "/api/realtime/hangup", **headers)) == expected


@pytest.mark.parametrize("offer", ["", "hello", b"\xff\xfe", "v=0" + "x" * 70_000])
async def test_what_is_no_offer_is_not_relayed(client: AsyncClient, fake: FakeRealtime, offer: Any) -> None:
    granted = await grant(client)
    data = offer.encode() if isinstance(offer, str) else offer
    response = await post(client, "/api/realtime/calls", data, X_Session_Token=granted["sessionToken"])
    assert problem(response) == (400, "invalid_offer")
    assert fake.posted_to("/calls") == []


@pytest.mark.parametrize("path", ["calls", "renewal"])
async def test_an_offer_that_the_provider_cannot_read_is_the_pages_mistake(
    client: AsyncClient, fake: FakeRealtime, path: str
) -> None:
    granted = await grant(client)
    token = {"X_Session_Token": granted["sessionToken"]}
    if path == "renewal":
        row = Session.objects.filter(pk=granted["sessionId"])
        await row.aupdate(status=Session.Status.ACTIVE, call_id="rtc_0")
    fake.script("/calls", Reply(400, json.dumps({"error": {"message": "Failed to parse the SDP"}})))
    response = await post(client, f"/api/realtime/{path}", OFFER, **token)
    assert problem(response) == (400, "invalid_offer")


async def test_a_conversation_that_ended_is_not_called_again(client: AsyncClient) -> None:
    granted = await grant(client)
    await post(client, "/api/realtime/hangup", X_Session_Token=granted["sessionToken"])
    response = await post(client, "/api/realtime/calls", OFFER, X_Session_Token=granted["sessionToken"])
    assert problem(response) == (409, "session_ended")


async def test_hanging_up_twice_is_no_error(client: AsyncClient) -> None:
    granted = await grant(client)
    for _ in range(2):
        response = await post(client, "/api/realtime/hangup", X_Session_Token=granted["sessionToken"])
        assert response.status_code == 204
