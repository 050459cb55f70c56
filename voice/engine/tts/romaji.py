"""Japanese names in an English sentence: which words are romaji, and how an English voice says them."""

from __future__ import annotations

import re

_MORA = re.compile(
    r"(?:(?P<double>([kstpgdbz])(?=\2)|t(?=ch))?"
    r"(?P<consonant>ky|sh|sy|ch|ty|ts|ny|hy|my|ry|gy|by|py|jy|[kstnhmyrwgzdbpfjv]?)(?P<vowel>[aiueo])"
    r"|(?P<n>n(?![aiueoy])|m(?=[bpm])))"
)
_CONSONANTS = {
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
_VOWELS = {"a": "ɑː", "i": "iː", "u": "uː", "e": "eɪ", "o": "oʊ"}
_SHORT = {"a": "ɐ", "i": "i", "u": "uː", "e": "eɪ", "o": "oʊ"}


def moras(word: str) -> list[str]:
    """The moras of a romaji word, or nothing when it cannot be one (or is too short to tell)."""
    found: list[str] = []
    at = 0
    while at < len(word):
        match = _MORA.match(word, at)
        if not match or match.end() == at:
            return []
        found.append(match[0])
        at = match.end()
    return found if len(found) > 1 else []


def pronounce(found: list[str]) -> str:
    """The stress falls on the last mora but one that has a vowel, as English speakers put it."""
    vowels = [at for at, mora in enumerate(found) if mora[-1] in _VOWELS]
    stressed = vowels[-2] if len(vowels) > 1 else vowels[-1]
    said = []
    for at, mora in enumerate(found):
        if mora[-1] not in _VOWELS:
            said.append("n")
            continue
        consonant = mora[:-1]
        if len(consonant) > 1 and (consonant[0] == consonant[1] or consonant == "tch"):
            consonant = consonant[1:]
        if consonant.endswith("y") and consonant not in _CONSONANTS:
            consonant = consonant[:-1] + "j"
        vowel = "ˈ" + _VOWELS[mora[-1]] if at == stressed else _SHORT[mora[-1]]
        said.append(_CONSONANTS.get(consonant, consonant.replace("g", "ɡ").replace("r", "ɹ")) + vowel)
    return "".join(said)
