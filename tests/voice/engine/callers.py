"""Callers' voices for the tests: other voices than the agent's own, made once and kept under var/callers.

Unless another is asked for, Japanese callers speak with Kokoro's jm_kumo, English ones with flite's slt.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np

from voice.engine.interfaces import TTS_RATE, Pcm
from voice.engine.tts import local as tts
from voice.engine.tts.sound import resample

VAR = Path(__file__).parents[3] / "var"
ENGINE_CACHE = VAR / "engine-cache"
_KEPT = VAR / "callers"
VOICES = {"ja": ("jm_kumo", "jf_nezumi", "jf_alpha", "openjtalk"), "en": ("slt", "rms", "awb")}
NOT_PLAYED: Pcm = np.zeros(0, np.int16)
"""What the agent has sounded, to a detector that hears a caller alone."""


def caller_speech(text: str, language: str, *, rate: int = 16_000, voice: str = "") -> Pcm:
    """`text` as a caller says it, at `rate`; `voice` is one of the `VOICES`, the first by default."""
    samples, source = _kept(text, language, voice or VOICES[language][0])
    return converted(samples, source, rate)


def converted(samples: Pcm, source: int, target: int) -> Pcm:
    wave_ = resample(np.asarray(samples / 32768, np.float32), source, target)
    return np.round(np.clip(wave_, -1, 1) * 32767).astype(np.int16)


def _kept(text: str, language: str, voice: str) -> tuple[Pcm, int]:
    name = hashlib.sha256(f"{voice} {text}".encode()).hexdigest()[:16]
    file = _KEPT / f"{language}-{name}.wav"
    if not file.is_file():
        _KEPT.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=_KEPT, suffix=".wav")
        os.close(handle)
        (_japanese if language == "ja" else _english)(text, unfinished, voice)
        Path(unfinished).replace(file)
    with wave.open(str(file), "rb") as recording:
        return np.frombuffer(recording.readframes(-1), np.int16), recording.getframerate()


def _japanese(text: str, file: str, voice: str) -> None:
    speaker = _speaker(voice)
    samples = [speaker.speak(sentence, language="ja") for sentence in speaker.cut_sentences(text)]
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(TTS_RATE)
        recording.writeframes(np.concatenate(samples).tobytes())


def _english(text: str, file: str, voice: str) -> None:
    # Debian's flite; where it is missing, `make test` installs it or says so before any test runs.
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", file], check=True)


@lru_cache
def _speaker(voice: str) -> tts.LocalTextToSpeech:
    return tts.build(voice, "piper", ENGINE_CACHE)
