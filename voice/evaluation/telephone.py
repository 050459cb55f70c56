"""A caller's telephone: a provider's realtime socket with a microphone that never stops, and an ear.

The microphone sends 40 ms of sound every 40 ms; what the agent says is played, at its own pace, to nobody.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection

from voice.engine.audio import G711_RATE, PCM_RATE, Encoder
from voice.engine.interfaces import TTS_RATE, Pcm
from voice.evaluation import street
from voice.protocol import client, server
from voice.protocol.shapes import AudioFormat, Event, Item
from voice.protocol.wire_json import read_event, write_json
from voice.providers.base import Endpoint

FRAME_SECONDS = 0.04
FRAME = round(FRAME_SECONDS * TTS_RATE)
# Marks our truncations, whose refusal (some milliseconds too late) changes nothing.
CUT = "cut"


@dataclass
class AgentsSound:
    """What the agent says, as it would sound: each piece after the one before. Times are of `monotonic`."""

    bytes_a_second: float
    began_at: float = 0.0  # of the stretch that was played last
    ends_at: float = 0.0
    pieces: list[tuple[str, float, float]] = field(default_factory=list)  # item, begins, ends

    def add(self, item_id: str, size: int, now: float) -> float:
        """When the first sample of these bytes sounds."""
        begins = max(now, self.ends_at)
        if begins > self.ends_at:  # there was silence before
            self.began_at = begins
        self.ends_at = begins + size / self.bytes_a_second
        self.pieces.append((item_id, begins, self.ends_at))
        return begins

    def stop(self, now: float) -> list[tuple[str, int]]:
        """Silent from now on. What items were not heard to their end, and how many milliseconds were."""
        heard: dict[str, float] = {}
        for item_id, begins, ends in self.pieces:
            heard[item_id] = heard.get(item_id, 0.0) + min(max(now - begins, 0.0), ends - begins)
        unheard = dict.fromkeys(item_id for item_id, _, ends in self.pieces if ends > now)
        self.ends_at = min(self.ends_at, now)
        self.pieces.clear()
        return [(item_id, int(heard[item_id] * 1000)) for item_id in unheard]


@dataclass(frozen=True)
class Answer:
    """A response of the provider's that is over. output: its items; status: as the provider tells it;
    began_at: when it began, by the monotonic clock."""

    output: Sequence[Item]
    status: str | None
    began_at: float


class LineBroke(Exception):
    """The provider refused, closed the socket or failed a response."""


class Telephone:
    """Whoever holds it waits on `changed`, which guards all that the provider has told."""

    def __init__(self, socket: ClientConnection, endpoint: Endpoint, form: AudioFormat, noise: Pcm) -> None:
        """`form`: of both directions; `noise`: what goes round and round behind the caller, or nothing."""
        self.changed = threading.Condition()
        self.trouble = ""
        self.responses: deque[Answer] = deque()  # that are over, and not yet taken
        self.turns: dict[str, str | None] = {}  # the caller's, by item; None while the words are awaited
        self.active: dict[str, float] = {}  # responses that are under way, by when they began
        self.caller_speaks = False  # so says the provider
        self.is_owed = False  # an answer that is asked for, or that a turn will have
        self.is_refused = False  # an answer that was asked for while there was another
        self.last_news = time.monotonic()
        self.sound = AgentsSound(G711_RATE if form["type"] != "audio/pcm" else PCM_RATE * 2)
        self.stopped_at = 0.0  # when the agent was last interrupted
        self.stops = 0
        self.line_began_at = self.line_ended_at = self.answered_at = 0.0  # 0.0: not yet
        self._socket, self._endpoint = socket, endpoint
        self._form, self._noise = form, noise
        self._line: Pcm = np.zeros(0, np.int16)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=work) for work in (self._listen, self._speak)]
        for thread in self._threads:
            thread.start()

    def say(self, speech: Pcm) -> None:
        """Into the microphone; returns when its last sample is sent. Raises LineBroke."""
        with self.changed:
            self.line_ended_at = self.answered_at = 0.0
            self._line, self.line_began_at = speech, time.monotonic()
            self.changed.wait_for(lambda: bool(self.line_ended_at or self.trouble))
        self.check()

    def send(self, event: Event) -> None:
        """Raises LineBroke."""
        try:
            self._socket.send(write_json(self._endpoint.from_ga(event)))
        except WebSocketException as error:
            raise LineBroke(f"the socket closed: {error}") from error

    def ask(self) -> None:
        """For an answer. Raises LineBroke."""
        with self.changed:
            self.is_owed = True
        self.send(client.response_create())

    def check(self) -> None:
        """Raises LineBroke where the provider cannot go on."""
        if self.trouble:
            raise LineBroke(self.trouble)

    def list_turns(self) -> list[str | None]:
        """The words of each of the caller's turns; None where they are awaited."""
        with self.changed:
            return list(self.turns.values())

    @property
    def is_busy(self) -> bool:
        """Is the provider still to tell something of what was said?"""
        return bool(self.caller_speaks or self.is_owed or self.active or None in self.turns.values())

    def close(self) -> None:
        self._over.set()
        self._socket.close()
        for thread in self._threads:
            thread.join()

    # --- the microphone ---------------------------------------------------------------------------

    def _speak(self) -> None:
        encoder = Encoder(self._form)
        began = time.monotonic()
        number = 0
        try:
            while not self._over.is_set():
                number += 1
                self._over.wait(max(0.0, began + number * FRAME_SECONDS - time.monotonic()))
                sound = encoder.encode(self._take_frame(number))
                if sound:
                    self.send(client.input_audio_append(sound))
        except LineBroke as error:
            self._fail(str(error))

    def _take_frame(self, number: int) -> Pcm:
        with self.changed:
            frame, self._line = self._line[:FRAME], self._line[FRAME:]
            if len(frame) and not len(self._line):
                self.line_ended_at = time.monotonic()
                self.changed.notify_all()
        frame = np.concatenate([frame, np.zeros(FRAME - len(frame), np.int16)])
        if not len(self._noise):
            return frame
        moments = np.arange(number * FRAME, (number + 1) * FRAME)
        return street.mix(frame, self._noise.take(moments, mode="wrap"))

    # --- the ear ----------------------------------------------------------------------------------

    def _listen(self) -> None:
        try:
            while True:
                event = self._endpoint.to_ga(read_event(self._socket.recv()))
                with self.changed:
                    self.last_news = time.monotonic()
                    if act := self._ACTS.get(event["type"]):
                        act(self, event, self.last_news)
                    self.changed.notify_all()
        except (ConnectionClosed, ValueError, LineBroke) as error:
            if not self._over.is_set():
                self._fail(f"the provider's socket: {type(error).__name__} {error}")

    def _fail(self, why: str) -> None:
        with self.changed:
            self.trouble = self.trouble or why
            self.changed.notify_all()

    def _note_error(self, event: Event, now: float) -> None:
        error = event.get("error") or {}
        if error.get("code") == server.RESPONSE_IN_PROGRESS:
            self.is_owed, self.is_refused = False, True
        elif error.get("event_id") != CUT:
            self.trouble = f"the provider refused: {error}"

    def _note_speech(self, event: Event, now: float) -> None:
        self.caller_speaks = True
        if self.sound.ends_at <= now:
            return
        self.stopped_at, self.stops = now, self.stops + 1
        for item_id, heard_ms in self.sound.stop(now):
            self.send(client.item_truncate(item_id, heard_ms, event_id=CUT))

    def _note_silence(self, event: Event, now: float) -> None:
        self.caller_speaks = False

    def _note_turn(self, event: Event, now: float) -> None:
        self.caller_speaks = False
        self.turns.setdefault(event["item_id"], None)
        self.is_owed = True

    def _note_words(self, event: Event, now: float) -> None:
        self.turns[event["item_id"]] = event.get("transcript", "").strip()

    def _note_no_words(self, event: Event, now: float) -> None:
        """Noise, for which no answer is owed; who answers it all the same does so soon."""
        self.turns[event["item_id"]] = ""
        self.is_owed = False

    def _note_begun(self, event: Event, now: float) -> None:
        self.active[event["response"]["id"]] = now
        self.is_owed = False

    def _note_sound(self, event: Event, now: float) -> None:
        sound = base64.b64decode(event["delta"])
        begins = self.sound.add(event["item_id"], len(sound), now)
        began = self.active.get(event["response_id"], 0.0)
        if self.stopped_at and began < self.stopped_at:  # it speaks on although it was interrupted
            self.stopped_at = self.sound.ends_at
        if self.line_ended_at and not self.answered_at and began > self.line_ended_at:
            self.answered_at = begins

    def _note_done(self, event: Event, now: float) -> None:
        response = event["response"]
        began_at = self.active.pop(response["id"], now)
        if response.get("status") == "failed":
            self.trouble = f"the response failed: {response.get('status_details')}"
        self.responses.append(Answer(response.get("output") or [], response.get("status"), began_at))

    _ACTS: dict[str, Callable[[Telephone, Event, float], None]] = {
        server.ERROR: _note_error,
        server.SPEECH_STARTED: _note_speech,
        server.SPEECH_STOPPED: _note_silence,
        server.INPUT_COMMITTED: _note_turn,
        server.TRANSCRIPTION_COMPLETED: _note_words,
        server.TRANSCRIPTION_FAILED: _note_no_words,
        server.RESPONSE_CREATED: _note_begun,
        server.AUDIO_DELTA: _note_sound,
        server.RESPONSE_DONE: _note_done,
    }
