"""Sound as numbers, at one sample rate or another. It knows neither sessions nor codecs."""

from __future__ import annotations

import av
import numpy as np

from voice.engine.interfaces import Pcm


class Resampler:
    """A stream from one rate to another: it keeps its state, so that chunks join without clicks."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self._rate_in = rate_in
        self._same = rate_in == rate_out
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_out)

    def feed(self, pcm: Pcm) -> Pcm:
        if self._same or not len(pcm):
            return pcm
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), "s16", "mono")
        frame.sample_rate = self._rate_in
        return join_frames(self._resampler.resample(frame))

    def rest(self) -> Pcm:
        """What is still inside, at the end of a stream."""
        return silence(0) if self._same else join_frames(self._resampler.resample(None))


def join_frames(frames: list[av.AudioFrame]) -> Pcm:
    """The samples of mono 16-bit frames in a row; none of no frames."""
    if not frames:
        return silence(0)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.int16, copy=False)


def resample(pcm: Pcm, rate_in: int, rate_out: int) -> Pcm:
    """A whole clip at another rate."""
    stream = Resampler(rate_in, rate_out)
    return np.concatenate([stream.feed(pcm), stream.rest()])


def silence(samples: int) -> Pcm:
    """So many samples of it, whatever the rate."""
    return np.zeros(samples, np.int16)
