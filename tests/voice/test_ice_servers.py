"""A page is told the way through its network; a TURN password is its conversation's own, and ends with it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest
from django.test import AsyncClient
from pytest_django import Settings

from config.checks import check_ice_servers
from config.environment import is_ice_server
from tests.fakes.realtime import FakeRealtime
from voice import ice_servers

STUN, TURN = "stun:stun.example.com:3478", "turn:turn.example.com:3478?transport=udp"


@pytest.mark.unit
def test_a_password_is_what_coturn_makes_of_its_secret(settings: Settings) -> None:
    settings.ICE_SERVERS, settings.TURN_SECRET = [STUN, TURN, "turns:turn.example.com:5349"], "north"
    stun, turn = ice_servers.mint("sabc")
    assert stun == {"urls": [STUN]}
    assert turn["urls"] == [TURN, "turns:turn.example.com:5349"]
    until, _, name = turn["username"].partition(":")
    assert name == "sabc"
    assert 0 < int(until) - time.time() <= settings.SESSION_MAX_MINUTES * 60
    # As coturn's documentation of `static-auth-secret` has it.
    made = hmac.new(b"north", turn["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(turn["credential"]) == made
    assert turn["credential"] != ice_servers.mint("sxyz")[1]["credential"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("url", "allowed"),
    [(STUN, True), (TURN, True), ("turns:[2001:db8::1]:5349", True)]
    + [(url, False) for url in ("turn.example.com", "http://x", "turn:", "turn:a b", "stun:x,y")],
)
def test_an_address_is_one_that_a_browser_takes(url: str, allowed: bool) -> None:
    assert is_ice_server(url) is allowed


@pytest.mark.unit
def test_a_turn_server_without_its_secret_is_refused_at_the_start(settings: Settings) -> None:
    settings.ICE_SERVERS, settings.TURN_SECRET = [STUN], ""
    assert list(check_ice_servers()) == []
    settings.ICE_SERVERS = [STUN, TURN]
    assert [error.id for error in check_ice_servers()] == ["config.E019"]


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("azure")
async def test_each_grant_has_its_own(fake: FakeRealtime, settings: Settings) -> None:
    settings.ICE_SERVERS, settings.TURN_SECRET = [TURN], "north"
    client = AsyncClient()
    grants = [json.loads((await client.get("/api/realtime/session")).content) for _ in range(2)]
    names = [grant["iceServers"][0]["username"] for grant in grants]
    assert [name.partition(":")[2] for name in names] == [grant["sessionId"] for grant in grants]
    assert "north" not in json.dumps(grants)
