"""A write that waits for a yes: what a tool said it would do, and the token with which it does it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voice.engine.dialogue.nlu.normalise import squeeze

CONFIRMATION = "confirmationToken"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ASKING = ("?", "？", "か。")
ENDS_OF_SENTENCES = "。.!！?？"


@dataclass(frozen=True)
class Quote:
    """What a tool would do. `token` does just this and nothing else; `fee` is in yen."""

    tool: str
    arguments: Mapping[str, Any]
    token: str
    spoken: str
    fee: int = 0

    def answers(self, tool: str, arguments: Mapping[str, Any]) -> bool:
        """Whether it is the quote for exactly this."""
        return self.tool == tool and self.arguments == arguments


def read_quote(tool: str, arguments: Mapping[str, Any], output: Mapping[str, Any]) -> Quote | None:
    """The quote in a tool's output; None where it asks for no confirmation."""
    token, spoken = output.get(CONFIRMATION), output.get("spoken")
    if output.get("needsConfirmation") is not True or not isinstance(token, str) or not token:
        return None
    asked = {name: value for name, value in arguments.items() if name != CONFIRMATION}
    fee = output.get("fee")
    yen = fee if isinstance(fee, int) and not isinstance(fee, bool) else 0
    return Quote(tool, asked, token, spoken.strip() if isinstance(spoken, str) else "", yen)


def is_in_language(spoken: str, language: str) -> bool:
    """Whether a tool's sentence is in the language of the conversation: the caller may have changed it."""
    return bool(spoken) and bool(JAPANESE.search(spoken)) == (language == "ja")


def is_question(spoken: str) -> bool:
    """Whether a sentence ends in a question, so that none of ours need follow it."""
    return spoken.rstrip().endswith(ASKING)


def was_heard(told: str, text: str) -> bool:
    """Whether `text`, what the caller heard, holds all of `told` but the question that ends it."""
    return squeeze(cut_last_question(told) or told) in squeeze(text)


def cut_last_question(told: str) -> str:
    """`told` up to the question that ends it; all of it where none does."""
    body = told.rstrip()
    ending = next((each for each in ASKING if body.endswith(each)), "")
    if not ending:
        return told
    before = len(body) - len(ending)
    return body[: max(body.rfind(mark, 0, before) for mark in ENDS_OF_SENTENCES) + 1]
