"""Who calls a tool, and what a tool is. The tools' files and their registry share these two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias

from django.conf import settings

from reservations.tools.arguments import A, Serializer, Words, find_serializer
from reservations.values import Actor, Consent

# What a tool answers: JSON as it goes to the wire. Nobody inside takes it apart.
ToolAnswer: TypeAlias = dict[str, object]
# Which of Reservation.Source a kind of caller stands for.
SOURCES = {"agent": "agent", "staff": "staff", "page": "customer", "partner": "partner"}


@dataclass(frozen=True)
class Caller:
    """Who asks: an agent's conversation, a page, staff, or a partner's program.

    `kind` is a key of SOURCES; `session_id` the conversation, "" where there is none; `language` that of the
    answer, "ja" or "en". `needs_consent`: all that it writes takes two steps, and the second is taken only
    with `consent`, which whoever hears the conversation has seen there (never believed of a model).
    `asks_first`: the same two steps, where nobody but the caller's own program hears the conversation.
    `origin`: who is counted together with this caller (`limits.policy`), "" where that is not known.
    `only_own`: it is shown what it booked itself, and no booking on proof. `proven`: the number of the
    booking whose signed link it opened, which proves whose it is. `message_language`: in which the customer
    of a new booking is written to, "" for `language`.
    """

    kind: str
    session_id: str
    language: str = "ja"
    needs_consent: bool = False
    consent: Consent | None = None
    origin: str = ""
    only_own: bool = False
    asks_first: bool = False
    proven: str = ""
    message_language: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.session_id}"

    def as_actor(self, call_id: str) -> Actor:
        """The same as the audit log names who wrote."""
        return Actor(SOURCES[self.kind], session_id=self.session_id, call_id=call_id, consent=self.consent)

    @property
    def has_two_steps(self) -> bool:
        """Does a reservation, too, take two steps? A change and a cancellation always do."""
        return self.needs_consent or self.asks_first or has_two_steps_by_default()


def has_two_steps_by_default() -> bool:
    """Does a reservation take two steps where no consent is needed: in a page that runs the tools?"""
    return bool(settings.BOOKING_CONFIRMATION == "required")


@dataclass(frozen=True)
class TwoSteps(Generic[A]):
    """What a tool takes, and what a model is told of it, instead."""

    takes: type[A]
    description: Words


@dataclass(frozen=True)
class Tool(Generic[A]):
    """`function` takes the arguments, who calls, and the idempotency key ("" without one).

    `title`: what a person reads in a list of tools. `labels`: plain words for "running", "done" and "failed".

    `writes`: it may change reservations. `overwrites`: it may take from one what it had, beyond adding one.

    `two_steps`: how it differs where reservations take two steps (`Caller.has_two_steps`).
    """

    name: str
    description: Words
    takes: type[A]
    function: Callable[[A, Caller, str], ToolAnswer]
    labels: dict[str, Words]
    title: Words
    writes: bool = False
    overwrites: bool = False
    two_steps: TwoSteps[A] | None = None

    def get_arguments(self, *, two_steps: bool) -> type[A]:
        """What it takes, where reservations take two steps and where they do not."""
        return self.two_steps.takes if self.two_steps and two_steps else self.takes

    def get_description(self, *, two_steps: bool) -> Words:
        """What a model is told of it."""
        return self.two_steps.description if self.two_steps and two_steps else self.description

    @property
    def serializer(self) -> Serializer:
        """Its arguments over HTTP, as OpenAPI describes them."""
        return find_serializer(self.get_arguments(two_steps=has_two_steps_by_default()))


# Raises a ReservationError where this caller may not use the tool (now), or says for whom it is to run.
Authorise = Callable[[Tool[Any], Caller], Caller]


def labels(running: Words, done: Words, failed: Words) -> dict[str, Words]:
    return {"running": running, "done": done, "failed": failed}
