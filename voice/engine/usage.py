"""Counts for `response.done.usage`. Audio counts as the vendors count it; text is estimated. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

_AGENT_MS_PER_TOKEN = 50


def text_tokens(text: str) -> int:
    """About four Latin letters, or one of Japanese, to a token."""
    wide = sum(1 for letter in text if ord(letter) > 0x2E7F)
    return wide + math.ceil((len(text) - wide) / 4)


def counted(instructions: str, items: Iterable[dict[str, Any]], said: str, spoken_ms: int) -> dict[str, Any]:
    heard = text_tokens(instructions) + sum(text_tokens(_words(item)) for item in items)
    text, audio = text_tokens(said), math.ceil(spoken_ms / _AGENT_MS_PER_TOKEN)
    return {
        "total_tokens": heard + text + audio,
        "input_tokens": heard,
        "output_tokens": text + audio,
        "input_token_details": {
            "text_tokens": heard,
            "audio_tokens": 0,
            "image_tokens": 0,
            "cached_tokens": 0,
            "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0},
        },
        "output_token_details": {"text_tokens": text, "audio_tokens": audio},
    }


def _words(item: dict[str, Any]) -> str:
    parts = item.get("content", ())
    said = [part.get("text") or part.get("transcript") or "" for part in parts]
    return " ".join([*said, item.get("arguments", ""), item.get("output", "")])
