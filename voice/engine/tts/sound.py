"""What is done to a voice's waveform before it is sent: rate, silence at its ends, loudness. Pure numpy."""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
import numpy.typing as npt

from voice.engine.interfaces import TTS_RATE, Pcm

# Mono samples from -1.0 to 1.0.
Wave = npt.NDArray[np.float32]

_LOUDNESS = 10 ** (-20 / 20)  # of the spoken parts
# The codec on the way may overshoot a little: below full scale nothing clips.
_CEILING = 10 ** (-1.5 / 20)
_BLOCK = 480  # 20 ms at 24 kHz
_HALF_WIDTH = 24  # zero crossings of the low-pass on each side
# Kept around the words: a first consonant and a last breath are quieter than what `trim` takes for speech.
_LEAD, _TAIL = TTS_RATE * 20 // 1000, TTS_RATE * 60 // 1000


def finish(wave: npt.NDArray[np.floating], rate: int, *, pause_ms: int) -> Pcm:
    """A voice's raw output, at `rate` Hz, as the engine plays it: 24 kHz, trimmed, evenly loud, then
    `pause_ms` of silence."""
    said = level(trim(resample(wave.astype(np.float32), rate, TTS_RATE)))
    pause = np.zeros(TTS_RATE * pause_ms // 1000, np.int16)
    return np.concatenate([np.round(said * 32767).astype(np.int16), pause])


def resample(wave: Wave, source: int, target: int) -> Wave:
    """`wave` at `source` Hz as one at `target` Hz, band-limited: what the slower rate cannot carry is
    filtered away, not folded back."""
    if source == target or not len(wave):
        return wave
    common = gcd(source, target)
    up, down = target // common, source // common
    filters = _filters(up, down)
    taps = filters.shape[1]
    length = -(-len(wave) * up // down)
    padded = np.concatenate([np.zeros(taps // 2, np.float32), wave, np.zeros(taps + down, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, taps)
    out = np.empty(length, np.float32)
    for phase in range(up):
        places = out[phase::up]
        first = phase * down // up
        places[:] = windows[first::down][: len(places)] @ filters[phase * down % up]
    return out


@lru_cache
def _filters(up: int, down: int) -> Wave:
    """One windowed sinc for each fraction of an input sample that an output sample can fall on."""
    # A little below the lower rate's limit: the filter needs some room to fall off.
    cutoff = 0.94 * min(1.0, up / down)
    half = int(np.ceil(_HALF_WIDTH / cutoff))
    offsets = np.arange(-half, half + 1)[np.newaxis, :] - (np.arange(up) / up)[:, np.newaxis]
    # A Kaiser window with β = 9: what lies beside the band comes through some 90 dB weaker.
    window = np.i0(9 * np.sqrt(np.clip(1 - (offsets / (half + 1)) ** 2, 0, None))) / np.i0(9)
    filters = np.sinc(offsets * cutoff) * window
    return np.asarray(filters / filters.sum(axis=1, keepdims=True), np.float32)


def trim(wave: Wave) -> Wave:
    """Without the silence that voices put before and after: the caller should hear the first word at once."""
    if not len(wave):
        return wave
    # 34 dB under the peak: what is quieter than that before the first word is breath and hiss.
    loud = np.flatnonzero(np.abs(wave) > 0.02 * np.abs(wave).max())
    if not len(loud):
        return wave
    start, stop = max(0, loud[0] - _LEAD), min(len(wave), loud[-1] + _TAIL)
    cut = wave[start:stop].copy()
    # A cut in the middle of a wave is heard as a click: 5 ms of fading are not heard at all.
    fade = min(len(cut), _LEAD // 4)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    cut[:fade] *= ramp
    cut[len(cut) - fade :] *= ramp[::-1]
    return cut


def level(wave: Wave) -> Wave:
    """Equally loud sentences, measured where there is speech; never beyond the ceiling."""
    if not len(wave) or not np.abs(wave).max():
        return wave
    blocks = wave[: len(wave) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    power = (blocks.astype(np.float64) ** 2).mean(axis=1) if len(blocks) else np.mean(wave**2, keepdims=True)
    # 30 dB under the loudest block is a pause, and must not make its sentence louder.
    spoken = power[power > power.max() / 1000]
    gain = _LOUDNESS / np.sqrt(spoken.mean())
    return np.asarray(wave * min(gain, _CEILING / np.abs(wave).max()), np.float32)
