"""The caller's audio on its way to the provider: joined while the provider is slow, the oldest lost. Pure."""

from __future__ import annotations

from collections import deque

from voice.call.relay.playout import BYTES_PER_MS
from voice.protocol import server
from voice.protocol.shapes import Event

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


class Spoken:
    """What the provider has heard of the caller and not yet understood: another session that takes its place
    hears it again, from the beginning of the turn. Pure."""

    def __init__(self, onset_ms: int = 800, longest_ms: int = 15_000) -> None:
        """`onset_ms`: so long a turn may have begun before anybody says so."""
        self.onset = onset_ms * BYTES_PER_MS
        self.longest = longest_ms * BYTES_PER_MS
        self.pieces: deque[bytes] = deque()
        self.size = 0
        self.speaking = ""  # the turn that goes on
        self.wordless: set[str] = set()  # turns that are over, and whose words have not come

    def add(self, audio: bytes) -> None:
        self.pieces.append(audio)
        self.size += len(audio)
        self._trim()

    def note(self, event: Event) -> None:
        item_id = str(event.get("item_id") or "")
        match event.get("type"):
            case server.SPEECH_STARTED:
                self.speaking = item_id
            case server.SPEECH_STOPPED:
                self.speaking = ""
                self.wordless.add(item_id)
            case server.TRANSCRIPTION_COMPLETED | server.TRANSCRIPTION_FAILED:
                self.wordless.discard(item_id)
            case server.RESPONSE_DONE:
                self.wordless.clear()  # answered: also where nobody tells the words

    def take(self) -> bytes:
        """All that is kept; it is another session's from here on."""
        audio = b"".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        self.speaking = ""
        self.wordless.clear()
        return audio

    def _trim(self) -> None:
        most = self.longest if self.speaking or self.wordless else self.onset
        while self.pieces and self.size - len(self.pieces[0]) >= most:
            self.size -= len(self.pieces.popleft())
