"""Vehicle classes and the words people have for them. A class that only one company has is its own word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# key: Japanese name, English name, Japanese name in a sentence, other words
CLASSES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "compact": ("コンパクト", "Compact", "コンパクトカー", ("小型車", "small", "economy", "subcompact")),
    "suv": ("SUV", "SUV", "SUV", ("エスユーブイ", "四駆", "4wd")),
    "minivan": ("ミニバン", "Minivan", "ミニバン", ("ワンボックス", "van", "バン")),
    "sedan": ("セダン", "Sedan", "セダン", ("saloon",)),
    "kei": ("軽自動車", "Kei car", "軽自動車", ("軽", "軽四", "kei", "microcar")),
}
ENDINGS = re.compile(r"(?:クラス|タイプ|カー|車|class|type|car|s){1,6}$")


def fold_name(word: str) -> str:
    """One spelling for full-width, capital and spaced forms."""
    return re.sub(r"[\s\-_・.]+", "", unicodedata.normalize("NFKC", word).casefold())


def _stem(word: str) -> str:
    plain = fold_name(word)
    return ENDINGS.sub("", plain) or plain


_KEYS = {
    form: key
    for key, (ja, en, sentence, others) in CLASSES.items()
    for word in (key, ja, en, sentence, *others)
    for form in (fold_name(word), _stem(word))
}


def key_of(word: str, known: Iterable[str] = ()) -> str | None:
    """The class that `word` names; `known` are classes in the fleet, which may be words of their own."""
    for form in (fold_name(word), _stem(word)):
        if form in _KEYS:
            return _KEYS[form]
        for own in known:
            if form in {fold_name(own), _stem(own)}:
                return own
    return None


def name(key: str, language: str) -> str:
    """As screens show the class; a fleet's own class, which has no other name, as it is."""
    if key not in CLASSES:
        return key
    ja, en, *_others = CLASSES[key]
    return en if language == "en" else ja


def in_a_sentence(key: str, language: str, count: int = 1) -> str:
    """A class in the middle of a sentence, without an article: "compact car", of two "compact cars".

    `key`: as a car has it; one that only this company has is said as it is.
    """
    if language != "en":
        return CLASSES[key][2] if key in CLASSES else key
    word = key if key not in CLASSES else CLASSES[key][1]
    word = word if word.isupper() else word.lower()
    if key in {"compact", "sedan", "minivan", "suv", "kei"}:
        word = {"compact": "compact car"}.get(key, word)
    return word if count == 1 else f"{word}s"


def order(key: str) -> tuple[int, str]:
    """The house order: as on the price list, then others by name."""
    keys = list(CLASSES)
    return (keys.index(key) if key in CLASSES else len(keys), key)
