"""What the policy decided: sentences, tool calls, and the question that now stands (None: the old one)."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice.engine.dialogue.state.quotes import Quote
from voice.engine.interfaces import Call


@dataclass
class Reply:
    """One step of the receptionist: what is said, then called, and which question stands after it."""

    sentences: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    asked: str | None = None  # None leaves the old question standing, "" none
    details: tuple[str, ...] | None = None
    # For what contact it asks beside its question: "phone" or "email".
    contact: str = ""
    over: bool = False
    # The concern that is answered, where it is no booking.
    concern: str = ""
    # Of an existing reservation: what was quoted in which words, what came of it, and whether all is done.
    quote: Quote | None = None
    words: str = ""
    closes: bool = False
