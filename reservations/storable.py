"""Texts that every database and every wire can carry. Pure."""

from __future__ import annotations

import re

# PostgreSQL refuses NUL, and UTF-8 has no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_storable(text: str) -> bool:
    """Whether `text` can be kept as it is."""
    return UNSTORABLE.search(text) is None


def storable_text(text: str) -> str:
    """`text` with U+FFFD in the place of what cannot be kept."""
    return UNSTORABLE.sub(REPLACEMENT, text)
