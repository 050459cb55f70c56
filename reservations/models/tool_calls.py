"""What tool calls leave behind: their answers, so that none is carried out twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """What was answered to whom, so that asking again answers the same and does nothing."""

    caller = models.CharField(_("caller"), max_length=100)
    key = models.CharField(_("key"), max_length=255)
    arguments_hash = models.CharField(max_length=64)
    answer = models.JSONField(_("answer"))
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
