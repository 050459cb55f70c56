"""Cars out of service: inspection, repair. booking.py keeps them from hire and gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reservations import booking
from reservations.admin import words
from reservations.admin.clockwork import WallClockField, instant_of
from reservations.admin.filters import ServiceFilter
from reservations.admin.steps import RELEASE, Steps, actor_of
from reservations.admin.synced import shown
from reservations.errors import NoVehicleAvailable, PeriodError, ReservationError
from reservations.journal import Actor
from reservations.models import Block, Reservation, Vehicle
from reservations.records import Rental

if TYPE_CHECKING:  # generic for mypy alone
    ModelForm = forms.ModelForm[Block]
else:
    ModelForm = forms.ModelForm


class BlockForm(ModelForm):
    starts = WallClockField(label=_("out of service from"), help_text=_("By the clock at the shop"))
    ends = WallClockField(label=_("out of service until"), help_text=_("By the clock at the shop"))
    reason = forms.CharField(label=_("reason"), max_length=100, help_text=_("Inspection, repair …"))

    class Meta:
        model = Block
        fields = ("vehicle",)

    actor: Actor
    rental: Rental

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)  # as Django does for those of its own
        if isinstance(car := self.fields.get("vehicle"), forms.ModelChoiceField):
            car.queryset = Vehicle.objects.select_related("location")
            car.label_from_instance = named  # type: ignore[method-assign, assignment]

    def clean(self) -> dict[str, Any]:
        """Write while validating: only the attempt can tell whether the car is free."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        zone, moments = cleaned["vehicle"].location.timezone, dict[str, Any]()
        for name, argument in (("starts", "starts_at"), ("ends", "ends_at")):
            moments[argument], refusal = instant_of(cleaned[name], zone)
            if refusal:
                self.add_error(name, refusal)
        if self.errors:
            return cleaned
        try:
            block = booking.block(cleaned["vehicle"], reason=cleaned["reason"], actor=self.actor, **moments)
        except PeriodError as error:
            self.add_error("ends", ValidationError(refusal_of(error), code=error.code))
            return cleaned
        except NoVehicleAvailable as error:
            self.add_error("vehicle", ValidationError(refusal_of(error), code=error.code))
            return cleaned
        except ReservationError as error:
            raise ValidationError(refusal_of(error), code=error.code) from error
        self.rental = block
        self.instance = Block.objects.get(pk=shown(block).pk)
        return cleaned

    def _post_clean(self) -> None:
        """Nothing is copied onto the instance: booking.py has written it."""

    def save(self, commit: bool = True) -> Block:
        return self.instance

    def save_m2m(self) -> None:
        pass


def refusal_of(error: ReservationError) -> str:
    return str(error.as_problem(words.language())["detail"])


def named(car: Any) -> str:
    return f"{car.location.called(words.language())} {car}"


@admin.register(Block)
class BlockAdmin(Steps):
    form = BlockForm  # type: ignore[assignment]
    steps = (RELEASE,)
    list_display = ("car_shown", "status_shown", "from_shown", "to_shown", "reason_shown", "shop_shown")
    list_filter = ("location", ServiceFilter)
    list_select_related = ("location", "vehicle")
    search_fields = ("vehicle__registration", "vehicle__id", "customer_name")
    actions = ("release_chosen",)
    readonly_fields = ("car_shown", "status_shown", "from_shown", "to_shown", "reason_shown", "shop_shown")

    class Media:
        css = {"all": ("reservations/admin.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = ("vehicle", "starts", "ends", "reason")
        return ((None, {"fields": typed if obj is None else self.readonly_fields}),)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:  # a block is released, not rewritten: nothing of it is typed
            return super().get_form(request, obj, change, **{**kwargs, "form": forms.ModelForm, "fields": []})
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ["vehicle"]})
        return type(form.__name__, (form,), {"actor": actor_of(request)})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # released, never forgotten

    def called(self, row: Reservation) -> str:
        return str(row.vehicle)

    def named(self, rental: Rental) -> str:
        return str(rental.vehicle)

    @admin.display(description=_("vehicle"), ordering="vehicle")
    def car_shown(self, row: Block) -> str:
        return str(row.vehicle)

    @admin.display(description=_("status"), ordering="status")
    def status_shown(self, row: Block) -> SafeString:
        return words.badge(row.status, row.get_status_display())

    @admin.display(description=_("out of service from"), ordering="pickup_at")
    def from_shown(self, row: Block) -> str:
        return words.two_lines(row.pickup_local)

    @admin.display(description=_("out of service until"), ordering="return_at")
    def to_shown(self, row: Block) -> str:
        return words.two_lines(row.return_local)

    @admin.display(description=_("reason"), ordering="customer_name")
    def reason_shown(self, row: Block) -> str:
        return row.customer_name

    @admin.display(description=_("shop"), ordering="location")
    def shop_shown(self, row: Block) -> str:
        return row.location.called(words.language())

    @admin.action(description=_("Give the chosen cars back for hire"), permissions=["change"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> None:
        self.take(request, RELEASE, queryset)
