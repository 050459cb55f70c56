"""Cars in the admin. Where the rows mirror another store, a car is in the inventory of its shop there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reservations import clock, vehicle_classes
from reservations.admin import mirror, scope
from reservations.admin.formats import current_language, use_catalogue_labels
from reservations.errors import ReservationError
from reservations.models import Reservation, Vehicle

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Vehicle]
    ModelForm = forms.ModelForm[Vehicle]
else:
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm


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
class VehicleAdmin(scope.OwnShopMixin, ModelAdmin):
    form = VehicleForm
    list_display = ("registration", "class_shown", "manufacturer", "model", "location", "active")
    list_display_links = ("registration", "model")
    list_filter = (("location", scope.OwnShopFilter), ("vehicle_class", ClassFilter), "active")
    list_select_related = ("location",)
    search_fields = ("id", "registration", "manufacturer", "model")
    readonly_fields = ("document",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A car of the record is not for hire any more; it does not vanish from it."""
        return not mirror.is_mirrored() and super().has_delete_permission(request, obj)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, vehicle: Vehicle) -> str:
        return vehicle_classes.name(vehicle.vehicle_class, current_language())

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if vehicle := kwargs.get("obj"):
            context[mirror.VERSION] = mirror.opened_shop_version(request, vehicle.location_id)
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
