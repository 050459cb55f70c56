"""The agent's voice frame by frame: what sounds, what is cut, and what was heard of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.voice.engine.fakes import loud, tone
from voice.engine.audio_output import ContentPart, Cut
from voice.engine.interfaces import TTS_RATE, Pcm
from voice.engine.webrtc.voice_track import VoiceTrack

pytestmark = pytest.mark.engine

FIRST, SECOND = ContentPart("resp_1", "item_1"), ContentPart("resp_2", "item_2")


class Told(list[tuple[str, str]]):
    def __call__(self, kind: str, **fields: Any) -> None:
        self.append((kind.removeprefix("output_audio_buffer."), fields["response_id"]))


@pytest.fixture
def reports() -> Told:
    return Told()


@pytest.fixture
async def track(reports: Told) -> VoiceTrack:
    return VoiceTrack(reports)


async def heard(track: VoiceTrack, frames: int) -> list[Pcm]:
    return [(await track.recv()).to_ndarray().reshape(-1).astype(np.int16) for _ in range(frames)]


async def test_it_is_silent_until_there_is_something_to_say(track: VoiceTrack, reports: Told) -> None:
    frames = await heard(track, 3)
    assert [len(frame) for frame in frames] == [960] * 3
    assert not any(frame.any() for frame in frames)
    assert reports == []


async def test_a_response_begins_and_ends_to_sound_once(track: VoiceTrack, reports: Told) -> None:
    track.play(FIRST, tone(330, 0.06, TTS_RATE))
    track.play(FIRST, tone(330, 0.06, TTS_RATE))
    track.finish("resp_1")
    assert track.seconds_left() == pytest.approx(0.12, abs=0.01)
    frames = await heard(track, 8)
    assert sum(map(loud, frames)) in {6, 7}
    assert reports == [("started", "resp_1"), ("stopped", "resp_1")]
    assert track.seconds_left() == 0


async def test_waiting_for_the_next_sentence_is_not_the_end(track: VoiceTrack, reports: Told) -> None:
    track.play(FIRST, tone(330, 0.02, TTS_RATE))
    await heard(track, 3)
    assert reports == [("started", "resp_1")]
    track.play(FIRST, tone(330, 0.02, TTS_RATE))
    track.finish("resp_1")
    await heard(track, 3)
    assert reports == [("started", "resp_1"), ("stopped", "resp_1")]


async def test_two_responses_sound_one_after_the_other(track: VoiceTrack, reports: Told) -> None:
    for part in (FIRST, SECOND):
        track.play(part, tone(330, 0.04, TTS_RATE))
        track.finish(part.response_id)
    await heard(track, 6)
    assert reports == [
        ("started", "resp_1"),
        ("stopped", "resp_1"),
        ("started", "resp_2"),
        ("stopped", "resp_2"),
    ]


async def test_a_response_without_sound_is_not_told(track: VoiceTrack, reports: Told) -> None:
    track.finish("resp_1")
    await heard(track, 2)
    assert reports == []


async def test_clearing_silences_within_the_next_frame_and_tells_what_was_heard(track: VoiceTrack) -> None:
    track.play(FIRST, tone(330, 1.0, TTS_RATE))
    track.finish("resp_1")
    track.play(SECOND, tone(330, 1.0, TTS_RATE))
    await heard(track, 10)
    cleared = track.clear()
    assert cleared.responses == ["resp_1", "resp_2"]
    assert cleared.cuts == [Cut("item_1", 200), Cut("item_2", 0)]
    assert cleared.was_playing
    fading, after = await heard(track, 2)
    assert not fading[240:].any()  # 5 ms of fading: no click
    assert not after.any()


async def test_clearing_silence_changes_nothing(track: VoiceTrack, reports: Told) -> None:
    cleared = track.clear()
    assert (cleared.responses, cleared.cuts, cleared.was_playing) == ([], [], False)
    assert reports == []


async def test_what_was_heard_of_an_item_before_it_was_cleared_still_counts(track: VoiceTrack) -> None:
    for heard_ms in (100, 200):
        track.play(FIRST, tone(330, 1.0, TTS_RATE))
        await heard(track, 5)
        cut = track.clear().cuts[0]
        assert cut.item_id == "item_1"
        assert cut.heard_ms == pytest.approx(heard_ms, abs=6)  # the fading end of a cut is not heard
