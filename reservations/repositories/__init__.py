"""Where reservations are kept: RESERVATION_STORE says whether in our own tables or in Cosmos DB."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from reservations.repositories.base import Booked, Changed, Reference, Repository

__all__ = ["Booked", "Changed", "Reference", "Repository", "current"]
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
