"""Cars in the admin: a car's page shows first what is ahead of it, then what it is.

Where the rows mirror another store, a car is in the inventory of its shop there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, vehicle_classes
from reservations.admin import mirror, scope, steps, view_log
from reservations.admin.formats import (
    current_language,
    format_customer,
    format_period,
    render_badge,
    use_catalogue_labels,
)
from reservations.admin.stale_forms import StaleFormMixin
from reservations.errors import ReservationError
from reservations.models import Rate, Reservation, Vehicle
from reservations.models.booking import OUT_OF_SERVICE

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Vehicle]
    ModelForm = forms.ModelForm[Vehicle]
    WithClass = admin.options.BaseModelAdmin[Vehicle]
else:
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm
    WithClass = object


AHEAD_AT_MOST = 8  # lines of a car's page; the board has the rest
MILEAGE_AMONG = 10  # of its latest rentals, where a sheet may be missing
INSPECTION_SOON = timedelta(days=30)
Status = Reservation.Status


# --- what is ahead of a car


@dataclass(frozen=True)
class Ahead:
    """A line of a car's page: a booking, or time out of service. url: "" where the clerk may not open it.

    who: the customer, the reason, or that it is another shop's."""

    period: str
    who: str
    number: str
    badges: list[SafeString]
    url: str


def list_ahead(request: HttpRequest, car: Vehicle) -> list[Ahead]:
    """What keeps the car from now on, the soonest first. One query, and one that notes who was shown."""
    now = clock.now()
    keeping = Reservation.calendar.keeping(now).filter(vehicle=car)
    rows = list(
        keeping.filter(Q(blocked_until__gt=now) | Q(status=Status.OUT))
        .select_related("location", "return_location")
        .order_by("pickup_at", "number")[:AHEAD_AT_MOST]
    )
    is_late = any(row.status == Status.OUT and row.return_at < now for row in rows)
    lines = [make_line(request, row, is_late=is_late) for row in rows]
    if shown := [line.number for line in lines if line.number]:
        view_log.note_view(request, view_log.Kind.BOOKING, shown)
    return lines


def make_line(request: HttpRequest, row: Reservation, *, is_late: bool) -> Ahead:
    """A booking of another shop keeps the car, but says nothing of its customer. `is_late`: is the car
    still out though it should be back?"""
    is_block = row.status in OUT_OF_SERVICE
    ids = scope.find_shop_ids(request)
    is_own = ids is None or bool({row.location_id, row.return_location_id} & ids)
    may_open = is_own and request.user.has_perm(
        "reservations.view_block" if is_block else "reservations.view_reservation"
    )
    badges = [render_badge(row.status, row.get_status_display())]
    if is_late and row.status == Status.OUT:
        badges.append(render_badge("late", gettext("Late")))
    if is_late and row.status == Status.CONFIRMED:
        badges.append(render_badge("risky", gettext("At risk")))
    who = row.customer_name if is_block else format_customer(row.customer_name)
    return Ahead(
        format_period(row.pickup_local, row.return_local),
        who if may_open else "" if is_own else gettext("Another shop's booking"),
        row.number if may_open and not is_block else "",
        badges,
        steps.page_url(row) if may_open else "",
    )


def read_mileage(car: Vehicle) -> int | None:
    """In km, as the latest sheet of its rentals says; None where none does."""
    rentals = Reservation.objects.filter(vehicle=car, status__in=(Status.OUT, Status.RETURNED))
    for sheets in rentals.order_by("-pickup_at").values_list("sheets", flat=True)[:MILEAGE_AMONG]:
        for step in ("returned", "out"):
            if (mileage := sheets.get(step, {}).get("mileageKm")) is not None:
                return int(mileage)
    return None


# --- what a car is


def class_choices() -> list[tuple[str, str]]:
    """The classes that are always known, and those of this fleet and this tariff. Two queries."""
    known = set(vehicle_classes.CLASSES)
    for table in (Vehicle, Rate):
        known.update(table._default_manager.order_by().values_list("vehicle_class", flat=True).distinct())
    language = current_language()
    return [(key, vehicle_classes.name(key, language)) for key in sorted(known, key=vehicle_classes.order)]


class ClassInput(forms.TextInput):
    """Offers the known classes as one types."""

    def __init__(self, known: list[tuple[str, str]]) -> None:
        super().__init__()
        self.known = known

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}_known"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}">', ((label,) for _key, label in self.known))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class ClassField(forms.CharField):
    """A class by its name in the language of the page, kept by its key; one that is new is its own key."""

    def __init__(self, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(widget=ClassInput(known), **kwargs)
        self.keys = [key for key, _label in known]

    def prepare_value(self, value: Any) -> Any:
        return vehicle_classes.name(value, current_language()) if value else value

    def to_python(self, value: Any) -> Any:
        word = super().to_python(value)
        return (vehicle_classes.key_of(word, self.keys) or word) if word else word


class ClassInputMixin(WithClass):
    """Of an admin or an inline of cars."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "vehicle_class":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return ClassField(class_choices(), label=capfirst(db_field.verbose_name), max_length=50)


class VehicleForm(ModelForm):
    class Meta:
        model = Vehicle
        fields = "__all__"

    def clean_location(self) -> Any:
        """In the record each shop keeps the calendars of its own cars: a booking does not go with its car."""
        location = self.cleaned_data["location"]
        if mirror.is_mirrored() and "location" in self.changed_data and not self.instance._state.adding:
            ahead = Reservation.calendar.blocking().filter(
                vehicle=self.instance, blocked_until__gt=clock.now()
            )
            if first := ahead.order_by("pickup_at").first():
                refusal = _("Booking %(number)s is assigned to this vehicle. Assign another one to it first.")
                raise forms.ValidationError(refusal, params={"number": first.number})
        return location


class ClassFilter(admin.AllValuesFieldListFilter):
    """Classes by their names in the language of the page."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield {**choice, "display": vehicle_classes.name(str(choice["display"]), current_language())}


@admin.register(Vehicle)
class VehicleAdmin(StaleFormMixin, ClassInputMixin, scope.OwnShopMixin, ModelAdmin):
    form = VehicleForm
    list_display = (
        *("registration", "class_shown", "manufacturer", "model", "location", "inspection_shown", "active"),
    )
    list_display_links = ("registration", "model")
    list_filter = (("location", scope.OwnShopFilter), ("vehicle_class", ClassFilter), "active")
    list_select_related = ("location",)
    search_fields = ("id", "registration", "manufacturer", "model")
    readonly_fields = ("document",)

    class Media:
        css = {"all": ("reservations/admin.css",)}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What another system says of the car beside, only where it says something."""
        fields = super().get_fields(request, obj)
        return fields if obj and obj.document else [name for name in fields if name != "document"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A car of the record is not for hire any more; it does not vanish from it."""
        return not mirror.is_mirrored() and super().has_delete_permission(request, obj)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, vehicle: Vehicle) -> str:
        return vehicle_classes.name(vehicle.vehicle_class, current_language())

    @admin.display(description=_("inspection valid until"), ordering="inspection_until")
    def inspection_shown(self, vehicle: Vehicle) -> SafeString | str:
        """Marked where it ends soon, or has ended."""
        if vehicle.inspection_until is None:
            return "—"
        day = date_format(vehicle.inspection_until, "Y/m/d", use_l10n=False)
        today = clock.today(vehicle.location.zone)
        if vehicle.inspection_until < today:
            return format_html("{} {}", day, render_badge("late", gettext("Expired")))
        if vehicle.inspection_until < today + INSPECTION_SOON:
            return format_html("{} {}", day, render_badge("risky", gettext("Ends soon")))
        return day

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if vehicle := kwargs.get("obj"):
            context[mirror.VERSION] = mirror.opened_shop_version(request, vehicle.location_id)
            mileage = read_mileage(vehicle)
            context["ahead"] = list_ahead(request, vehicle)
            context["mileage"] = (
                "—" if mileage is None else f"{number_format(mileage, force_grouping=True)} km"
            )
            context["may_block"] = request.user.has_perm("reservations.add_block")
            context["may_see_board"] = request.user.has_perm("reservations.view_reservation")
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
        except ReservationError as error:  # Django's transaction has undone the row
            shop = Vehicle.objects.filter(pk=object_id).values_list("location_id", flat=True).first()
            return mirror.refuse_publishing(request, error, location_id=shop)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        before = form.initial.get("location") if change else None
        left = [before] if before and before != obj.location_id else []
        if form.changed_data:
            mirror.publish_shops(request, *left, obj.location_id)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return use_catalogue_labels(super().construct_change_message(*args, **kwargs))
