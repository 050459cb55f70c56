"""What may be done once or only so often: the answers to tools' calls (written by `tools.idempotency` alone),
what was done how often (`limits.windows`), and what staff are told of it (`limits.alarms`)."""

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


class Window(models.Model):
    """The moments at which one thing was done by one key, within its window."""

    key = models.CharField(primary_key=True, max_length=128)
    moments = models.JSONField(default=list)  # seconds since 1970, oldest first, never more than the limit
    expires_at = models.FloatField(db_index=True)  # from then on the row says nothing

    class Meta:
        verbose_name = "window"

    def __str__(self) -> str:
        return self.key


class Alarm(models.Model):
    """One row for each kind and day, however often it happened."""

    class Kind(models.TextChoices):
        GUESSES = "guesses", _("Many wrong names or telephones for booking numbers")
        BUDGET_NEAR = "budget_near", _("Most of the calls, minutes or money of the day or month are spent")
        BUDGET_SPENT = "budget_spent", _("The budget is spent: new callers are given the telephone")
        MESSAGES = "messages", _("Messages are held back: as many were written today as may be")

    kind = models.CharField(_("what"), max_length=32, choices=Kind)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first at"))
    last_at = models.DateTimeField(_("last at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-day", "kind"]
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="alarm_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_kind_display()}"
