"""Audio as it travels in JSON: base64 of 24 kHz PCM or of telephone G.711, to and from the engine's own."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
import numpy.typing as npt

from voice.engine.audio import Resampler
from voice.engine.faults import invalid
from voice.engine.interfaces import STT_RATE, TTS_RATE, Pcm

PCM_RATE = 24_000
G711_RATE = 8_000
Bytes = npt.NDArray[np.uint8]


class Decoder:
    """A client's audio, chunk by chunk, as speech recognition wants it."""

    def __init__(self, form: dict[str, Any]) -> None:
        self._kind = form["type"]
        self._odd = b""
        self._to_stt = Resampler(PCM_RATE if self._kind == "audio/pcm" else G711_RATE, STT_RATE)

    def decode(self, audio: str) -> Pcm:
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
        self._odd = raw[whole:]
        return np.frombuffer(raw[:whole], "<i2").astype(np.int16)


class Encoder:
    """The voice's audio, as the client wants it."""

    def __init__(self, form: dict[str, Any]) -> None:
        self._kind = form["type"]
        self._from_tts = Resampler(TTS_RATE, PCM_RATE if self._kind == "audio/pcm" else G711_RATE)

    def encode(self, pcm: Pcm) -> str:
        pcm = self._from_tts.feed(pcm)
        raw = (
            pcm.astype("<i2").tobytes() if self._kind == "audio/pcm" else _compand(self._kind, pcm).tobytes()
        )
        return base64.b64encode(raw).decode()


def _mulaw_table() -> Pcm:
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    size = (((mantissa << 3) + 132) << exponent) - 132
    return np.where(code & 128, -size, size).astype(np.int16)


def _alaw_table() -> Pcm:
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
    middles = (levels[1:] + levels[:-1]) // 2
    return order[np.searchsorted(middles, pcm.astype(np.int32), side="left")].astype(np.uint8)
