"""The Japanese voice "mei" of OpenJTalk: plain, and much faster than real time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from voice.engine.tts.read_japanese import read
from voice.engine.tts.sound import Wave

# The voice's own pace is that of a reader; a clerk at the counter is a little brisker.
PACE = 1.12
Result = TypeVar("Result")


def declining_sudachi(function: Callable[..., Result], text: str, **options: Any) -> Result:
    """Calls into OpenJTalk without Sudachi's dictionary, which is 193 MB and not installed.

    It is asked to leave Sudachi alone, and still turns to it for a kanji that no dictionary of its own has.
    """
    try:
        return function(text, use_sudachi_kanji_yomi=False, **options)
    except ModuleNotFoundError:
        return function(text, use_vanilla=True, use_sudachi_kanji_yomi=False, **options)


@dataclass(frozen=True)
class Mei:
    # The library guards its own parts, but one text's analysis must not meet another's synthesis.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        import pyopenjtalk

        with self._lock:
            wave, rate = declining_sudachi(pyopenjtalk.tts, read(text), speed=speed * PACE)
        return (wave / 32768).astype(np.float32), rate
