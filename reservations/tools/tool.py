"""Who calls a tool, and what a tool is. The tools' files and their registry share these two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias

from django.conf import settings

from reservations.tools.arguments import A, Serializer, Words, serializer_of
from reservations.values import Actor

# What a tool answers: JSON as it goes to the wire. Nobody inside takes it apart.
Document: TypeAlias = dict[str, object]
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
class Tool(Generic[A]):
    """`function` takes the arguments, who calls, and the idempotency key ("" without one).

    `writes`: it may change reservations. `labels`: plain words for "running", "done" and "failed".

    `two_steps`: what it takes instead of `takes` where BOOKING_CONFIRMATION is required.
    """

    name: str
    description: Words
    takes: type[A]
    function: Callable[[A, Caller, str], Document]
    labels: dict[str, Words]
    writes: bool = False
    two_steps: type[A] | None = None

    @property
    def arguments(self) -> type[A]:
        """What it takes under the present settings."""
        required = settings.BOOKING_CONFIRMATION == "required"
        return self.two_steps if self.two_steps and required else self.takes

    @property
    def serializer(self) -> Serializer:
        """The same, as OpenAPI describes it."""
        return serializer_of(self.arguments)


def labels(running: Words, done: Words, failed: Words) -> dict[str, Words]:
    return {"running": running, "done": done, "failed": failed}
