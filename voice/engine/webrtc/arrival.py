"""How a caller's audio packets reach speech recognition: each as it comes."""

from __future__ import annotations

from aiortc import rtcrtpreceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket

_RESTART = 100  # further back than this is a new count, not a late packet


class AsTheyCome(JitterBuffer):
    """aiortc holds four packets back (80 ms) for smooth playing, and fifteen (300 ms) for the rest of a call
    once one is lost. Nobody plays this audio: recognition bears a gap better than a delay. So nothing is held
    back, and what comes too late is left out.
    """

    def __init__(self, capacity: int = 16) -> None:
        super().__init__(capacity)
        self._last: int | None = None

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        number = packet.sequence_number
        late = 0 if self._last is None else (self._last - number) & 0xFFFF
        if self._last is not None and late < _RESTART:
            return False, None
        self._last = number
        # The whole payload is sound: no audio codec of aiortc's puts a header of its own before it.
        data = packet.payload
        return False, JitterFrame(data, packet.timestamp) if data else None


def hear_at_once() -> None:
    """Receivers that are made from now on hear at once. Process-wide, and may be said again.

    aiortc has no setting for it: its receivers make the buffer by this name, and a test sees to it that they
    still do.
    """
    rtcrtpreceiver.JitterBuffer = _make_buffer  # type: ignore[assignment, attr-defined]


def _make_buffer(capacity: int, prefetch: int = 0, is_video: bool = False) -> JitterBuffer:
    """Of the signature of JitterBuffer. Pictures keep aiortc's own: one takes several packets."""
    return JitterBuffer(capacity, prefetch, is_video) if is_video else AsTheyCome(capacity)
