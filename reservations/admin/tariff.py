"""The tariff in the admin: rates, seasons, extras, drop-off and cancellation fees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import CharField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reservations import vehicle_classes
from reservations.admin import scope
from reservations.admin.formats import current_language
from reservations.admin.list_rows import EditableRowsMixin
from reservations.admin.stale_forms import StaleFormMixin
from reservations.admin.vehicles import ClassFilter, class_choices
from reservations.models import CancellationFee, DropOff, Extra, Rate, Season

if TYPE_CHECKING:  # generic for mypy alone
    TabularInline = admin.TabularInline[Rate, Season]
    RateModelAdmin = admin.ModelAdmin[Rate]
    SeasonModelAdmin = admin.ModelAdmin[Season]
    ExtraModelAdmin = admin.ModelAdmin[Extra]
    DropOffModelAdmin = admin.ModelAdmin[DropOff]
    CancellationFeeModelAdmin = admin.ModelAdmin[CancellationFee]
    WithClass = admin.options.BaseModelAdmin[Rate]
else:
    TabularInline = admin.TabularInline
    RateModelAdmin = SeasonModelAdmin = ExtraModelAdmin = admin.ModelAdmin
    DropOffModelAdmin = CancellationFeeModelAdmin = admin.ModelAdmin
    WithClass = object
AMOUNTS = ("hours_6", "hours_12", "hours_24", "further_day", "extra_hour")


class ClassChoiceMixin(WithClass):
    """A class is chosen from a list: what a clerk types might not be the key that bookings have."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, CharField) and db_field.name == "vehicle_class":
            return forms.ChoiceField(label=db_field.verbose_name, choices=[("", "—"), *class_choices()])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class RateInline(scope.OwnShopMixin, ClassChoiceMixin, TabularInline):
    model = Rate
    fields = ("vehicle_class", "location", *AMOUNTS)
    extra = 0


@admin.register(Rate)
class RateAdmin(StaleFormMixin, EditableRowsMixin, scope.OwnShopMixin, ClassChoiceMixin, RateModelAdmin):
    list_display = ("class_shown", "where", "when", *AMOUNTS)
    list_editable = AMOUNTS
    list_filter = (("vehicle_class", ClassFilter), ("location", scope.OwnShopFilter), "season")
    list_select_related = ("location", "season")
    fieldsets = (
        (
            None,
            {
                "fields": ("vehicle_class", "location", "season"),
                "description": _(
                    "A rate without a shop applies at all shops, one without a season on all days. A shop's "
                    "own rate takes precedence over the company's, and among these a season's over the "
                    "usual one."
                ),
            },
        ),
        (_("Yen, tax included"), {"fields": AMOUNTS}),
    )

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, rate: Rate) -> str:
        return vehicle_classes.name(rate.vehicle_class, current_language())

    @admin.display(description=_("shop"), ordering="location")
    def where(self, rate: Rate) -> str:
        return str(rate.location or _("all shops"))

    @admin.display(description=_("season"), ordering="season__first_day")
    def when(self, rate: Rate) -> str:
        return str(rate.season or _("usual days"))


@admin.register(Season)
class SeasonAdmin(StaleFormMixin, SeasonModelAdmin):
    list_display = ("name", "first_day", "last_day")
    inlines = (RateInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (("name", "name_en"), ("first_day", "last_day")),
                "description": _(
                    "The pickup day decides. Where seasons overlap, the one that begins later applies."
                ),
            },
        ),
    )


@admin.register(Extra)
class ExtraAdmin(StaleFormMixin, EditableRowsMixin, ExtraModelAdmin):
    list_display = ("name", "key", "per", "amount", "cap", "active")
    list_editable = ("amount", "cap", "active")
    fieldsets = (
        (
            None,
            {
                "fields": ("key", ("name", "name_en"), "per", ("amount", "cap"), "active"),
                "description": _(
                    "An extra whose ID begins with another's ID and a hyphen, such as “cover-noc” and "
                    "“cover”, includes that one: where both are chosen, only the larger amount is charged."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()


@admin.register(DropOff)
class DropOffAdmin(StaleFormMixin, EditableRowsMixin, scope.OwnShopMixin, DropOffModelAdmin):
    shop_paths = own_fields = ("origin",)
    list_display = ("origin", "returned_at", "fee")
    list_editable = ("fee",)
    list_filter = (("origin", scope.OwnShopFilter),)
    list_select_related = ("origin", "destination")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "destination":
            field.label = _("return shop")
        return field

    @admin.display(description=_("return shop"), ordering="destination")
    def returned_at(self, pair: DropOff) -> str:
        return str(pair.destination)


@admin.register(CancellationFee)
class CancellationFeeAdmin(StaleFormMixin, EditableRowsMixin, CancellationFeeModelAdmin):
    list_display = ("since", "percent", "cap")
    list_editable = ("percent", "cap")

    @admin.display(description=_("when cancelled"), ordering="days_before")
    def since(self, row: CancellationFee) -> str:
        if not row.days_before:
            return str(_("on the day of the pickup or later"))
        return str(_("from {days} days before the pickup")).format(days=row.days_before)
