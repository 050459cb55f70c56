"""Packets reach speech recognition as they come: nothing is held back, and what is late is left out."""

from __future__ import annotations

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtp import RtpPacket

from voice.engine.webrtc.arrival import AsTheyCome, hear_at_once

pytestmark = pytest.mark.engine


def heard(numbers: list[int]) -> list[int]:
    """Which of these packets reach the decoder."""
    buffer, told = AsTheyCome(), []
    for number in numbers:
        packet = RtpPacket(sequence_number=number, timestamp=number * 960)
        packet._data = b"sound"  # type: ignore[attr-defined]
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


async def test_aiortc_keeps_its_buffer_where_we_replace_it() -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    receiver = connection.addTransceiver("audio").receiver
    assert isinstance(vars(receiver)["_RTCRtpReceiver__jitter_buffer"], JitterBuffer)
    hear_at_once(receiver)
    assert isinstance(vars(receiver)["_RTCRtpReceiver__jitter_buffer"], AsTheyCome)
    await connection.close()
