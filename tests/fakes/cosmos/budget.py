"""Request units by the second: who comes when they are spent is told when to come again.

As the real one does: what is asked while there is a little left is answered, and may cost more than that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Budget:
    """`units` a second, a second's worth at most saved up; 0: as many as are wanted."""

    def __init__(self, units: float, now: Callable[[], float] = time.monotonic) -> None:
        self.units, self.now = units, now
        self.left, self.at = units, now()
        self.refused = 0
        self.lock = threading.Lock()

    def short(self) -> float:
        """Seconds until there are some again; 0 while there are."""
        if not self.units:
            return 0.0
        with self.lock:
            now = self.now()
            self.left = min(self.units, self.left + (now - self.at) * self.units)
            self.at = now
            if self.left > 0:
                return 0.0
            self.refused += 1
            return max(0.001, -self.left / self.units)

    def take(self, charge: float) -> None:
        with self.lock:
            self.left -= charge
