"""Where cars are rented: shops, their words in two languages, and their hours on their own wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from reservations.models.hours import DatedHours, WeeklyHours


def validate_timezone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Location(models.Model):
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
    document = models.JSONField(_("further fields of the imported document"), default=dict, blank=True)

    # What the shop's hours are made of, once they were read: before that it has no such attribute.
    known_week: Sequence[WeeklyHours]
    known_dates: Sequence[DatedHours]

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["region", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def called(self, language: str) -> str:
        return (self.name_en or self.name) if language == "en" else self.name
