"""All calls of an engine: how many there may be, and that nothing is left of one that has ended."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from tests.voice.engine.fakes import ToneSpeechToText, ToneTextToSpeech, answer
from voice.engine import session_config
from voice.engine.faults import Fault
from voice.engine.models.pool import ModelPool
from voice.engine.settings import EngineSettings
from voice.engine.switchboard import Switchboard
from voice.engine.webrtc.call import offer_only
from voice.engine.webrtc.data_channel import DataChannel

pytestmark = pytest.mark.engine

CONFIG = session_config.create({"type": "realtime"})


def switchboard(*, connect_seconds: float = 30, max_sessions: int = 8) -> Switchboard:
    offer_only(["127.0.0.1"])
    settings = EngineSettings(api_key="k", connect_seconds=connect_seconds, max_sessions=max_sessions)
    return Switchboard(
        settings, ModelPool(settings, stt=ToneSpeechToText(), dialogue=answer, tts=ToneTextToSpeech())
    )


async def offering() -> RTCPeerConnection:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio")
    peer.createDataChannel("oai-events")
    await peer.setLocalDescription(await peer.createOffer())
    return peer


async def ended(tasks: set[asyncio.Task[Any]]) -> None:
    _, left = await asyncio.wait(tasks, timeout=5)
    assert not left


async def test_nothing_is_left_of_a_call_when_the_caller_has_gone() -> None:
    board, peer = switchboard(), await offering()
    before = asyncio.all_tasks()
    call, sdp = await board.answer(peer.localDescription.sdp, CONFIG)
    connected = asyncio.Event()
    peer.on("connectionstatechange", lambda: connected.set() if peer.connectionState == "connected" else None)
    await peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
    await asyncio.wait_for(connected.wait(), 5)
    session = weakref.ref(call.session)
    await peer.close()
    await ended(asyncio.all_tasks() - before)
    assert board.sessions == 0
    with pytest.raises(Fault):
        board.call(call.id)
    del call
    gc.collect()
    assert session() is None


async def test_a_call_that_never_connects_is_given_up() -> None:
    board, peer = switchboard(connect_seconds=0.1), await offering()
    before = asyncio.all_tasks()
    await board.answer(peer.localDescription.sdp, CONFIG)
    assert board.sessions == 1
    await ended(asyncio.all_tasks() - before)
    assert board.sessions == 0
    await peer.close()


async def test_an_unusable_offer_takes_no_line() -> None:
    board = switchboard(max_sessions=1)
    for _ in range(2):
        with pytest.raises(Fault) as refused:
            await board.answer("nonsense", CONFIG)
        assert refused.value.code == "invalid_offer"
    assert board.sessions == 0


async def test_a_full_house_refuses_the_next_caller() -> None:
    board, peer = switchboard(max_sessions=1), await offering()
    session = board.open(CONFIG)
    with pytest.raises(Fault) as refused:
        await board.answer(peer.localDescription.sdp, CONFIG)
    assert refused.value.status == 429
    board.close(session)
    assert board.sessions == 0
    await peer.close()


async def test_events_do_not_pile_up_for_a_channel_that_was_never_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(DataChannel, "tell", lambda channel, event: told.append(event))
    board, peer = switchboard(), RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio")
    await peer.setLocalDescription(await peer.createOffer())
    call, _ = await board.answer(peer.localDescription.sdp, CONFIG)
    call.session.emit("session.updated", session=call.session.describe())
    await call.close()
    await peer.close()
    assert told == []
