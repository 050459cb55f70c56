"""A provider that fails again and again is left alone for a while; callers hear of it at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime, Reply
from voice import sessions
from voice.errors import ProviderUnavailable
from voice.providers import base, circuit

pytestmark = [pytest.mark.db, pytest.mark.call, pytest.mark.django_db(transaction=True)]


@pytest_asyncio.fixture
async def provider(settings: Settings) -> AsyncIterator[FakeRealtime]:
    async with FakeRealtime().running() as fake:
        settings.VOICE_PROVIDER = "azure"
        settings.AZURE_OPENAI_ENDPOINT, settings.AZURE_OPENAI_API_KEY = fake.endpoint, "the-key"
        yield fake
        await base.close_client()


async def begin() -> bool:
    """Whether a conversation is begun."""
    try:
        await sessions.start(language="ja")
    except ProviderUnavailable:
        return False
    return True


async def test_after_some_failures_it_is_not_asked_and_later_it_is(
    provider: FakeRealtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    provider.script("/client_secrets", *[Reply(401) for _ in range(circuit.FAILURES)])
    assert [await begin() for _ in range(circuit.FAILURES)] == [False] * circuit.FAILURES
    asked = len(provider.posted_to("/client_secrets"))
    assert circuit.is_open("azure")
    assert not circuit.is_open("openai")
    assert not await begin()
    assert len(provider.posted_to("/client_secrets")) == asked
    monkeypatch.setattr(circuit, "_open_until", {"azure": 0.0})  # the time is over
    assert await begin()
    assert not circuit.is_open("azure")


async def test_failures_with_a_success_between_them_are_no_row(provider: FakeRealtime) -> None:
    refused = [Reply(401) for _ in range(circuit.FAILURES - 1)]
    provider.script("/client_secrets", *refused)
    assert not any([await begin() for _ in refused])
    assert await begin()
    provider.script("/client_secrets", *refused)
    assert not any([await begin() for _ in refused])
    assert not circuit.is_open("azure")
