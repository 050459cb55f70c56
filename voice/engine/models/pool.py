"""The models that all sessions share, and the threads they work on.

They load at first use. Each has its own few threads: recognition never waits for a voice, and the event loop
for none of them.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, TypeVar, cast

from voice.engine.chat.dialogue import ChatDialogue
from voice.engine.interfaces import (
    NOTHING_EXPECTED,
    Call,
    Expectation,
    Heard,
    Pcm,
    Prompt,
    Say,
    SpeechToText,
    TextToSpeech,
    TurnDetector,
)
from voice.engine.settings import EngineSettings

log = logging.getLogger(__name__)

# Each takes two cores by itself (`cpu_threads`); more at once would only make all of them late.
_AT_ONCE = 2


# Given what tells whether the words are still wanted.
Work = Callable[[Callable[[], bool]], Heard]


@dataclass(eq=False)
class _Job:
    work: Work
    words: asyncio.Future[Heard]
    is_guess: bool

    def is_wanted(self) -> bool:
        """Whether somebody still waits for the words; any thread may ask."""
        return not self.words.done()

    def run(self) -> Heard:
        return self.work(self.is_wanted)


class SttQueue:
    """Whose words are found out next: turns that are over before guesses; a guess begins where nothing runs.

    A guess is begun at a pause, in case the turn is over. It may be dropped, which costs nothing while it
    waits, and no more than the step it is at once it has begun; or needed, and is then as urgent as any turn.
    One for a process; its methods are called on the event loop, and only the work itself runs on threads.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, "stt")
        self._waiting: list[_Job] = []
        self._running: set[_Job] = set()

    def submit(self, work: Work, *, guess: bool) -> asyncio.Future[Heard]:
        """Cancel what it returns, and work that has not begun is never done; that which has is told so."""
        words: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, words, guess))
        self._begin()
        return words

    @property
    def waiting(self) -> int:
        """How many turns, not guesses, nobody works on yet."""
        return sum(not (job.is_guess or job.words.done()) for job in self._waiting)

    def need(self, words: asyncio.Future[Heard]) -> None:
        """A guess was right: its turn is over."""
        for job in (*self._waiting, *self._running):
            if job.words is words:
                job.is_guess = False
        self._begin()

    def _begin(self) -> None:
        self._waiting = [job for job in self._waiting if not job.words.done()]
        while len(self._running) < _AT_ONCE and (job := self._next()):
            self._waiting.remove(job)
            self._running.add(job)
            done = asyncio.get_running_loop().run_in_executor(self._threads, job.run)
            done.add_done_callback(partial(self._finish, job))

    def _next(self) -> _Job | None:
        if urgent := next((job for job in self._waiting if not job.is_guess), None):
            return urgent
        # A guess that has begun stops late. Beside another caller's turn it would take half of the
        # cores, most often for nothing, as every comma is a pause: so it begins only where nothing else runs.
        return self._waiting[0] if self._waiting and not self._running else None

    def _finish(self, job: _Job, done: asyncio.Future[Heard]) -> None:
        self._running.discard(job)
        if done.cancelled():
            job.words.cancel()
        elif error := done.exception():
            if not job.words.done():
                job.words.set_exception(error)
        elif not job.words.done():
            job.words.set_result(done.result())
        self._begin()


Result = TypeVar("Result")
Respond = Callable[[Prompt], Sequence[Say | Call]]
Expect = Callable[[Prompt], Expectation]


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
        expect: Expect | None = None,
    ) -> None:
        self._settings = settings
        # Who brings a dialogue of their own says also what it expects to hear, or nothing is known of it.
        self._expect = expect or (_expect_by_the_rules if dialogue is None else _expect_nothing)
        self._stt = stt
        self._dialogue = dialogue
        self._tts = tts
        self._loading = threading.Lock()
        self._stt_queue = SttQueue()
        # Quick work has threads of its own: it never queues behind somebody else's words or voice.
        self._quick = ThreadPoolExecutor(2, "quick")
        self._thinking = ThreadPoolExecutor(2, "dialogue")
        self._speaking = ThreadPoolExecutor(2, "tts")
        self._chat = ChatDialogue(settings.chat, self._decide) if settings.chat else None

    @property
    def stt(self) -> SpeechToText:
        # Callers who come at the same first moment wait for one loading.
        with self._loading:
            if self._stt is None:
                build = _module("stt.local").build
                self._stt = cast(
                    "SpeechToText",
                    build(
                        self._settings.stt_model,
                        self._settings.cache_dir,
                        speak=lambda text, language: self.tts.speak(text, language=language),
                    ),
                )
            return self._stt

    @property
    def dialogue(self) -> Respond:
        # Without the lock: an import has one of its own.
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
        _module("dialogue").warm(self._settings.cache_dir)

    @property
    def stt_waiting(self) -> int:
        """How many turns wait for their words to be found out."""
        return self._stt_queue.waiting

    def turn_detector(self, **options: Any) -> asyncio.Future[TurnDetector]:
        """One for a session; `options` are those of `session_config.detector_options`."""
        return self._on(self._quick, lambda: self.stt.turn_detector(**options))

    def transcribe(
        self, audio: Pcm, *, language: str, vocabulary: str, prompt: Prompt, guess: bool = False
    ) -> asyncio.Future[Heard]:
        """`prompt` is the conversation until then, by which it is known what the caller was asked.

        `guess`: the turn may not be over. Cancel it when the caller goes on, `need` it when it is.
        """

        def work(still_wanted: Callable[[], bool]) -> Heard:
            return self.stt.transcribe(
                audio,
                language=language,
                vocabulary=vocabulary,
                expected=self._find_expectation(prompt),
                still_wanted=still_wanted,
            )

        return self._stt_queue.submit(work, guess=guess)

    def _find_expectation(self, prompt: Prompt) -> Expectation:
        try:
            return self._expect(prompt)
        except Exception:
            # Words are heard without it too, if less well.
            log.exception("it is not known what the caller was asked")
            return NOTHING_EXPECTED

    def need(self, words: asyncio.Future[Heard]) -> None:
        """A guess has come true: it is now as urgent as any turn."""
        self._stt_queue.need(words)

    async def respond(self, prompt: Prompt) -> AsyncGenerator[Say | Call, None]:
        """What is decided to say and do, as it comes; it may take long, and sees the prompt alone."""
        if self._chat is None:
            for part in await self._decide(prompt):
                yield part
            return
        async with aclosing(self._chat.respond(prompt)) as parts:
            async for part in parts:
                yield part

    def _decide(self, prompt: Prompt) -> asyncio.Future[Sequence[Say | Call]]:
        """By the rules."""
        return self._on(self._thinking, lambda: self.dialogue(prompt))

    def prepare(self, prompt: Prompt, *, speed: float) -> None:
        """Begin on the sound that an answer by the rules begins with: it is remembered when it is said.

        Nothing is said or done. What the rules would call is not known to come, and is not called.
        """
        if self._chat is None:
            preparing = self._on(self._thinking, lambda: self._speak_first_words(prompt, speed))
            preparing.add_done_callback(_forget_failure)

    def _speak_first_words(self, prompt: Prompt, speed: float) -> None:
        first = next(iter(self.dialogue(prompt)), None)
        if isinstance(first, Say) and (pieces := self.tts.cut_sentences(first.text)):
            self.tts.speak(pieces[0], language=first.language, speed=speed)

    async def close(self) -> None:
        """Close what is connected, before the loop ends. The process's end needs no such thing."""
        if self._chat:
            await self._chat.close()

    def cut_sentences(self, text: str) -> asyncio.Future[Sequence[str]]:
        """The text cut where a voice may pause."""
        return self._on(self._quick, lambda: self.tts.cut_sentences(text))

    def speak(self, sentence: str, *, language: str, speed: float) -> asyncio.Future[Pcm]:
        """The sentence as 24 kHz audio; `speed` 1.0 is the voice's own."""
        return self._on(self._speaking, lambda: self.tts.speak(sentence, language=language, speed=speed))

    def _on(self, pool: ThreadPoolExecutor, work: Callable[[], Result]) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(pool, work)


def _forget_failure(preparing: asyncio.Future[None]) -> None:
    """The answer itself fails in the same way, and is told of."""
    if not preparing.cancelled():
        preparing.exception()


def _expect_by_the_rules(prompt: Prompt) -> Expectation:
    return cast("Expectation", _module("dialogue").expect(prompt))


def _expect_nothing(_prompt: Prompt) -> Expectation:
    return NOTHING_EXPECTED


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"voice.engine.{name}")
