"""The one door to the time: now (or the pinned demo time), and a shop's local time to and from UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The present instant in UTC, or `CLOCK_PINNED_AT` where a demo or a test pinned it."""
    if settings.CLOCK_PINNED_AT:
        pinned = datetime.fromisoformat(settings.CLOCK_PINNED_AT)
        if pinned.tzinfo is None:
            raise ValueError("CLOCK_PINNED_AT has no offset")
        return pinned.astimezone(UTC)
    return datetime.now(UTC)


def today(zone: tzinfo) -> date:
    """Today's date on the wall of a shop in `zone`."""
    return now().astimezone(zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """`moment` as the clock on the wall of a shop in `zone` shows it."""
    return moment.astimezone(ZoneInfo(zone))
