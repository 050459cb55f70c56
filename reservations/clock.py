"""The one door to the time: now (or the pinned demo time), and a shop's local time to and from UTC."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

_replayed: ContextVar[datetime | None] = ContextVar("replayed", default=None)


@contextmanager
def replay_at(moment: datetime) -> Iterator[None]:
    """In this block and context it is `moment`: what a demo tells of its past is done by the same operations
    as any day, each at its own time. Not for deciding about the present."""
    token = _replayed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _replayed.reset(token)


def now() -> datetime:
    """The present instant in UTC, or `CLOCK_PINNED_AT` where a demo or a test pinned it."""
    if replayed := _replayed.get():
        return replayed
    if settings.CLOCK_PINNED_AT:
        pinned = datetime.fromisoformat(settings.CLOCK_PINNED_AT)
        if pinned.tzinfo is None:
            raise ValueError("CLOCK_PINNED_AT has no offset")
        return pinned.astimezone(UTC)
    return datetime.now(UTC)


def move_past(before: datetime, moment: datetime) -> datetime:
    """`moment`, or the first instant behind `before` where it is not later than that.

    By when it was last saved a booking's versions are told apart; a clock may be pinned, or set back.
    """
    return max(moment, before + timedelta.resolution)


def today(zone: tzinfo) -> date:
    """Today's date on the wall of a shop in `zone`."""
    return now().astimezone(zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """`moment` as the clock on the wall of a shop in `zone` shows it."""
    return moment.astimezone(ZoneInfo(zone))
