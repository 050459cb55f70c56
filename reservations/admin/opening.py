"""A shop's hours as rows below it: weekdays and dates that differ from its usual day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reservations.models import DatedHours, Location, WeeklyHours

if TYPE_CHECKING:  # generic for mypy alone
    WeeklyInline = admin.TabularInline[WeeklyHours, Location]
    DatedInline = admin.TabularInline[DatedHours, Location]
    LocationModelForm = forms.ModelForm[Location]
else:
    WeeklyInline = DatedInline = admin.TabularInline
    LocationModelForm = forms.ModelForm


class WeeklyHoursInline(WeeklyInline):
    model = WeeklyHours
    fields = ("weekday", "opens_at", "closes_at")
    extra = 0
    max_num = 7
    verbose_name_plural = _("weekdays with other hours (without times: closed)")


class DatedHoursInline(DatedInline):
    model = DatedHours
    fields = ("first_day", "last_day", "opens_at", "closes_at", "reason", "reason_en")
    extra = 0
    verbose_name_plural = _("dates with other hours (without times: closed)")


class MapField(forms.URLField):
    """An address without its scheme is taken to be a safe one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "assume_scheme": "https"})


class LocationForm(LocationModelForm):
    class Meta:
        model = Location
        fields = "__all__"
        field_classes = {"map_url": MapField}
        help_texts = {
            "closes_at": _("As late as it opens: never closed. Earlier than it opens: past midnight."),
            "timezone": _("Such as Asia/Tokyo"),
            "lead_minutes": _("Callers cannot book a car that leaves sooner; staff can."),
            "turnaround_minutes": _("Kept free after each return"),
            "directions": _("As you would tell them on the telephone: from which exit, past what."),
            "map_url": _("The address of the shop on a map, beginning with https://"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shortest, longest = cleaned.get("shortest_minutes"), cleaned.get("longest_days")
        if shortest is not None and longest is not None and shortest > longest * 24 * 60:
            self.add_error("shortest_minutes", _("The shortest rental is longer than the longest one."))
        return cleaned
