"""The caller's audio on its way to the provider: joined while the provider is slow, the oldest lost. Pure."""

from __future__ import annotations

from collections import deque

from voice.call.relay.playout import BYTES_PER_MS

# A second of audio: a page sends 40 ms at a time, and more at once only after it was held up.
LARGEST_FRAME = 1000 * BYTES_PER_MS


def is_frame(audio: bytes) -> bool:
    """Whole samples, and no more of them than a page that was held up would send."""
    return 0 < len(audio) <= LARGEST_FRAME and len(audio) % 2 == 0


class Intake:
    def __init__(self, most_ms: int = 1000) -> None:
        """`most_ms`: what is older says nothing about when the caller speaks, and would only come late."""
        self.most = most_ms * BYTES_PER_MS
        self.frames: deque[bytes] = deque()
        self.size = 0
        self.dropped = 0  # bytes

    def add(self, frame: bytes) -> None:
        self.frames.append(frame)
        self.size += len(frame)
        # The latest frame always stays: it says whether the caller speaks now.
        while self.size > self.most and len(self.frames) > 1:
            oldest = self.frames.popleft()
            self.size -= len(oldest)
            self.dropped += len(oldest)

    def take(self) -> bytes:
        """All that waits."""
        audio = self.frames.popleft() if len(self.frames) == 1 else b"".join(self.frames)
        self.frames.clear()
        self.size = 0
        return audio
