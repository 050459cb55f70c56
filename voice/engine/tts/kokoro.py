"""Kokoro's Japanese voices: natural, and about ten times the work of OpenJTalk. An extra (`kokoro`).

OpenJTalk reads the text (it knows dates and counters); its kana become the phonemes Kokoro learnt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from voice.engine.models import known_weights
from voice.engine.models.onnx import open_model
from voice.engine.models.weights import locate
from voice.engine.tts.latin_names import Sounds
from voice.engine.tts.open_jtalk import call_without_sudachi, prepare
from voice.engine.tts.sound import Wave

_ROWS = {
    "アイウエオ": "a i ɯ e o",
    "カキクケコ": "ka kʲi kɯ ke ko",
    "ガギグゲゴ": "ɡa ɡʲi ɡɯ ɡe ɡo",
    "サシスセソ": "sa ɕi sɨ se so",
    "ザジズゼゾ": "ʣa ʥi zɨ ʣe ʣo",
    "タチツテト": "ta ʨi ʦɨ te to",
    "ダヂヅデド": "da ʥi zɨ de do",
    "ナニヌネノ": "na ɲi nɯ ne no",
    "ハヒフヘホ": "ha çi ɸɯ he ho",
    "バビブベボ": "ba bʲi bɯ be bo",
    "パピプペポ": "pa pʲi pɯ pe po",
    "マミムメモ": "ma mʲi mɯ me mo",
    "ラリルレロ": "ɾa ɾʲi ɾɯ ɾe ɾo",
    "ヤユヨワヲ": "ja jɯ jo βa o",
    "ヴヰヱヵヶ": "vɯ i e ka ke",
}
_KANA = {kana: said for row, sounds in _ROWS.items() for kana, said in zip(row, sounds.split(), strict=True)}
# A small kana replaces the vowel: キ + ョ.
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o", "ャ": "a", "ュ": "ɨ", "ョ": "o", "ヮ": "βa"}
_GLIDES = {"ウ": "β", "ク": "kᵝ", "グ": "ɡᵝ", "テ": "tʲ", "デ": "dʲ", "ト": "t", "ド": "d", "イ": "j"}
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))


def pronounce_kana(kana: str) -> str:
    """The phonemes of a word in katakana, in the letters of Kokoro's vocabulary; of what is no kana, none."""
    said: list[str] = []
    for at, letter in enumerate(kana):
        before = kana[at - 1] if at else ""
        if letter in _SMALL and before in _KANA:
            said[-1] = _GLIDES.get(before, _KANA[before][:-1]) + _SMALL[letter]
        elif letter == "ー":
            said.append("ː")
        elif letter == "ッ":
            said.append("ʔ")
        elif letter == "ン":
            said.append(_choose_nasal(_KANA.get(kana[at + 1 : at + 2], "")))
        else:
            said.append(_KANA.get(letter, ""))
    return "".join(said)


def _choose_nasal(following: str) -> str:
    return next((said for starts, said in _NASALS if following and following[0] in starts), "ɴ")


_FIGURES = "一二三四五六七八九十"


def join_words(nodes: Iterable[Mapping[str, Any]]) -> str:
    """The phonemes of OpenJTalk's `nodes`, with a space where a word begins.

    None within a number, nor before its counter: the voice may pause at a space, and a caller then hears
    「12月に、12日」 for 22日.
    """
    said: list[str] = []
    after_number = False
    for node in nodes:
        if node["pos"] == "記号":
            said.append(_MARKS.get(node["string"], ""))
            after_number = False
            continue
        is_number = node["pos_group1"] == "数"
        # Of 十四日 the dictionary has 四日 as a word.
        goes_on = after_number and (
            is_number or node["pos_group1"] == "接尾" or node["string"][0] in _FIGURES
        )
        said.append(("" if goes_on else " ") + pronounce_kana(re.sub("[’']", "", node["pron"])))
        # Figures that are said one by one stay apart: they are no quantity.
        after_number = is_number and not node["string"].isdecimal()
    return "".join(said).strip()


VOICES = ("jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo")
_RATE = 24_000
# The model takes 510 tokens between two pads; what is longer is cut rather than refused.
_LONGEST = 500
_MARKS = {"。": ".", "、": ",", "？": "?", "！": "!", "?": "?", "!": "!", ".": ".", ",": ",", "，": ","}


@dataclass(frozen=True)
class Kokoro:
    """One of Kokoro's voices. `style` has one vector of 256 for each length of text, in tokens; `vocabulary`
    the number of each phoneme; `sounds` are the phonemes of an English word."""

    session: Any
    style: Wave
    vocabulary: dict[str, int]
    sounds: Sounds

    @classmethod
    def load(cls, voice: str, cache: Path, sounds: Sounds) -> Self:
        """Load the weights of `voice`, one of VOICES; raises WeightsError where they are missing."""
        vocabulary = json.loads(locate(known_weights.KOKORO_VOCABULARY, cache).read_text())["vocab"]
        with np.load(locate(known_weights.KOKORO_VOICES, cache)) as styles:
            style = np.asarray(styles[voice], np.float32)
        return cls(open_model(locate(known_weights.KOKORO, cache), threads=2), style, vocabulary, sounds)

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        """As `Voice.say`; what comes after 500 phonemes is left out."""
        tokens = [self.vocabulary[letter] for letter in self._read(text) if letter in self.vocabulary]
        tokens = tokens[:_LONGEST]
        if not tokens:
            return np.zeros(0, np.float32), _RATE
        # There is one style vector for each length of text.
        style = self.style[min(len(tokens), len(self.style)) - 1]
        wave = self.session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": style.reshape(1, 256),
                "speed": np.array([speed], np.float32),
            },
        )[0]
        return np.asarray(wave, np.float32).reshape(-1), _RATE

    def _read(self, text: str) -> str:
        import pyopenjtalk

        return join_words(call_without_sudachi(pyopenjtalk.run_frontend, prepare(text, self.sounds)))
