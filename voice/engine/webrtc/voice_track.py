"""The agent's voice as a live track: 20 ms at a time, silence between answers; it counts what was heard."""

from __future__ import annotations

import asyncio
import fractions
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from voice.engine.audio import Resampler, make_silence
from voice.engine.audio_output import Cleared, ContentPart, Cut, PlayedSound
from voice.engine.interfaces import STT_RATE, TTS_RATE, Pcm
from voice.protocol import server

# Opus runs at 48 kHz, with 20 ms to a packet.
RATE = 48_000
FRAME = RATE // 50
_FADE = RATE // 200  # a cut voice fades over 5 ms: no click
_LATE = 0.2  # seconds behind the clock after which frames are not caught up with


@dataclass
class _Clip:
    part: ContentPart
    pcm: Pcm


@dataclass
class _End:
    response_id: str


class VoiceTrack(MediaStreamTrack):
    """An `AudioOutput` that plays. `emit` is told when each response begins and ends to sound."""

    kind = "audio"
    plays = True

    def __init__(self, emit: Callable[..., None]) -> None:
        super().__init__()
        self._tell = emit
        self._queue: deque[_Clip | _End] = deque()
        self._heard: dict[str, int] = {}  # samples, of the items of responses that still sound
        self._given: set[str] = set()  # responses that have any sound
        self._sounding: str | None = None
        self._fading = make_silence(0)
        self._upsampler = Resampler(TTS_RATE, RATE)
        self._played = PlayedSound()
        self._downsampler = Resampler(RATE, STT_RATE)
        self._clock: float | None = None
        self._pts = 0

    # --- as an output -----------------------------------------------------------------------------

    def play(self, part: ContentPart, pcm: Pcm) -> None:
        upsampled = self._upsampler.feed(pcm)
        if len(upsampled):
            self._given.add(part.response_id)
            self._queue.append(_Clip(part, upsampled))

    def finish(self, response_id: str) -> None:
        if response_id in self._given:
            self._queue.append(_End(response_id))

    def clear(self) -> Cleared:
        clips = [entry for entry in self._queue if isinstance(entry, _Clip)]
        cut_items = dict.fromkeys(clip.part.item_id for clip in clips)
        responses = dict.fromkeys(
            entry.part.response_id if isinstance(entry, _Clip) else entry.response_id for entry in self._queue
        )
        if self._sounding:
            responses = {self._sounding: None, **responses}
        cuts = [Cut(item_id, self._heard.get(item_id, 0) * 1000 // RATE) for item_id in cut_items]
        if clips and clips[0].part.response_id == self._sounding:
            tail = clips[0].pcm[:_FADE].astype(np.float32)
            self._fading = (tail * np.linspace(1, 0, len(tail))).astype(np.int16)
        self._queue.clear()  # what was heard is kept: an item may go on after it was cleared
        self._given.clear()
        # What its filter still holds is of the voice that was cut.
        self._upsampler = Resampler(TTS_RATE, RATE)
        self._sounding = None
        return Cleared(list(responses), cuts, was_playing=bool(responses))

    def seconds_left(self) -> float:
        return sum(len(entry.pcm) for entry in self._queue if isinstance(entry, _Clip)) / RATE

    def recall(self, ago: float) -> Pcm:
        return self._played.until(time.monotonic() - ago)

    # --- as a track -------------------------------------------------------------------------------

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when they are due: aiortc asks for them."""
        if self.readyState != "live":
            raise MediaStreamError
        due = await self._pace()
        pcm = self._next()
        if pcm.any():
            self._played.add(self._downsampler.feed(pcm), due)
        frame = AudioFrame.from_ndarray(pcm.reshape(1, -1), "s16", "mono")
        frame.sample_rate = RATE
        frame.pts = self._pts
        frame.time_base = fractions.Fraction(1, RATE)
        self._pts += FRAME
        return frame

    async def _pace(self) -> float:
        """One frame each 20 ms of the wall's clock; a long stall is forgotten instead of made up for.

        Returns when the frame is due.
        """
        now = time.monotonic()
        if self._clock is None or now - self._clock > _LATE:
            self._clock = now
        self._clock += FRAME / RATE
        due = self._clock - FRAME / RATE
        await asyncio.sleep(max(0.0, due - now))
        return due

    def _next(self) -> Pcm:
        frame, filled = make_silence(FRAME), 0
        if len(self._fading):
            filled = len(self._fading)
            frame[:filled], self._fading = self._fading, make_silence(0)
        while filled < FRAME and self._queue:
            entry = self._queue[0]
            if isinstance(entry, _End):
                self._queue.popleft()
                self._announce_end(entry.response_id)
                continue
            self._announce_start(entry.part.response_id)
            taken = entry.pcm[: FRAME - filled]
            frame[filled : filled + len(taken)] = taken
            filled += len(taken)
            entry.pcm = entry.pcm[len(taken) :]
            item_id = entry.part.item_id
            self._heard[item_id] = self._heard.get(item_id, 0) + len(taken)
            if not len(entry.pcm):
                self._queue.popleft()
        return frame

    def _announce_start(self, response_id: str) -> None:
        if self._sounding != response_id:
            self._sounding = response_id
            self._tell(server.PLAYING_STARTED, response_id=response_id)

    def _announce_end(self, response_id: str) -> None:
        self._given.discard(response_id)
        if self._sounding == response_id:
            self._sounding = None
            if not self._queue:
                self._heard.clear()
            self._tell(server.PLAYING_STOPPED, response_id=response_id)
