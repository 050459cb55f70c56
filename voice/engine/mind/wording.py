"""Chooses the wording for a language: two modules of sentences with the same functions."""

from __future__ import annotations

from types import ModuleType

from voice.engine.mind import say_en, say_ja, side_en, side_ja

LAST_TRY = 3


def say(language: str) -> ModuleType:
    return say_en if language == "en" else say_ja


def side(language: str) -> ModuleType:
    return side_en if language == "en" else side_ja


def question(language: str, asked: str, trouble: int = 0) -> str:
    """The question, in other words when it was not answered, at last with the keyboard offered."""
    texts = say(language).QUESTIONS.get(asked)
    if texts is None:
        return ""
    if trouble >= LAST_TRY:
        return str(say(language).typed(texts[2]))
    return str(texts[1 if trouble else 0])


def joined(language: str, sentences: list[str]) -> str:
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
