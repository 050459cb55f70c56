"""One realtime session: its configuration, its conversation, and everybody who listens to it.

It knows nothing of sockets or WebRTC: events go to listeners, sound goes to an `AudioOutput`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from voice.engine import ids, session_config
from voice.engine.audio_output import AudioOutput, EventAudioOutput
from voice.engine.conversation import Conversation
from voice.engine.faults import Fault
from voice.engine.input_audio import InputAudio
from voice.engine.interfaces import Prompt
from voice.engine.models.pool import ModelPool
from voice.engine.response import Response, see
from voice.engine.response_request import ResponseRequest
from voice.engine.transcription import Transcription
from voice.engine.turn_taking import TurnTaking
from voice.protocol import server
from voice.protocol.shapes import Event, Item, SessionConfig

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class Session:
    """One caller's session, from `session.created` to its end. Used on the event loop alone.

    It ends by `close`, or by itself after `lasts` seconds, or `idle` seconds after the caller's last words or
    item; `over` is set then, and no event comes any more.
    """

    def __init__(
        self, config: SessionConfig, models: ModelPool, *, language: str, lasts: float, idle: float
    ) -> None:
        self.id = ids.make_id("sess")
        self.config = config
        self.models = models
        self.language = language
        self.expires_at = int(time.time() + lasts)
        self.conversation = Conversation()
        self.audio_output: AudioOutput = EventAudioOutput(
            self.emit, lambda: self.config["audio"]["output"]["format"]
        )
        self.turn_taking = TurnTaking(
            new_response=self._new_response,
            idle_timeout_ms=self._idle_timeout_ms,
            seconds_left=lambda: self.audio_output.seconds_left(),
            on_idle=lambda waited_ms: self.input_audio.commit_silence(waited_ms),
        )
        self.input_audio = self._new_input_audio()
        self.over = asyncio.Event()
        self._listeners: list[Listener] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._end = asyncio.get_running_loop().call_later(lasts, self._expire)
        self._idle = idle
        self._idle_end = self._await_caller()

    # --- what it is made of: each part gets what it uses, and none the session -------------------------

    def _new_response(self, request: ResponseRequest, on_end: Callable[[Response], None]) -> Response:
        return Response(
            request,
            config=self._current_config,
            language=self.language,
            conversation=self.conversation,
            models=self.models,
            output=self._current_output,
            emit=self.emit,
            spawn=self.spawn,
            on_end=on_end,
        )

    def _new_input_audio(self) -> InputAudio:
        transcription = Transcription(
            config=self._current_config,
            language=self.language,
            turn_taking=self.turn_taking,
            emit=self.emit,
            spawn=self.spawn,
        )
        return InputAudio(
            config=self._current_config,
            language=self.language,
            models=self.models,
            output=self._current_output,
            conversation=self.conversation,
            turn_taking=self.turn_taking,
            transcription=transcription,
            emit=self.emit,
            add_item=self.add_item,
            see=self._see,
            interrupt=self.interrupt,
        )

    def _see(self) -> Prompt:
        return see(self.config, self.conversation.as_answered(), language=self.language)

    def _current_config(self) -> SessionConfig:
        return self.config

    def _current_output(self) -> AudioOutput:
        return self.audio_output

    def _idle_timeout_ms(self) -> int | None:
        detection = self.config["audio"]["input"]["turn_detection"] or {}
        limit: int | None = detection.get("idle_timeout_ms")
        return limit

    # --- those who listen -------------------------------------------------------------------------

    def join(self, listener: Listener) -> None:
        """Every event from now on; the first tells the session."""
        listener(self._event(server.SESSION_CREATED, session=self.describe()))
        self._listeners.append(listener)

    def leave(self, listener: Listener) -> None:
        """No more events for this listener; harmless for one that never joined."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def emit(self, kind: str, **fields: Any) -> None:
        """Tell all listeners. They must not keep the event: what it holds goes on changing."""
        event = self._event(kind, **fields)
        if is_callers(event) and not self.over.is_set():
            self._idle_end.cancel()
            self._idle_end = self._await_caller()
        for listener in tuple(self._listeners):
            listener(event)

    def refuse(self, fault: Fault, listener: Listener, event_id: Any = None) -> None:
        """Tell one listener alone that its event was wrong; the session goes on."""
        listener(self._event(server.ERROR, error=fault.as_error(event_id=event_id)))

    def describe(self) -> SessionConfig:
        """The session as `session.created` and `session.updated` tell it."""
        return {
            **self.config,
            "id": self.id,
            "object": "realtime.session",
            "expires_at": self.expires_at,
        }

    # --- what happens in it -----------------------------------------------------------------------

    def update(self, wanted: Any) -> None:
        """Change the configuration as a client asks. Raises a Fault, and then nothing is changed."""
        if self.conversation.has_sounded:
            session_config.refuse_new_voice(self.config, wanted)
        before = session_config.describe_detector(self.config)
        self.config = session_config.update(self.config, wanted)
        if session_config.describe_detector(self.config) != before:
            self.input_audio.forget_detector()
        self.emit(server.SESSION_UPDATED, session=self.describe())
        self.turn_taking.settle()  # a turn that was open will not end any more: what waited for it need not

    def add_item(self, item: Item, after: str | None = None) -> None:
        """Put an item into the conversation and tell everybody. Raises a Fault, and then nothing is added."""
        before = self.conversation.add(item, after)
        self.emit(server.ITEM_ADDED, previous_item_id=before, item=item)
        self.emit(server.ITEM_DONE, previous_item_id=before, item=item)

    def interrupt(self) -> bool:
        """The caller speaks: be silent, remember only what was heard. Whether there was anything to stop."""
        stopped = self.turn_taking.cancel("turn_detected")
        was_playing = self.silence()
        return stopped or was_playing

    def silence(self) -> bool:
        """Stop the sound; tells what was not heard. Whether there was any."""
        cleared = self.audio_output.clear()
        for cut in cleared.cuts:
            if self.conversation.holds(cut.item_id):
                # Samples played and milliseconds made are rounded apart: never more was heard than was said.
                said_ms = self.conversation.utterance_of(cut.item_id).ms
                self.truncate(cut.item_id, min(cut.heard_ms, said_ms))
        for response_id in cleared.responses:
            self.emit(server.PLAYING_CLEARED, response_id=response_id)
        return cleared.was_playing

    def truncate(self, item_id: Any, audio_end_ms: int) -> None:
        """Forget what was not heard of an answer. Raises a Fault where there was less to hear."""
        self.conversation.truncate(item_id, audio_end_ms)
        self.emit(server.ITEM_TRUNCATED, item_id=item_id, content_index=0, audio_end_ms=audio_end_ms)

    # --- its life ---------------------------------------------------------------------------------

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Something that goes on while the session lives, and not longer."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget_task)
        return task

    def _forget_task(self, task: asyncio.Task[Any]) -> None:
        """A part that fails in the middle (a model without its weights, say) must not leave a silent call."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("something in session %s failed", self.id, exc_info=error)
            fault = Fault(f"The engine failed: {error}", code="server_error", kind="server_error", status=500)
            self.emit(server.ERROR, error=fault.as_error(event_id=None))

    def close(self) -> None:
        """End it: tasks are cancelled, listeners are told nothing more. Harmless the second time."""
        if self.over.is_set():
            return
        self._end.cancel()
        self._idle_end.cancel()
        self.input_audio.close()
        self.turn_taking.close()
        for task in tuple(self._tasks):
            task.cancel()
        self._listeners.clear()
        self.over.set()

    def _await_caller(self) -> asyncio.TimerHandle:
        said = "Nothing was heard of the caller for too long."
        return asyncio.get_running_loop().call_later(self._idle, self._expire, said)

    def _expire(self, why: str = "Your session hit the maximum duration.") -> None:
        fault = Fault(why, code=server.SESSION_EXPIRED)
        self.emit(server.ERROR, error=fault.as_error(event_id=None))
        self.close()

    def _event(self, kind: str, **fields: Any) -> Event:
        return {"type": kind, "event_id": ids.make_id("event"), **fields}


def is_callers(event: Event) -> bool:
    """Whether the caller, or who works for them, did something: sound alone may come from an empty room."""
    item = event.get("item") or {}
    return event["type"] == server.SPEECH_STARTED or (
        event["type"] == server.ITEM_ADDED and item.get("role") != "assistant"
    )
