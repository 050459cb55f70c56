"""Which voices at a microphone are the caller's: not the room's, nor the agent's own that comes back.

Silero says that somebody speaks, at whatever level. What the caller says is louder than the room, about as
loud as what they said before, and not a copy of what is being played. Levels are in dB under full scale.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voice.engine.interfaces import STT_RATE, Pcm
from voice.engine.vad.voice_activity import FRAME, FRAME_MS

Samples = npt.NDArray[np.float64]

# Four frames: a vowel fills them, a click does not.
_WINDOW = 4
# Telephones and browsers bring voices at −18 to −28. Who comes in louder is taken for one at the upper end,
# lest a cough makes the caller's own words too quiet to be theirs.
_LOUDEST_CALLER = -20.0
# Most frames of a voice are less than 8 dB under what it is on average.
_BELOW_CALLER = 10.0
_ABOVE_ROOM = 8.0
# In a loud room the caller is heard, and the room with them, rather than neither.
_AT_LEAST_BELOW_CALLER = 4.0
# Three seconds of the room, of which half a second says enough.
_ROOM, _ENOUGH_OF_ROOM = 3000 // FRAME_MS, 500 // FRAME_MS
# A second of other voices within ten: a caller's own soft syllables between two turns are less.
_VOICES_WITHIN, _ENOUGH_VOICES = 10_000 // FRAME_MS, 1000 // FRAME_MS
_ABOVE_VOICES, _BELOW_TURN = 6.0, 8.0
# A quiet caller is not shut out for ever: the limit sinks while they are awaited, at first at once, beside
# other voices late; in dB a second, and by so much at most.
_PATIENCE, _PATIENCE_BESIDE_VOICES = 4000 // FRAME_MS, 8000 // FRAME_MS
_SINKS_BY, _SINKS_AT_MOST = 1.0, 6.0
_UNKNOWN_SINKS_BY, _UNKNOWN_SINKS_AT_MOST = 6.0, 40.0
# So many turns tell of a quiet caller before a quiet voice may interrupt; and a turn that is as much louder
# than those before is the caller's, whoever spoke those.
_SURE_TURNS, _LOUDER = 3, 6.0
# The agent's voice is on its way to the caller for so long after its end, in samples.
_STILL_SOUNDS = 300 * STT_RATE // 1000
# So much speech says how loud its speaker is.
_TELLING = 320 // FRAME_MS


class Foreground:
    """One caller's microphone; it learns how loud the caller and the room are. Frames come in order."""

    def __init__(self) -> None:
        self._echo = EchoFinder()
        self._powers: deque[float] = deque([0.0] * _WINDOW, maxlen=_WINDOW)
        self._room: deque[float] = deque(maxlen=_ROOM)
        self._voices: deque[tuple[int, float]] = deque()  # others': frame number and level
        self._turn: list[float] = []  # powers
        self._caller: float | None = None
        self._turns = 0  # that told its level
        self._waited = 0  # frames since anybody spoke who counts
        self._patience = 0
        self._has_sunk = False  # the limit, when the turn began
        self._now = 0

    def is_callers(self, frame: Pcm, played: Pcm, *, is_speech: bool, in_turn: bool) -> bool:
        """Whether a frame that `is_speech` to the model may be the caller's.

        `played` is what the agent has sounded lately, until the end of `frame`; empty where it was silent.
        """
        self._now += 1
        self._powers.append(float(np.mean((frame / 32768.0) ** 2)))
        sounding = bool(played[-_STILL_SOUNDS:].any())
        self._wait(is_busy=sounding or in_turn)
        is_echo = self._echo.hears(frame, played, is_speech=is_speech)
        if is_echo:
            return False
        if in_turn:
            return is_speech and self._is_loud_within_turn()
        self._room.append(_measure_decibels(self._powers[-1]))
        if not is_speech:
            return False
        level = _measure_decibels(float(np.mean(self._powers)))
        if level >= self._least(sounding=sounding):
            return True
        self._voices.append((self._now, level))
        return False

    def end_turn(self) -> None:
        """A turn is over: its frames were one caller's."""
        if len(self._turn) >= _TELLING:
            self._learn(min(_LOUDEST_CALLER, _measure_decibels(float(np.mean(self._turn)))))
        self._turn.clear()

    def _learn(self, level: float) -> None:
        """How loud the caller is, from one more turn."""
        if self._caller is None or level > self._caller + _LOUDER:
            self._caller, self._turns = level, 1
        elif level > self._caller - _LOUDER or self._has_sunk:
            # Half of the old: one turn with the telephone at another ear does not decide alone.
            self._caller, self._turns = (self._caller + level) / 2, self._turns + 1

    def _wait(self, *, is_busy: bool) -> None:
        """Count the frames in which neither side says anything."""
        if is_busy:
            self._waited = 0
            return
        if not self._waited:
            self._patience = _PATIENCE if self._caller is not None else 0
            if self._hears_voices():
                self._patience = _PATIENCE_BESIDE_VOICES
        self._waited += 1

    def _least(self, *, sounding: bool) -> float:
        """How loud a voice must be to begin a turn."""
        room = float(np.median(self._room)) if len(self._room) >= _ENOUGH_OF_ROOM else -np.inf
        is_sure = self._caller is not None and (self._turns >= _SURE_TURNS or not sounding)
        caller = self._caller if is_sure and self._caller is not None else _LOUDEST_CALLER
        rate, most = (
            (_UNKNOWN_SINKS_BY, _UNKNOWN_SINKS_AT_MOST)
            if self._caller is None
            else (_SINKS_BY, _SINKS_AT_MOST)
        )
        self._has_sunk = self._waited > self._patience
        sunk = min(most, max(0, self._waited - self._patience) * FRAME_MS / 1000 * rate)
        least = max(room + _ABOVE_ROOM, caller - _BELOW_CALLER - sunk)
        return min(least, caller - _AT_LEAST_BELOW_CALLER)

    def _hears_voices(self) -> bool:
        """Whether others have been speaking here lately."""
        while self._voices and self._now - self._voices[0][0] > _VOICES_WITHIN:
            self._voices.popleft()
        return len(self._voices) >= _ENOUGH_VOICES

    def _is_loud_within_turn(self) -> bool:
        """A voice that goes on in the room must not keep the caller's turn open."""
        power = float(np.mean(self._powers))
        if self._turn and self._hears_voices():
            voices = float(np.mean([level for _, level in self._voices]))
            caller = _measure_decibels(float(np.mean(self._turn)))
            if _measure_decibels(power) < min(voices + _ABOVE_VOICES, caller - _BELOW_TURN):
                return False
        self._turn.append(self._powers[-1])
        return True


def _measure_decibels(power: float) -> float:
    return 10 * float(np.log10(power + 1e-10))


# How far behind its sending the agent's voice may come back: networks and the caller's loudspeaker.
_LATEST_ECHO = STT_RATE
_HEARD = _WINDOW * FRAME
PLAYED = _LATEST_ECHO + _HEARD
"""So many samples of what was played are looked through; earlier ones do not matter."""

# Echoes of rooms with as much sound from their walls as straight from the loudspeaker are 0.5 to 0.9 alike,
# a caller's own words at their likest moment within a second of the agent's mostly below 0.4 (one frame of
# a hundred above 0.5). Where an echo was before, it comes again; chance hits that place far less.
_ALIKE, _ALIKE_AT_PLACE = 0.5, 0.35
_NEAR = STT_RATE // 100
# Under a thousandth of the loudest stretch nothing was played that could be heard back.
_QUIET = 1e-3


class EchoFinder:
    """Compares what a microphone hears with what was played, at every delay that an echo may have."""

    def __init__(self) -> None:
        self._heard: Pcm = np.zeros(_HEARD, np.int16)
        # Delays in samples: of the echo that there is, and of what may be the first frame of another.
        self._place: int | None = None
        self._likely: int | None = None

    def hears(self, frame: Pcm, played: Pcm, *, is_speech: bool) -> bool:
        """Whether the last `_WINDOW` frames are mostly an echo of `played`, which ends with `frame`."""
        self._heard = np.concatenate([self._heard[FRAME:], frame])
        if not is_speech or len(played) < PLAYED:
            return False
        if self._place is not None and self._is_at(self._place, played):
            return True
        place, alike = _compare(self._heard, played[-PLAYED:])
        before, self._likely = self._likely, place if alike >= _ALIKE else None
        # One frame may be alike by chance, two in a row at the same delay are not.
        if self._likely is None or before is None or abs(place - before) > _NEAR:
            return False
        self._place = place
        return True

    def _is_at(self, place: int, played: Pcm) -> bool:
        """Whether it is an echo with a delay that is known: a twentieth of the work."""
        latest = max(0, place - _NEAR)
        near = played[len(played) - _HEARD - place - _NEAR : len(played) - latest]
        return _compare(self._heard, near)[1] >= _ALIKE_AT_PLACE


def _compare(heard: Pcm, played: Pcm) -> tuple[int, float]:
    """The delay at which the two are most alike, in samples from the end of `played`, and how much: 1 is a
    perfect copy, at whatever level."""
    band = _find_band(1 << len(played).bit_length())
    size = 4 * (len(band) - 1)
    # Nothing above 4 kHz is compared, so what comes back from these spectra is at half the rate.
    ours = np.fft.rfft(heard / 32768.0, size)[: len(band)] * band
    source = np.fft.rfft(played / 32768.0, size)[: len(band)] * band
    window = len(heard) // 2
    places = len(played) // 2 - window + 1
    products = np.abs(np.fft.irfft(source * np.conj(ours))[:places])
    energies = np.cumsum(np.concatenate([[0.0], np.fft.irfft(source)[: len(played) // 2] ** 2]))
    stretches = energies[window:] - energies[:-window]
    energy = float(np.sum(np.fft.irfft(ours)[:window] ** 2))
    floor = _QUIET * float(stretches.max()) + 1e-12
    likeness = products / np.sqrt(energy * np.maximum(stretches, floor) + 1e-12)
    best = int(np.argmax(likeness))
    return 2 * (places - 1 - best), float(likeness[best])


@lru_cache
def _find_band(size: int) -> Samples:
    """What is compared of a spectrum of `size` samples, up to 4 kHz: the telephone's band, its high part
    raised so that more than the pitch of a voice counts."""
    hertz = np.fft.rfftfreq(size, 1 / STT_RATE)[: size // 4 + 1]
    band = np.clip((hertz - 150) / 150, 0, 1) * np.clip((3700 - hertz) / 300, 0, 1)
    return np.asarray(band * np.maximum(hertz, 300) / 1000)
