"""Each adapter, chosen by settings alone, against the real engine: minted, called, answered, ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from pytest_django import Settings
from websockets.asyncio.client import connect

from config.environment import KNOBS
from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.webrtc.caller import Microphone
from voice import providers
from voice.engine.webrtc.call import offer_only
from voice.providers import base
from voice.providers.base import Answered, Provider, ProviderError

pytestmark = pytest.mark.engine

KEYS = [name for name in KNOBS if name.endswith("_API_KEY")]  # of every provider, a new one too
SESSION = {"instructions": "You are kind.", "tools": [], "tool_choice": "auto"}


@pytest.fixture(scope="module")
def engine() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest_asyncio.fixture
async def chosen(engine: Server, settings: Settings) -> AsyncIterator[Callable[[str], Provider]]:
    """VOICE_PROVIDER set, with every vendor's address at the engine."""
    settings.ENGINE_URL = settings.AZURE_OPENAI_ENDPOINT = settings.AZURE_OPENAI_PREVIEW_WEBRTC = engine.url
    settings.OPENAI_BASE_URL = f"{engine.url}/openai"
    for key in KEYS:
        setattr(settings, key, engine.key)
    settings.REALTIME_TRANSCRIPTION_MODEL = "whisper"

    def choose(name: str) -> Provider:
        settings.VOICE_PROVIDER = name
        return providers.get_current()

    yield choose
    await base.close_client()


class Browser:
    """Offers, and hears the events of the data channel."""

    def __init__(self) -> None:
        offer_only(["127.0.0.1"])
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTrack(Microphone())
        self.heard: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        channel = self.connection.createDataChannel("oai-events")
        channel.on("message", lambda text: self.heard.put_nowait(json.loads(text)))

    async def call(self, provider: Provider) -> Answered:
        defaults = provider.session_defaults(language="en", vocabulary=["Tokyo Station"])
        secret = await provider.mint({**defaults, **SESSION})
        await self.connection.setLocalDescription(await self.connection.createOffer())
        answered = await provider.answer(self.connection.localDescription.sdp, secret.value)
        await self.connection.setRemoteDescription(RTCSessionDescription(answered.sdp, "answer"))
        return answered

    async def hear(self, kind: str) -> dict[str, object]:
        while (event := await asyncio.wait_for(self.heard.get(), 10))["type"] != kind:
            pass
        return event


@pytest.mark.parametrize("name", [name for name in providers.ADAPTERS if name != "azure-preview"])
async def test_a_call_is_answered_watched_and_ended(name: str, chosen: Callable[[str], Provider]) -> None:
    provider, browser = chosen(name), Browser()
    assert provider.name == name
    answered = await browser.call(provider)
    endpoint = await provider.sideband(answered.call_id)
    async with connect(endpoint.url, additional_headers=dict(endpoint.headers), proxy=None) as socket:
        created = json.loads(await asyncio.wait_for(socket.recv(), 10))
        assert created["type"] == "session.created"
        assert created["session"]["model"] == provider.model
        assert created["session"]["audio"]["input"]["transcription"]["model"] == "whisper"
        await provider.hang_up(answered.call_id)
        async with asyncio.timeout(10):
            async for _event in socket:
                pass
    await provider.hang_up(answered.call_id)  # it is over already
    await browser.connection.close()


async def test_a_preview_call_is_answered_in_the_previews_words(chosen: Callable[[str], Provider]) -> None:
    provider, browser = chosen("azure-preview"), Browser()
    await browser.call(provider)
    session = (await browser.hear("session.created"))["session"]
    assert isinstance(session, dict)
    assert (session["instructions"], session["modalities"]) == ("You are kind.", ["audio", "text"])
    assert session["input_audio_transcription"]["model"] == "whisper"
    await browser.connection.close()


@pytest.mark.parametrize("name", providers.ADAPTERS)
async def test_a_wrong_key_is_refused_with_what_to_mend(
    name: str, chosen: Callable[[str], Provider], settings: Settings
) -> None:
    for key in KEYS:
        setattr(settings, key, "withdrawn")
    with pytest.raises(ProviderError) as caught:
        await chosen(name).mint(SESSION)
    assert caught.value.status == 401
    assert "key" in caught.value.remedy.lower()
