"""What a caller's line sounds like: in which voice, with what noise around it, through which line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from voice.engine.interfaces import TTS_RATE, Pcm
from voice.evaluation import street, voices
from voice.evaluation.scenario import Scenario
from voice.protocol.shapes import AudioFormat

PCM: AudioFormat = {"type": "audio/pcm", "rate": 24000}
G711: AudioFormat = {"type": "audio/pcmu"}


@dataclass(frozen=True)
class Conditions:
    """How the callers of an evaluation speak.

    `noise`: dB by which a caller is louder than the street, None for quiet. `pause`: seconds of silence
    within a line. `seed` chooses voices and noise.
    """

    folder: Path  # where voices are kept
    weights: Path  # where the engine keeps its models
    agents_voice: str = ""
    noise: float | None = None
    is_telephone: bool = False
    pause: float = 0.0
    interrupts: bool = False
    seed: int = 0

    @property
    def form(self) -> AudioFormat:
        """What the sound travels as."""
        return G711 if self.is_telephone else PCM


@dataclass
class Mouth:
    """One caller's. Sound is 24 kHz. All methods raise VoiceMissing where a voice is not installed."""

    conditions: Conditions
    scenario: Scenario

    @cached_property
    def voices(self) -> voices.Voices:
        """The same for the same seed and scenario."""
        return voices.choose_voices(
            f"{self.conditions.seed} {self.scenario.id}",
            folder=self.conditions.folder,
            weights=self.conditions.weights,
            agents=self.conditions.agents_voice,
        )

    def say(self, text: str) -> Pcm:
        """`text` aloud, without the street; "" is a voice without words."""
        language = self.scenario.language
        speech = self._speak(text) if text else self.voices.mumble(language)
        return street.limit_to_telephone(speech) if self.conditions.is_telephone else speech

    def _speak(self, text: str) -> Pcm:
        language = self.scenario.language
        if not self.conditions.pause:
            return self.voices.speak(text, language)
        first, *rest = (self.voices.speak(piece, language) for piece in voices.break_off(text, language))
        silence = np.zeros(round(self.conditions.pause * TTS_RATE), np.int16)
        return np.concatenate([first, *(part for piece in rest for part in (silence, piece))])

    def make_street(self) -> Pcm:
        """A stretch of the noise around, to be played in a circle; of no length where it is quiet."""
        conditions, language = self.conditions, self.scenario.language
        if conditions.noise is None:
            return np.zeros(0, np.int16)
        seed = f"{conditions.seed} passers-by"
        others = voices.choose_voices(seed, folder=conditions.folder, weights=conditions.weights)
        babble = [others.speak(said, language) for said in voices.BABBLE[language]]
        noise = street.make_street(conditions.noise, seed=conditions.seed, babble=babble)
        return street.limit_to_telephone(noise) if conditions.is_telephone else noise
