"""The English voice: Piper's "joe", run here on onnxruntime without Piper's GPL runtime."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from voice.engine.models import known_weights
from voice.engine.models.onnx import open_model
from voice.engine.models.weights import place
from voice.engine.tts.pronounce_english import Pronouncer
from voice.engine.tts.read_english import read
from voice.engine.tts.sound import Wave

# Less than the voice's own 0.667 / 0.8: a little flatter, and figures come out clearer.
_NOISE, _NOISE_OF_LENGTH = 0.5, 0.5
_BEGIN, _END, _PAD = "^", "$", "_"


@dataclass(frozen=True)
class Joe:
    session: Any
    rate: int
    ids: dict[str, list[int]]
    pronouncer: Pronouncer

    @classmethod
    def load(cls, cache: Path) -> Self:
        """Load its weights; raises WeightsError where they are missing."""
        config = json.loads(place(known_weights.JOE_CONFIG, cache).read_text())
        session = open_model(place(known_weights.JOE, cache), threads=2)
        return cls(session, config["audio"]["sample_rate"], config["phoneme_id_map"], Pronouncer.load(cache))

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        phonemes = self.pronouncer.phonemes(read(text))
        if not phonemes:
            return np.zeros(0, np.float32), self.rate
        if phonemes[-1] not in ".?!,":
            phonemes += "."
        pad = self.ids[_PAD]
        sequence = [*self.ids[_BEGIN], *pad]
        for phoneme in phonemes:
            sequence += [*self.ids.get(phoneme, []), *pad] if phoneme in self.ids else []
        sequence += self.ids[_END]
        wave = self.session.run(
            None,
            {
                "input": np.array([sequence], np.int64),
                "input_lengths": np.array([len(sequence)], np.int64),
                "scales": np.array([_NOISE, 1 / speed, _NOISE_OF_LENGTH], np.float32),
            },
        )[0]
        return np.asarray(wave, np.float32).reshape(-1), self.rate
