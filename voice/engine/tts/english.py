"""The English voice: Piper's "joe", run here on onnxruntime without Piper's GPL runtime.

Words become phonemes in the spelling that Piper's voices were trained on (espeak's IPA). The pronunciations
come from a CMUdict-derived lexicon and a letter-to-sound model, both MIT data packages; espeak itself, which
is GPL, is not needed. Japanese names are read as Japanese.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from voice.engine.models import known_weights
from voice.engine.models.onnx import open_model
from voice.engine.models.weights import locate
from voice.engine.tts.read_english import read, spell_letters
from voice.engine.tts.sound import Wave


def _set_of(line: str) -> set[str]:
    return set(line.split())


_VOWELS = {"ɑ", "æ", "ə", "ɚ", "ɛ", "ɪ", "i", "ɔ", "u", "ʊ", "ʌ", "eɪ", "aɪ", "aʊ", "oʊ", "ɔɪ"}
_LONG = {"ɑ": "ɑː", "ɔ": "ɔː", "u": "uː", "i": "iː", "ɚ": "ɜː"}
_ALWAYS_LONG = {"ɑ", "ɔ", "u"}
# Words that a sentence leans on without stress.
_LIGHT = _set_of(
    "a an and the of to in on at is are was were be been for from or as by with that it its has have had "
    "your you we our i will would can could do does if so than them they he she his her my me us"
)
_VERB_AHEAD = _set_of(
    "to will would can could may might shall should must please i you we they i'd i'll we'll let's do did "
    "not don't didn't won't cannot can't"
)
_FIXED = {
    "ay": "ˈeɪ",
    "miz": "mɪz",
    "kei": "kˈeɪ",
    "suv": "ˌɛsjˌuːvˈiː",
    "ok": "ˌoʊkˈeɪ",
    "wifi": "wˈaɪfaɪ",
    "id": "ˌaɪdˈiː",
}
_TOKEN = re.compile(r"[\w']+|[.,?!]")


@dataclass(frozen=True)
class Pronouncer:
    """The American pronunciation of English words, and of Japanese names in Latin letters.

    Safe to use from several threads; the model behind `_spelling` is not, hence the lock.
    """

    _words: dict[str, list[tuple[str, str]]]
    _spelling: Any
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def load(cls, cache: Path) -> Self:
        """Read the lexicon and the model from `cache`; raises WeightsError where they are missing."""
        import pycrfsuite

        # Without an index a look-up costs 7 ms: the whole lexicon is read once.
        words: dict[str, list[tuple[str, str]]] = {}
        lexicon = locate(known_weights.ENGLISH_LEXICON, cache)
        with closing(sqlite3.connect(f"file:{lexicon}?mode=ro&immutable=1", uri=True)) as database:
            for word, phonemes, role in database.execute(
                "SELECT word, phonemes, role FROM word_phonemes ORDER BY word, pron_order"
            ):
                words.setdefault(word, []).append((phonemes, role.removeprefix("gruut:")))
        spelling = pycrfsuite.Tagger()
        spelling.open(str(locate(known_weights.ENGLISH_SPELLING, cache)))
        return cls(words, spelling)

    def pronounce(self, text: str) -> str:
        """The words and the marks `. , ? !` of a text in espeak's IPA, a space between two words; what is
        neither is left out."""
        tokens = _TOKEN.findall(text)
        said: list[str] = []
        for at, token in enumerate(tokens):
            if not token[0].isalnum():
                said.append(token)
                continue
            before = tokens[at - 1].lower() if at else ""
            after = tokens[at + 1] if at + 1 < len(tokens) else ""
            said.append(" " + self.pronounce_word(token, before=before, after=after))
        return "".join(said).strip()

    def pronounce_word(self, token: str, *, before: str = "", after: str = "") -> str:
        """One word in espeak's IPA. `before` and `after` are its neighbours, by which a noun is told from a
        verb ("a record", "to record") and the vowel of "the" is chosen."""
        word = token.lower()
        if word in _FIXED:
            return _FIXED[word]
        if word == "the":
            return "ðɪ" if after[:1].lower() in set("aeio") else "ðə"
        if known := self._words.get(word):
            return _write_as_espeak(self._choose(word, known, before).split(), light=word in _LIGHT)
        if word.endswith("'s") and len(word) > 2:
            return self.pronounce_word(token[:-2]) + ("ɪz" if word[-3] in "sxz" else "z")
        if mora := find_moras(word):
            return pronounce_moras(mora)
        # Short capitals are spelt out (ETC, JR); longer ones are a word in capitals.
        if token.isupper() and len(token) <= 5:
            return "".join(self.pronounce_word(letter) for letter in spell_letters(token).split())
        return _write_as_espeak(self._spell(word), light=False)

    def list_sounds(self, word: str) -> list[str]:
        """The phonemes of one word, in the lexicon's own letters (IPA, with ˈ and ˌ for stress)."""
        known = self._words.get(word.lower())
        return known[0][0].split() if known else self._spell(word.lower())

    @staticmethod
    def _choose(word: str, known: list[tuple[str, str]], before: str) -> str:
        roles = {role: phonemes for phonemes, role in reversed(known)}
        if len(known) > 1 and "VB" in roles:
            verb = before in _VERB_AHEAD
            return roles["VB"] if verb else roles.get("NN") or roles.get("JJ") or known[0][0]
        return known[1][0] if word == "for" else known[0][0]

    def _spell(self, word: str) -> list[str]:
        features = [_features(word, at) for at in range(len(word))]
        with self._lock:
            coded = self._spelling.tag(features)
        pieces = [base64.b64decode(piece).decode() for piece in coded]
        return [phoneme for piece in pieces for phoneme in piece.split("|") if phoneme not in {"", "_"}]


def _features(word: str, at: int) -> dict[str, float | bool | str]:
    """What the letter-to-sound model was trained to look at: a letter and three on each side."""

    def encode_letter(letter: str) -> str:
        return base64.b64encode(letter.encode()).decode()

    features: dict[str, float | bool | str] = {"bias": 1.0, "grapheme": encode_letter(word[at])}
    features |= {"begin": True} if at == 0 else {}
    features |= {"end": True} if at == len(word) - 1 else {}
    for step in (-3, -2, -1, 1, 2, 3):
        if 0 <= at + step < len(word):
            features[f"grapheme{step:+d}"] = encode_letter(word[at + step])
    return features


def _write_as_espeak(phonemes: list[str], *, light: bool) -> str:
    said: list[str] = []
    for at, phoneme in enumerate(phonemes):
        bare = phoneme.lstrip("ˈˌ")
        stress = "" if light else phoneme[: len(phoneme) - len(bare)]
        following = phonemes[at + 1] if at + 1 < len(phonemes) else ""
        if bare in _ALWAYS_LONG or (stress and bare in _LONG):
            bare = "ɪ" if bare == "i" and following == "ɹ" else _LONG[bare]
        elif bare == "t" and at and _flaps(phonemes[at - 1], following):
            bare = "ɾ"
        said.append(stress + bare.replace("͡", ""))
    return "".join(said)


def _flaps(before: str, after: str) -> bool:
    """American t between a vowel and an unstressed vowel: "city", "forty"."""
    return (before.lstrip("ˈˌ") in _VOWELS or before == "ɹ") and after in _VOWELS


_MORA = re.compile(
    r"(?:(?P<double>([kstpgdbz])(?=\2)|t(?=ch))?"
    r"(?P<consonant>ky|sh|sy|ch|ty|ts|ny|hy|my|ry|gy|by|py|jy|[kstnhmyrwgzdbpfjv]?)(?P<vowel>[aiueo])"
    r"|(?P<n>n(?![aiueoy])|m(?=[bpm])))"
)
_ROMAJI_CONSONANTS = {
    "sh": "ʃ",
    "sy": "ʃ",
    "ch": "tʃ",
    "ty": "tʃ",
    "j": "dʒ",
    "jy": "dʒ",
    "r": "ɹ",
    "g": "ɡ",
    "y": "j",
}
_ROMAJI_VOWELS = {"a": "ɑː", "i": "iː", "u": "uː", "e": "eɪ", "o": "oʊ"}
_ROMAJI_SHORT = {"a": "ɐ", "i": "i", "u": "uː", "e": "eɪ", "o": "oʊ"}


def find_moras(word: str) -> list[str]:
    """The moras of a romaji word in small letters; none when it cannot be one, or is too short to tell."""
    found: list[str] = []
    at = 0
    while at < len(word):
        match = _MORA.match(word, at)
        if not match or match.end() == at:
            return []
        found.append(match[0])
        at = match.end()
    return found if len(found) > 1 else []


def pronounce_moras(found: list[str]) -> str:
    """What `find_moras` has found, in espeak's IPA. The stress falls on the last mora but one that has a
    vowel, as English speakers put it."""
    vowels = [at for at, mora in enumerate(found) if mora[-1] in _ROMAJI_VOWELS]
    stressed = vowels[-2] if len(vowels) > 1 else vowels[-1]
    said = []
    for at, mora in enumerate(found):
        if mora[-1] not in _ROMAJI_VOWELS:
            said.append("n")
            continue
        consonant = mora[:-1]
        if len(consonant) > 1 and (consonant[0] == consonant[1] or consonant == "tch"):
            consonant = consonant[1:]
        if consonant.endswith("y") and consonant not in _ROMAJI_CONSONANTS:
            consonant = consonant[:-1] + "j"
        vowel = "ˈ" + _ROMAJI_VOWELS[mora[-1]] if at == stressed else _ROMAJI_SHORT[mora[-1]]
        said.append(_ROMAJI_CONSONANTS.get(consonant, consonant.replace("g", "ɡ").replace("r", "ɹ")) + vowel)
    return "".join(said)


# Less than the voice's own 0.667 / 0.8: a little flatter, and figures come out clearer.
_NOISE, _NOISE_OF_LENGTH = 0.5, 0.5
_BEGIN, _END, _PAD = "^", "$", "_"


@dataclass(frozen=True)
class Joe:
    """The voice; safe to use from several threads. `rate` is in Hz, `ids` has the numbers of each phoneme."""

    session: Any
    rate: int
    ids: dict[str, list[int]]
    pronouncer: Pronouncer

    @classmethod
    def load(cls, cache: Path, pronouncer: Pronouncer) -> Self:
        """Load its weights; raises WeightsError where they are missing."""
        config = json.loads(locate(known_weights.JOE_CONFIG, cache).read_text())
        session = open_model(locate(known_weights.JOE, cache), threads=2)
        return cls(session, config["audio"]["sample_rate"], config["phoneme_id_map"], pronouncer)

    def say(self, text: str, *, speed: float) -> tuple[Wave, int]:
        """As `Voice.say`; the sound of the same text differs a little from time to time."""
        phonemes = self.pronouncer.pronounce(read(text))
        if not phonemes:
            return np.zeros(0, np.float32), self.rate
        if phonemes[-1] not in ".?!,":
            phonemes += "."
        pad = self.ids[_PAD]
        # Piper's voices were trained with a pad after each phoneme.
        sequence = [*self.ids[_BEGIN], *pad]
        for phoneme in phonemes:
            sequence += [*self.ids.get(phoneme, []), *pad] if phoneme in self.ids else []
        sequence += self.ids[_END]
        wave = self.session.run(
            None,
            {
                "input": np.array([sequence], np.int64),
                "input_lengths": np.array([len(sequence)], np.int64),
                # Its scale is one of lengths: twice as fast is half as long.
                "scales": np.array([_NOISE, 1 / speed, _NOISE_OF_LENGTH], np.float32),
            },
        )[0]
        return np.asarray(wave, np.float32).reshape(-1), self.rate
