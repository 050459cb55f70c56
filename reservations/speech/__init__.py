"""What is said aloud of rentals. Pure: each language has a module of its own, with the same functions.

Screens and written messages use gettext. Here a sentence is built of parts, which no catalogue can do.
"""

from __future__ import annotations

from reservations.speech import en, ja
from reservations.speech.interface import Counts, LocalTimes, Speech

__all__ = ["Counts", "LocalTimes", "Speech", "of"]


def of(language: str) -> Speech:
    """The sentences in `language`: "en", or Japanese for any other."""
    return en if language == "en" else ja
