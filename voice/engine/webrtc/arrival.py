"""How a caller's audio packets reach speech recognition: each as it comes."""

from __future__ import annotations

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket

_RESTART = 100  # further back than this is a new count, not a late packet


class AsTheyCome(JitterBuffer):
    """aiortc holds four packets back (80 ms) for smooth playing, and fifteen (300 ms) for the rest of a call
    once one is lost. Nobody plays this audio: recognition bears a gap better than a delay. So nothing is held
    back, and what comes too late is left out.
    """

    def __init__(self) -> None:
        super().__init__(capacity=16)
        self._last: int | None = None

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        number = packet.sequence_number
        late = 0 if self._last is None else (self._last - number) & 0xFFFF
        if self._last is not None and late < _RESTART:
            return False, None
        self._last = number
        # Set by the receiver, as for its own buffer.
        data: bytes = packet._data  # type: ignore[attr-defined]
        return False, JitterFrame(data, packet.timestamp) if data else None


def hear_at_once(receiver: RTCRtpReceiver) -> None:
    """aiortc has no setting for it; a test sees to it that this still reaches the buffer."""
    receiver._RTCRtpReceiver__jitter_buffer = AsTheyCome()  # type: ignore[attr-defined]
