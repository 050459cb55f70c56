"""Shops and cars are the record's too: it is written before the rows' transaction ends, or neither is.

What other systems do not know of a shop, its hours and English names, stays in our own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, repositories
from reservations.admin import words
from reservations.admin.synced import VERSION, Versioned, mirrored
from reservations.errors import ChangedMeanwhile, ReservationError
from reservations.models import Mirrored, Reservation, Vehicle

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Any]
    VehicleModelForm = forms.ModelForm[Vehicle]
else:
    ModelAdmin = admin.ModelAdmin
    VehicleModelForm = forms.ModelForm
OF_RECORD = {"name", "address", "phone", "timezone"}


class Published(Versioned, ModelAdmin):
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ReservationError as error:  # the rows are as they were, too
            if isinstance(error, ChangedMeanwhile) and object_id:
                self.look_again(object_id)
            said = gettext("Nothing was saved: {reason}")
            reason = error.as_problem(words.language())["title"]
            self.message_user(request, said.format(reason=reason), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def version_on_page(self, row: Any) -> str:
        return seen(self.shop_of(row)) if mirrored() else ""

    def look_again(self, object_id: str) -> None:
        from reservations.repositories.mirror.again import refresh_shop  # the SDK: only where it is the store

        row = self.model._default_manager.filter(pk=object_id).first()
        if row and mirrored():
            refresh_shop(self.shop_of(row))

    def shop_of(self, row: Any) -> str:
        """The shop whose document tells of it."""
        return str(row.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A car or a shop of the record is not for hire any more; it does not vanish from it."""
        return not mirrored() and super().has_delete_permission(request, obj)

    def publish(self, request: HttpRequest, *location_ids: str) -> None:
        """One after the other: a car leaves the one inventory before it enters the other. The page was of the
        first of them."""
        repositories.current().publish(location_ids, request.POST.get(VERSION, ""))


def seen(location_id: str) -> str:
    """The ETag of a shop's document as its rows show it."""
    state = Mirrored.objects.filter(container="locations", row=location_id).first()
    return state.etag if state else ""


class PublishedShop(Published):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        cars = any(each.model is Vehicle and each.has_changed() for each in formsets)
        if not change or cars or OF_RECORD & set(form.changed_data):
            self.publish(request, form.instance.pk)


class PublishedCar(Published):
    def shop_of(self, row: Any) -> str:
        return str(row.location_id)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        before = form.initial.get("location") if change else None
        left = [before] if before and before != obj.location_id else []
        if form.changed_data:
            self.publish(request, *left, obj.location_id)


class VehicleForm(VehicleModelForm):
    class Meta:
        model = Vehicle
        fields = "__all__"

    def clean_location(self) -> Any:
        """In the record each shop keeps the calendars of its own cars: a booking does not go with its car."""
        location = self.cleaned_data["location"]
        if mirrored() and "location" in self.changed_data and not self.instance._state.adding:
            kept = Reservation.calendar.blocking().filter(
                vehicle=self.instance, blocked_until__gt=clock.now()
            )
            if first := kept.order_by("pickup_at").first():
                said = _("%(number)s is booked on this car. Give it another one first.")
                raise forms.ValidationError(said, params={"number": first.number})
        return location
