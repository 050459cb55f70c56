"""Redis, where REDIS_URL names one: what the processes share besides the database, and how it is missed.

Nothing rests on Redis alone. Whoever asks it knows what to do while it is away, and one line a minute says
so in the log: operators are told once, not by each request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)
T = TypeVar("T")

# A request waits so long for Redis at most, and the next ones do not wait at all for a while.
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
AWAY_SECONDS = 3.0
LOG_SECONDS = 60.0
_away_until = 0.0
_logged_at = float("-inf")


class RedisAway(Exception):
    """There is none, or it does not answer: do without it."""


def ask(question: Callable[[Redis], T]) -> T:
    """What `question` has from Redis. Raises RedisAway."""
    if not settings.REDIS_URL or is_away():
        raise RedisAway
    from redis import RedisError  # the package is an extra's

    try:
        return question(connect(settings.REDIS_URL))
    except RedisError as error:
        note_outage(error)
        raise RedisAway from error


@cache
def connect(url: str) -> Redis:
    """One pool of connections a process; any thread may use it."""
    from redis import Redis

    return Redis.from_url(url, **get_timeouts())


def get_timeouts() -> dict[str, object]:
    """For every client of Redis whom a request waits for."""
    from redis import ConnectionError as Disconnected
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Once more at once: a connection that Redis has closed meanwhile is no outage. Silence is one: to wait
    # for it a second time would keep a caller waiting twice as long.
    once_more = Retry(NoBackoff(), 1, supported_errors=(Disconnected,))
    return {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "retry": once_more,
    }


def is_away() -> bool:
    """Whether somebody has just waited for it in vain."""
    return time.monotonic() < _away_until


def note_outage(error: Exception) -> None:
    """Whoever asks within AWAY_SECONDS does not wait; staff read of it once in LOG_SECONDS."""
    global _away_until, _logged_at
    now = time.monotonic()
    _away_until = now + AWAY_SECONDS
    if now - _logged_at >= LOG_SECONDS:
        _logged_at = now
        log.error(
            "Redis is away (%s: %s): limits are counted in the database, nothing is cached, and pages hear "
            "only of calls in their own process until it is back",
            type(error).__name__,
            error,
        )
