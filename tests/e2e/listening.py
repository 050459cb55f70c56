"""What a person would have understood of a recording of the agent."""

from __future__ import annotations

import functools
import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pyopenjtalk

from voice.engine import interfaces
from voice.engine.models.known_weights import WHISPER_SMALL
from voice.engine.models.weights import find_cache_directory
from voice.engine.stt import local as stt

Pcm = npt.NDArray[np.int16]
LONG_VOWEL = re.compile(
    "(?<=[オコソトノホモヨロゴゾドボポョ])[ウオ]|(?<=[ウクスツヌフムユルグズブプュ])ウ"
    "|(?<=[エケセテネヘメレゲゼデベペェ])[イエ]"
)
NUMBER = re.compile(r"((?:\d[-\s,、./の]*){7})(?!\d)")


@functools.cache
def load_recognisers() -> list[interfaces.SpeechToText]:
    """The small one, and the larger where it was made: of some numbers each hears a digit twice."""
    cache = find_cache_directory(None)
    models = ["base", *(["small"] if (cache / WHISPER_SMALL.name).is_file() else [])]
    return [stt.build(model, cache) for model in models]


def hears_number(recording: Pcm, number: str, language: str) -> bool:
    """Does a recogniser hear the reservation's number, written as `R-402-7315`, in the recording? 16 kHz
    mono in.

    The last words are recognised first, as the number comes late in a call; what is not it is printed.
    """
    detector = load_recognisers()[0].turn_detector(
        threshold=0.5, prefix_padding_ms=300, silence_duration_ms=800
    )
    padded = np.concatenate([recording, np.zeros(interfaces.STT_RATE, np.int16)])
    events = detector.feed(padded, np.zeros(0, np.int16))
    turns = [event.audio for event in events if isinstance(event, interfaces.SpeechStopped)]
    # No number in the prompt: an example is heard into the recording.
    vocabulary = {"ja": "予約番号、アール", "en": "Your reservation number is R"}[language]
    for recogniser in load_recognisers():
        for turn in reversed(turns):
            text = recogniser.transcribe(turn, language=language, vocabulary=vocabulary).text
            if number in find_numbers(text):
                return True
            print(text)
    return False


def find_numbers(text: str) -> list[str]:
    """Every reservation number in what was recognised, as `R-402-7315`."""
    plain = unicodedata.normalize("NFKC", text).replace("ゼロ", "0")
    # "Eight" before another digit sounds as the letter does: both recognisers wrote "R A32 5037".
    plain = re.sub(r"(?:\b|(?<=R))A(?=[-\s]?\d)", "8", plain)
    digits = [re.sub(r"\D", "", match.group(1)) for match in NUMBER.finditer(plain)]
    return [f"R-{number[:3]}-{number[3:]}" for number in digits]


def reading(text: str) -> str:
    """How `text` sounds: kana for Japanese, letters for the rest.

    One spelling for a long vowel: of 太郎 the dictionary knows タロー, of a name in katakana it keeps タロウ.
    """
    kana = pyopenjtalk.g2p(text.casefold(), kana=True, use_sudachi_kanji_yomi=False)
    return LONG_VOWEL.sub("ー", str(kana))
