"""The talking half against the real embedded engine, with small models: a call from offer to end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from channels.layers import get_channel_layer
from pytest_django import Settings
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.voice.calls import Page
from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.fakes import GREETING
from tests.voice.engine.webrtc.caller import Microphone
from voice import sessions
from voice.call import page_messages, registry
from voice.engine.webrtc.call import offer_only
from voice.models import Session
from voice.protocol.wire_json import write_json
from voice.providers import base

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest_asyncio.fixture
async def embedded(engine: Server, settings: Settings) -> AsyncIterator[None]:
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL = engine.url
    settings.ENGINE_API_KEY = engine.key
    yield
    await base.close_client()


class Browser:
    """A page's peer connection: its offer is relayed by us, its channel hears the filtered events."""

    def __init__(self) -> None:
        offer_only(["127.0.0.1"])
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTrack(Microphone())
        self.heard: list[str] = []
        self.open = asyncio.Event()
        channel = self.connection.createDataChannel("oai-events")
        channel.on("open", self.open.set)
        channel.on("message", lambda text: self.heard.append(json.loads(text)["type"]))

    async def call(self, session: Session) -> asyncio.Task[None]:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        answered = await sessions.answer(session, self.connection.localDescription.sdp)
        task = registry.attend_sideband(session)
        await self.connection.setRemoteDescription(RTCSessionDescription(answered.sdp, "answer"))
        await asyncio.wait_for(self.open.wait(), 10)
        return task


async def caption(page: Page, role: str) -> str:
    """The next whole sentence of `role`."""
    while True:
        message = await asyncio.wait_for(page.until("caption"), 10)
        if message["final"] and message["role"] == role:
            return str(message["text"])


@pytest.mark.usefixtures("embedded")
async def test_a_call_is_greeted_runs_a_tool_voices_its_result_and_ends() -> None:
    grant = await sessions.start(language="en")
    page = Page(grant.session.id)
    await page.listen()
    browser = Browser()
    task = await browser.call(grant.session)
    assert await caption(page, "agent") == GREETING
    group = page_messages.holder_group(grant.session.id)
    await get_channel_layer().group_send(group, {"type": "text", "text": "book a car"})
    assert await caption(page, "caller") == "book a car"
    finished: dict[str, Any] = await asyncio.wait_for(page.until("tool.finished"), 10)
    while not (answer := await caption(page, "agent")).startswith("The answer is"):
        pass
    assert write_json(finished["result"])[:20] in answer
    await sessions.hang_up(grant.session)
    await asyncio.wait_for(task, 10)
    ended = await Session.objects.aget(pk=grant.session.id)
    assert (ended.status, ended.end_reason) == ("ended", "hung_up")
    assert await ended.tool_calls.acount() == 1
    assert "response.output_audio_transcript.done" in browser.heard
    assert not {"session.created", "response.done", "response.output_item.done"} & set(browser.heard)
    await browser.connection.close()


@pytest.mark.usefixtures("embedded")
async def test_what_a_page_was_granted_opens_nothing_at_the_engine(engine: Server) -> None:
    """Where the server runs the tools, prompt and tools are not the page's to read."""
    granted = await sessions.start(language="en")
    bearer = {"Authorization": f"Bearer {granted.secret.value}"}
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            f"{engine.url}/openai/v1/realtime?model=m".replace("http", "ws", 1), additional_headers=bearer
        ):
            pass
    assert refused.value.response.status_code == 401
    async with httpx.AsyncClient(base_url=engine.url, headers=bearer) as client:
        offered = await client.post(
            "/openai/v1/realtime/calls", content="v=0\r\n", headers={"Content-Type": "application/sdp"}
        )
        minted = await client.post(
            "/openai/v1/realtime/client_secrets", json={"session": {"type": "realtime"}}
        )
    assert (offered.status_code, minted.status_code) == (401, 401)


@pytest.mark.usefixtures("embedded")
async def test_a_caller_who_leaves_ends_the_call() -> None:
    grant = await sessions.start(language="en")
    page = Page(grant.session.id)
    await page.listen()
    browser = Browser()
    task = await browser.call(grant.session)
    await caption(page, "agent")
    await browser.connection.close()
    await asyncio.wait_for(task, 10)
    assert (await Session.objects.aget(pk=grant.session.id)).end_reason == "call_ended"
