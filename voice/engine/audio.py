"""Sound as numbers, at one sample rate or another, and as it travels in JSON: base64 of PCM or of G.711."""

from __future__ import annotations

import base64
import binascii

import av
import numpy as np
import numpy.typing as npt

from voice.engine.faults import invalid
from voice.engine.interfaces import STT_RATE, TTS_RATE, Pcm
from voice.protocol.shapes import AudioFormat

PCM_RATE = 24_000
G711_RATE = 8_000
Bytes = npt.NDArray[np.uint8]


class Resampler:
    """A stream from one rate to another: it keeps its state, so that chunks join without clicks."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self._rate_in = rate_in
        self._same = rate_in == rate_out
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_out)

    def feed(self, pcm: Pcm) -> Pcm:
        """The next stretch at the new rate; some samples stay inside until more comes."""
        if self._same or not len(pcm):
            return pcm
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), "s16", "mono")
        frame.sample_rate = self._rate_in
        return join_frames(self._resampler.resample(frame))

    def flush(self) -> Pcm:
        """What is still inside, at the end of a stream."""
        return make_silence(0) if self._same else join_frames(self._resampler.resample(None))


def join_frames(frames: list[av.AudioFrame]) -> Pcm:
    """The samples of mono 16-bit frames in a row; none of no frames."""
    if not frames:
        return make_silence(0)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.int16, copy=False)


def resample(pcm: Pcm, rate_in: int, rate_out: int) -> Pcm:
    """A whole clip at another rate."""
    stream = Resampler(rate_in, rate_out)
    return np.concatenate([stream.feed(pcm), stream.flush()])


def make_silence(samples: int) -> Pcm:
    """So many samples of silence, whatever the rate."""
    return np.zeros(samples, np.int16)


# --- in JSON: 24 kHz PCM or telephone G.711, to and from the engine's own rates ---


class Decoder:
    """A client's audio, chunk by chunk, as speech recognition wants it."""

    def __init__(self, form: AudioFormat) -> None:
        self._kind = form["type"]
        self._odd = b""
        self._to_stt = Resampler(PCM_RATE if self._kind == "audio/pcm" else G711_RATE, STT_RATE)

    def decode(self, audio: str) -> Pcm:
        """A client's base64, as 16 kHz audio. Raises a Fault for what is no base64."""
        try:
            raw = base64.b64decode(audio, validate=True)
        except (binascii.Error, ValueError) as error:
            raise invalid("audio", "it is not base64.") from error
        return self._to_stt.feed(self._samples(raw))

    def _samples(self, raw: bytes) -> Pcm:
        if self._kind != "audio/pcm":
            return _TABLES[self._kind][np.frombuffer(raw, np.uint8)]
        raw = self._odd + raw
        whole = len(raw) // 2 * 2
        # Chunks may end within a sample: its other byte comes with the next.
        self._odd = raw[whole:]
        return np.frombuffer(raw[:whole], "<i2").astype(np.int16)


class Encoder:
    """The voice's audio, as the client wants it."""

    def __init__(self, form: AudioFormat) -> None:
        self._kind = form["type"]
        self._from_tts = Resampler(TTS_RATE, PCM_RATE if self._kind == "audio/pcm" else G711_RATE)

    def encode(self, pcm: Pcm) -> str:
        """24 kHz audio as base64 in the client's format."""
        pcm = self._from_tts.feed(pcm)
        raw = (
            pcm.astype("<i2").tobytes() if self._kind == "audio/pcm" else _compand(self._kind, pcm).tobytes()
        )
        return base64.b64encode(raw).decode()


def _mulaw_table() -> Pcm:
    # ITU-T G.711: all bits of μ-law are sent inverted.
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    size = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(code & 128, -size, size).astype(np.int16)


def _alaw_table() -> Pcm:
    # ITU-T G.711: every other bit of A-law is sent inverted.
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent, mantissa = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 264) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 128, size, -size).astype(np.int16)


_TABLES = {"audio/pcmu": _mulaw_table(), "audio/pcma": _alaw_table()}


def _compand(kind: str, pcm: Pcm) -> Bytes:
    """The nearest of the codec's 256 levels."""
    table = _TABLES[kind]
    order = np.argsort(table, kind="stable")
    levels = table[order].astype(np.int32)
    # A sample between two levels goes to the nearer one.
    middles = (levels[1:] + levels[:-1]) // 2
    return order[np.searchsorted(middles, pcm.astype(np.int32), side="left")].astype(np.uint8)
