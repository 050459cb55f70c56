"""What is done to a waveform: rates, ends, loudness."""

from __future__ import annotations

import numpy as np
import pytest

from voice.engine.tts.sound import Wave, finish, level, resample, trim

pytestmark = pytest.mark.unit


def tone(hertz: float, rate: int, seconds: float = 0.5) -> Wave:
    return np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate).astype(np.float32)


def loudness(wave: Wave) -> float:
    return float(np.sqrt(np.mean(wave[2000:-2000] ** 2)))


@pytest.mark.parametrize("source", [22_050, 48_000, 16_000])
def test_a_tone_keeps_its_pitch_length_and_loudness(source: int) -> None:
    found = resample(tone(1000, source), source, 24_000)
    assert len(found) == 12_000
    assert found[2000:-2000] == pytest.approx(tone(1000, 24_000)[2000:-2000], abs=2e-3)


def test_what_the_lower_rate_cannot_carry_does_not_fold_back() -> None:
    assert loudness(resample(tone(17_000, 48_000), 48_000, 24_000)) < 1e-3


def test_silence_at_the_ends_is_cut() -> None:
    quiet = np.zeros(24_000, np.float32)
    found = trim(np.concatenate([quiet, tone(440, 24_000), quiet]))
    assert 12_000 <= len(found) <= 12_000 + 24_000 // 10


def test_loud_and_soft_voices_come_out_alike_and_unclipped() -> None:
    loud, soft = level(tone(440, 24_000) * 3), level(tone(440, 24_000) * 0.01)
    assert loudness(loud) == pytest.approx(loudness(soft), rel=0.01)
    assert np.abs(loud).max() < 0.9


def test_a_peak_never_reaches_full_scale() -> None:
    wave = tone(440, 24_000) * 0.05
    wave[6000] = 1.0
    assert np.abs(finish(wave, 24_000, pause_ms=0)).max() < 32_767


def test_a_pause_follows() -> None:
    pcm = finish(tone(440, 24_000), 24_000, pause_ms=200)
    assert not pcm[-4800:].any()


def test_nothing_is_nothing() -> None:
    assert len(finish(np.zeros(0, np.float32), 22_050, pause_ms=0)) == 0
    assert not finish(np.zeros(100, np.float32), 24_000, pause_ms=0).any()
