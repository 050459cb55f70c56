"""The Japanese voice "mei" of OpenJTalk: plain, and much faster than real time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

from voice.engine.mouth.read_japanese import read
from voice.engine.mouth.sound import Wave


@dataclass(frozen=True)
class Mei:
    # The library guards its own parts, but one text's analysis must not meet another's synthesis.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        import pyopenjtalk

        with self._lock:
            # Sudachi's dictionary is 193 MB and is not installed: every call must decline it.
            wave, rate = pyopenjtalk.tts(read(text), speed=speed, use_sudachi_kanji_yomi=False)
        return (wave / 32768).astype(np.float32), rate
