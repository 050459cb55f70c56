"""The ears, mind and mouth that all sessions share, and the threads they work on.

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

from voice.engine.interfaces import Call, Ears, Heard, Mouth, Pcm, Prompt, Say, TurnDetector
from voice.engine.settings import EngineSettings
from voice.engine.stt.queue import Recognition

Result = TypeVar("Result")
Respond = Callable[[Prompt], Sequence[Say | Call]]


class Parts:
    def __init__(
        self, settings: EngineSettings, *, ears: Ears | None, mind: Respond | None, mouth: Mouth | None
    ) -> None:
        self._settings = settings
        self._ears = ears
        self._mind = mind
        self._mouth = mouth
        self._loading = threading.Lock()
        self._recognition = Recognition()
        # Quick work has threads of its own: it never queues behind somebody else's words or voice.
        self._quick = ThreadPoolExecutor(2, "quick")
        self._thinking = ThreadPoolExecutor(2, "mind")
        self._speaking = ThreadPoolExecutor(2, "mouth")

    @property
    def ears(self) -> Ears:
        with self._loading:
            if self._ears is None:
                build = _module("stt.local").build
                self._ears = cast("Ears", build(self._settings.stt_model, self._settings.cache_dir))
            return self._ears

    @property
    def mind(self) -> Respond:
        if self._mind is None:
            self._mind = cast("Respond", _module("dialogue").respond)
        return self._mind

    @property
    def mouth(self) -> Mouth:
        with self._loading:
            if self._mouth is None:
                self._mouth = cast("Mouth", _module("tts.local").build(**self._voices()))
            return self._mouth

    def _voices(self) -> dict[str, Any]:
        settings = self._settings
        return {"ja": settings.voice_ja, "en": settings.voice_en, "cache": settings.cache_dir}

    def warm(self) -> None:
        """Load everything now; blocks. Callers that come meanwhile wait for the same loading."""
        for part in (self.ears, self.mouth):
            if warm := getattr(part, "warm", None):
                warm()
        _module("dialogue").warm()

    def turn_detector(self, **options: Any) -> asyncio.Future[TurnDetector]:
        return self._on(self._quick, lambda: self.ears.turn_detector(**options))

    def transcribe(
        self, audio: Pcm, *, language: str, vocabulary: str, guess: bool = False
    ) -> asyncio.Future[Heard]:
        """`guess`: the turn may not be over. Cancel it when the caller goes on, `need` it when it is."""
        return self._recognition.submit(
            lambda: self.ears.transcribe(audio, language=language, vocabulary=vocabulary), guess=guess
        )

    def need(self, words: asyncio.Future[Heard]) -> None:
        self._recognition.need(words)

    def respond(self, prompt: Prompt) -> asyncio.Future[Sequence[Say | Call]]:
        return self._on(self._thinking, lambda: self.mind(prompt))

    def sentences(self, text: str) -> asyncio.Future[Sequence[str]]:
        return self._on(self._quick, lambda: self.mouth.sentences(text))

    def speak(self, sentence: str, *, language: str, speed: float) -> asyncio.Future[Pcm]:
        return self._on(self._speaking, lambda: self.mouth.speak(sentence, language=language, speed=speed))

    def _on(self, pool: ThreadPoolExecutor, work: Callable[[], Result]) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(pool, work)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"voice.engine.{name}")
