"""Chooses the wording: the language, the way to ask again, and whose sentence is spoken."""

from __future__ import annotations

from types import ModuleType

from voice.engine.dialogue.nlg import concerns_en, concerns_ja, english, japanese
from voice.engine.dialogue.state import quotes

# Asked twice and not understood: the keyboard is offered, for the microphone may be the trouble.
LAST_TRY = 2


def phrases(language: str) -> ModuleType:
    """All sentences in the language of a conversation; `english` and `japanese` have the same functions."""
    return english if language == "en" else japanese


def concern_phrases(language: str) -> ModuleType:
    """What is said where the concern is no booking; both modules have the same functions."""
    return concerns_en if language == "en" else concerns_ja


def question(language: str, asked: str, trouble: int = 0) -> str:
    """The question, in other words when it was not answered, at last with the keyboard offered."""
    texts = phrases(language).QUESTIONS.get(asked)
    if texts is None:
        return ""
    if trouble >= LAST_TRY:
        return str(phrases(language).offer_typing(texts[2]))
    return str(texts[1 if trouble else 0])


def select_tool_sentence(spoken: str, language: str) -> str:
    """A tool's own sentence, where it is in the language of the conversation; "" elsewhere."""
    if not quotes.is_in_language(spoken, language):
        return ""
    return spoken if language == "ja" or spoken.endswith((".", "!", "?")) else f"{spoken}."


def join_sentences(language: str, sentences: list[str]) -> str:
    """One text of them, with the space that the language wants; empty ones leave nothing."""
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
