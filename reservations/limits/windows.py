"""How often something may be done: a true sliding window, atomic, shared by all processes.

A window holds the moments of what was done, never of what was refused: whoever is refused may try again as
soon as the oldest of them is so old, however often they try meanwhile. All windows of one act are looked at
together: if one is full, none is used up.

The moments are the machines' real time, not ours, which may be pinned. They are kept in Redis where REDIS_URL
names one (`redis_windows`), else, and while it is away, in the database: a try is counted in one of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import django.db
from asgiref.sync import sync_to_async
from django.db import transaction
from prometheus_client import Counter

from reservations.limits import redis_windows
from reservations.models import Window
from reservations.shared_redis import RedisAway

log = logging.getLogger(__name__)
MET = Counter("uketsuke_limits_met", "Tries that a limit refused, by what is limited.", ["limit"])
SWEEP_SECONDS = 60.0
_swept_at = 0.0


class Limit(NamedTuple):
    """`most` times in `seconds`, for whoever has this key. `most` of 0 or less forbids it."""

    key: str
    most: int
    seconds: float = 60.0


def take(*limits: Limit) -> float:
    """Do it once, if every limit allows it: 0.0 then, else after how many seconds to try again."""
    if not limits:
        return 0.0
    try:
        wait = redis_windows.take(limits, time.time())
    except RedisAway:
        wait = take_in_database(limits)
    if wait:  # what is limited is a key's first word; whose it is, nobody reads
        MET.labels(limits[0].key.partition(".")[0]).inc()
    return wait


take_async = sync_to_async(take)


def find_wait(*limits: Limit) -> float:
    """What `take` would answer just now, without taking anything."""
    with suppress(RedisAway):
        return redis_windows.find_wait(limits, time.time())
    return find_wait_in_database(limits)


def give_back(*limits: Limit) -> None:
    """What was taken once turned out to be nothing that counts. Never raises: what was done meanwhile is
    done, whatever becomes of its count, and must not be told as if it had failed."""
    if not limits:
        return
    with suppress(RedisAway):
        redis_windows.give_back(limits)
        return
    try:
        give_back_in_database(limits)
    except django.db.Error:
        log.exception("not given back: %s", ", ".join(limit.key.partition(".")[0] for limit in limits))


# --- in the database --------------------------------------------------------------------------------


def take_in_database(limits: Sequence[Limit]) -> float:
    # Looking first costs no lock: a flood of refused tries must not hold up those who book.
    if wait := find_wait_in_database(limits):
        return wait
    with transaction.atomic():
        rows = lock_windows(limits)
        now = time.time()  # waiting for the lock took a while
        waits = [compute_wait(limit, row.moments, now) for limit, row in zip(limits, rows, strict=True)]
        if any(waits):
            return max(waits)
        for limit, row in zip(limits, rows, strict=True):
            row.moments = [*select_recent(limit, row.moments, now), now]
            row.expires_at = now + limit.seconds
        Window.objects.bulk_update(rows, ["moments", "expires_at"])
    sweep(now)
    return 0.0


def find_wait_in_database(limits: Sequence[Limit]) -> float:
    now = time.time()
    rows = read_windows(limits)
    return max(compute_wait(limit, row.moments, now) for limit, row in zip(limits, rows, strict=True))


def give_back_in_database(limits: Sequence[Limit]) -> None:
    with transaction.atomic():
        keys = [limit.key for limit in limits]
        rows = list(Window.objects.select_for_update().filter(key__in=keys).order_by("key"))
        for row in rows:
            # Which one is all the same: those who took at once are told the same wait but for moments.
            row.moments = row.moments[:-1]
        Window.objects.bulk_update(rows, ["moments"])


def read_windows(limits: Sequence[Limit]) -> list[Window]:
    rows = Window.objects.in_bulk([limit.key for limit in limits])
    return [rows.get(limit.key) or Window(key=limit.key) for limit in limits]


def lock_windows(limits: Sequence[Limit]) -> list[Window]:
    """The windows' rows, ours alone until the transaction ends. One order for all: nobody waits in a ring."""
    keys = sorted(limit.key for limit in limits)
    while True:
        Window.objects.bulk_create([Window(key=key, expires_at=0.0) for key in keys], ignore_conflicts=True)
        rows = {
            row.key: row for row in Window.objects.select_for_update().filter(key__in=keys).order_by("key")
        }
        if len(rows) == len(keys):  # else one was swept away before we had it
            return [rows[limit.key] for limit in limits]


def select_recent(limit: Limit, moments: Sequence[float], now: float) -> list[float]:
    """Those of the window that ends now. One from the future was written by a clock ahead of ours."""
    return [min(moment, now) for moment in moments if moment > now - limit.seconds][-max(limit.most, 1) :]


def compute_wait(limit: Limit, moments: Sequence[float], now: float) -> float:
    if limit.most <= 0:
        return limit.seconds
    recent = select_recent(limit, moments, now)
    return max(recent[-limit.most] + limit.seconds - now, 0.001) if len(recent) >= limit.most else 0.0


def sweep(now: float) -> None:
    """Forget what says nothing any more, now and then: keys are as many as there are callers."""
    global _swept_at
    if now - _swept_at >= SWEEP_SECONDS:
        _swept_at = now
        Window.objects.filter(expires_at__lt=now).delete()
