"""Small models: tones are heard as words, answered by a few rules, and answers are spoken in tones."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Sequence

import numpy as np

from voice.engine.interfaces import (
    NOTHING_EXPECTED,
    STT_RATE,
    TTS_RATE,
    Call,
    Expectation,
    Heard,
    Pcm,
    Prompt,
    Say,
    SpeechHeld,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnEvent,
    is_wanted,
)

FRAME = STT_RATE // 50
MS_PER_LETTER = 40
VOICE_HZ = 330.0
HELD = 75  # frames of silence that end a turn that is held

# What the caller says, by the pitch of his voice.
WORDS = {
    440: "hello",
    660: "tell me a long story",
    880: "book a car",
    1320: "",
    1760: "I would like to go from",
    2200: "This is the sentence number one of the story.",
}


def tone(hz: float, seconds: float, rate: int = STT_RATE) -> Pcm:
    moments = np.arange(int(seconds * rate)) / rate
    return (np.sin(2 * np.pi * hz * moments) * 12000).astype(np.int16)


def pitch(pcm: Pcm, rate: int) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(pcm.astype(np.float64)))
    return float(np.argmax(spectrum)) * rate / len(pcm)


def loud(pcm: Pcm) -> bool:
    return bool(len(pcm)) and float(np.sqrt(np.mean(pcm.astype(np.float64) ** 2))) > 1000


class ToneDetector:
    def __init__(self, silence_ms: int) -> None:
        self._silence = silence_ms // 20
        self._rest: Pcm = np.zeros(0, np.int16)
        self._frames = 0
        self._turn: list[Pcm] = []
        self._loud = self._quiet = 0
        self._paused = self._held = False

    def hold(self) -> None:
        self._held = True

    def release(self) -> Sequence[TurnEvent]:
        self._held = False
        waited = self._quiet - self._silence
        return [self._stop(ago=waited)] if self._turn and waited >= 0 else []

    def feed(self, audio: Pcm, played: Pcm) -> Sequence[TurnEvent]:
        heard = np.concatenate([self._rest, audio])
        whole = len(heard) // FRAME * FRAME
        self._rest = heard[whole:]
        return list(itertools.chain.from_iterable(map(self._frame, heard[:whole].reshape(-1, FRAME))))

    def _frame(self, frame: Pcm) -> list[TurnEvent]:
        self._frames += 1
        if not self._turn:
            if not loud(frame):
                return []
            self._turn, self._loud, self._quiet = [frame], 1, 0
            self._paused = self._held = False
            return [SpeechStarted((self._frames - 1) * 20)]
        self._turn.append(frame)
        if loud(frame):
            self._loud, self._quiet = self._loud + 1, 0
            resumed, self._paused, self._held = self._paused, False, False
            return [SpeechResumed()] if resumed else []
        self._quiet += 1
        if self._quiet >= (max(self._silence, HELD) if self._held else self._silence):
            return [self._stop()]
        if self._quiet == self._silence:
            return [SpeechHeld()]
        if self._quiet == 5:
            self._paused = True
            return [SpeechPaused(np.concatenate(self._turn))]
        return []

    def _stop(self, *, ago: int = 0) -> SpeechStopped:
        audio, self._turn = np.concatenate(self._turn), []
        return SpeechStopped((self._frames - ago) * 20, audio, self._loud * 20)


class ToneSpeechToText:
    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.asked = 0
        self.expected: list[Expectation] = []

    def turn_detector(
        self, *, threshold: float, prefix_padding_ms: int, silence_duration_ms: int
    ) -> ToneDetector:
        return ToneDetector(silence_duration_ms)

    def transcribe(
        self,
        audio: Pcm,
        *,
        language: str,
        vocabulary: str,
        expected: Expectation = NOTHING_EXPECTED,
        still_wanted: Callable[[], bool] = is_wanted,
    ) -> Heard:
        self.asked += 1
        self.expected.append(expected)
        time.sleep(self.seconds)
        heard = pitch(audio, STT_RATE)
        word = next((word for hz, word in WORDS.items() if abs(hz - heard) < 60), "")
        has_voice = bool(expected.context)
        return Heard(word, language, why_empty="" if word else "no words", has_voice=has_voice)


class ToneTextToSpeech:
    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.said: list[str] = []
        self.languages: list[str] = []

    def cut_sentences(self, text: str) -> Sequence[str]:
        return re.findall(r"[^.。?]+[.。?]?", text) and [
            piece.strip() for piece in re.findall(r"[^.。?]+[.。?]?", text) if piece.strip()
        ]

    def speak(self, sentence: str, *, language: str, speed: float = 1.0) -> Pcm:
        time.sleep(self.seconds)
        self.said.append(sentence)
        self.languages.append(language)
        return tone(VOICE_HZ, len(sentence) * MS_PER_LETTER / 1000 / speed, TTS_RATE)


GREETING = "Welcome to the shop. How can I help you?"
STORY = " ".join(f"This is sentence number {number} of the story." for number in range(1, 21))


def answer(prompt: Prompt) -> Sequence[Say | Call]:
    """A very simple dialogue, by rules."""
    last = prompt.items[-1] if prompt.items else {}
    if prompt.extra_instructions:
        return [Say(prompt.extra_instructions, "en")]
    if last.get("type") == "function_call_output":
        return [Say(f"The answer is {last['output']}.", "en")]
    if last.get("role") != "user":
        return [Say(GREETING, "en")]
    words = last["content"][0].get("text") or last["content"][0].get("transcript") or ""
    if "story" in words:
        return [Say(STORY, "en")]
    if "book" in words and prompt.tools and prompt.tool_choice != "none":
        return [Say("One moment.", "en"), Call(prompt.tools[0]["name"], {"place": "東京"})]
    if "twice" in words:
        return [Call("first", {"n": 1}), Call("second", {"n": 2})]
    if "break" in words:
        raise ValueError("the dialogue broke")
    return [Say(f"You said {words}." if words else "Sorry, once more?", "en")]
