"""Where a session's voice goes: a socket carries audio as events, a peer connection plays it itself."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from voice.engine.audio import Encoder, make_silence, resample
from voice.engine.interfaces import STT_RATE, TTS_RATE, Pcm
from voice.engine.vad.foreground import PLAYED
from voice.protocol import server
from voice.protocol.shapes import AudioFormat

# 200 ms an event: a client may stop within a sentence, and no event is near a socket's limit.
_CHUNK = TTS_RATE // 5


@dataclass(frozen=True)
class ContentPart:
    """What a piece of audio belongs to: one part of an output item's content."""

    response_id: str
    item_id: str
    output_index: int = 0
    content_index: int = 0
    form: AudioFormat | None = None
    """How its response wants it; None leaves it to the session."""


@dataclass(frozen=True)
class Cut:
    """An item that was stopped before its end, and how much of it was heard."""

    item_id: str
    heard_ms: int


@dataclass(frozen=True)
class Cleared:
    """What `clear` stopped: whose sound, where in which items, and whether anything sounded at all."""

    responses: list[str] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    was_playing: bool = False


# What may come back as an echo: as much as is looked through for one, and a slice of it more.
_REMEMBERED_S = PLAYED / STT_RATE + 0.2


class PlayedSound:
    """The last moments of what has sounded, at `STT_RATE`, by the wall's clock."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[float, Pcm]] = deque()  # when each begins, and its samples

    def add(self, pcm: Pcm, at: float) -> None:
        """It sounds from the monotonic moment `at` on, after all that was added before."""
        self._pieces.append((at, pcm))

    def stop(self, at: float) -> None:
        """What was to sound after `at` does not."""
        self._pieces = deque(
            (begin, pcm[: int((at - begin) * STT_RATE)]) for begin, pcm in self._pieces if begin < at
        )

    def until(self, now: float) -> Pcm:
        """The stretch that ends with `now`; empty where nothing of it was sound."""
        begins = now - _REMEMBERED_S
        while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) / STT_RATE < begins:
            self._pieces.popleft()
        heard = make_silence(round(_REMEMBERED_S * STT_RATE))
        sounds = False
        for at, pcm in self._pieces:
            place = round((at - begins) * STT_RATE)
            part = pcm[max(0, -place) : max(0, len(heard) - place)]
            heard[max(0, place) : max(0, place) + len(part)] = part
            sounds = sounds or len(part) > 0
        return heard if sounds else make_silence(0)


class AudioOutput(Protocol):
    """Where a session's voice goes. Used on the event loop alone; nothing of it blocks."""

    plays: bool
    """Whether the server itself plays, and so knows what was heard."""

    def play(self, part: ContentPart, pcm: Pcm) -> None:
        """Sound for an item, to follow what was given before. 24 kHz."""
        ...

    def finish(self, response_id: str) -> None:
        """No more audio comes for this response."""

    def clear(self) -> Cleared:
        """Be silent at once; tells what was not heard."""
        ...

    def seconds_left(self) -> float:
        """How long what was given will still sound."""
        ...

    def recall(self, ago: float) -> Pcm:
        """What has sounded lately, until `ago` seconds before now, at `STT_RATE`; empty where nothing has."""
        ...


class EventAudioOutput:
    """Audio as `response.output_audio.delta` events: the client plays it, and tells if it stopped early."""

    plays = False

    def __init__(self, emit: Callable[..., None], form: Callable[[], AudioFormat]) -> None:
        self._emit = emit
        self._form = form
        self._encoding: tuple[AudioFormat, Encoder] | None = None
        self._ends_at = 0.0
        self._played = PlayedSound()

    def play(self, part: ContentPart, pcm: Pcm) -> None:
        encoder = self._encoder(part.form or self._form())
        for start in range(0, len(pcm), _CHUNK):
            self._emit(
                server.AUDIO_DELTA,
                response_id=part.response_id,
                item_id=part.item_id,
                output_index=part.output_index,
                content_index=part.content_index,
                delta=encoder.encode(pcm[start : start + _CHUNK]),
            )
        # Guessed: the client plays as the audio comes, each piece after the one before.
        begins = max(self._ends_at, time.monotonic())
        self._played.add(resample(pcm, TTS_RATE, STT_RATE), begins)
        self._ends_at = begins + len(pcm) / TTS_RATE

    def finish(self, response_id: str) -> None:
        pass

    def clear(self) -> Cleared:
        """The client plays: it says itself with `conversation.item.truncate` how much was heard."""
        was_playing = self.seconds_left() > 0
        self._ends_at = 0.0
        self._played.stop(time.monotonic())
        return Cleared(was_playing=was_playing)

    def seconds_left(self) -> float:
        return max(0.0, self._ends_at - time.monotonic())

    def recall(self, ago: float) -> Pcm:
        return self._played.until(time.monotonic() - ago)

    def _encoder(self, form: AudioFormat) -> Encoder:
        if self._encoding is None or self._encoding[0] != form:
            self._encoding = (form, Encoder(form))
        return self._encoding[1]
