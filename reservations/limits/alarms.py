"""What staff are told: a line in the log, and a row that every page of the admin shows until it is seen."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reservations import clock
from reservations.models import Alarm

log = logging.getLogger(__name__)
Kind = Alarm.Kind


def sound(kind: str) -> None:
    """Tell staff of `kind` (an Alarm.Kind): once a day in the log, and counted in the admin."""
    now = clock.now()
    with transaction.atomic():
        alarm, is_new = Alarm.objects.get_or_create(
            kind=kind, day=timezone.localdate(now), defaults={"first_at": now, "last_at": now}
        )
        if not is_new:
            Alarm.objects.filter(pk=alarm.pk).update(count=F("count") + 1, last_at=now)
    if is_new:
        log.error("alarm: %s (docs/limits.md says what to do)", kind)


def list_unseen() -> list[Alarm]:
    """What nobody on the staff has marked as seen; the latest first."""
    return list(Alarm.objects.filter(seen_at=None))
