"""Cars out of service (inspection, repair) in the admin: taken in a form, changed in it, and released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reservations import booking
from reservations.admin import mirror, scope, steps
from reservations.admin.form_view import FORM_KEY, answer_form, open_key
from reservations.admin.formats import current_language, format_local_narrow, render_badge
from reservations.admin.local_time_field import LocalTimeField, read_instant
from reservations.errors import (
    CarTaken,
    ChangedMeanwhile,
    NoVehicleAvailable,
    PeriodError,
    ReservationError,
)
from reservations.models import Block, Reservation, Vehicle
from reservations.values import Actor, Rental

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Block]
    ModelForm = forms.ModelForm[Block]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm
COLUMNS = ("car_shown", "status_shown", "from_shown", "to_shown", "reason_shown", "shop_shown")


class BlockForm(ModelForm):
    """Valid once it is written: validating writes, since only the attempt can tell whether the car is free.

    Its admin sets `actor`, and of one that is there `version`, as the page was opened; afterwards `rental` is
    what was written. Raises ChangedMeanwhile, and NotShown where the mirror has not got the row yet.
    """

    starts = LocalTimeField(label=_("out of service from"), help_text=_("In the shop's local time"))
    ends = LocalTimeField(label=_("out of service until"), help_text=_("In the shop's local time"))
    reason = forms.CharField(label=_("reason"), max_length=100, help_text=_("Inspection, repair …"))

    class Meta:
        model = Block
        fields = ("vehicle",)

    actor: Actor
    version: str
    rental: Rental

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)  # as Django does for those of its own
        car = self.fields.get("vehicle")
        if isinstance(car, forms.ModelChoiceField) and car.queryset is not None:
            car.queryset = car.queryset.select_related("location")
            car.label_from_instance = car_label  # type: ignore[method-assign, assignment]
        if self.instance._state.adding:
            return
        row = self.instance
        if isinstance(car, forms.ModelChoiceField) and car.queryset is not None:
            car.queryset = car.queryset.filter(location=row.location_id)
        self.initial["reason"] = row.customer_name
        for name, local in (("starts", row.pickup_local), ("ends", row.return_local)):
            self.initial[name] = local.replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        # Not super's, which would have Django look for rivals once more: booking.py does, under its lock.
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        car = cleaned["vehicle"]
        starts_at = read_instant(self, "starts", car.location.timezone)
        ends_at = read_instant(self, "ends", car.location.timezone)
        if starts_at is None or ends_at is None:
            return cleaned
        try:
            block = self.write(car, starts_at=starts_at, ends_at=ends_at, reason=cleaned["reason"])
        except ChangedMeanwhile:
            raise
        except ReservationError as error:
            field = {PeriodError: "ends", NoVehicleAvailable: "vehicle", CarTaken: "vehicle"}
            at = next((name for kind, name in field.items() if isinstance(error, kind)), None)
            detail = error.as_problem(current_language())["detail"]
            self.add_error(at, ValidationError(detail, code=error.code))
            return cleaned
        self.rental = block
        self.instance = Block.objects.get(pk=mirror.load_row(block).pk)
        return cleaned

    def write(self, car: Vehicle, **plan: Any) -> Rental:
        if self.instance._state.adding:
            return booking.block(car, actor=self.actor, **plan)
        return booking.change_block(
            self.instance, vehicle=car, actor=self.actor, version=self.version, **plan
        )

    def save(self, commit: bool = True) -> Block:
        """The row of what was written while the form was checked; nothing is left to be saved."""
        return self.instance


def car_label(car: Any) -> str:
    return f"{car.location.name_in(current_language())} {car}"


class ServiceFilter(admin.SimpleListFilter):
    """A block has two of a reservation's statuses."""

    title = _("status")
    parameter_name = "service"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (each.value, each.label) for each in (Reservation.Status.BLOCKED, Reservation.Status.RELEASED)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Block]) -> QuerySet[Block]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Block)
class BlockAdmin(scope.OwnShopMixin, ModelAdmin):
    form = BlockForm
    list_display = COLUMNS
    list_filter = (("location", scope.OwnShopFilter), ServiceFilter)
    list_select_related = ("location", "vehicle")
    search_fields = ("vehicle__registration", "vehicle__id", "customer_name")
    actions = ("release_chosen",)
    readonly_fields = COLUMNS

    class Media:
        css = {"all": ("reservations/admin.css",)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step_pages = steps.StepPages(self, steps.OF_BLOCKS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # released, never forgotten

    # --- the list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return mirror.MirrorChangeList

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        return (*columns, "synced_shown") if mirror.is_mirrored() else columns

    @admin.display(description=_("vehicle"), ordering="vehicle")
    def car_shown(self, row: Block) -> str:
        return str(row.vehicle)

    @admin.display(description=_("status"), ordering="status")
    def status_shown(self, row: Block) -> SafeString:
        return render_badge(row.status, row.get_status_display())

    @admin.display(description=_("out of service from"), ordering="pickup_at")
    def from_shown(self, row: Block) -> str:
        return format_local_narrow(row.pickup_local)

    @admin.display(description=_("out of service until"), ordering="return_at")
    def to_shown(self, row: Block) -> str:
        return format_local_narrow(row.return_local)

    @admin.display(description=_("reason"), ordering="customer_name")
    def reason_shown(self, row: Block) -> str:
        return row.customer_name

    @admin.display(description=_("shop"), ordering="location")
    def shop_shown(self, row: Block) -> str:
        return row.location.name_in(current_language())

    @admin.display(description=_("synced at"))
    def synced_shown(self, row: Block) -> str:
        return mirror.format_synced_at(row)

    # --- the page: a block is taken in the form, and changed in it until the car is back in service

    def may_change(self, request: HttpRequest, row: Any) -> bool:
        return row.status == Reservation.Status.BLOCKED and self.has_change_permission(request, row)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.may_change(request, obj):
            return ((None, {"fields": COLUMNS}),)
        state = ("status_shown", "shop_shown") if obj else ()
        return ((None, {"fields": (*state, "vehicle", "starts", "ends", "reason")}),)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and not self.may_change(request, obj):
            return super().get_form(request, obj, change, **{**kwargs, "form": forms.ModelForm, "fields": []})
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ["vehicle"]})
        given = {"actor": steps.actor_of(request), "version": request.POST.get(mirror.VERSION, "")}
        return type(form.__name__, (form,), given)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            context[mirror.VERSION] = mirror.opened_version(request, row)
            context["may_change"] = self.may_change(request, row)
            context["show_save_and_add_another"] = False
        else:
            context[FORM_KEY] = open_key(request)
        context["steps"] = self.step_pages.offer_buttons(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- releasing

    def get_urls(self) -> list[Any]:
        return [*self.step_pages.urls, *super().get_urls()]

    @admin.action(description=_("Return selected to service"), permissions=["change"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Block]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.RELEASE, queryset)

    # --- saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """A POST is answered without Django's transaction around it: form_view.py says why."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            return answer_form(self, request, object_id, form_url=form_url, extra=extra_context)
        except ChangedMeanwhile as error:
            return mirror.reopen(request, self.get_object(request, object_id or ""), error)
        except mirror.NotShown as written:
            mirror.tell_not_shown(request, str(written.rental.vehicle))
            return HttpResponseRedirect(reverse("admin:reservations_block_changelist"))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Back to the board, where it was asked for there."""
        answer = super().response_add(request, obj, post_url_continue)
        back = steps.read_next(request)
        return HttpResponseRedirect(back) if back else answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """booking.py has written it while the form was checked; does the row say so already?"""
        if mirror.is_mirrored() and mirror.version_of(obj) != form.rental.version:
            mirror.tell_not_shown(request, str(form.rental.vehicle))
