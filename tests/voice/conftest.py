"""A scripted provider, and the product pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime
from tests.voice.calls import Call
from voice import providers
from voice.providers import base


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeRealtime]:
    async with FakeRealtime().running() as provider:
        yield provider
        await base.close_client()


@pytest.fixture
def azure(fake: FakeRealtime, settings: Settings) -> base.Provider:
    """The Azure adapter, pointed at the fake."""
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = fake.endpoint
    settings.AZURE_OPENAI_API_KEY = "the-key"
    settings.AZURE_OPENAI_DEPLOYMENT = "gpt-realtime"
    settings.REALTIME_TRANSCRIPTION_MODEL = "whisper"
    return providers.get_current()


@pytest.fixture(autouse=True)
def no_page_returns(settings: Settings) -> None:
    """A call that the provider ends is over at once."""
    settings.RETURN_SECONDS = 0


@pytest.fixture
def call(fake: FakeRealtime) -> Call:
    return Call(fake)
