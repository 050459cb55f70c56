"""Text to speech on this machine: a voice for each language, a sentence at a time."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache as cache_result
from pathlib import Path
from typing import Protocol

import numpy as np

from voice.engine.interfaces import Pcm
from voice.engine.models.weights import find_cache_directory
from voice.engine.tts.english import Joe, Pronouncer
from voice.engine.tts.kokoro import VOICES as KOKORO_VOICES
from voice.engine.tts.kokoro import Kokoro
from voice.engine.tts.open_jtalk import Mei
from voice.engine.tts.sentences import cut_sentences
from voice.engine.tts.sound import Wave, finish

VOICES_JA = ("openjtalk", "kokoro", *KOKORO_VOICES)
VOICES_EN = ("piper",)
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
# Sentences. The receptionist says the same few again and again, and each takes as long to make as the first.
_REMEMBERED = 128
_SLOWEST, _FASTEST = 0.25, 2.0  # what the realtime protocol allows
# Pieces are played one right after the other: the pause between them is part of the sound.
_AFTER_SENTENCE_MS, _AFTER_BREATH_MS = 220, 100


class UnknownVoiceError(Exception):
    """A setting names a voice that the engine does not have."""


class Voice(Protocol):
    """One loaded voice."""

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        """The sound of a text, mono, and its rate in Hz; no sound where nothing can be
        said. Blocks; `speed` 1.0 is the voice's own pace, 2.0 twice as fast."""
        ...


@dataclass
class LocalTextToSpeech:
    """A voice for each language, loaded when it is first needed; sentences said often are remembered.

    Safe to use from several threads. A voice whose weights are missing raises WeightsError when it is first
    needed.
    """

    # By language, "ja" and "en".

    loaders: dict[str, Callable[[], Voice]]
    _voices: dict[str, Voice] = field(default_factory=dict, repr=False)
    _said: OrderedDict[tuple[str, str, float], Future[Pcm]] = field(default_factory=OrderedDict, repr=False)
    _loading: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _remembering: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def warm(self) -> None:
        """Load both voices and speak once, so that the first caller does not wait for it."""
        self._voice("ja").say("はい。", speed=1.0)
        self._voice("en").say("Hello.", speed=1.0)

    def cut_sentences(self, text: str) -> list[str]:
        return cut_sentences(text)

    def speak(self, sentence: str, *, language: str, speed: float = 1.0) -> Pcm:
        """As `TextToSpeech.speak` says; the pause after the words is part of the sound. `speed` is kept
        within what the protocol allows. The array is shared with the next who asks for it, and read-only."""
        text = sentence.strip()
        if not re.search(r"\w", text):
            return np.zeros(0, np.int16)
        speed = min(max(speed, _SLOWEST), _FASTEST)
        key = (text, _language_of(text, language), speed)
        with self._remembering:
            if is_new := key not in self._said:
                self._said[key] = Future()
                while len(self._said) > _REMEMBERED:
                    self._said.popitem(last=False)
            self._said.move_to_end(key)
            sound = self._said[key]
        if is_new:
            self._make(sound, *key)
        return sound.result()

    def _make(self, sound: Future[Pcm], text: str, language: str, speed: float) -> None:
        """Others who want the same meanwhile wait for it; who comes after a failure tries again."""
        try:
            wave, rate = self._voice(language).say(text, speed=speed)
            pause = _AFTER_BREATH_MS if text[-1] in "、，,;:" else _AFTER_SENTENCE_MS
            pcm = finish(wave, rate, pause_ms=pause)
            pcm.flags.writeable = False  # it is shared from now on
            sound.set_result(pcm)
        except BaseException as error:
            with self._remembering:
                self._said.pop((text, language, speed), None)
            sound.set_exception(error)
            raise

    def _voice(self, language: str) -> Voice:
        with self._loading:
            if language not in self._voices:
                self._voices[language] = self.loaders[language]()
            return self._voices[language]


def _language_of(text: str, language: str) -> str:
    """Japanese writing needs the Japanese voice; Latin text in a Japanese session stays with it."""
    if _JAPANESE.search(text) and not re.search(r"[A-Za-z]{2}", text):
        return "ja"
    return "en" if language == "en" else "ja"


def build(ja: str = "openjtalk", en: str = "piper", cache: Path | None = None) -> LocalTextToSpeech:
    """The voices of an engine; nothing is loaded until it speaks (`warm`).

    `ja` is one of VOICES_JA ("kokoro" is its first voice), `en` one of VOICES_EN; `cache` is the folder of
    the weights, by default one of the user's own. Raises UnknownVoiceError for any other voice.
    """
    place = find_cache_directory(cache)
    kokoro = KOKORO_VOICES[0] if ja == "kokoro" else ja
    if ja not in VOICES_JA:
        raise UnknownVoiceError(f"no Japanese voice {ja!r}: {', '.join(VOICES_JA)}")
    if en not in VOICES_EN:
        raise UnknownVoiceError(f"no English voice {en!r}: {', '.join(VOICES_EN)}")

    # Both voices have use for it: the Japanese one for names in Latin letters.
    @cache_result
    def load_pronouncer() -> Pronouncer:
        return Pronouncer.load(place)

    def list_sounds(word: str) -> list[str]:
        return load_pronouncer().list_sounds(word)

    return LocalTextToSpeech(
        {
            "ja": lambda: Mei(list_sounds) if ja == "openjtalk" else Kokoro.load(kokoro, place, list_sounds),
            "en": lambda: Joe.load(place, load_pronouncer()),
        }
    )
