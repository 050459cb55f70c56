"""The troubles that a real account makes, drawn by a seeded dice so that a run can be repeated.

`plan` says how often each happens to each kind of request: `{"batch": {"lost": 0.15}, "*": {"429": 0.1}}`.
Kinds: create, read, replace, upsert, delete, batch, query, feed. Troubles: a status ("429", "449", "503"),
"lost" (done, and no answer comes), "unsent" (not done, and none comes), "slow" (answered after `seconds`).
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field

Plan = dict[str, dict[str, float]]
AFTERWARDS = {"lost", "slow"}


@dataclass
class Faults:
    plan: Plan = field(default_factory=dict)
    seconds: float = 1.0
    seen: Counter[str] = field(default_factory=Counter)
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, plan: Plan, seed: int = 0, seconds: float = 1.0) -> None:
        with self.lock:
            self.plan, self.seconds, self.dice = plan, seconds, random.Random(seed)
            self.seen.clear()

    def clear(self) -> None:
        self.set({})

    def draw(self, kind: str) -> str:
        """What happens to this request; "" for nothing."""
        if not self.plan:
            return ""
        with self.lock:
            left = self.dice.random()
            for trouble, share in {**self.plan.get("*", {}), **self.plan.get(kind, {})}.items():
                left -= share
                if left < 0:
                    self.seen[f"{kind} {trouble}"] += 1
                    return trouble
        return ""
