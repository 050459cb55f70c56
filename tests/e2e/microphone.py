"""WAV files for Chromium's fake microphone: a caller's lines, the agent's turns left free between."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 48_000
# Until the greeting is heard: the page's set-up and the connection.
CONNECTING_S = 3.0
# After the agent's last word: what recognition, tools and a polite caller take.
MARGIN_S = 4.0


@dataclass(frozen=True)
class Line:
    """`speech` at 48 kHz, said after `agent_s` seconds of the agent's voice."""

    agent_s: float
    speech: npt.NDArray[np.int16]


def write(path: Path, lines: Sequence[Line], *, tail_s: float = 60.0) -> Path:
    """One mono 48 kHz file of all lines, each after the agent's turn that it answers."""
    pieces = [silence(CONNECTING_S)]
    for line in lines:
        pieces += [silence(line.agent_s + MARGIN_S), line.speech]
    pieces.append(silence(tail_s))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.concatenate(pieces).astype("<i2").tobytes())
    return path


def silence(seconds: float) -> npt.NDArray[np.int16]:
    """Not digital zero: a room has a little noise, and so the recogniser's gates are tried too."""
    noise = np.random.default_rng(seed=1).normal(0, 8, int(seconds * RATE))
    return noise.astype(np.int16)
