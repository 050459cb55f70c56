"""Speech to text on this machine: Silero finds speech, Whisper its words. It knows nothing of sessions.

Where a second model is named it hears again what the first one did not hear well: a larger one costs three
times as much, and most words need none.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from voice.engine.interfaces import NOTHING_EXPECTED, STT_RATE, Expectation, Heard, Pcm
from voice.engine.models.known_weights import WHISPER_SMALL
from voice.engine.models.weights import cache_directory
from voice.engine.stt import hallucination_filter
from voice.engine.stt.choice import choose_account
from voice.engine.stt.whisper import Decoded, Sound, Whisper
from voice.engine.vad.endpointing import Endpointer
from voice.engine.vad.voice_activity import VoiceActivity

# Below this much voiced time there is no word, whatever a decoder makes of it.
_LEAST_SPEECH_MS = 96
# What is voiced for longer says more than a short answer, and is heard well enough by itself.
_LONGEST_ANSWER_MS = 2000
# Two more than one decoder takes: callers who need no second look do not wait for one who does.
_CORES_FOR_SMALL = 4
# Above this log probability words need no second look.
_SURE = -0.5


@dataclass
class LocalSpeechToText:
    """Silero hears that somebody speaks, Whisper hears what. Both load at first use and are shared."""

    model: str
    cache: Path
    cpu_threads: int = 2
    second: str = ""
    _loading: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @cached_property
    def _listening(self) -> VoiceActivity:
        return VoiceActivity.load()

    @cached_property
    def _understanding(self) -> Whisper:
        return Whisper.load(self.model, self.cache, cpu_threads=self.cpu_threads)

    @cached_property
    def _looking_twice(self) -> Whisper | None:
        return Whisper.load(self.second, self.cache, cpu_threads=self.cpu_threads) if self.second else None

    @property
    def _voice_activity(self) -> VoiceActivity:
        with self._loading:
            return self._listening

    @property
    def _whisper(self) -> Whisper:
        with self._loading:
            return self._understanding

    @property
    def _second_whisper(self) -> Whisper | None:
        with self._loading:
            return self._looking_twice

    def warm(self) -> None:
        """Load everything and run it once, so that the first caller does not wait for it."""
        self._voice_activity.listener()(np.zeros(STT_RATE, np.int16))
        for whisper in filter(None, (self._whisper, self._second_whisper)):
            whisper.decode(whisper.listen(np.zeros(STT_RATE, np.int16), language="ja"), "")

    def turn_detector(
        self, *, threshold: float = 0.5, prefix_padding_ms: int = 300, silence_duration_ms: int = 500
    ) -> Endpointer:
        return Endpointer(
            self._voice_activity.listener(),
            threshold=threshold,
            prefix_padding_ms=prefix_padding_ms,
            silence_duration_ms=silence_duration_ms,
        )

    def transcribe(
        self, audio: Pcm, *, language: str, vocabulary: str, expected: Expectation = NOTHING_EXPECTED
    ) -> Heard:
        voiced_ms = self._voice_activity.voiced_ms(audio)
        if voiced_ms < _LEAST_SPEECH_MS:
            return Heard("", language, 0.0, "no speech")
        said = _Speech(audio, voiced_ms, language, vocabulary, expected)
        heard, is_sure = _recognise(self._whisper, said)
        if not is_sure and (second := self._second_whisper):
            again, _ = _recognise(second, said)
            heard = again if again.text else heard
        return replace(heard, text=expected.mend(heard.text))


@dataclass(frozen=True)
class _Speech:
    audio: Pcm
    voiced_ms: int
    language: str
    vocabulary: str
    expected: Expectation


def _recognise(whisper: Whisper, said: _Speech) -> tuple[Heard, bool]:
    """The words, and whether they are so sure that nobody need listen again."""
    expected, vocabulary = said.expected, said.vocabulary
    sound = whisper.listen(said.audio, language=expected.language or said.language, voiced_ms=said.voiced_ms)
    # A prompt in another language than the one that is spoken does harm: 17 % errors instead of 10 %.
    if sound.language != said.language:
        vocabulary = expected.vocabulary.get(sound.language, "")
    decoded = _decode(whisper, sound, vocabulary, said)
    heard = hallucination_filter.judge(
        decoded,
        vocabulary=vocabulary,
        seconds=len(said.audio) / STT_RATE,
        asked=bool(expected.context),
    )
    return heard, decoded.answers or (bool(heard.text) and decoded.log_probability > _SURE)


def _decode(whisper: Whisper, sound: Sound, vocabulary: str, said: _Speech) -> Decoded:
    expected = said.expected
    if not expected.context:
        return whisper.decode(sound, vocabulary)
    if said.voiced_ms >= _LONGEST_ANSWER_MS:
        decoded = whisper.decode(sound, vocabulary)
        if not expected.is_refused(decoded.text):
            return decoded
    return choose_account(
        whisper.list_accounts(sound, vocabulary=vocabulary),
        lambda: whisper.list_accounts(sound, context=expected.context.get(sound.language, "")),
        expected,
    )


def build(model: str = "base", cache: Path | None = None, *, cpu_threads: int = 2) -> LocalSpeechToText:
    """`model`: "base" (from its data packages), "small" (made by `make whisper-small`), a CTranslate2 Whisper
    directory, or a hub name. "base+small": the second hears again what the first did not hear well. "auto":
    the best of these that are here and that the machine has the cores for.
    """
    directory = cache_directory(cache)
    first, _, second = (choose_model(directory) if model == "auto" else model).partition("+")
    return LocalSpeechToText(first, directory, cpu_threads, second)


def choose_model(cache: Path) -> str:
    """The models for this machine: small for a second look where it was made and cores are to spare."""
    spare = (os.cpu_count() or 1) >= _CORES_FOR_SMALL
    return "base+small" if spare and (cache / WHISPER_SMALL.name).is_file() else "base"
