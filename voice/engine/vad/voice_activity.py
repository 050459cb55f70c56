"""Silero VAD on onnxruntime: how likely each 32 ms of audio is speech. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from voice.engine.interfaces import STT_RATE, Pcm
from voice.engine.models.onnx import open_model
from voice.engine.models.weights import WeightsError

# The shapes are Silero's: 512 samples at 16 kHz, the last 64 before them, and two memories.
FRAME = 512
FRAME_MS = FRAME * 1000 // STT_RATE
_CONTEXT = 64
_STATE = (1, 1, 128)
# After half a second of quiet the memory begins anew. In a long silence it comes to expect more of it: behind
# six seconds 18 to 23 of 230 short answers (はい, うん, 軽で) were no voice, of which 4 or 5 are left.
_QUIET, _FORGET = 0.15, 500 // FRAME_MS

Probabilities = npt.NDArray[np.float32]
Listener = Callable[[Pcm], Probabilities]


@dataclass(frozen=True)
class VoiceActivity:
    """The model, shared; each listener carries its own memory of one stream."""

    session: Any

    @classmethod
    def load(cls) -> Self:
        """Load the model; raises WeightsError where its weights are missing."""
        return cls(open_model(_find_model_file(), threads=1))

    def make_listener(self) -> Listener:
        """A function that takes whole frames, in order, and returns one probability a frame."""
        context: npt.NDArray[np.float32] = np.zeros(_CONTEXT, np.float32)
        h = np.zeros(_STATE, np.float32)
        c = np.zeros(_STATE, np.float32)
        quiet = 0  # frames

        def listen(audio: Pcm) -> Probabilities:
            nonlocal context, h, c, quiet
            count = len(audio) // FRAME
            if not count:
                return np.zeros(0, np.float32)
            # 16-bit samples as −1 to 1, which the model was trained on.
            samples = audio[: count * FRAME].astype(np.float32) / 32768
            # Each frame is heard together with the last 4 ms before it.
            heard = np.concatenate([context, samples])
            batch = np.lib.stride_tricks.sliding_window_view(heard, FRAME + _CONTEXT)[::FRAME]
            context = heard[-_CONTEXT:]
            found = np.zeros(count, np.float32)
            for start in range(0, count, _FORGET):
                piece = np.ascontiguousarray(batch[start : start + _FORGET])
                likely, h, c = self.session.run(None, {"input": piece, "h": h, "c": c})
                found[start : start + _FORGET] = np.asarray(likely, np.float32).reshape(-1)
                loud = np.flatnonzero(found[start : start + _FORGET] >= _QUIET)
                quiet = len(piece) - 1 - int(loud[-1]) if len(loud) else quiet + len(piece)
                if quiet >= _FORGET:
                    h, c, quiet = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32), 0
            return found

        return listen

    def voiced_ms(self, audio: Pcm, *, threshold: float = 0.5) -> int:
        """How much of 16 kHz audio is voice, in whole frames."""
        # The model needs a moment of quiet to find its bearings before a word that starts at once.
        lead = np.zeros(4 * FRAME, np.int16)
        tail = np.zeros(-len(audio) % FRAME, np.int16)
        found = self.make_listener()(np.concatenate([lead, audio, tail]))
        return int((found > threshold).sum()) * FRAME_MS


def _find_model_file() -> Path:
    for file in files("faster-whisper") or []:
        if file.match("faster_whisper/assets/silero_vad*.onnx"):
            return Path(str(file.locate()))
    raise WeightsError(
        "silero_vad_v6.onnx",
        expected="the model inside faster-whisper",
        found="nothing",
        remedy="pip install --force-reinstall 'faster-whisper~=1.2'",
    )
