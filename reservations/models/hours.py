"""When a shop is open: a week, and dates on which it is otherwise. By the wall clock of the shop."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations.models.places import Location


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def both_or_none() -> models.Q:
    return models.Q(opens_at__isnull=True, closes_at__isnull=True) | models.Q(
        opens_at__isnull=False, closes_at__isnull=False
    )


class WeeklyHours(models.Model):
    """One weekday that differs from the shop's usual hours; without hours it is closed all day."""

    location = models.ForeignKey(
        Location, models.CASCADE, related_name="weekly_hours", verbose_name=_("shop"), db_index=False
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hours of a weekday")
        verbose_name_plural = _("hours by weekday")
        ordering = ["location", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["location", "weekday"], name="one_row_a_weekday"),
            models.CheckConstraint(
                condition=both_or_none(),
                name="weekly_hours_whole",
                violation_error_message=_("Give both times, or neither for a day that is closed."),
            ),
        ]

    def __str__(self) -> str:
        return str(Weekday(self.weekday).label)


class DatedHours(models.Model):
    """Dates on which the week does not count: New Year, a stocktaking. Of two, the later begun one wins."""

    location = models.ForeignKey(
        Location, models.CASCADE, related_name="dated_hours", verbose_name=_("shop"), db_index=False
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    reason_en = models.CharField(_("reason (English)"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("hours of certain dates")
        verbose_name_plural = _("hours by date")
        ordering = ["location", "first_day"]
        indexes = [models.Index(fields=["location", "last_day"], name="dated_hours_by_shop")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="dated_hours_forward",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=both_or_none(),
                name="dated_hours_whole",
                violation_error_message=_("Give both times, or neither for a day that is closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day} {self.reason}".strip()
