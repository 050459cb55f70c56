"""What Silero finds to be speech in the real voices of callers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.voice.engine.callers import NOT_PLAYED, caller_speech
from voice.engine.interfaces import STT_RATE, Pcm, SpeechStarted
from voice.engine.vad.endpointing import Endpointer
from voice.engine.vad.voice_activity import VoiceActivity

pytestmark = [pytest.mark.engine, pytest.mark.long]

LINE = {"ja": "コンパクトカーでお願いします", "en": "A compact car, please."}


@pytest.fixture(scope="module")
def model() -> VoiceActivity:
    return VoiceActivity.load()


def make_room(seconds: float, loudness: int) -> Pcm:
    """The quiet of a room; 0 is none at all, as behind a noise gate."""
    noise = np.random.default_rng(1).normal(0, loudness, int(seconds * STT_RATE))
    return np.asarray(np.round(noise), np.int16)


@pytest.mark.parametrize("loudness", [0, 8])
@pytest.mark.parametrize(
    ("language", "answer", "voice"),
    [
        ("ja", "うん", "jf_nezumi"),
        ("ja", "ええ", "jf_tebukuro"),
        ("ja", "いいえ", "jf_tebukuro"),
        ("en", "No.", "slt"),
    ],
)
def test_a_short_answer_behind_a_long_silence_is_a_turn(
    model: VoiceActivity, language: str, answer: str, voice: str, loudness: int
) -> None:
    """The model's memory of the silence made it deaf to these."""
    detector = Endpointer(
        model.make_listener(), threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500
    )
    line = caller_speech(LINE[language], language, voice=voice)
    speech = caller_speech(answer, language, voice=voice)
    call = np.concatenate(
        [make_room(1, loudness), line, make_room(6, loudness), speech, make_room(1, loudness)]
    )
    slices = (call[start : start + STT_RATE // 50] for start in range(0, len(call), STT_RATE // 50))
    events = [event for piece in slices for event in detector.feed(piece, NOT_PLAYED)]
    assert sum(isinstance(event, SpeechStarted) for event in events) == 2
