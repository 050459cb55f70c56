"""Speech to text on this machine: Silero finds speech, Whisper its words. It knows nothing of sessions."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from voice.engine.interfaces import NOTHING_EXPECTED, STT_RATE, Expectation, Heard, Pcm
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


@dataclass
class LocalSpeechToText:
    """Silero hears that somebody speaks, Whisper hears what. Both load at first use and are shared."""

    model: str
    cache: Path
    cpu_threads: int = 2
    _loading: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @cached_property
    def _listening(self) -> VoiceActivity:
        return VoiceActivity.load()

    @cached_property
    def _understanding(self) -> Whisper:
        return Whisper.load(self.model, self.cache, cpu_threads=self.cpu_threads)

    @property
    def _voice_activity(self) -> VoiceActivity:
        with self._loading:
            return self._listening

    @property
    def _whisper(self) -> Whisper:
        with self._loading:
            return self._understanding

    def warm(self) -> None:
        """Load everything and run it once, so that the first caller does not wait for it."""
        self._voice_activity.listener()(np.zeros(STT_RATE, np.int16))
        self._whisper.decode(self._whisper.listen(np.zeros(STT_RATE, np.int16), language="ja"), "")

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
        whisper = self._whisper
        sound = whisper.listen(audio, language=expected.language or language, voiced_ms=voiced_ms)
        # A prompt in another language than the one that is spoken does harm: 17 % errors instead of 10 %.
        if sound.language != language:
            vocabulary = expected.vocabulary.get(sound.language, "")
        decoded = self._decode(sound, vocabulary, expected, voiced_ms)
        heard = hallucination_filter.judge(
            decoded,
            vocabulary=vocabulary,
            seconds=len(audio) / STT_RATE,
            asked=bool(expected.context),
        )
        return replace(heard, text=expected.mend(heard.text))

    def _decode(self, sound: Sound, vocabulary: str, expected: Expectation, voiced_ms: int) -> Decoded:
        whisper = self._whisper
        if not expected.context:
            return whisper.decode(sound, vocabulary)
        if voiced_ms >= _LONGEST_ANSWER_MS:
            decoded = whisper.decode(sound, vocabulary)
            if not expected.is_refused(decoded.text):
                return decoded
        return choose_account(
            whisper.list_accounts(sound, vocabulary=vocabulary),
            lambda: whisper.list_accounts(sound, context=expected.context.get(sound.language, "")),
            expected,
        )


def build(model: str = "base", cache: Path | None = None, *, cpu_threads: int = 2) -> LocalSpeechToText:
    """`model`: "base" (from its data packages), a CTranslate2 Whisper directory, or a hub name."""
    return LocalSpeechToText(model, cache_directory(cache), cpu_threads)
