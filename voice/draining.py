"""Whether this process is about to end: then it begins no new conversation, and serves those that go on.

Set by who receives the signal (`config/shutdown.py`); asked by `sessions.start` and `readyz`.
"""

from __future__ import annotations

_is_begun = False


def begin() -> None:
    """From now on, until the process ends."""
    global _is_begun
    _is_begun = True


def is_begun() -> bool:
    """Whether this process takes no new conversation any more."""
    return _is_begun
