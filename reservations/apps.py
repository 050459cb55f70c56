from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def guard(using: str, **_given: Any) -> None:
    from reservations.models import audit_log, exclusion

    exclusion.install_triggers(connections[using])
    audit_log.install_trigger(connections[using])


class ReservationsConfig(AppConfig):
    name = "reservations"
    verbose_name = _("Bookings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(guard, sender=self)
