"""Shops in the admin: their names, hours and rules, and their cars below.

Where the rows mirror another store, what other systems know of a shop is written there; its hours and English
names stay in our own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reservations.admin import mirror, scope
from reservations.admin.formats import format_dialled_phone, use_catalogue_labels
from reservations.admin.stale_forms import StaleFormMixin
from reservations.admin.vehicles import ClassInputMixin
from reservations.errors import ReservationError
from reservations.models import DatedHours, Location, Vehicle, WeeklyHours

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Location]
    ModelForm = forms.ModelForm[Location]
    WeeklyInline = admin.TabularInline[WeeklyHours, Location]
    DatedInline = admin.TabularInline[DatedHours, Location]
    CarInline = admin.TabularInline[Vehicle, Location]
else:
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm
    WeeklyInline = DatedInline = CarInline = admin.TabularInline
# The fields that are in the record, too.
PUBLISHED = {"name", "address", "phone", "timezone"}


class MapField(forms.URLField):
    """An address without its scheme is taken to be a safe one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "assume_scheme": "https"})


class LocationForm(ModelForm):
    class Meta:
        model = Location
        fields = "__all__"
        field_classes = {"map_url": MapField}
        help_texts = {
            "closes_at": _(
                "The same as the opening time: open around the clock. Earlier than that: open past midnight."
            ),
            "timezone": _("Such as Asia/Tokyo"),
            "lead_minutes": _("Callers cannot book a pickup sooner than this; staff can."),
            "turnaround_minutes": _("The car is kept free for this long after each return"),
            "directions": _("As you would give them on the telephone: from which exit, past which landmark."),
            "map_url": _("The address of the shop on a map, beginning with https://"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shortest, longest = cleaned.get("shortest_minutes"), cleaned.get("longest_days")
        if shortest is not None and longest is not None and shortest > longest * 24 * 60:
            self.add_error("shortest_minutes", _("The shortest rental is longer than the longest one."))
        return cleaned


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


class VehicleInline(ClassInputMixin, CarInline):
    model = Vehicle
    fields = ("id", "vehicle_class", "registration", "manufacturer", "model", "active")
    extra = 0
    show_change_link = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not mirror.is_mirrored() and super().has_delete_permission(request, obj)


@admin.register(Location)
class LocationAdmin(StaleFormMixin, scope.OwnShopMixin, ModelAdmin):
    shop_paths = ("pk",)

    class Media:
        css = {"all": ("reservations/admin.css",)}

    list_display = ("name", "region", "phone_shown", "opens_at", "closes_at", "timezone")
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
                    "The usual hours apply on every day that is not in the tables below. In these, a row "
                    "without times is a day on which the shop is closed. A date takes precedence over its "
                    "weekday; of two rows for a date, the one that begins later applies."
                ),
            },
        ),
        (_("Imported"), {"fields": ("document",), "classes": ("collapse",)}),
    )

    @admin.display(description=_("telephone"))
    def phone_shown(self, shop: Location) -> str:
        return format_dialled_phone(shop.phone)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A shop of the record does not vanish from it."""
        return not mirror.is_mirrored() and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("id", "document") if obj else ("document",)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if shop := kwargs.get("obj"):
            context[mirror.VERSION] = mirror.opened_shop_version(request, shop.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ReservationError as error:  # Django's transaction has undone the rows
            return mirror.refuse_publishing(request, error, location_id=object_id)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        cars = any(each.model is Vehicle and each.has_changed() for each in formsets)
        if not change or cars or PUBLISHED & set(form.changed_data):
            mirror.publish_shops(request, form.instance.pk)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return use_catalogue_labels(super().construct_change_message(*args, **kwargs))
