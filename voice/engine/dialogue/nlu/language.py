"""Which language to answer in: the one the caller uses, unmoved by a single word or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

KANA = re.compile(r"[\u3040-\u309f]")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z']{2,}")
WANTS_ENGLISH = re.compile(r"\b(?:in|speak) english\b|英語で|英語は(?:話|でき)", re.IGNORECASE)
WANTS_JAPANESE = re.compile(r"\b(?:in|speak) japanese\b|日本語で", re.IGNORECASE)
# Fewer may be a shop's name or a slip of the recogniser; a name may add two words, or six characters.
ENOUGH_WORDS = 3
ENOUGH_CHARACTERS = 5
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def is_japanese(text: str) -> bool:
    """Whether a single kana or kanji is in it: its rules are then the Japanese ones."""
    return KANA_OR_KANJI.search(text) is not None


# Of two values one: where recognisers part, the agent asks which.
EITHER = re.compile("か| or ")


def join_by_or(language: str, words: Sequence[str]) -> str:
    """Words of which one is meant, as `EITHER` splits them again."""
    return ("か" if language == "ja" else " or ").join(words)


# Scripts that neither language is written in: Hangul, Cyrillic, Thai, Arabic, Hebrew, Devanagari.
OTHER_SCRIPT = re.compile(r"[\uac00-\ud7a3\u0400-\u04ff\u0e00-\u0e7f\u0600-\u06ff\u0590-\u05ff\u0900-\u097f]")
# Characters of Chinese that Japanese does not write.
CHINESE = re.compile(r"[你您吗们请说这车么谢订让还预嗎說]")
NAMED_LANGUAGE = re.compile(
    r"(english|英語|イングリッシュ|えいご)|(japanese|日本語|にほんご|ジャパニーズ)", re.IGNORECASE
)


def is_of_another_language(text: str) -> bool:
    """Whether it is written as neither Japanese nor English is."""
    return OTHER_SCRIPT.search(text) is not None or (
        KANA.search(text) is None and CHINESE.search(text) is not None
    )


def find_wished_language(text: str) -> str:
    """Of the two languages the one that is named last; "" where none is."""
    named = list(NAMED_LANGUAGE.finditer(text))
    return ("en" if named[-1][1] else "ja") if named else ""


def choose_language(current: str, text: str, *, naming: bool) -> str:
    """`naming`: a name was asked for, and names are foreign in any language."""
    if WANTS_ENGLISH.search(text) or WANTS_JAPANESE.search(text):
        return "en" if WANTS_ENGLISH.search(text) else "ja"
    characters = JAPANESE.findall(text)
    words = LATIN_WORD.findall(text)
    if current == "ja" and not characters and len(words) >= ENOUGH_WORDS + naming * 2:
        return "en"
    if current == "en" and KANA.search(text) and len(characters) >= ENOUGH_CHARACTERS + naming * 6:
        return "ja"
    return current
