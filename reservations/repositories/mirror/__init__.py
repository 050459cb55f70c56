"""Our tables as the mirror of Cosmos DB: what staff look at. The record decides, these rows follow.

A document is shown when it is written, and again when the change feed tells of it; both ways are the same and
may be gone twice.
"""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from reservations.models import FeedToken, Mirrored, Quarantine, Reservation, ReservationEvent
from reservations.models.readonly import mirror_writes
from reservations.repositories.mirror.locations import show as show_place
from reservations.repositories.mirror.reservations import apply, best_effort

__all__ = ["apply", "best_effort", "empty", "needed", "show_place"]


def require_cosmos() -> None:
    """Refuses a command that makes sense only beside Cosmos DB."""
    if settings.RESERVATION_STORE != "cosmos":
        raise CommandError(
            "RESERVATION_STORE is not cosmos: our own tables are the record, and there is nothing to mirror."
        )


def empty() -> None:
    """Forget the mirror: the record itself was emptied, by `seed --reset`."""
    with mirror_writes(), transaction.atomic():
        ReservationEvent.objects.all().delete()
        Reservation.calendar.all().delete()
        for model in (Mirrored, Quarantine, FeedToken):
            model._default_manager.all().delete()
