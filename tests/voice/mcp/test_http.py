"""Who comes in at `/mcp`: a partner's key, from no other site, with a body of a size; and is answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import AsyncClient
from pytest_django import Settings

from reservations import clock
from tests.voice.mcp.conftest import MakeKey
from voice.mcp import keys
from voice.mcp.models import PartnerCall

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


async def post(body: Any, secret: str | None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    authorization = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    return await AsyncClient().post(
        "/mcp",
        body if isinstance(body, bytes) else json.dumps(body),
        content_type=named.pop("Content-Type", "application/json"),
        headers={"Accept": "application/json, text/event-stream", **authorization, **named},
    )


@pytest.fixture
def secret(make_key: MakeKey) -> str:
    return str(make_key().secret)  # type: ignore[attr-defined]


async def test_holder_of_a_key_is_answered_in_json(secret: str) -> None:
    response = await post(INITIALIZE, secret)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Cache-Control"] == "no-store"
    assert response.json()["result"]["serverInfo"]["name"] == "uketsuke"


@pytest.mark.parametrize(
    "shown",
    [None, "", "nonsense", "ukp_abcdefgh_x", "ukp__", "ukp_" + "a" * 5000, "ukp_\xe9_x"],
)
async def test_no_key_and_wrong_keys_are_refused(shown: str | None, secret: str) -> None:
    response = await post(INITIALIZE, shown)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert response.json()["code"] == ("wrong_key" if shown else "missing_key")


async def test_key_with_another_ones_secret_is_refused(secret: str) -> None:
    response = await post(INITIALIZE, secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert response.status_code == 401


async def test_withdrawn_and_expired_keys_are_refused(make_key: MakeKey) -> None:
    from asgiref.sync import sync_to_async

    old = await sync_to_async(make_key)(expires_at=clock.now() - timedelta(seconds=1))
    gone = await sync_to_async(make_key)()
    await sync_to_async(keys.withdraw)(gone)
    for key in (old, gone):
        assert (await post(INITIALIZE, key.secret)).status_code == 401  # type: ignore[attr-defined]


async def test_address_that_tries_wrong_keys_is_stopped_and_a_right_one_there_is_served(
    secret: str, settings: Settings
) -> None:
    settings.WRONG_KEYS_PER_MINUTE = 2
    statuses = [(await post(INITIALIZE, "ukp_abcdefgh_x")).status_code for _i in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert (await post(INITIALIZE, secret)).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
async def test_page_of_another_site_is_refused(headers: dict[str, str], secret: str) -> None:
    response = await post(INITIALIZE, secret, **headers)
    assert (response.status_code, response.json()["code"]) == (403, "cross_site")


async def test_origin_of_ours_is_served(secret: str) -> None:
    assert (await post(INITIALIZE, secret, Origin="http://testserver")).status_code == 200


async def test_host_that_is_not_ours_is_refused(secret: str) -> None:
    assert (await post(INITIALIZE, secret, Host="evil.example")).status_code == 400


@pytest.mark.parametrize("method", ["get", "delete", "put"])
async def test_only_posts_are_answered(method: str, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
    response = await getattr(AsyncClient(), method)("/mcp", headers=headers)
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{" * 1000, 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 200 + b"1" + b"}" * 200, 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"jsonrpc":"2.0"}', 400),
        (b" " * 300_000, 413),
    ],
)
async def test_hostile_bodies_are_refused(body: bytes, status: int, secret: str) -> None:
    assert (await post(body, secret)).status_code == status


async def test_other_content_types_are_refused(secret: str) -> None:
    response = await post(b"a=b", secret, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("value", "status", "outcomes"),
    [
        ("\u0000", 200, ["invalid_arguments"]),
        ("x" * 100_000, 200, ["invalid_arguments"]),
        ("\ud800", 400, []),  # the SDK reads no half of a character: no tool is called
    ],
)
async def test_unstorable_arguments_are_answered(
    value: str, status: int, outcomes: list[str], secret: str
) -> None:
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "find_reservation", "arguments": {"number": value, "customerName": value}},
    }
    response = await post(call, secret, MCP_Protocol_Version="2025-06-18")
    assert response.status_code == status
    answer = response.json()
    assert answer["result"]["isError"] if outcomes else answer["error"]
    assert [call.outcome async for call in PartnerCall.objects.all()] == outcomes
