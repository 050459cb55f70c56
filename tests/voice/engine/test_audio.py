"""Audio in JSON: 24 kHz PCM and telephone G.711, to speech recognition and from the voice."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from tests.voice.engine.fakes import pitch, tone
from voice.engine.audio import Decoder, Encoder, resample
from voice.engine.faults import Fault
from voice.engine.interfaces import STT_RATE, TTS_RATE

pytestmark = pytest.mark.engine

PCM = {"type": "audio/pcm", "rate": 24000}


def test_pcm_arrives_at_the_stt_rate_whatever_the_chunks() -> None:
    raw = tone(440, 1.0, 24_000).astype("<i2").tobytes()
    decoder = Decoder(PCM)
    cuts = range(0, len(raw), 4801)  # odd: samples are torn between chunks
    heard = np.concatenate([decoder.decode(base64.b64encode(raw[at : at + 4801]).decode()) for at in cuts])
    assert len(heard) == pytest.approx(STT_RATE, abs=100)
    assert abs(pitch(heard, STT_RATE) - 440) < 2


@pytest.mark.parametrize("kind", ["audio/pcmu", "audio/pcma"])
def test_telephone_audio_survives_the_round_trip(kind: str) -> None:
    encoded = Encoder({"type": kind}).encode(tone(440, 1.0, TTS_RATE))
    assert len(base64.b64decode(encoded)) == pytest.approx(8000, abs=100)
    heard = Decoder({"type": kind}).decode(encoded)
    assert abs(pitch(heard, STT_RATE) - 440) < 2
    assert float(np.abs(heard).max()) == pytest.approx(12000, rel=0.1)


@pytest.mark.parametrize(
    ("kind", "silent", "loudest"), [("audio/pcmu", 0xFF, (0x80, 32124)), ("audio/pcma", 0xD5, (0xAA, 32256))]
)
def test_telephone_codes_are_those_of_the_standard(kind: str, silent: int, loudest: tuple[int, int]) -> None:
    decoder = Decoder({"type": kind})
    code, level = loudest
    assert decoder._samples(bytes([silent]))[0] in {0, 8}
    assert decoder._samples(bytes([code]))[0] == level


def test_what_is_not_base64_is_refused() -> None:
    with pytest.raises(Fault):
        Decoder(PCM).decode("***")


def test_a_whole_clip_keeps_its_length_at_another_rate() -> None:
    assert len(resample(tone(440, 1.0, 24_000), 24_000, 48_000)) == pytest.approx(48_000, abs=50)
