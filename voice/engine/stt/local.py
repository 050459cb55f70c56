"""Speech to text on this machine: Silero finds speech, Whisper its words. It knows nothing of sessions.

Where a second model is named it hears again what the first one did not hear well: a larger one costs three
times as much, and most words need none.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from voice.engine.dialogue.short_answers import is_bare_yes_or_no
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
from voice.engine.models.weights import find_cache_directory
from voice.engine.stt import hallucination_filter
from voice.engine.stt.choice import CLEAR, choose_account, choose_among
from voice.engine.stt.second_look import Account, is_enough, join_accounts
from voice.engine.stt.whisper import SIGNS, Decoded, Sound, Whisper
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
# What is voiced behind the last word that was written is more of the turn if it lasts for so long. It begins
# where it is quietest, so near to that word's end; in samples.
_LEAST_REST_MS = 500
_NEAR_END, _QUIET = STT_RATE // 2, STT_RATE // 50


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
    _ahead: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "second look"), repr=False
    )
    _at_work: set[int] = field(default_factory=set, repr=False)

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
        self._voice_activity.make_listener()(np.zeros(STT_RATE, np.int16))
        for whisper in filter(None, (self._whisper, self._second_whisper)):
            whisper.decode(whisper.listen(np.zeros(STT_RATE, np.int16), language="ja"), "")

    def turn_detector(
        self, *, threshold: float = 0.5, prefix_padding_ms: int = 300, silence_duration_ms: int = 500
    ) -> Endpointer:
        return Endpointer(
            self._voice_activity.make_listener(),
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
        said = _Speech(
            audio,
            voiced_ms,
            language,
            vocabulary,
            expected,
            self._sound_lead_in,
            self._voice_activity.voiced_ms,
            still_wanted,
        )
        try:
            return self._listen(said)
        except _NotWantedError:
            return Heard("", language, 0.0, "not wanted any more")

    def _listen(self, said: _Speech) -> Heard:
        recognition = _Recognition(self._whisper, said)
        recognition.listen()
        with self._listening_ahead(said) as ahead:
            first = recognition.recognise()
            if not self.second or is_enough(first, said.expected):
                return first.heard
            return self._look_again(first, replace(said, language=first.heard.language), ahead)

    @contextmanager
    def _listening_ahead(self, said: _Speech) -> Iterator[Future[Sound] | None]:
        """The second model listens while the first one writes, if nobody else is served.

        That is a third of a second look, on a core that would be idle.
        """
        ahead: Future[Sound] | None = None
        self._at_work.add(id(said))
        try:
            if self.second and _has_spare_core() and self._at_work == {id(said)}:
                ahead = self._ahead.submit(self._listen_again, said)
            yield ahead
        finally:
            self._at_work.discard(id(said))
            if ahead:
                ahead.cancel()

    def _listen_again(self, said: _Speech) -> Sound:
        whisper = self._second_whisper
        assert whisper
        return whisper.listen(said.audio, language=said.session_language, voiced_ms=0)

    def _look_again(self, first: Account, said: _Speech, ahead: Future[Sound] | None) -> Heard:
        """What both models make of it; the first alone, where the second serves others for too long."""
        if not self._looking.acquire(timeout=_PATIENCE):
            return first.heard
        try:
            whisper = self._second_whisper
            if whisper is None:
                return first.heard
            look = _Recognition(whisper, said, ahead)
            if look.confirms(first):
                return look.hold_to_answers(first.heard) or first.heard
            second = look.recognise()
            heard = join_accounts(first, second, said.expected)
            is_clear = second.heard.text and second.log_probability > CLEAR
            return (None if is_clear else look.hold_to_answers(heard)) or heard
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


def _find_quietest(audio: Pcm, at: int) -> int:
    """The sample near `at` where nobody speaks, if there is such a one: no word is cut."""
    first = max(0, at - _NEAR_END)
    near = np.abs(audio[first : at + _NEAR_END].astype(np.int32))
    if len(near) < _QUIET:
        return at
    loudness = np.convolve(near, np.ones(_QUIET), "valid")
    return first + int(np.argmin(loudness)) + _QUIET // 2


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
    measure_voice: Callable[[Pcm], int]  # in ms
    still_wanted: Callable[[], bool] = is_wanted
    language: str = ""
    """What a first look has found to be spoken."""

    @property
    def is_short(self) -> bool:
        return self.voiced_ms < _LONGEST_ANSWER_MS

    def stop_if_unwanted(self) -> None:
        """A step of a model cannot be stopped, but the next one left. Raises _NotWantedError."""
        if not self.still_wanted():
            raise _NotWantedError


@dataclass(frozen=True)
class _Recognition:
    """One model's, at one turn."""

    whisper: Whisper
    said: _Speech
    ahead: Future[Sound] | None = None
    """What the model has begun to hear already."""

    @cached_property
    def _sound(self) -> Sound:
        said = self.said
        if self.ahead:
            return replace(self.ahead.result(), language=said.language)
        likely = said.language or said.expected.language or said.session_language
        said.stop_if_unwanted()
        voiced_ms = 0 if said.language else said.voiced_ms
        return self.whisper.listen(said.audio, language=likely, voiced_ms=voiced_ms)

    @cached_property
    def _vocabulary(self) -> str:
        # A prompt in another language than the one that is spoken does harm: 17 % errors instead of 10 %.
        said, language = self.said, self._sound.language
        is_other = language != said.session_language
        return said.expected.vocabulary.get(language, "") if is_other else said.vocabulary

    def recognise(self) -> Account:
        """What the model makes of it, with what it misheard mended by its sound."""
        expected = self.said.expected
        decoded = self._decode()
        heard = hallucination_filter.judge(
            decoded,
            vocabulary=self._vocabulary,
            seconds=len(self.said.audio) / STT_RATE,
            asked=bool(expected.context),
        )
        mended = replace(heard, text=expected.mend(heard.text))
        return Account(mended, decoded.log_probability, decoded.is_written)

    def listen(self) -> None:
        """Before `recognise`, which else does it."""
        assert self._sound

    def confirms(self, first: Account) -> bool:
        """Whether this model would have written what another one wrote."""
        if not first.heard.text or not first.is_written:
            return False
        self.said.stop_if_unwanted()
        return self.whisper.would_write(self._sound, first.heard.text, self._vocabulary)

    def _decode(self) -> Decoded:
        said, expected = self.said, self.said.expected
        sound, vocabulary = self._sound, self._vocabulary
        said.stop_if_unwanted()
        if not expected.context or not said.is_short:
            decoded = self.whisper.decode(sound, vocabulary)
            if not expected.context or not expected.is_refused(decoded.text):
                return decoded if said.is_short else self._hear_the_rest(decoded)
        accounts = self.whisper.list_accounts(sound, vocabulary=vocabulary)
        return choose_account(accounts, lambda: self._answers_in_context, expected)

    def _hear_the_rest(self, decoded: Decoded) -> Decoded:
        """With what was said behind the last word that was written, where the decoder stopped too early."""
        audio, vocabulary = self.said.audio, self._vocabulary
        end = self.whisper.find_end(self._sound, decoded.text, vocabulary)
        if end == self._sound.seconds:
            return decoded
        rest = audio[_find_quietest(audio, round(end * STT_RATE)) :]
        if self.said.measure_voice(rest) < _LEAST_REST_MS:
            return decoded
        self.said.stop_if_unwanted()
        sound = self.whisper.listen(rest, language=decoded.language, voiced_ms=0)
        more = self.whisper.decode(sound, vocabulary)
        heard = hallucination_filter.judge(more, vocabulary=vocabulary, seconds=len(rest) / STT_RATE)
        if not heard.text:
            return decoded
        sign = "。" if decoded.language == "ja" else ". "
        return replace(
            decoded,
            text=decoded.text.rstrip(SIGNS) + sign + heard.text,
            log_probability=min(decoded.log_probability, more.log_probability),
        )

    @cached_property
    def _answers_in_context(self) -> list[Decoded]:
        """The accounts of a decoder that was told the question, and heard the beginning of a whole answer."""
        whisper, said, language = self.whisper, self.said, self._sound.language
        said.stop_if_unwanted()
        context = said.expected.context.get(language, "")
        words = said.expected.lead_in.get(language, "")
        lead_in = said.sound_lead_in(words, language) if words else None
        if lead_in is None or not len(lead_in):
            return whisper.list_accounts(self._sound, context=context)
        sounding = np.flatnonzero(np.abs(said.audio[:_PADDING].astype(np.int32)) > _SILENT * 32768)
        spare = sounding[0] if len(sounding) else _PADDING  # of a word nothing is cut off
        whole = np.concatenate([lead_in, said.audio[spare:]])
        led = whisper.listen(whole, language=language, voiced_ms=0)
        return whisper.list_accounts(led, context=context, lead_in=words)

    def hold_to_answers(self, heard: Heard) -> Heard | None:
        """The answer that it is nearest to, where `heard` is none; None where that is not plain."""
        said, expected, language = self.said, self.said.expected, self._sound.language
        wordings = tuple(expected.wordings(language)) if said.is_short else ()
        has_voice = bool(heard.text) or heard.has_voice
        is_understood = expected.read(heard.text) or is_bare_yes_or_no(heard.text)
        if not wordings or not has_voice or is_understood:
            return None
        said.stop_if_unwanted()
        context = expected.context.get(language, "")
        held = self.whisper.list_answers(self._sound, context=context, wordings=wordings)
        chosen = choose_among(held, self._answers_in_context, expected)
        if chosen is None:
            return None
        confidence = min(1.0, math.exp(min(self._answers_in_context[0].log_probability, 0.0)))
        return Heard(chosen.text, language, confidence)


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
    directory = find_cache_directory(cache)
    first, _, second = (choose_model(directory) if model == "auto" else model).partition("+")
    return LocalSpeechToText(first, directory, cpu_threads, second, speak)


def _has_spare_core() -> bool:
    return (os.cpu_count() or 1) >= _CORES_FOR_SMALL


def choose_model(cache: Path) -> str:
    """The models for this machine: small for a second look where it was made and cores are to spare."""
    return "base+small" if _has_spare_core() and (cache / WHISPER_SMALL.name).is_file() else "base"
