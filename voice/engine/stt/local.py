"""Speech to text on this machine: Silero finds speech, Whisper its words. It knows nothing of sessions.

Where a second model is named it hears again what the first one did not hear well: a larger one costs three
times as much, and most words need none.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from voice.engine.interfaces import (
    NOTHING_EXPECTED,
    STT_RATE,
    TTS_RATE,
    Expectation,
    Heard,
    Pcm,
    is_wanted,
)
from voice.engine.models.known_weights import WHISPER_SMALL
from voice.engine.models.weights import cache_directory
from voice.engine.stt import hallucination_filter
from voice.engine.stt.choice import choose_account
from voice.engine.stt.second_look import Account, is_enough, join_accounts
from voice.engine.stt.whisper import Decoded, Sound, Whisper
from voice.engine.tts.sound import resample
from voice.engine.vad.endpointing import Endpointer
from voice.engine.vad.voice_activity import VoiceActivity

log = logging.getLogger(__name__)

# Below this much voiced time there is no word, whatever a decoder makes of it.
_LEAST_SPEECH_MS = 96
# What is voiced for longer says more than a short answer, and is heard well enough by itself.
_LONGEST_ANSWER_MS = 2000
# One for either model: callers who need no second look do not wait for one who does.
_CORES_FOR_SMALL = 2
# What leads in an answer: a breath of silence before it, half of one behind it, and no edge of a word cut
# off. The caller's own words begin behind some silence, of which so much is too much.
_BREATH, _EDGE, _PADDING = STT_RATE // 5, STT_RATE // 20, STT_RATE // 10
_SILENT = 0.01
# So long a caller waits for the second model while it hears somebody else: for longer, the first one's word
# must do.
_PATIENCE = 0.5
# Small makes no fewer mistakes in whole sentences with five, and takes a fifth longer.
_BEAM_OF_SECOND = 2


@dataclass
class LocalSpeechToText:
    """Silero hears that somebody speaks, Whisper hears what. Both load at first use and are shared."""

    model: str
    cache: Path
    cpu_threads: int = 1
    second: str = ""
    speak: Callable[[str, str], Pcm] | None = None
    _loading: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _looking: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _lead_ins: dict[str, Pcm | None] = field(default_factory=dict, repr=False)

    @cached_property
    def _listening(self) -> VoiceActivity:
        return VoiceActivity.load()

    @cached_property
    def _understanding(self) -> Whisper:
        return Whisper.load(self.model, self.cache, cpu_threads=self.cpu_threads)

    @cached_property
    def _looking_twice(self) -> Whisper | None:
        if not self.second:
            return None
        return Whisper.load(self.second, self.cache, cpu_threads=self.cpu_threads, beam_size=_BEAM_OF_SECOND)

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
        self,
        audio: Pcm,
        *,
        language: str,
        vocabulary: str,
        expected: Expectation = NOTHING_EXPECTED,
        still_wanted: Callable[[], bool] = is_wanted,
    ) -> Heard:
        voiced_ms = self._voice_activity.voiced_ms(audio)
        if voiced_ms < _LEAST_SPEECH_MS:
            return Heard("", language, 0.0, "no speech")
        said = _Speech(audio, voiced_ms, language, vocabulary, expected, self._sound_lead_in, still_wanted)
        try:
            return self._listen(said)
        except _NotWantedError:
            return Heard("", language, 0.0, "not wanted any more")

    def _listen(self, said: _Speech) -> Heard:
        expected = said.expected
        first = _recognise(self._whisper, said)
        if not self.second or is_enough(first, expected):
            return first.heard
        second = self._look_again(replace(said, language=first.heard.language))
        return join_accounts(first, second, expected) if second else first.heard

    def _look_again(self, said: _Speech) -> Account | None:
        """The second model's account; None where it serves other callers for too long."""
        if not self._looking.acquire(timeout=_PATIENCE):
            return None
        try:
            whisper = self._second_whisper
            return _recognise(whisper, said) if whisper else None
        finally:
            self._looking.release()

    def _sound_lead_in(self, words: str, language: str) -> Pcm | None:
        """The words aloud at `STT_RATE`; None where no voice is to be had: the caller is heard without."""
        if self.speak is None:
            return None
        if words not in self._lead_ins:
            try:
                self._lead_ins[words] = _cut_for_lead_in(self.speak(words, language))
            except Exception:
                log.exception("no voice for what leads in an answer")
                self._lead_ins[words] = None
        return self._lead_ins[words]


def _cut_for_lead_in(said: Pcm) -> Pcm:
    """24 kHz made 16 kHz, without the silence at its ends, and with a breath before it."""
    samples = resample(np.asarray(said / 32768, np.float32), TTS_RATE, STT_RATE)
    sounding = np.flatnonzero(np.abs(samples) > _SILENT)
    if not len(sounding):
        return np.zeros(0, np.int16)
    cut = samples[max(0, sounding[0] - _EDGE) : sounding[-1] + 2 * _EDGE]
    whole = np.concatenate([np.zeros(_BREATH, np.float32), cut, np.zeros(_BREATH // 2, np.float32)])
    lead_in: Pcm = np.round(np.clip(whole, -1, 1) * 32767).astype(np.int16)
    return lead_in


class _NotWantedError(Exception):
    """Nobody waits for the words any more."""


@dataclass(frozen=True)
class _Speech:
    audio: Pcm
    voiced_ms: int
    session_language: str
    vocabulary: str
    expected: Expectation
    sound_lead_in: Callable[[str, str], Pcm | None]
    still_wanted: Callable[[], bool] = is_wanted
    language: str = ""
    """What a first look has found to be spoken."""

    def stop_if_unwanted(self) -> None:
        """A step of a model cannot be stopped, but the next one left. Raises _NotWantedError."""
        if not self.still_wanted():
            raise _NotWantedError


def _recognise(whisper: Whisper, said: _Speech) -> Account:
    """What one model makes of it, with what it misheard mended by its sound."""
    expected, vocabulary = said.expected, said.vocabulary
    likely = said.language or expected.language or said.session_language
    voiced_ms = 0 if said.language else said.voiced_ms
    said.stop_if_unwanted()
    sound = whisper.listen(said.audio, language=likely, voiced_ms=voiced_ms)
    # A prompt in another language than the one that is spoken does harm: 17 % errors instead of 10 %.
    if sound.language != said.session_language:
        vocabulary = expected.vocabulary.get(sound.language, "")
    decoded = _decode(whisper, sound, vocabulary, said)
    heard = hallucination_filter.judge(
        decoded,
        vocabulary=vocabulary,
        seconds=len(said.audio) / STT_RATE,
        asked=bool(expected.context),
    )
    return Account(replace(heard, text=expected.mend(heard.text)), decoded.log_probability)


def _decode(whisper: Whisper, sound: Sound, vocabulary: str, said: _Speech) -> Decoded:
    expected = said.expected
    said.stop_if_unwanted()
    if not expected.context:
        return whisper.decode(sound, vocabulary)
    if said.voiced_ms >= _LONGEST_ANSWER_MS:
        decoded = whisper.decode(sound, vocabulary)
        if not expected.is_refused(decoded.text):
            return decoded
    return choose_account(
        whisper.list_accounts(sound, vocabulary=vocabulary),
        lambda: _hear_as_answer(whisper, sound, said),
        expected,
    )


def _hear_as_answer(whisper: Whisper, sound: Sound, said: _Speech) -> list[Decoded]:
    """The accounts of a decoder that was told the question, and heard the beginning of a whole answer."""
    said.stop_if_unwanted()
    context = said.expected.context.get(sound.language, "")
    words = said.expected.lead_in.get(sound.language, "")
    lead_in = said.sound_lead_in(words, sound.language) if words else None
    if lead_in is None or not len(lead_in):
        return whisper.list_accounts(sound, context=context)
    sounding = np.flatnonzero(np.abs(said.audio[:_PADDING].astype(np.int32)) > _SILENT * 32768)
    spare = sounding[0] if len(sounding) else _PADDING  # of a word nothing is cut off
    whole = np.concatenate([lead_in, said.audio[spare:]])
    led = whisper.listen(whole, language=sound.language, voiced_ms=0)
    return whisper.list_accounts(led, context=context, lead_in=words)


def build(
    model: str = "base",
    cache: Path | None = None,
    *,
    cpu_threads: int = 1,
    speak: Callable[[str, str], Pcm] | None = None,
) -> LocalSpeechToText:
    """`model`: "base" (from its data packages), "small" (made by `make whisper-small`), a CTranslate2 Whisper
    directory, or a hub name. "base+small": the second hears again what the first did not hear well. "auto":
    the best of these that are here and that the machine has the cores for. `speak` says a text in a language
    at `TTS_RATE`: with it, hours alone are heard better.
    """
    directory = cache_directory(cache)
    first, _, second = (choose_model(directory) if model == "auto" else model).partition("+")
    return LocalSpeechToText(first, directory, cpu_threads, second, speak)


def choose_model(cache: Path) -> str:
    """The models for this machine: small for a second look where it was made and cores are to spare."""
    spare = (os.cpu_count() or 1) >= _CORES_FOR_SMALL
    return "base+small" if spare and (cache / WHISPER_SMALL.name).is_file() else "base"
