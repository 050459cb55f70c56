"""Calls of the real engine outlive what ends others: a cut sideband, and the provider's time limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from channels.layers import get_channel_layer
from pytest_django import Settings
from websockets.asyncio.client import connect

from reservations import clock
from tests.voice.call.test_with_engine import Browser, caption
from tests.voice.calls import Page, let_go
from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.fakes import GREETING
from tests.voice.engine.webrtc.caller import Microphone
from voice import sessions
from voice.call import handover, page_messages, supervisor, transport
from voice.models import Session
from voice.providers import base

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]

LASTS = 12


@pytest.fixture(scope="module")
def engine() -> Iterator[Server]:
    with serving("--max-seconds", str(LASTS)) as running:
        yield running


@pytest_asyncio.fixture(autouse=True)
async def embedded(engine: Server, settings: Settings) -> AsyncIterator[None]:
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL = engine.url
    settings.ENGINE_API_KEY = engine.key
    yield
    await base.close_client()


class Talk:
    """A greeted call."""

    async def begin(self) -> None:
        self.session = (await sessions.start(language="en")).session
        self.page = Page(self.session.id)
        await self.page.listen()
        self.browser = Browser()
        self.task = await self.browser.call(self.session)
        assert await caption(self.page, "agent") == GREETING

    async def type(self, text: str) -> None:
        group = page_messages.holder_group(self.session.id)
        await get_channel_layer().group_send(group, {"type": "text", "text": text})

    async def books(self) -> None:
        """A tool is called, and its result is voiced."""
        await self.type("book a car")
        await asyncio.wait_for(self.page.until("tool.finished"), 10)
        while not (await caption(self.page, "agent")).startswith("The answer is"):
            pass

    async def end(self) -> Session:
        await sessions.hang_up(await Session.objects.aget(pk=self.session.id))
        await asyncio.wait_for(self.task, 10)
        await self.browser.connection.close()
        return await Session.objects.aget(pk=self.session.id)


async def test_a_sideband_that_is_cut_comes_back_to_the_same_conversation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sockets: list[Any] = []

    def noted(*where: Any, **how: Any) -> Any:
        sockets.append(connect(*where, **how))
        return sockets[-1]

    monkeypatch.setattr(transport, "connect", noted)
    talk = Talk()
    await talk.begin()
    began = time.perf_counter()
    sockets[0].connection.transport.abort()
    await talk.books()
    print(f"cut, back, and a tool's result voiced within {time.perf_counter() - began:.2f} s")
    assert len(sockets) == 2
    ended = await talk.end()
    assert (ended.end_reason, await ended.tool_calls.acount()) == ("hung_up", 1)
    assert await ended.lines.filter(text=GREETING).acount() == 1


async def test_a_conversation_outlives_the_time_limit_of_its_sessions() -> None:
    talk = Talk()
    await talk.begin()
    await talk.books()
    first = talk.session.call_id
    await asyncio.wait_for(talk.page.until("renew"), LASTS)
    after = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = after.addTransceiver("audio", direction="sendrecv")
    after.createDataChannel("oai-events")
    await after.setLocalDescription(await after.createOffer())
    row = await Session.objects.aget(pk=talk.session.id)
    answered = await handover.answer_renewal(row, after.localDescription.sdp)
    await after.setRemoteDescription(RTCSessionDescription(answered.sdp, "answer"))
    await asyncio.wait_for(talk.page.until("renewed"), LASTS)
    transceiver.sender.replaceTrack(Microphone())
    await talk.browser.connection.close()
    await asyncio.sleep(LASTS / 2)  # past the first session's end
    await talk.books()
    ended = await talk.end()
    assert ended.call_id == answered.call_id != first
    assert (ended.end_reason, await ended.tool_calls.acount()) == ("hung_up", 2)
    assert await ended.lines.filter(text=GREETING).acount() == 1
    await after.close()


async def test_a_call_that_ended_with_its_engine_is_closed_in_the_record() -> None:
    """The embedded engine lives in the server's process: after a restart it knows no earlier call."""
    session = (await sessions.start(language="en")).session
    row = Session.objects.filter(pk=session.id)
    await row.aupdate(
        status="active", call_id="rtc_gone", answered_at=clock.now(), held_until=time.time() - 1
    )
    began = time.perf_counter()
    await supervisor.sweep()
    await let_go(session.id)
    print(f"closed within {time.perf_counter() - began:.2f} s")
    ended = await row.aget()
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")
