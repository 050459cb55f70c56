"""`manage.py purge`: forgets personal data whose time is over. To be run once a day (docs/privacy.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management.base import BaseCommand

from reservations import clock
from reservations import privacy as rentals_privacy
from voice import privacy as talk_privacy


class Command(BaseCommand):
    help = "Forget personal data that is older than the settings *_DAYS say."

    def handle(self, *args: Any, **options: Any) -> str:
        counts = rentals_privacy.purge(
            messages=find_time(settings.MESSAGE_DAYS),
            receipts=find_time(settings.RECEIPT_DAYS),
            customers=find_time(settings.CUSTOMER_DAYS),
            views=find_time(settings.VIEW_LOG_DAYS),
        )
        if before := find_time(settings.TRANSCRIPT_DAYS):
            counts |= talk_privacy.purge(before)
        if before := find_time(settings.PARTNER_CALL_DAYS):
            counts["partners' calls"] = talk_privacy.forget_partner_calls(before)
        if before := find_time(settings.STAFF_TRACE_DAYS):
            counts["wrong passwords"] = AccessAttempt.objects.filter(attempt_time__lt=before).delete()[0]
        return "Forgotten: " + (", ".join(f"{count} {kind}" for kind, count in counts.items()) or "nothing")


def find_time(days: int) -> datetime | None:
    """What is older than that is to be forgotten; None where it is kept for ever."""
    return clock.now() - timedelta(days=days) if days else None
