"""The Japanese voice "mei" of OpenJTalk: plain, and much faster than real time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from voice.engine.tts.latin_names import Sounds, write_names
from voice.engine.tts.read_japanese import read
from voice.engine.tts.sound import Wave

# The voice's own pace is that of a reader; a clerk at the counter is a little brisker.
PACE = 1.12
# A sentence with a price in it, which the caller weighs: eight moras a second instead of ten.
PACE_OF_PRICES = 0.78
_PRICE = re.compile(r"\d\s?円|[¥￥]\s?\d")
Result = TypeVar("Result")


def call_without_sudachi(function: Callable[..., Result], text: str, **options: Any) -> Result:
    """What `function` of OpenJTalk answers for `text`, without Sudachi's dictionary, which is 193 MB and not
    installed.

    It is asked to leave Sudachi alone, and still turns to it for a kanji that no dictionary of its own has.
    """
    try:
        return function(text, use_sudachi_kanji_yomi=False, **options)
    except ModuleNotFoundError:
        return function(text, use_vanilla=True, use_sudachi_kanji_yomi=False, **options)


def prepare(text: str, sounds: Sounds) -> str:
    """`text` as OpenJTalk reads it right: figures, names in Latin letters, and the doors of stations.

    `sounds` are the phonemes of an English word.
    """
    import pyopenjtalk

    written = write_names(read(text), is_known=_is_in_dictionary, sounds=sounds)
    if "口" not in written:
        return written
    # After a place's name the dictionary has 口 (グチ) as a counter, コウ; in a word of its own it is right.
    nodes = call_without_sudachi(pyopenjtalk.run_frontend, written)
    return "".join("グチ" if (node["string"], node["read"]) == _DOOR else node["string"] for node in nodes)


_DOOR = ("口", "コウ")
_LETTER_BY_LETTER = 1.7  # kana a letter


@lru_cache(maxsize=1024)
def _is_in_dictionary(word: str) -> bool:
    """Whether OpenJTalk has a reading of a Latin word. It has none where it says letters, whose names are two
    kana and more each (エムオーエスエス), or leaves some as they are."""
    import pyopenjtalk

    kana = str(call_without_sudachi(pyopenjtalk.g2p, word, kana=True))
    return bool(re.fullmatch("[ァ-ヶー]+", kana)) and len(kana) < _LETTER_BY_LETTER * len(word)


@dataclass(frozen=True)
class Mei:
    """The voice; safe to use from several threads. `sounds`: the phonemes of an English word."""

    sounds: Sounds
    # The library guards its own parts, but one text's analysis must not meet another's synthesis.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        """As `Voice.say`; slower where a price is in it, which a caller weighs."""
        import pyopenjtalk

        pace = PACE_OF_PRICES if _PRICE.search(text) else PACE
        with self._lock:
            wave, rate = call_without_sudachi(pyopenjtalk.tts, prepare(text, self.sounds), speed=speed * pace)
        return (wave / 32768).astype(np.float32), rate
