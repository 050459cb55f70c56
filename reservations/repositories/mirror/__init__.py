"""Our tables as the mirror of Cosmos DB: what staff look at. The record decides, these rows follow.

A document is shown when it is written, and again when the change feed tells of it; both ways are the same and
may be gone twice.
"""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError

from reservations.repositories.mirror.emptying import empty
from reservations.repositories.mirror.places import show as show_place
from reservations.repositories.mirror.reservations import apply, best_effort

__all__ = ["apply", "best_effort", "empty", "needed", "show_place"]


def needed() -> None:
    """Refuses a command that makes sense only beside Cosmos DB."""
    if settings.RESERVATION_STORE != "cosmos":
        raise CommandError(
            "RESERVATION_STORE is not cosmos: our own tables are the record, and there is nothing to mirror."
        )
