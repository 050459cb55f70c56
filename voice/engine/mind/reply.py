"""What the policy decided: sentences, tool calls, and the question that now stands (None: the old one)."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice.engine.ports import Call


@dataclass
class Reply:
    sentences: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    asked: str | None = None
    details: tuple[str, str, str, str, str] | None = None
    over: bool = False
