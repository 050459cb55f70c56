"""How long something keeps the processor, whatever else the machine does meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


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


def read(pid: int) -> float:
    """Seconds that the process `pid` has had of a processor so far, all its threads and the kernel's part."""
    # The name stands in parentheses, and may hold anything: count from behind it (proc_pid_stat(5)).
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
