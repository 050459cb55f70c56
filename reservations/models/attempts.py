"""Wrong second facts for a reservation number: counted, so that numbers cannot be tried out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedLookup(models.Model):
    number = models.CharField(_("reservation number"), max_length=16)
    caller = models.CharField(_("caller"), max_length=100)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("failed lookup")
        verbose_name_plural = _("failed lookups")
        indexes = [models.Index(fields=["number", "at"], name="failed_lookup_by_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.caller}"
