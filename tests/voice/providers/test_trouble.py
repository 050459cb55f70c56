"""A provider that refuses, fails, breaks off or is silent: how often it is asked, and what is said of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from email.utils import formatdate

import httpx
import pytest

from tests.fakes.realtime import ANSWER, FakeRealtime, Reply
from voice.providers import base
from voice.providers.azure import authorize_by_key, build_azure
from voice.providers.azure_preview import AzurePreview
from voice.providers.base import Provider, ProviderError
from voice.providers.ga import authorize_by_bearer
from voice.providers.manner import Manner
from voice.providers.openai import build_openai

pytestmark = pytest.mark.unit

MAKERS: dict[str, Callable[[str], Provider]] = {
    "azure": lambda at: build_azure("azure", at, "our-rt", authorize_by_key("the-key"), Manner()),
    "azure-preview": lambda at: AzurePreview("azure-preview", at, at, "our-rt", authorize_by_key("the-key")),
    "openai": lambda at: build_openai(at, "gpt-realtime-2.1", authorize_by_bearer("the-key"), Manner()),
}
SECRET = {"value": "ek", "expires_at": 4_000_000_000}
MINTED = json.dumps({**SECRET, "client_secret": SECRET})  # both dialects read their own part
AT_ONCE = {"Retry-After": "0"}


@pytest.fixture(params=MAKERS)
def provider(request: pytest.FixtureRequest, fake: FakeRealtime) -> Provider:
    return MAKERS[request.param](fake.endpoint)


async def mint(provider: Provider, fake: FakeRealtime, *replies: Reply) -> str:
    for end in ("/client_secrets", "/sessions"):
        fake.script(end, *replies, Reply(200, MINTED))
    return (await provider.mint(provider.session_defaults(language="ja", vocabulary=[]))).value


async def refusal(provider: Provider, fake: FakeRealtime, *replies: Reply) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await mint(provider, fake, *replies)
    return caught.value


async def test_two_passing_failures_cost_the_caller_nothing(provider: Provider, fake: FakeRealtime) -> None:
    assert await mint(provider, fake, Reply(429, headers=AT_ONCE), Reply(500, headers=AT_ONCE)) == "ek"
    assert len(fake.posted) == 3


async def test_a_provider_that_keeps_failing_is_asked_three_times(
    provider: Provider, fake: FakeRealtime
) -> None:
    error = await refusal(provider, fake, *[Reply(503, headers=AT_ONCE)] * 3)
    assert (error.status, error.passing, len(fake.posted)) == (503, True, 3)
    assert "status page" in error.remedy


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_what_will_not_pass_is_asked_once(provider: Provider, fake: FakeRealtime, status: int) -> None:
    error = await refusal(provider, fake, Reply(status, "not even JSON"))
    assert (error.status, error.passing, len(fake.posted)) == (status, False, 1)
    assert "not even JSON" in error.detail
    assert error.remedy
    assert "the-key" not in f"{error} {error.remedy} {provider!r}"


async def test_who_breaks_off_is_asked_again(provider: Provider, fake: FakeRealtime) -> None:
    """A server that closes instead of answering: a fresh one behind the same address may do better."""
    turned_away = 0

    async def close(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal turned_away
        turned_away += 1
        writer.close()

    async with await asyncio.start_server(close, "127.0.0.1", 0) as server:
        at = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(ProviderError, match="cannot be reached") as caught:
            await MAKERS[provider.name](at).mint({"audio": {}})
    assert turned_away == 3
    assert caught.value.passing
    assert caught.value.status is None


async def test_a_silent_provider_is_not_waited_for_without_end(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, fake: FakeRealtime
) -> None:
    asked = 0
    over = asyncio.Event()

    async def keep_silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await over.wait()
        writer.close()

    await base.close_client()
    monkeypatch.setattr(base, "TIMEOUT", httpx.Timeout(0.05, connect=1.0))
    server = await asyncio.start_server(keep_silent, "127.0.0.1", 0)
    silent = MAKERS[provider.name](f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(ProviderError, match="did not answer in time"):
        await silent.mint({"audio": {}})
    assert asked == 3
    with pytest.raises(ProviderError, match="did not answer in time"):
        await silent.answer("v=0\r\n", "ek")
    assert asked == 4  # an offer may have been taken: it is not made twice
    over.set()
    server.close()
    await server.wait_closed()
    await base.close_client()


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_an_offer_that_may_have_been_taken_is_not_made_again(
    provider: Provider, fake: FakeRealtime, status: int
) -> None:
    for end in ("/calls", "/realtimertc"):
        fake.script(end, Reply(status, headers=AT_ONCE))
    with pytest.raises(ProviderError) as caught:
        await provider.answer("v=0\r\n", "ek")
    assert (caught.value.status, len(fake.posted)) == (status, 1)


@pytest.mark.parametrize("status", [429, 503])
async def test_an_offer_refused_at_the_door_is_made_again(
    provider: Provider, fake: FakeRealtime, status: int
) -> None:
    taken = Reply(201, ANSWER, {"Location": "/v1/realtime/calls/rtc_2"})
    for end in ("/calls", "/realtimertc"):
        fake.script(end, Reply(status, headers=AT_ONCE), taken)
    assert (await provider.answer("v=0\r\n", "ek")).sdp == ANSWER
    assert len(fake.posted) == 2


def test_a_pause_may_be_named_in_seconds_milliseconds_or_as_a_date() -> None:
    def named(**headers: str) -> float:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return base.read_retry_after(httpx.Response(429, headers=told), otherwise=0.5)

    assert named(retry_after="2") == 2.0
    assert named(retry_after="2", retry_after_ms="150") == 0.15
    soon = formatdate(time.time() + 30, usegmt=True)
    assert 25 < named(retry_after=soon) <= 30
    assert named(retry_after="Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert named(retry_after="in a while") == 0.5
    assert named() == 0.5


def test_each_pause_is_about_twice_the_last() -> None:
    pauses = [base.choose_pause(attempt) for attempt in (1, 2)]
    assert 0.18 < pauses[0] < 0.32
    assert 0.37 < pauses[1] < 0.63
