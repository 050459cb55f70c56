"""The relay in front of the real engine, by each provider's adapter: tones in, tones out, tools between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from channels.layers import get_channel_layer
from pytest_django import Settings

from tests.voice.call.relay.conftest import Caller, caller
from tests.voice.call.relay.test_page import over
from tests.voice.call.test_with_engine import caption
from tests.voice.calls import Page
from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.fakes import GREETING, VOICE_HZ, pitch, tone
from voice import providers, sessions
from voice.call import page_messages
from voice.call.relay.playout import BYTES_PER_MS
from voice.models import Line
from voice.providers import base

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]

RATE = 24_000
FRAME = 40 * BYTES_PER_MS


@pytest.fixture(scope="module")
def engine() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest_asyncio.fixture(params=list(providers.ADAPTERS))
async def provider(request: pytest.FixtureRequest, engine: Server, settings: Settings) -> AsyncIterator[str]:
    """Each provider, with every vendor's address at the engine."""
    settings.ENGINE_URL = settings.AZURE_OPENAI_ENDPOINT = settings.AZURE_OPENAI_PREVIEW_WEBRTC = engine.url
    settings.OPENAI_BASE_URL = f"{engine.url}/openai"
    settings.ENGINE_API_KEY = settings.AZURE_OPENAI_API_KEY = settings.OPENAI_API_KEY = engine.key
    settings.REALTIME_TRANSCRIPTION_MODEL = "whisper"
    settings.VOICE_PROVIDER = request.param
    yield request.param
    await base.close_client()


async def begun(page: Caller) -> tuple[str, Page]:
    grant = await sessions.start(language="en")
    line = Page(grant.session.id)
    await line.listen()
    await page.hello(grant.token)
    await page.until("ready")
    return grant.session.id, line


async def say(page: Caller, hz: float, seconds: float) -> None:
    """A tone and the silence that ends a turn, frame by frame."""
    sound = tone(hz, seconds, RATE).tobytes() + bytes(800 * BYTES_PER_MS)
    for start in range(0, len(sound), FRAME):
        await page.speak(sound[start : start + FRAME])


async def test_a_caller_is_greeted_uses_a_tool_and_hears_its_answer(provider: str) -> None:
    async with caller() as page:
        session_id, line = await begun(page)
        assert await caption(line, "agent") == GREETING
        await page.hears(1000 * BYTES_PER_MS)
        voice = np.frombuffer(bytes(page.audio[: 1000 * BYTES_PER_MS]), np.int16)
        assert abs(pitch(voice, RATE) - VOICE_HZ) < 10
        await page.say("played", cut=0, ms=len(page.audio) / BYTES_PER_MS)
        group = page_messages.holder_group(session_id)
        await get_channel_layer().group_send(group, {"type": "text", "text": "book a car"})
        finished = await asyncio.wait_for(line.until("tool.finished"), 10)
        assert finished["name"] == "list_locations"
        while not (await caption(line, "agent")).startswith("The answer is"):
            pass
    ended = await over(session_id)
    assert (ended.status, ended.tool_mode) == ("ended", "server")
    assert await ended.tool_calls.acount() == 1


async def captions_until(page: Page, *awaited: dict[str, Any]) -> None:
    """Until a caption of each kind has come, in any order: the provider confirms a cut in its own time."""
    seen: list[dict[str, Any]] = []
    while not all(any(want.items() <= caption.items() for caption in seen) for want in awaited):
        seen.append(await asyncio.wait_for(page.until("caption"), 10))


async def test_a_caller_who_speaks_is_heard_and_cuts_the_agent_short(provider: str) -> None:
    async with caller() as page:
        session_id, line = await begun(page)
        await caption(line, "agent")
        await page.hears(500 * BYTES_PER_MS)
        await say(page, 440, 1.0)
        cut = await page.until("clear")
        await page.say("cleared", cut=cut["cut"], ms=900)
        assert (await page.until("input_audio_buffer.speech_started"))["item_id"]
        await captions_until(
            line,
            {"role": "caller", "text": "hello", "final": True},
            {"role": "agent", "text": "You said hello.", "final": True},
            {"role": "agent", "text": GREETING, "interrupted": True},
        )
        await page.until("input_audio_buffer.speech_stopped")
    await over(session_id)
    greeting = await Line.objects.aget(session_id=session_id, position=0)
    assert (greeting.role, greeting.interrupted) == ("agent", True)
