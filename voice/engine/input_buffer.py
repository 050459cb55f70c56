"""The input audio since the last turn, and the session's audio clock. It hears nothing."""

from __future__ import annotations

from collections import deque

import numpy as np

from voice.engine.audio import silence
from voice.engine.faults import Fault
from voice.engine.interfaces import STT_RATE, Pcm

_LATEST = 60 * STT_RATE  # kept when turns are found by themselves
_LONGEST = 15 * 60 * STT_RATE  # kept when the client says where turns end


class InputBuffer:
    def __init__(self) -> None:
        self._pieces: deque[Pcm] = deque()
        self._kept = 0
        self._heard = 0
        self.offset_ms = 0
        """What a detector's clock must be put forward by: it counts from its own first sample."""

    @property
    def now_ms(self) -> int:
        return self._heard * 1000 // STT_RATE

    def add(self, audio: Pcm, *, turns_are_found: bool, is_live: bool) -> None:
        """`is_live`: it comes by a track, whose sender cannot be refused, so that the oldest must go."""
        if not is_live and self._kept + len(audio) > _LONGEST:
            raise Fault("Input audio buffer is full: commit or clear it.", code="input_audio_buffer_full")
        self._pieces.append(audio)
        self._kept += len(audio)
        self._heard += len(audio)
        most = _LATEST if turns_are_found else _LONGEST
        while self._kept > most:
            self._kept -= len(self._pieces.popleft())

    def detector_began(self, with_samples: int) -> None:
        self.offset_ms = (self._heard - with_samples) * 1000 // STT_RATE

    def taken(self) -> Pcm:
        return np.concatenate(self._pieces) if self._pieces else silence(0)

    def clear(self) -> None:
        self._pieces.clear()
        self._kept = 0
