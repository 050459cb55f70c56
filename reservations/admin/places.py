"""Shops and their cars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reservations import vehicle_classes
from reservations.admin.opening import DatedHoursInline, LocationForm, WeeklyHoursInline
from reservations.admin.published import PublishedCar, PublishedShop, VehicleForm
from reservations.admin.synced import mirrored
from reservations.models import Location, Vehicle

if TYPE_CHECKING:  # generic for mypy alone
    TabularInline = admin.TabularInline[Vehicle, Location]
else:
    TabularInline = admin.TabularInline


class VehicleInline(TabularInline):
    model = Vehicle
    fields = ("id", "vehicle_class", "registration", "manufacturer", "model", "active")
    extra = 0
    show_change_link = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not mirrored() and super().has_delete_permission(request, obj)


@admin.register(Location)
class LocationAdmin(PublishedShop):
    class Media:
        css = {"all": ("reservations/admin.css",)}

    list_display = ("name", "region", "phone", "opens_at", "closes_at", "timezone")
    list_filter = ("region",)
    search_fields = ("id", "name", "name_en", "region", "region_en", "address")
    form = LocationForm
    inlines = (WeeklyHoursInline, DatedHoursInline, VehicleInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "id",
                    ("name", "name_en"),
                    ("region", "region_en"),
                    "address",
                    "address_en",
                    "phone",
                )
            },
        ),
        (_("How to get there"), {"fields": ("directions", "directions_en", "map_url")}),
        (
            _("Hours and rules"),
            {
                "fields": (
                    "timezone",
                    ("opens_at", "closes_at"),
                    ("lead_minutes", "horizon_days"),
                    ("shortest_minutes", "longest_days"),
                    "turnaround_minutes",
                ),
                "description": _(
                    "The usual hours count on every day that is not in the tables below. In these, a row "
                    "without times is a day on which the shop is closed. A date goes before its weekday; of "
                    "two rows for a date, the later begun one counts."
                ),
            },
        ),
        (_("Imported"), {"fields": ("document",), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("id", "document") if obj else ("document",)


@admin.register(Vehicle)
class VehicleAdmin(PublishedCar):
    form = VehicleForm
    list_display = ("registration", "class_shown", "manufacturer", "model", "location", "active")
    list_display_links = ("registration", "model")
    list_filter = ("location", "vehicle_class", "active")
    list_select_related = ("location",)
    search_fields = ("id", "registration", "manufacturer", "model")
    readonly_fields = ("document",)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, vehicle: Vehicle) -> str:
        return vehicle_classes.name(vehicle.vehicle_class, get_language() or "ja")
