"""What lies between a caller's mouth and the line: the noise of a street, the band of a telephone.

Pure numbers, 24 kHz, 16 bits; the same seed makes the same noise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice.engine.interfaces import TTS_RATE, Pcm

RATE = TTS_RATE
# What our voices are levelled to (voice/engine/tts/sound.py): speech of -20 dB under full scale.
SPEECH_LEVEL = -20.0
# A street repeats itself after so long: nobody hears it, and it is made in a moment.
STREET_SECONDS = 20.0
# People who talk nearby, under the cars: words that a careless ear would take for the caller's.
BABBLE_UNDER_STREET = 10.0  # dB
# Cars that pass within a stretch of street: how many, how much louder, how long each is near.
CARS = 4
CAR_GAIN = 3.0  # as often the amplitude, about 10 dB
CAR_SECONDS = (0.8, 2.0)
TELEPHONE_BAND = (300.0, 3400.0)
# How steeply a line falls off: 24 dB an octave below its band; above, as G.712 asks, 14 dB at 4 kHz.
# A brick wall in its place rings, and voice detectors take what comes through it for no voice at all.
BELOW, ABOVE = 4, 10
Samples = npt.NDArray[np.float64]


def make_street(noise: float, *, seed: int, babble: list[Pcm], seconds: float = STREET_SECONDS) -> Pcm:
    """A street on which a caller's speech is `noise` dB louder than all the rest, to be played in a circle.

    `babble`: what people nearby say.
    """
    random = np.random.default_rng(seed)
    length = round(seconds * RATE)
    street = _make_rumble(random, length) * _make_swells(random, length)
    street /= _measure_rms(street)
    voices = np.zeros(length)
    for said in babble:
        voices += np.roll(np.resize(said / 32768, length), random.integers(length))
    if babble:
        voices *= 10 ** (-BABBLE_UNDER_STREET / 20) / _measure_rms(voices)
    street += voices
    street *= 10 ** ((SPEECH_LEVEL - noise) / 20) / _measure_rms(street)
    return _quantise(street)


def limit_to_telephone(pcm: Pcm) -> Pcm:
    """Only what a telephone lets through, 300 to 3400 Hz; its steps (G.711) are the session's format."""
    spectrum = np.fft.rfft(pcm.astype(np.float64) / 32768)
    frequencies = np.fft.rfftfreq(len(pcm), 1 / RATE)
    low, high = TELEPHONE_BAND
    frequencies[0] = frequencies[1] / 2  # of a constant, nothing comes through either
    spectrum /= np.sqrt(1 + (low / frequencies) ** (2 * BELOW))
    spectrum /= np.sqrt(1 + (frequencies / high) ** (2 * ABOVE))
    return _quantise(np.fft.irfft(spectrum, len(pcm)))


def mix(pcm: Pcm, other: Pcm) -> Pcm:
    """Both at once, of the same length."""
    both: Pcm = np.clip(pcm.astype(np.int32) + other, -32768, 32767).astype(np.int16)
    return both


def _make_rumble(random: np.random.Generator, length: int) -> Samples:
    """Engines and tyres: 3 dB less an octave from 100 Hz, and little above 4 kHz."""
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    shape = np.sqrt(100 / np.maximum(frequencies, 100)) / (1 + (frequencies / 4000) ** 2)
    shape[frequencies < 30] = 0
    phases = random.uniform(0, 2 * np.pi, len(frequencies))
    return np.asarray(np.fft.irfft(shape * np.exp(1j * phases), length), np.float64)


def _make_swells(random: np.random.Generator, length: int) -> Samples:
    """How loud it is at each sample: cars come and go, also over the end of the circle."""
    gains = np.ones(length)
    moments = np.arange(length)
    for _car in range(CARS):
        distance = np.abs(moments - random.integers(length))
        distance = np.minimum(distance, length - distance) / RATE
        gains += (CAR_GAIN - 1) * np.exp(-((distance / random.uniform(*CAR_SECONDS)) ** 2))
    return gains


def _measure_rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _quantise(samples: Samples) -> Pcm:
    return np.round(samples * 32767).clip(-32768, 32767).astype(np.int16)
