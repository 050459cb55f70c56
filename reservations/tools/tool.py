"""Who calls a tool, and what a tool is. The tools' files and their registry share these two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework import serializers

from reservations.values import Actor

Declared = type[serializers.Serializer[Any]]
# Which of Reservation.Source a kind of caller stands for.
SOURCES = {"agent": "agent", "staff": "staff", "page": "customer"}


@dataclass(frozen=True)
class Caller:
    """Who asks: an agent's conversation, a page, or staff.

    `kind` is a key of SOURCES; `session_id` the conversation, "" where there is none; `language` that of the
    answer, "ja" or "en".
    """

    kind: str
    session_id: str
    language: str = "ja"

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.session_id}"

    def as_actor(self, call_id: str) -> Actor:
        """The same as the audit log names who wrote."""
        return Actor(SOURCES[self.kind], session_id=self.session_id, call_id=call_id)


@dataclass(frozen=True)
class Tool:
    """`writes`: it may change reservations. `labels`: plain words for "running", "done" and "failed".

    `two_steps`: what it takes instead of `takes` where BOOKING_CONFIRMATION is required.
    """

    name: str
    description: Any
    takes: Declared
    function: Callable[[dict[str, Any], Caller, str], dict[str, Any]]
    labels: dict[str, Any]
    writes: bool = False
    two_steps: Declared | None = None

    @property
    def arguments(self) -> Declared:
        """What it takes under the present settings."""
        required = settings.BOOKING_CONFIRMATION == "required"
        return self.two_steps if self.two_steps and required else self.takes


def labels(running: Any, done: Any, failed: Any) -> dict[str, Any]:
    return {"running": running, "done": done, "failed": failed}
