"""When a turn begins, pauses, goes on and ends, told by a made-up listener."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from tests.voice.engine.callers import NOT_PLAYED
from voice.engine.interfaces import (
    STT_RATE,
    Pcm,
    SpeechHeld,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnEvent,
)
from voice.engine.vad.endpointing import Endpointer
from voice.engine.vad.voice_activity import FRAME, FRAME_MS, Probabilities

pytestmark = pytest.mark.unit

VOICE, HUSH, BETWEEN = 0.9, 0.05, 0.42


def frames(milliseconds: int) -> int:
    return milliseconds // FRAME_MS


class Script:
    """A listener that was told beforehand how likely each frame is."""

    def __init__(self, probabilities: Iterable[float]) -> None:
        self.left = list(probabilities)

    def __call__(self, audio: Pcm) -> Probabilities:
        count = len(audio) // FRAME
        said, self.left = self.left[:count], self.left[count:]
        return np.array(said, np.float32)


def heard(
    *parts: tuple[float, int], chunk: int = FRAME, padding: int = 320, silence: int = 512
) -> list[TurnEvent]:
    script = [probability for probability, length in parts for _ in range(frames(length))]
    turns = Endpointer(Script(script), threshold=0.5, prefix_padding_ms=padding, silence_duration_ms=silence)
    # As loud as it is likely, and each frame carries its own number.
    audio = np.repeat([6000 if probability > HUSH else 3 for probability in script], FRAME).astype(np.int16)
    audio[::FRAME] = np.arange(len(script))
    events: list[TurnEvent] = []
    for at in range(0, len(audio), chunk):
        events += turns.feed(audio[at : at + chunk], NOT_PLAYED)
    return events


def kinds(events: list[TurnEvent]) -> list[type]:
    return [type(event) for event in events]


def test_a_sentence_starts_pauses_and_stops() -> None:
    events = heard((HUSH, 640), (VOICE, 960), (HUSH, 640))
    started, paused, stopped = events
    assert started == SpeechStarted(audio_start_ms=320)
    assert isinstance(paused, SpeechPaused)
    assert isinstance(stopped, SpeechStopped)
    assert stopped.audio_end_ms == 640 + 960 + 512
    assert stopped.speech_ms == 960


def test_the_audio_holds_the_padding_the_words_and_a_little_silence() -> None:
    stopped = heard((HUSH, 640), (VOICE, 960), (HUSH, 640))[-1]
    assert isinstance(stopped, SpeechStopped)
    numbers = stopped.audio[::FRAME]
    assert numbers[0] == frames(320)
    assert numbers[-1] == frames(640 + 960 + 320) - 1
    assert list(numbers) == list(range(numbers[0], numbers[-1] + 1)), "no frame is lost or said twice"


@pytest.mark.parametrize("chunk", [160, 320, 500, 512, 4096, 100_000])
def test_the_size_of_the_pieces_does_not_matter(chunk: int) -> None:
    whole = heard((HUSH, 640), (VOICE, 960), (HUSH, 640))
    pieces = heard((HUSH, 640), (VOICE, 960), (HUSH, 640), chunk=chunk)
    assert kinds(pieces) == kinds(whole)
    assert pieces[0] == whole[0]


def test_a_click_is_not_speech() -> None:
    assert heard((HUSH, 320), (VOICE, 64), (HUSH, 640)) == []


def test_clicks_far_apart_do_not_add_up() -> None:
    assert heard(*[(VOICE, 64), (HUSH, 160)] * 20) == []


def test_a_stutter_at_the_start_is_one_beginning() -> None:
    events = heard((HUSH, 640), (VOICE, 64), (HUSH, 64), (VOICE, 320), (HUSH, 640))
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechStopped]


def test_a_short_yes_is_heard() -> None:
    events = heard((HUSH, 320), (VOICE, 160), (HUSH, 640))
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechStopped]


def test_a_pause_between_words_is_taken_back() -> None:
    events = heard((VOICE, 640), (HUSH, 320), (VOICE, 640), (HUSH, 640))
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechResumed, SpeechPaused, SpeechStopped]


def test_a_click_in_the_silence_does_not_lengthen_the_turn() -> None:
    events = heard((VOICE, 640), (HUSH, 256), (VOICE, 32), (HUSH, 640))
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechStopped]
    stopped = events[-1]
    assert isinstance(stopped, SpeechStopped)
    assert stopped.audio_end_ms == 640 + 512


def test_a_voice_that_sinks_a_little_is_still_speaking() -> None:
    events = heard((VOICE, 320), (BETWEEN, 960), (VOICE, 320), (HUSH, 640))
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechStopped]


def test_a_turn_without_end_is_cut_before_it_is_too_long_to_be_heard_whole() -> None:
    events = heard((VOICE, 70_400))
    assert kinds(events) == [SpeechStarted, SpeechStopped, SpeechStarted, SpeechStopped, SpeechStarted]
    turns = [event for event in events if isinstance(event, SpeechStopped)]
    assert all(len(turn.audio) <= 28 * STT_RATE for turn in turns)
    spoken = [number for turn in turns for number in turn.audio[::FRAME]]
    assert spoken == list(range(len(spoken))), "no frame is lost between two turns"


def test_a_turn_at_the_first_sample_has_no_padding() -> None:
    assert heard((VOICE, 640))[0] == SpeechStarted(audio_start_ms=0)


def test_a_short_limit_of_silence_stops_without_a_pause() -> None:
    events = heard((VOICE, 640), (HUSH, 640), silence=96)
    assert kinds(events) == [SpeechStarted, SpeechStopped]


def turn_with_a_pause(milliseconds: int, *, held: bool) -> tuple[Endpointer, list[TurnEvent]]:
    script = [VOICE] * 20 + [HUSH] * frames(milliseconds) + [VOICE] * 20 + [HUSH] * frames(2000)
    turns = Endpointer(Script(script), threshold=0.5, prefix_padding_ms=320, silence_duration_ms=512)
    events: list[TurnEvent] = []
    for probability in script[: 20 + frames(milliseconds) + 20]:
        events += turns.feed(np.full(FRAME, 6000 if probability == VOICE else 3, np.int16), NOT_PLAYED)
        if held and events and isinstance(events[-1], SpeechPaused):
            turns.hold()
    return turns, events


@pytest.mark.parametrize("milliseconds", [640, 1200])
def test_a_turn_that_is_held_outlasts_a_long_pause(milliseconds: int) -> None:
    assert SpeechStopped in kinds(turn_with_a_pause(milliseconds, held=False)[1])
    _, events = turn_with_a_pause(milliseconds, held=True)
    assert kinds(events) == [SpeechStarted, SpeechPaused, SpeechHeld, SpeechResumed]


def test_a_turn_that_is_held_ends_all_the_same() -> None:
    assert SpeechStopped in kinds(turn_with_a_pause(1600, held=True)[1])


def test_a_turn_ends_where_its_silence_was_over_once_it_is_released() -> None:
    script = [VOICE] * 20 + [HUSH] * 30
    turns = Endpointer(Script(script), threshold=0.5, prefix_padding_ms=320, silence_duration_ms=512)
    turns.feed(np.repeat(np.array([6000] * 20, np.int16), FRAME), NOT_PLAYED)
    turns.hold()
    assert SpeechStopped not in kinds(turns.feed(np.full(30 * FRAME, 3, np.int16), NOT_PLAYED))
    (stopped,) = turns.release()
    assert isinstance(stopped, SpeechStopped)
    assert stopped.audio_end_ms == 20 * FRAME_MS + 512
    assert turns.release() == []


def test_releasing_a_voice_ends_nothing() -> None:
    turns = Endpointer(Script([VOICE] * 20), threshold=0.5, prefix_padding_ms=320, silence_duration_ms=512)
    turns.feed(np.full(20 * FRAME, 6000, np.int16), NOT_PLAYED)
    turns.hold()
    assert turns.release() == []


def test_two_turns_are_told_apart() -> None:
    events = heard((VOICE, 640), (HUSH, 960), (VOICE, 640), (HUSH, 960))
    first = [SpeechStarted, SpeechPaused, SpeechStopped]
    assert kinds(events) == first * 2
    second = events[3]
    assert isinstance(second, SpeechStarted)
    assert second.audio_start_ms == 640 + 960 - 320
