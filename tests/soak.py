"""How much of a long test is run: a part of it by `make test`, the whole by `make soak`, which sets SOAK=1.

What is shrunk names both sizes where it stands, as `ROUNDS = size(2, whole=8)`.
"""

from __future__ import annotations

import os
from typing import TypeVar

Size = TypeVar("Size")
SOAK = os.environ.get("SOAK", "") == "1"  # a variable: workers and servers of a test inherit it


def size(part: Size, *, whole: Size) -> Size:
    """`whole` under `make soak`, else `part`."""
    return whole if SOAK else part
