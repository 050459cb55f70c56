"""Where cars are rented: shops, their words in two languages, and when they are open by their own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def validate_timezone(name: str) -> None:
    """Raises ValidationError unless `name` is a zone of the IANA database, such as Asia/Tokyo."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Location(models.Model):
    """A shop, with the rules by which it hires. Its hours are rows of their own."""

    id = models.CharField(_("ID"), primary_key=True, max_length=64)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=50, blank=True)
    region_en = models.CharField(_("region (English)"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    timezone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Tokyo", validators=[validate_timezone]
    )
    opens_at = models.TimeField(_("opens at"), default=time(8))
    closes_at = models.TimeField(_("closes at"), default=time(20))
    directions = models.TextField(_("directions"), blank=True)
    directions_en = models.TextField(_("directions (English)"), blank=True)
    map_url = models.URLField(_("map"), blank=True)
    turnaround_minutes = models.PositiveIntegerField(_("turnaround (minutes)"), default=0)
    lead_minutes = models.PositiveIntegerField(_("shortest notice (minutes)"), default=0)
    horizon_days = models.PositiveIntegerField(_("bookable days ahead"), default=365)
    shortest_minutes = models.PositiveIntegerField(_("shortest rental (minutes)"), default=0)
    longest_days = models.PositiveIntegerField(_("longest rental (days)"), default=365)
    document = models.JSONField(_("other fields of the imported document"), default=dict, blank=True)

    # What the shop's hours are made of, once they were read: before that it has no such attribute.
    known_week: Sequence[WeeklyHours]
    known_dates: Sequence[DatedHours]

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["region", "id"]

    def __str__(self) -> str:
        """In the language of the page, for the admin's filters and choices."""
        return self.name_in((get_language() or "ja").split("-")[0])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def name_in(self, language: str) -> str:
        return (self.name_en or self.name) if language == "en" else self.name


class Weekday(models.IntegerChoices):
    """The days of a week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def both_or_none() -> models.Q:
    """The condition that a row opens and closes, or does neither."""
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
        verbose_name = _("weekday with other hours")
        verbose_name_plural = _("weekdays with other hours")
        ordering = ["location", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["location", "weekday"], name="one_row_a_weekday"),
            models.CheckConstraint(
                condition=both_or_none(),
                name="weekly_hours_whole",
                violation_error_message=_("Enter both times, or leave both empty for a closed day."),
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
        verbose_name = _("period with other hours")
        verbose_name_plural = _("periods with other hours")
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
                violation_error_message=_("Enter both times, or leave both empty for a closed day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day} {self.reason}".strip()


class ShopAssignment(models.Model):
    """Read by `admin.scope` alone; whoever has the permission of this table needs no rows of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shop_assignments", verbose_name=_("user")
    )
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="shop_assignments", verbose_name=_("shop")
    )

    class Meta:
        verbose_name = _("shop of a staff member")
        verbose_name_plural = _("shops of a staff member")
        ordering = ["location"]
        permissions = [
            ("work_at_every_shop", "Can work at every shop"),
            ("view_reports", "Can see the reports"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "location"], name="assigned_once")]

    def __str__(self) -> str:
        return str(self.location)


class CalendarFeed(models.Model):
    """The secret link to a shop's bookings as a calendar; written by `calendar_feed` alone."""

    location = models.OneToOneField(
        Location, models.CASCADE, primary_key=True, related_name="calendar_feed", verbose_name=_("shop")
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    shows_names = models.BooleanField(_("with the customers' names"), default=False)
    made_at = models.DateTimeField(_("created at"))
    made_by = models.CharField(_("name"), max_length=150)  # of the account

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return str(self.location)
