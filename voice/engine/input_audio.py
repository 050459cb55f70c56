"""A session's input audio: when the caller's turns begin and end.

Recognition is begun at the first short silence, on a guess: if the caller goes on, it is dropped; if the turn
is over, its words are there sooner.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from voice.engine import ids, items, session_config
from voice.engine.audio import make_silence
from voice.engine.audio_output import AudioOutput
from voice.engine.conversation import Conversation
from voice.engine.faults import Fault
from voice.engine.interfaces import (
    STT_RATE,
    Heard,
    Pcm,
    Prompt,
    SpeechHeld,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
    TurnEvent,
)
from voice.engine.models.pool import ModelPool
from voice.engine.transcription import Transcription
from voice.engine.turn_taking import TurnTaking
from voice.engine.unfinished import is_unfinished
from voice.protocol import server
from voice.protocol.shapes import Item, JsonObject, SessionConfig

# A long append is heard in slices, so that other callers are heard too.
_SLICE = STT_RATE // 10
# Who has paused in a sentence for so long does not go on with it.
LONGEST_PAUSE_SECONDS = 1.5
# Shorter than this and without a word: a cough or a chair, not something to answer.
NOISE_MS = 400
# More than any turn: the detector ends one after 28 s.
_LATEST = 60 * STT_RATE  # kept when turns are found by themselves
_LONGEST = 15 * 60 * STT_RATE  # kept when the client says where turns end


class InputAudio:
    """`config` and `output` are asked anew each time: a session may change both while it lives.

    `see()` is the conversation as the dialogue would see it; `interrupt()` stops what the agent says, and
    tells whether there was anything to stop.
    """

    def __init__(
        self,
        *,
        config: Callable[[], SessionConfig],
        language: str,
        models: ModelPool,
        output: Callable[[], AudioOutput],
        conversation: Conversation,
        turn_taking: TurnTaking,
        transcription: Transcription,
        emit: Callable[..., None],
        add_item: Callable[[Item], None],
        see: Callable[[], Prompt],
        interrupt: Callable[[], bool],
    ) -> None:
        self._config = config
        self._language = language
        self._models = models
        self._output = output
        self._conversation = conversation
        self._turn_taking = turn_taking
        self._transcription = transcription
        self._emit = emit
        self._add_item = add_item
        self._see = see
        self._interrupt = interrupt
        self._detector: TurnDetector | None = None
        self._buffer = InputBuffer()
        self._item_id = ids.make_id("item")
        self._interrupted = False
        self._interrupted_words = ""
        self._guess: asyncio.Future[Heard] | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._awaits_words = False

    @property
    def _detection(self) -> JsonObject | None:
        detection: JsonObject | None = self._config()["audio"]["input"]["turn_detection"]
        return detection

    def forget_detector(self) -> None:
        """How turns are found has changed: what was begun in the old way is over, and so it is told."""
        self._detector = None
        if self._turn_taking.caller_speaks:
            self._turn_taking.caller_speaks = False
            self._emit(server.SPEECH_STOPPED, audio_end_ms=self._buffer.now_ms, item_id=self._item_id)
        self._drop_guess()

    async def hear(self, audio: Pcm) -> None:
        """Audio from the caller, at `STT_RATE`; call it for one piece after the other."""
        for start in range(0, len(audio), _SLICE):
            piece = audio[start : start + _SLICE]
            self._buffer.add(piece, turns_are_found=self._detection is not None, is_live=self._output().plays)
            following = max(0, len(audio) - start - _SLICE) / STT_RATE
            for event in await self._detect(piece, ago=following):
                self._react(event)
            if len(audio) > _SLICE:
                await asyncio.sleep(0)

    async def _detect(self, piece: Pcm, *, ago: float) -> list[TurnEvent]:
        """`ago` seconds have passed since its end."""
        while self._detector is None:
            if (detection := self._detection) is None:
                return []
            form = self._config()["audio"]["input"]["format"]
            made = await self._models.turn_detector(**session_config.find_detector_options(detection, form))
            if self._detection == detection:  # else it was changed while the model loaded
                self._detector = made
                self._buffer.detector_began(len(piece))
        return list(self._detector.feed(piece, self._output().recall(ago)))

    def _react(self, event: TurnEvent) -> None:
        match event:
            case SpeechStarted(audio_start_ms):
                self._begin_turn(audio_start_ms)
            case SpeechPaused(audio):
                self._drop_guess()
                self._hold(self._transcribe(audio, guess=True))
            case SpeechHeld() if self._guess:
                self._models.need(self._guess)
                # What a client asks for from now on is to answer these words.
                self._awaits_words = True
                self._turn_taking.await_words()
            case SpeechResumed():
                self._drop_guess()
            case SpeechStopped():
                self._end_turn(event)

    def _hold(self, guess: asyncio.Future[Heard]) -> None:
        """Until its words are known the turn is not over; if they want more, the rest is waited for.

        So a sentence is heard, and answered, whole.
        """
        assert self._detector
        self._guess = guess
        self._detector.hold()
        guess.add_done_callback(self._release_finished)

    def _release_finished(self, guess: asyncio.Future[Heard]) -> None:
        if guess is not self._guess:
            return  # the caller went on, or the turn is over
        failed = guess.cancelled() or guess.exception()
        if failed or not is_unfinished(guess.result().text, guess.result().language):
            self._release()
            if guess is self._guess and not failed:
                self._prepare_answer(guess.result())
        else:
            # A client may send no more audio, whose silence would end the turn.
            self._waiting = asyncio.get_running_loop().call_later(LONGEST_PAUSE_SECONDS, self._release)

    def _prepare_answer(self, heard: Heard) -> None:
        """The words are known, and the silence that ends the turn still lasts: time to find the first words
        of the answer."""
        config = self._config()
        is_answered = bool((self._detection or {}).get("create_response"))
        if not (heard.text and is_answered and "audio" in config["output_modalities"]):
            return
        prompt = self._see()
        message = items.make_heard_message(self._item_id, heard.text)
        speed = float(config["audio"]["output"]["speed"])
        self._models.prepare(replace(prompt, items=[*prompt.items, message]), speed=speed)

    def _release(self) -> None:
        for event in self._detector.release() if self._detector else ():
            self._react(event)

    def _begin_turn(self, audio_start_ms: int) -> None:
        self._turn_taking.caller_speaks = True
        self._item_id = ids.make_id("item")
        start = audio_start_ms + self._buffer.offset_ms
        self._emit(server.SPEECH_STARTED, audio_start_ms=start, item_id=self._item_id)
        detection = self._detection or {}
        said = items.find_last_words(self._conversation.take_snapshot())
        self._interrupted = bool(detection.get("interrupt_response")) and self._interrupt()
        self._interrupted_words = said if self._interrupted else ""
        # Last, because an answer that is stopped begins the wait for the caller.
        self._turn_taking.stop_waiting()

    def _end_turn(self, event: SpeechStopped) -> None:
        self._turn_taking.caller_speaks = False
        end = event.audio_end_ms + self._buffer.offset_ms
        self._emit(server.SPEECH_STOPPED, audio_end_ms=end, item_id=self._item_id)
        words = self._guess
        self._forget_guess()
        if words:  # nothing but silence has come since: it is about the same words
            self._models.need(words)
        else:
            words = self._transcribe(event.audio)
        noise = event.speech_ms < NOISE_MS and not self._interrupted
        self._commit(words, len(event.audio), may_be_noise=noise, interrupted=self._interrupted_words)

    def _commit(
        self, words: asyncio.Future[Heard], samples: int, *, may_be_noise: bool, interrupted: str = ""
    ) -> None:
        self._buffer.clear()
        item = items.make_heard_message(self._item_id)
        self._item_id = ids.make_id("item")
        self._emit(server.INPUT_COMMITTED, previous_item_id=self._conversation.last_id, item_id=item["id"])
        self._add_item(item)
        answer = bool((self._detection or {}).get("create_response"))
        self._transcription.find_out(
            item,
            words,
            samples / STT_RATE,
            answer=answer,
            may_be_noise=may_be_noise,
            interrupted=interrupted,
        )

    # --- what a client may do with the buffer -----------------------------------------------------

    def commit(self) -> None:
        """A client ends the turn itself. Raises a Fault where there is less than 100 ms of audio."""
        audio = self._buffer.read()
        if len(audio) < STT_RATE // 10:
            raise Fault(
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                f"but buffer only has {len(audio) * 1000 / STT_RATE:.2f}ms of audio.",
                code=server.BUFFER_EMPTY,
            )
        self.forget_detector()
        self._commit(self._transcribe(audio), len(audio), may_be_noise=False)

    def clear(self) -> None:
        """Forget what has not been committed."""
        self._buffer.clear()
        self.forget_detector()
        self._emit(server.INPUT_CLEARED)
        self._turn_taking.settle()

    def commit_silence(self, limit_ms: int) -> None:
        """Nobody has spoken for so long: an empty turn, which is answered like any other."""
        end = self._buffer.now_ms
        self._emit(
            server.TIMEOUT_TRIGGERED,
            audio_start_ms=max(0, end - limit_ms),
            audio_end_ms=end,
            item_id=self._item_id,
        )
        words: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        words.set_result(Heard("", self._language, 0.0, "silence"))
        self._commit(words, 0, may_be_noise=False)

    def transcribe_item(self, item: Item, audio: Pcm) -> None:
        """Audio that a client put into the conversation itself."""
        self._transcription.find_out(item, self._transcribe(audio), len(audio) / STT_RATE, answer=False)

    def close(self) -> None:
        """The session is over: nothing is guessed any more."""
        self._drop_guess()

    def _transcribe(self, audio: Pcm, *, guess: bool = False) -> asyncio.Future[Heard]:
        config = self._config()
        return self._models.transcribe(
            audio,
            language=session_config.find_language(config, self._language),
            vocabulary=session_config.list_vocabulary(config),
            prompt=self._see(),
            guess=guess,
        )

    def _drop_guess(self) -> None:
        if self._guess:
            self._guess.cancel()
        self._forget_guess()

    def _forget_guess(self) -> None:
        """It is dropped, or is none any more: its turn is over."""
        self._guess = None
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
        if self._awaits_words:
            self._awaits_words = False
            self._turn_taking.receive_words()


class InputBuffer:
    """The input audio since the last turn, and the session's audio clock. It hears nothing."""

    def __init__(self) -> None:
        self._pieces: deque[Pcm] = deque()
        self._kept = 0
        self._heard = 0
        self.offset_ms = 0
        """What a detector's clock must be put forward by: it counts from its own first sample."""

    @property
    def now_ms(self) -> int:
        """The session's audio clock: all audio that ever came, however much of it is forgotten."""
        return self._heard * 1000 // STT_RATE

    def add(self, audio: Pcm, *, turns_are_found: bool, is_live: bool) -> None:
        """`is_live`: it comes by a track, whose sender cannot be refused, so that the oldest must go."""
        if not is_live and self._kept + len(audio) > _LONGEST:
            raise Fault("Input audio buffer is full: commit or clear it.", code="input_audio_buffer_full")
        self._pieces.append(audio)
        self._kept += len(audio)
        self._heard += len(audio)
        most = _LATEST if turns_are_found else _LONGEST
        while self._kept > most:
            self._kept -= len(self._pieces.popleft())

    def detector_began(self, with_samples: int) -> None:
        """A new detector's clock began so many samples ago."""
        self.offset_ms = (self._heard - with_samples) * 1000 // STT_RATE

    def read(self) -> Pcm:
        """All that was not cleared, as one piece."""
        return np.concatenate(self._pieces) if self._pieces else make_silence(0)

    def clear(self) -> None:
        """Forget the audio; the clock goes on."""
        self._pieces.clear()
        self._kept = 0
