"""Packets reach speech recognition as they come: nothing is held back, and what is late is left out."""

from __future__ import annotations

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtp import RtpPacket

from voice.engine.webrtc.call import AsTheyCome, hear_at_once

pytestmark = pytest.mark.engine


def heard(numbers: list[int]) -> list[int]:
    """Which of these packets reach the decoder."""
    buffer, told = AsTheyCome(), []
    for number in numbers:
        packet = RtpPacket(sequence_number=number, timestamp=number * 960, payload=b"sound")
        _, frame = buffer.add(packet)
        if frame:
            assert frame.timestamp == number * 960
            told.append(number)
    return told


def test_each_packet_is_heard_when_it_comes() -> None:
    assert heard([7, 8, 9]) == [7, 8, 9]


def test_a_lost_packet_delays_nothing() -> None:
    assert heard([7, 9, 10]) == [7, 9, 10]


def test_a_late_or_repeated_packet_is_left_out() -> None:
    assert heard([7, 9, 8, 9, 10]) == [7, 9, 10]


def test_the_count_goes_round() -> None:
    assert heard([65534, 65535, 0, 65535, 1]) == [65534, 65535, 0, 1]


def test_a_new_count_is_a_new_stream() -> None:
    assert heard([40_000, 5, 6]) == [40_000, 5, 6]


async def test_audio_receivers_hear_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And those of pictures do not: aiortc makes its buffers where we replace them."""
    made: list[str] = []
    monkeypatch.setattr(AsTheyCome, "__init__", lambda _self, _capacity: made.append("audio"))
    monkeypatch.setattr(JitterBuffer, "__init__", lambda _self, *_given: made.append("video"))
    hear_at_once()
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    for kind in ("audio", "video"):
        connection.addTransceiver(kind)
    assert made == ["audio", "video"]
    await connection.close()
