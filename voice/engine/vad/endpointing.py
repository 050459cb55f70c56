"""Decides when a caller's turn begins, pauses and ends, from the probability that each frame is speech.

Pure bookkeeping: it is given a listener and audio, and knows no model, clock or session.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from voice.engine.interfaces import (
    Pcm,
    SpeechHeld,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnEvent,
)
from voice.engine.vad.foreground import Foreground
from voice.engine.vad.voice_activity import FRAME, FRAME_MS, Listener

# A click or a cough is shorter than this; a short はい is not.
_LEAST_SPEECH = 96 // FRAME_MS
# A gap this long inside the first syllables does not start the count anew.
_BRIDGE = 96 // FRAME_MS
# Two frames of voice end a pause; one may be a click.
_RESUME = 2
# Long enough for the end of a turn, so that its words are begun upon; most often it is a comma.
_PAUSE = 128 // FRAME_MS
# Silence kept after the last word: enough for the decoder, not all of a long wait.
_TAIL = 320 // FRAME_MS
# A pause after which somebody goes on with a sentence that they have begun: they look for a date or a name.
_LONGEST_PAUSE = 1500 // FRAME_MS
# So far below the threshold is silence. What lies between may be the end of a word, and changes nothing.
_HYSTERESIS = 0.15
# What a decoder hears whole (30 s, two of them spare). Who goes on begins a turn that is answered with it.
_LONGEST_TURN = 28_000 // FRAME_MS


class Endpointer:
    """One session's turn detector (see `TurnDetector` in the interfaces)."""

    def __init__(
        self, listen: Listener, *, threshold: float, prefix_padding_ms: int, silence_duration_ms: int
    ) -> None:
        self._listen = listen
        self._foreground = Foreground()
        self._threshold = threshold
        # Above zero, so that silence ends a turn however low a client sets its threshold.
        self._release = max(threshold - _HYSTERESIS, 0.01)
        self._silence_limit = max(1, round(silence_duration_ms / FRAME_MS))
        self._padding = round(prefix_padding_ms / FRAME_MS)
        self._rest: Pcm = np.zeros(0, np.int16)
        self._now = 0  # frames heard since the session began
        # What is kept before a turn is sure: its padding and the syllables that are still being counted.
        self._before: deque[Pcm] = deque(maxlen=self._padding + _LEAST_SPEECH + _BRIDGE * _LEAST_SPEECH)
        self._turn: list[Pcm] = []
        self._reset()

    def _reset(self) -> None:
        self._speaking = self._paused = self._held = False
        self._turn = []
        self._first = 0  # frame where the voice began
        self._voiced = self._quiet = self._returning = 0

    def feed(self, audio: Pcm, played: Pcm) -> list[TurnEvent]:
        heard = np.concatenate([self._rest, audio])
        whole = len(heard) // FRAME * FRAME
        self._rest = heard[whole:]
        events: list[TurnEvent] = []
        for place, probability in enumerate(self._listen(heard[:whole])):
            end = (place + 1) * FRAME
            frame = heard[end - FRAME : end]
            callers = self._foreground.is_callers(
                frame,
                played[: max(0, len(played) - (len(heard) - end))],
                is_speech=bool(probability >= self._release),
                in_turn=self._speaking,
            )
            self._now += 1
            if self._speaking:
                self._turn.append(frame)
                events += self._during(float(probability) if callers else 0.0)
            else:
                self._before.append(frame)
                events += self._waiting(float(probability) if callers else 0.0)
        return events

    def _waiting(self, probability: float) -> list[TurnEvent]:
        if probability >= self._threshold:
            if not self._voiced:
                self._first = self._now - 1
            self._voiced, self._quiet = self._voiced + 1, 0
        elif self._voiced:
            self._quiet += 1
            if self._quiet > _BRIDGE:
                self._voiced = self._quiet = 0
        if self._voiced < _LEAST_SPEECH:
            return []
        kept = min(len(self._before), self._now - self._first + self._padding)
        self._turn = list(self._before)[-kept:]
        self._before.clear()
        self._speaking, self._quiet = True, 0
        return [SpeechStarted((self._now - kept) * FRAME_MS)]

    def _during(self, probability: float) -> list[TurnEvent]:
        events = self._weigh(probability)
        limit = max(self._silence_limit, _LONGEST_PAUSE) if self._held else self._silence_limit
        if self._quiet >= limit or len(self._turn) >= _LONGEST_TURN:
            return [*events, self._stop()]
        if self._quiet == self._silence_limit:
            events.append(SpeechHeld())
        if self._quiet >= _PAUSE and not self._paused:
            self._paused = True
            events.append(SpeechPaused(np.concatenate(self._turn)))
        return events

    def _weigh(self, probability: float) -> list[TurnEvent]:
        """Count this frame as voice or silence; between the two thresholds a frame changes nothing."""
        if probability >= self._threshold:
            self._returning += 1
            if not self._quiet:
                self._voiced += 1
            elif self._returning >= (_RESUME if self._paused else 1):
                self._voiced += self._returning
                self._quiet = 0
                if self._paused:
                    self._paused = self._held = False
                    return [SpeechResumed()]
            else:
                self._quiet += 1
            return []
        self._returning = 0
        if self._quiet or probability < self._release:
            self._quiet += 1
        else:
            self._voiced += 1
        return []

    def hold(self) -> None:
        self._held = True

    def release(self) -> list[TurnEvent]:
        self._held = False
        waited = self._quiet - self._silence_limit
        return [self._stop(ago=waited)] if self._speaking and waited >= 0 else []

    def _stop(self, *, ago: int = 0) -> SpeechStopped:
        """The turn was over so many frames ago."""
        spare = max(0, self._quiet - _TAIL)
        audio = np.concatenate(self._turn[: len(self._turn) - spare])
        stopped = SpeechStopped((self._now - ago) * FRAME_MS, audio, self._voiced * FRAME_MS)
        # The end of this turn may pad the next one: nothing that was heard is lost between two turns.
        self._before.extend(self._turn[len(self._turn) - spare :])
        self._reset()
        self._foreground.end_turn()
        return stopped
