"""A clerk's form for a booking: times by the clock at the shop; booking.py decides and writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, times, vehicle_classes
from reservations.booking import Customer
from reservations.errors import AmbiguousTime, ReservationError
from reservations.journal import Actor
from reservations.models import Reservation, Vehicle

if TYPE_CHECKING:  # generic for mypy alone
    ModelForm = forms.ModelForm[Reservation]
else:
    ModelForm = forms.ModelForm


class WallClockField(forms.SplitDateTimeField):
    """Keeps what was typed as it is: which instant it means is known once the shop is."""

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list or None in data_list:
            return None
        return datetime.combine(*data_list)


class ReservationForm(ModelForm):
    pickup = WallClockField(
        label=_("pickup"), widget=AdminSplitDateTime, help_text=_("By the clock at the shop")
    )
    back = WallClockField(
        label=_("return"), widget=AdminSplitDateTime, help_text=_("By the clock at the shop")
    )
    wish = forms.ChoiceField(label=_("vehicle class"), required=False)
    car = forms.ModelChoiceField(
        Vehicle.objects.none(),
        label=_("vehicle"),
        required=False,
        help_text=_("Leave empty to take the best free one"),
    )

    class Meta:
        model = Reservation
        fields = ("location", "customer_name", "customer_kana", "customer_phone", "customer_email", "notes")

    actor: Actor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "ja"
        known = sorted(
            set(Vehicle.objects.order_by().values_list("vehicle_class", flat=True)), key=vehicle_classes.order
        )
        choice = self.fields["wish"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "—"), *((key, vehicle_classes.name(key, language)) for key in known)]
        car = self.fields["car"]
        if isinstance(car, forms.ModelChoiceField):
            car.queryset = Vehicle.objects.filter(active=True).select_related("location")
        row = self.instance
        if not row._state.adding:
            self.initial.update(car=row.vehicle_id, wish=row.vehicle_class)
            for name, moment in (("pickup", row.pickup_at), ("back", row.return_at)):
                self.initial[name] = clock.local(moment, row.location.timezone).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        """Write while validating: only the attempt can tell whether the car was free."""
        cleaned = super().clean() or {}
        location = cleaned.get("location") or (
            None if self.instance._state.adding else self.instance.location
        )
        if self.errors or location is None:
            return cleaned
        try:
            cleaned["pickup_at"] = times.from_wall(cleaned["pickup"], location.timezone)
            cleaned["return_at"] = times.from_wall(cleaned["back"], location.timezone)
            self.instance = self.written(cleaned)
        except AmbiguousTime as error:
            self.add_error("pickup", error.as_problem(get_language())["detail"])
        except ReservationError as error:
            raise ValidationError(error.as_problem(get_language())["detail"], code=error.code) from error
        return cleaned

    def written(self, cleaned: dict[str, Any]) -> Reservation:
        customer = Customer(
            cleaned["customer_name"],
            cleaned["customer_kana"],
            str(cleaned["customer_phone"] or ""),
            cleaned["customer_email"],
            cleaned["notes"],
        )
        period = {"pickup_at": cleaned["pickup_at"], "return_at": cleaned["return_at"]}
        if self.instance._state.adding:
            return booking.create(
                cleaned["location"],
                customer=customer,
                actor=self.actor,
                vehicle_class=cleaned["wish"] or None,
                vehicle=cleaned["car"],
                **period,
            ).reservation
        car = cleaned["car"] or self.instance.vehicle
        return booking.change(self.instance, actor=self.actor, vehicle=car, customer=customer, **period)

    def _post_clean(self) -> None:
        """Nothing is copied onto the instance: booking.py has written it."""

    def save(self, commit: bool = True) -> Reservation:
        return self.instance

    def save_m2m(self) -> None:
        pass
