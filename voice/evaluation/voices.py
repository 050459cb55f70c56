"""Callers' voices: others than the agent's own, chosen by a seed, each line of theirs kept in a file.

Japanese callers have Kokoro's voices (the extra `kokoro`), English ones those of the program `flite`.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from voice.engine.interfaces import TTS_RATE, Pcm
from voice.engine.models.weights import WeightsError
from voice.engine.tts import kokoro, local, read_english
from voice.engine.tts.sound import finish

JAPANESE = kokoro.VOICES
ENGLISH = ("slt", "rms", "awb")
JAPANESE_WRITING = re.compile(r"[぀-ヿ㐀-鿿]")
# What people nearby are heard to say on a street.
BABBLE = {
    "ja": (
        "それで明日の会議なんですけど、やっぱり三時からにしませんか",
        "うん、そうそう、駅の向こう側の店だよ",
    ),
    "en": (
        "So I told him we could meet at the station around three.",
        "Yes, the other one, across the street.",
    ),
}
# flite says them as words, and nobody does.
SPELLED = re.compile(r"\b(?:SUV|ETC|GPS|IDP)(?=s?\b)")
# Where people stop to think: after a comma or a particle, or between two words, and never within a number.
BREATH = {
    "ja": re.compile(r"、|(?<=[^\s、])(?:から|まで|[をにでがは])(?![をにでがはすし、。])"),
    "en": re.compile(r",? "),
}
# What is left on either side of it, in letters: nobody stops before the last word.
LEAST_PIECE = {"ja": 5, "en": 12}
# Said backwards it is a voice, and no words.
MUMBLED = {"ja": "ええと、そうですね", "en": "well, let me see"}


class VoiceMissing(Exception):
    """A caller's voice is not installed; says what to install."""


def find_language(text: str, otherwise: str) -> str:
    """ "ja" or "en", by how `text` is written; `otherwise` where there are only figures."""
    if JAPANESE_WRITING.search(text):
        return "ja"
    return "en" if re.search(r"[A-Za-z]{2}", text) else otherwise


def break_off(text: str, language: str) -> tuple[str, ...]:
    """`text` in two pieces, where a caller who has to think would stop; a short one in one piece."""
    language = find_language(text, language)
    least = LEAST_PIECE[language]
    places = [
        match.end()
        for match in BREATH[language].finditer(text)
        if match.end() >= least and len(text) - match.end() >= least
    ]
    if not places:
        return (text,)
    place = min(places, key=lambda place: abs(place - len(text) / 2))
    return text[:place], text[place:]


@dataclass(frozen=True)
class Voices:
    """One caller's two voices, one a language. `folder` keeps what was said, for all callers and runs."""

    names: tuple[tuple[str, str], ...]  # by language
    folder: Path
    weights: Path

    def speak(self, text: str, language: str) -> Pcm:
        """`text` aloud, 24 kHz, without silence at its ends. Raises VoiceMissing."""
        language = find_language(text, language)
        file = self.find_file(text, language)
        if not file.is_file():
            make: Callable[[str, str], Pcm] = self._speak_japanese if language == "ja" else speak_english
            keep(file, make(text, self.get_name(language)))
        with wave.open(str(file), "rb") as recording:
            return np.frombuffer(recording.readframes(-1), np.int16)

    def get_name(self, language: str) -> str:
        return dict(self.names)[language]

    def find_file(self, text: str, language: str) -> Path:
        """Where the sound of `text` is kept, once it was made."""
        name = self.get_name(language)
        return self.folder / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:24]}.wav"

    def mumble(self, language: str) -> Pcm:
        """A voice of which nobody can make out a word."""
        return self.speak(MUMBLED[language], language)[::-1]

    def _speak_japanese(self, text: str, name: str) -> Pcm:
        try:
            voice = load_kokoro(name, self.weights)
            pieces = [voice.speak(piece, language="ja") for piece in voice.cut_sentences(text)]
        except (WeightsError, ImportError) as error:
            raise VoiceMissing(f"Japanese callers need the extra `kokoro`: {error}") from error
        return np.concatenate([*pieces, np.zeros(0, np.int16)])


@cache
def load_kokoro(name: str, weights: Path) -> local.LocalTextToSpeech:
    """Kokoro's voice of this name; `weights` is the folder of its model."""
    return local.build(name, cache=weights)


def choose_voices(seed: str, *, folder: Path, weights: Path, agents: str = "") -> Voices:
    """The same for the same `seed`. `agents`: the agent's own voice, which no caller has."""
    chosen = random.Random(seed)  # noqa: S311  (a cast, not a secret)
    names = (
        ("ja", chosen.choice([name for name in JAPANESE if name != agents])),
        ("en", chosen.choice(ENGLISH)),
    )
    return Voices(names, folder, weights)


def speak_english(text: str, name: str) -> Pcm:
    """`text` by flite, as a person says it."""
    if not shutil.which("flite"):
        raise VoiceMissing("English callers need the program `flite`: apt-get install flite")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        command = ["flite", "-voice", name, "-t", write_as_said(text), "-o", str(file)]
        subprocess.run(command, check=True)  # noqa: S603  (no shell; the text is one argument)
        with wave.open(str(file), "rb") as recording:
            samples = np.frombuffer(recording.readframes(-1), np.int16)
            return finish(samples / 32768, recording.getframerate(), pause_ms=0)


def write_as_said(text: str) -> str:
    """For flite: figures written out, and short forms spelled, as a person says them."""
    return SPELLED.sub(lambda found: " ".join(found[0]), read_english.read(text))


def keep(file: Path, said: Pcm) -> None:
    """Written beside its place and renamed, as several calls may make the same line at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as unfinished,
        wave.open(unfinished, "wb") as recording,
    ):
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(TTS_RATE)
        recording.writeframes(said.tobytes())
    Path(unfinished.name).replace(file)
