"""What was done how often (written by `limits.windows` alone), and what staff are told (`limits.alarms`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
        GUESSES = "guesses", _("Many wrong names or telephones for reservation numbers")
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
