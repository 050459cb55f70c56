"""A scripted provider, and the product pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime
from voice import providers
from voice.providers import base


@pytest.fixture(autouse=True)
def uncollected_static_files(settings: Settings, tmp_path: Path) -> None:
    """Pages can be rendered without `collectstatic` having run."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeRealtime]:
    async with FakeRealtime().running() as provider:
        yield provider
        await base.close()


@pytest.fixture
def azure(fake: FakeRealtime, settings: Settings) -> base.Provider:
    """The Azure adapter, pointed at the fake."""
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = fake.endpoint
    settings.AZURE_OPENAI_API_KEY = "the-key"
    settings.AZURE_OPENAI_DEPLOYMENT = "gpt-realtime"
    settings.REALTIME_TRANSCRIPTION_MODEL = "whisper"
    providers.named.cache_clear()
    return providers.current()
