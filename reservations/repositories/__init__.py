"""Where reservations are kept: RESERVATION_STORE says whether in our own tables or in Cosmos DB."""

from __future__ import annotations

from functools import cache

import django.db
from django.conf import settings
from django.utils.module_loading import import_string

from reservations import clock
from reservations.models import FeedToken
from reservations.repositories.base import Booked, Changed, Finding, Reference, Repository

__all__ = ["Booked", "Changed", "Reference", "Repository", "current", "diagnose"]
# By name: who runs on one store needs nothing of the other's.
STORES = {
    "orm": "reservations.repositories.orm.Orm",
    "cosmos": "reservations.repositories.cosmos.store.Cosmos",
}


def current() -> Repository:
    """The store that RESERVATION_STORE names; made once, and asked anew each time, as tests change it."""
    return build_store(settings.RESERVATION_STORE)


@cache
def build_store(store: str) -> Repository:
    repository: Repository = import_string(STORES[store])()
    return repository


def diagnose() -> list[Finding]:
    """What is seen of the store in use, well or ill; nothing where our own tables are the record.

    For the `doctor` command, which judges our own tables itself.
    """
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
    except django.db.Error:
        return []  # the doctor has told that already
    return [
        Finding(
            "no cosmos_feed runs: bookings of other systems are not shown, nor their cars kept from ours",
            "Run manage.py cosmos_feed beside the server, and have it started again when it ends.",
        )
    ]
