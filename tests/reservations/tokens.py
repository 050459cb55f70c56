"""Two known session tokens, in place of the voice app's signed ones."""

from __future__ import annotations

from reservations.errors import InvalidToken
from reservations.tools import Caller

LANGUAGES = {"japanese": "ja", "english": "en"}


def read(token: str) -> Caller:
    if token not in LANGUAGES:
        raise InvalidToken
    return Caller("agent", f"session-{token}", LANGUAGES[token])
