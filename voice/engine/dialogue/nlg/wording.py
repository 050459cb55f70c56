"""Chooses the wording for a language: modules of sentences with the same functions."""

from __future__ import annotations

from types import ModuleType

from voice.engine.dialogue.nlg import (
    booking_en,
    booking_ja,
    reservation_en,
    reservation_ja,
    side_answers_en,
    side_answers_ja,
)
from voice.engine.dialogue.state import quotes

# Asked twice and not understood: the keyboard is offered, for the microphone may be the trouble.
LAST_TRY = 3


def booking_phrases(language: str) -> ModuleType:
    return booking_en if language == "en" else booking_ja


def side_phrases(language: str) -> ModuleType:
    return side_answers_en if language == "en" else side_answers_ja


def reservation_phrases(language: str) -> ModuleType:
    return reservation_en if language == "en" else reservation_ja


def question(language: str, asked: str, trouble: int = 0) -> str:
    """The question, in other words when it was not answered, at last with the keyboard offered."""
    texts = booking_phrases(language).QUESTIONS.get(asked) or reservation_phrases(language).QUESTIONS.get(
        asked
    )
    if texts is None:
        return ""
    if trouble >= LAST_TRY:
        return str(booking_phrases(language).offer_typing(texts[2]))
    return str(texts[1 if trouble else 0])


def select_tool_sentence(spoken: str, language: str) -> str:
    """A tool's own sentence, where it is in the language of the conversation; "" elsewhere."""
    if not quotes.is_in_language(spoken, language):
        return ""
    return spoken if language == "ja" or spoken.endswith((".", "!", "?")) else f"{spoken}."


def join_sentences(language: str, sentences: list[str]) -> str:
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
