"""How long something keeps the processor, whatever else the machine does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable


def measure(work: Callable[[], object], *, takes: int = 3) -> float:
    """Seconds of this thread's processor time that `work()` needs: the least of `takes`.

    The least, as caches that others empty and the garbage of earlier tests are not the work's own.
    """
    took = []
    for _ in range(takes):
        began = time.thread_time()
        work()
        took.append(time.thread_time() - began)
    return min(took)
