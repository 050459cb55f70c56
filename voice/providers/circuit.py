"""Whether a realtime provider serves us: after some failures in a row it is not asked for a while.

A caller is told at once, instead of after all tries, and `readyz` says that this process serves nobody. What
counts is asking for a session's key: what is asked there is ours alone, so that no caller can make it fail.
"""

from __future__ import annotations

import logging
import time
from collections import Counter

log = logging.getLogger(__name__)

FAILURES = 5  # in a row
OPEN_SECONDS = 20.0  # then the next caller tries it: served, or one failure more

_failures: Counter[str] = Counter()
_open_until: dict[str, float] = {}


def is_open(provider: str) -> bool:
    """Whether `provider` is not to be asked just now."""
    return time.monotonic() < _open_until.get(provider, 0.0)


def note_failure(provider: str) -> None:
    """A request to it failed, with all its tries: FAILURES in a row open the circuit."""
    _failures[provider] += 1
    if _failures[provider] >= FAILURES:
        _open_until[provider] = time.monotonic() + OPEN_SECONDS
        log.error(
            "provider %s failed %d times in a row: it is left alone for %d seconds",
            provider,
            _failures[provider],
            OPEN_SECONDS,
        )


def note_success(provider: str) -> None:
    """A request to it was answered: the count begins anew, and the circuit is closed."""
    if _failures.pop(provider, 0) >= FAILURES:
        log.info("provider %s serves again", provider)
    _open_until.pop(provider, None)


def reset() -> None:
    """Nothing is known of any provider."""
    _failures.clear()
    _open_until.clear()
