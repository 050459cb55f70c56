"""Whose request it is: proxies of ours are counted from the right, and nothing that a client adds counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from voice.api import addresses

pytestmark = pytest.mark.unit

PEER, CLIENT = "10.0.0.1", "203.0.113.7"


@pytest.fixture(autouse=True)
def one_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1


def seen(forwarded: str | None, peer: str = PEER) -> str:
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return addresses.read_request_address(request)


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (CLIENT, CLIENT),
        (f"10.8.0.1, {CLIENT}", CLIENT),  # what it sent itself stands on the left
        (f"1.1.1.1,2.2.2.2 ,  {CLIENT}  ", CLIENT),
        (f"{CLIENT}:51234", CLIENT),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:DB8::7]:443", "2001:db8::7"),
        ('"[2001:db8::7]:443"', "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        (f"::ffff:{CLIENT}", CLIENT),
        (None, PEER),
        ("", PEER),
        (" , ", PEER),
        ("unknown", PEER),
        ("_hidden", PEER),
        (f"{CLIENT}, ", PEER),
        (f"{CLIENT}, 999.1.1.1", PEER),
        ("\xff\xfe", PEER),
        ("日本", PEER),
        ("1" * 10_000, PEER),
        ("[" * 1000, PEER),
    ],
)
def test_the_entry_of_our_own_proxy_is_believed(forwarded: str | None, expected: str) -> None:
    assert seen(forwarded) == expected


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, CLIENT, PEER),
        (2, f"6.6.6.6, {CLIENT}, 10.0.0.2", CLIENT),
        (2, CLIENT, PEER),  # it came round one of them
        (3, f"6.6.6.6, {CLIENT}, 10.0.0.3, 10.0.0.2", CLIENT),
    ],
)
def test_as_many_are_believed_as_there_are(
    settings: Settings, hops: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = hops
    assert seen(forwarded) == expected


@given(st.text(alphabet=st.characters(max_codepoint=255, exclude_characters="\n\r\0")))
def test_nothing_on_the_left_changes_the_address(invented: str) -> None:
    assert addresses.choose_address(PEER, f"{invented},{CLIENT}") == CLIENT


@given(st.text(), st.text())
def test_no_header_is_a_fault_of_ours(peer: str, forwarded: str) -> None:
    addresses.choose_address(peer, forwarded)


def test_a_socket_is_read_as_a_request_is() -> None:
    scope: dict[str, Any] = {
        "client": (PEER, 5),
        "headers": [(b"x-forwarded-for", b"6.6.6.6"), (b"X-Forwarded-For", CLIENT.encode())],
    }
    assert addresses.read_scope_address(scope) == CLIENT
    assert addresses.read_scope_address({**scope, "headers": [(b"x-forwarded-for", b"\xff\xfe")]}) == PEER
    assert addresses.read_scope_address({"client": None, "headers": []}) == ""


def test_a_line_of_ipv6_is_one_caller() -> None:
    assert addresses.group_address("2001:db8:1:2:3::9") == addresses.group_address("2001:db8:1:2:ffff::1")
    assert addresses.group_address("2001:db8:1:2::9") != addresses.group_address("2001:db8:1:3::9")
    assert addresses.group_address(CLIENT) == CLIENT
    assert addresses.group_address("") == ""
