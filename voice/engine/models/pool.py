"""The models that all sessions share, and the threads they work on.

They load at first use. Each has its own few threads: recognition never waits for a voice, and the event loop
for none of them.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any, TypeVar, cast

from voice.engine.interfaces import Call, Heard, Pcm, Prompt, Say, SpeechToText, TextToSpeech, TurnDetector
from voice.engine.settings import EngineSettings
from voice.engine.stt.queue import SttQueue

Result = TypeVar("Result")
Respond = Callable[[Prompt], Sequence[Say | Call]]


class ModelPool:
    """Speech to text, the dialogue and text to speech, shared by all sessions of a process.

    What is given is used as it is; None loads the engine's own at first use. Methods return futures of the
    running event loop, which fail as the model failed (`WeightsError` where its weights are missing).
    """

    def __init__(
        self,
        settings: EngineSettings,
        *,
        stt: SpeechToText | None,
        dialogue: Respond | None,
        tts: TextToSpeech | None,
    ) -> None:
        self._settings = settings
        self._stt = stt
        self._dialogue = dialogue
        self._tts = tts
        self._loading = threading.Lock()
        self._stt_queue = SttQueue()
        # Quick work has threads of its own: it never queues behind somebody else's words or voice.
        self._quick = ThreadPoolExecutor(2, "quick")
        self._thinking = ThreadPoolExecutor(2, "dialogue")
        self._speaking = ThreadPoolExecutor(2, "tts")

    @property
    def stt(self) -> SpeechToText:
        with self._loading:
            if self._stt is None:
                build = _module("stt.local").build
                self._stt = cast("SpeechToText", build(self._settings.stt_model, self._settings.cache_dir))
            return self._stt

    @property
    def dialogue(self) -> Respond:
        if self._dialogue is None:
            self._dialogue = cast("Respond", _module("dialogue").respond)
        return self._dialogue

    @property
    def tts(self) -> TextToSpeech:
        with self._loading:
            if self._tts is None:
                self._tts = cast("TextToSpeech", _module("tts.local").build(**self._voices()))
            return self._tts

    def _voices(self) -> dict[str, object]:
        settings = self._settings
        return {"ja": settings.voice_ja, "en": settings.voice_en, "cache": settings.cache_dir}

    def warm(self) -> None:
        """Load everything now; blocks. Callers that come meanwhile wait for the same loading."""
        for part in (self.stt, self.tts):
            if warm := getattr(part, "warm", None):
                warm()
        _module("dialogue").warm()

    def turn_detector(self, **options: Any) -> asyncio.Future[TurnDetector]:
        """One for a session; `options` are those of `session_config.detector_options`."""
        return self._on(self._quick, lambda: self.stt.turn_detector(**options))

    def transcribe(
        self, audio: Pcm, *, language: str, vocabulary: str, guess: bool = False
    ) -> asyncio.Future[Heard]:
        """`guess`: the turn may not be over. Cancel it when the caller goes on, `need` it when it is."""
        return self._stt_queue.submit(
            lambda: self.stt.transcribe(audio, language=language, vocabulary=vocabulary), guess=guess
        )

    def need(self, words: asyncio.Future[Heard]) -> None:
        """A guess has come true: it is now as urgent as any turn."""
        self._stt_queue.need(words)

    def respond(self, prompt: Prompt) -> asyncio.Future[Sequence[Say | Call]]:
        """What the dialogue decides; it may take long, and sees the prompt alone."""
        return self._on(self._thinking, lambda: self.dialogue(prompt))

    def sentences(self, text: str) -> asyncio.Future[Sequence[str]]:
        """The text cut where a voice may pause."""
        return self._on(self._quick, lambda: self.tts.sentences(text))

    def speak(self, sentence: str, *, language: str, speed: float) -> asyncio.Future[Pcm]:
        """The sentence as 24 kHz audio; `speed` 1.0 is the voice's own."""
        return self._on(self._speaking, lambda: self.tts.speak(sentence, language=language, speed=speed))

    def _on(self, pool: ThreadPoolExecutor, work: Callable[[], Result]) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(pool, work)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"voice.engine.{name}")
