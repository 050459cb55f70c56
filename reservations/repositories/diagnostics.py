"""Diagnostics of the store that is used, for the `doctor` command, which judges our own tables itself."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from reservations import clock
from reservations.models import FeedToken
from reservations.repositories.base import Finding


def diagnose() -> list[Finding]:
    """What is seen of the store in use, well or ill; nothing where our own tables are the record."""
    if settings.RESERVATION_STORE != "cosmos":
        return []
    try:
        from reservations.repositories.cosmos import diagnostics
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("azure"):
            return []  # the settings' checks name it
        raise
    return [*diagnostics.diagnose(), *diagnose_feed()]


def diagnose_feed() -> list[Finding]:
    """Of several one reads, and keeps its lease while it does."""
    reading = FeedToken.objects.filter(container="reservations", leased_until__gt=clock.now())
    try:
        if reading.exists():
            return [Finding("a cosmos_feed follows what others write")]
    except DatabaseError:
        return []  # the doctor has told that already
    return [
        Finding(
            "no cosmos_feed runs: bookings of other systems are not shown, nor their cars kept from ours",
            "Run manage.py cosmos_feed beside the server, and have it started again when it ends.",
        )
    ]
