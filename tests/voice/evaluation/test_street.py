"""Noise and band, measured."""

from __future__ import annotations

import numpy as np
import pytest

from tests.voice.engine.fakes import tone
from voice.engine.interfaces import TTS_RATE, Pcm
from voice.engine.tts.sound import finish
from voice.evaluation import street

pytestmark = pytest.mark.unit


def speak_in_tones(seconds: float, rng: np.random.Generator) -> Pcm:
    """Syllables of hiss and tone with gaps between them, levelled as every voice of ours is."""
    syllables: list[np.ndarray] = []
    while sum(len(sound) for sound in syllables) < seconds * TTS_RATE:
        length = round(rng.uniform(0.1, 0.25) * TTS_RATE)
        sound = np.sin(2 * np.pi * rng.uniform(120, 4000) * np.arange(length) / TTS_RATE)
        syllables += [(sound + rng.normal(0, 0.2, length)) * rng.uniform(0.1, 0.3), np.zeros(length // 3)]
    return finish(np.concatenate(syllables), TTS_RATE, pause_ms=0)


def measure_power(pcm: Pcm) -> float:
    """dB of full scale, of all of it."""
    return float(10 * np.log10(np.mean((pcm / 32768) ** 2)))


def measure_speech(pcm: Pcm) -> float:
    """dB of full scale, of the parts that sound: blocks of 20 ms within 30 dB of the loudest."""
    block = TTS_RATE // 50
    power = ((pcm[: len(pcm) // block * block].reshape(-1, block) / 32768) ** 2).mean(axis=1)
    return float(10 * np.log10(power[power > power.max() / 1000].mean()))


def share_of_band(pcm: Pcm, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(pcm.astype(np.float64))) ** 2
    frequencies = np.fft.rfftfreq(len(pcm), 1 / TTS_RATE)
    return float(power[(frequencies >= low) & (frequencies <= high)].sum() / power.sum())


@pytest.mark.parametrize("noise", [0.0, 5.0, 15.0, 30.0])
@pytest.mark.parametrize("seed", [0, 7])
def test_speech_is_so_much_louder_than_the_street(noise: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    speech = speak_in_tones(3, rng)
    made = street.make_street(noise, seed=seed, babble=[speak_in_tones(2, rng)])
    assert measure_speech(speech) - measure_power(made) == pytest.approx(noise, abs=0.5)


def test_the_same_seed_makes_the_same_street_and_another_another() -> None:
    first, again, other = (street.make_street(15, seed=seed, babble=[], seconds=2) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.1


def test_cars_come_and_go_without_a_seam() -> None:
    made = street.make_street(15, seed=3, babble=[])
    seconds = [measure_power(piece) for piece in np.split(made, 20)]
    assert max(seconds) - min(seconds) > 4
    steps = np.abs(np.diff(made.astype(np.int32)))
    assert abs(int(made[0]) - int(made[-1])) <= steps.max()


def test_people_nearby_are_heard_below_the_cars() -> None:
    whistle = tone(5000, 2.0, TTS_RATE)
    made = street.make_street(15, seed=3, babble=[whistle])
    share = share_of_band(made, 4950, 5050)
    assert 10 * np.log10(share / (1 - share)) == pytest.approx(-street.BABBLE_UNDER_STREET, abs=1)


def test_a_telephone_lets_nothing_through_beside_its_band() -> None:
    hiss = np.random.default_rng(5).normal(0, 3000, TTS_RATE).astype(np.int16)
    heard = street.limit_to_telephone(hiss)
    for low, high in ((0, 150), (4000, 12_000)):
        lost = share_of_band(heard, low, high) * np.mean(heard.astype(float) ** 2)
        before = share_of_band(hiss, low, high) * np.mean(hiss.astype(float) ** 2)
        assert 10 * np.log10(before / lost) > 20
    assert share_of_band(heard, 200, 4000) > 0.99
    inside = tone(1000, 1.0, TTS_RATE)
    assert np.abs(street.limit_to_telephone(inside).astype(np.int32) - inside).max() < 200


def test_two_loud_sounds_do_not_wrap_around() -> None:
    loud = np.full(10, 30000, np.int16)
    assert street.mix(loud, loud).tolist() == [32767] * 10
