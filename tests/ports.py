"""Free ports of loopback for the servers that tests start.

Between the moment when a port is found free and that when a server listens on it seconds pass. So none is
taken from the range of which the kernel hands out others: a connection of another test took one in that time.
"""

from __future__ import annotations

import fcntl
import itertools
import socket
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Below 32768, where Linux begins to hand them out. A process of the tests has a block of them to itself.
FIRST, LAST, BLOCK = 20_000, 32_700, 100
LOCKS = Path(tempfile.gettempdir()) / "uketsuke-ports"
_held: list[object] = []


def free_port() -> int:
    """A port that nobody listens on, by TCP or UDP, and that no other process of the tests is given."""
    return next(port for port in _list_ports() if _is_free(port))


@cache
def _list_ports() -> Iterator[int]:
    """This process's own, round and round. Its lock is held until the process ends."""
    LOCKS.mkdir(exist_ok=True)
    for first in range(FIRST, LAST, BLOCK):
        lock = (LOCKS / str(first)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return itertools.cycle(range(first, first + BLOCK))
    raise RuntimeError(f"{LOCKS}: each block of ports is another process's")


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
