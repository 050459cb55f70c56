"""What happens in one run of the tool-loop bench, drawn from its number: the same for every client."""

from __future__ import annotations

import random
from dataclasses import dataclass

SLOWEST = 3.0  # seconds of a tool


@dataclass(frozen=True)
class Call:
    seconds: float  # that its tool takes
    gap: float  # before it is made, after the one before
    unheard: bool  # its `done` events are lost: only `response.done` tells of it


@dataclass(frozen=True)
class Turn:
    """The caller speaks `after` seconds from `anchor`, for so long; the server answers after a pause."""

    anchor: str  # "calls": they begin; "done": they are made; "answer": their answer begins
    after: float
    speech: float
    pause: float


@dataclass(frozen=True)
class Script:
    number: int
    trouble: str
    batches: tuple[tuple[Call, ...], ...]
    turns: tuple[Turn, ...]
    failures: int  # answers to results that fail, one after another
    twice: bool  # events are delivered twice
    latency: float  # at most, of an event on its way to the client

    @property
    def unheard(self) -> bool:
        return any(call.unheard for batch in self.batches for call in batch)

    @property
    def plain(self) -> bool:
        """One call at a time, and nothing goes wrong."""
        alone = all(len(batch) == 1 for batch in self.batches)
        return alone and not (self.turns or self.failures or self.twice or self.unheard)


TROUBLES = {
    "nobody speaks": 3,
    "the caller speaks while tools run": 5,
    "the caller speaks twice": 2,
    "the caller cuts the calls short": 2,
    "the caller cuts the answer short": 2,
    "the answer fails": 2,
    "the answer fails twice": 1,
}


def script(number: int) -> Script:
    chance = random.Random(number)
    trouble = chance.choices(list(TROUBLES), weights=list(TROUBLES.values()))[0]
    lost = chance.random() < 0.1
    first = batch(chance, chance.choice([1, 2, 2, 3, 4]), lost)
    batches = (first,) if chance.random() < 0.7 else (first, batch(chance, chance.choice([1, 2]), False))
    slowest = max(call.seconds for call in first)
    turns: list[Turn] = []
    if trouble in {"the caller speaks while tools run", "the caller speaks twice"}:
        turns.append(turn(chance, "done", slowest))
    if trouble == "the caller speaks twice":
        turns.append(turn(chance, chance.choice(["done", "answer"]), slowest))
    if trouble == "the caller cuts the calls short":
        turns.append(turn(chance, "calls", 0.6))
    if trouble == "the caller cuts the answer short":
        turns.append(turn(chance, "answer", 0.6))
    return Script(
        number,
        trouble,
        batches,
        tuple(turns),
        failures={"the answer fails": 1, "the answer fails twice": 2}.get(trouble, 0),
        twice=chance.random() < 0.2,
        latency=chance.choice([0.0, 0.02, 0.06]),
    )


def batch(chance: random.Random, calls: int, lost: bool) -> tuple[Call, ...]:
    unheard = chance.randrange(calls) if lost else None
    return tuple(
        Call(
            chance.choice(
                [0.0, chance.uniform(0, 0.3), chance.uniform(0, SLOWEST), chance.uniform(0, SLOWEST)]
            ),
            chance.choice([0.0, chance.uniform(0, 0.3)]),
            index == unheard,
        )
        for index in range(calls)
    )


def turn(chance: random.Random, anchor: str, within: float) -> Turn:
    return Turn(anchor, chance.uniform(0, within), chance.uniform(0.2, 1.5), chance.uniform(0.05, 0.5))
