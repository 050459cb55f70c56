"""Reservations at the desk: find, read with conversation and journal, take by phone, change, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, numbers, vehicle_classes
from reservations.admin.filters import AgentFilter, TodayFilter
from reservations.admin.form import ReservationForm
from reservations.errors import ReservationError
from reservations.journal import Actor
from reservations.models import Reservation, ReservationEvent

if TYPE_CHECKING:  # generic for mypy alone
    TabularInline = admin.TabularInline[ReservationEvent, Reservation]
    ModelAdmin = admin.ModelAdmin[Reservation]
else:
    TabularInline, ModelAdmin = admin.TabularInline, admin.ModelAdmin
CUSTOMER = (("customer_name", "customer_kana"), ("customer_phone", "customer_email"), "notes")


class JournalInline(TabularInline):
    model = ReservationEvent
    fields = readonly_fields = ("at", "action", "actor", "who", "data")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Reservation)
class ReservationAdmin(ModelAdmin):
    form = ReservationForm
    list_display = (
        "number",
        "pickup_shown",
        "return_shown",
        "class_shown",
        "location",
        "customer_name",
        "status",
    )
    list_filter = (TodayFilter, AgentFilter, "location", "status")
    list_select_related = ("location", "vehicle")
    search_fields = ("number", "customer_name", "customer_kana", "customer_phone")
    search_help_text = _("Number, name or telephone")
    date_hierarchy = None
    inlines = (JournalInline,)
    actions = ("cancel_chosen",)
    readonly_fields = ("number", "status", "source", "created_shown", "beside")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        wish = (None, {"fields": ("location", "pickup", "back", "wish", "car")})
        customer = (_("customer"), {"fields": CUSTOMER})
        if obj is None:
            return (wish, customer)
        known = (None, {"fields": (("number", "status"), ("source", "created_shown"))})
        held = (None, {"fields": ("location", "pickup", "back", "car")})
        return (known, held, customer, (_("Beside it"), {"fields": ("beside",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "location") if obj else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # The fields of our own are declared on the form: naming them to the factory would look for columns.
        columns = [name for name in ReservationForm.Meta.fields if not (obj and name == "location")]
        form = super().get_form(request, obj, change, **{**kwargs, "fields": columns})
        return type(form.__name__, (form,), {"actor": Actor("staff", who=request.user.get_username())})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Without Django's transaction around the page: each deed has its own, begun anew after a rival."""
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """booking.py has written it while the form was checked."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a booking is cancelled, never forgotten

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reservation], search_term: str
    ) -> tuple[QuerySet[Reservation], bool]:
        """A number is found as it is said; a telephone without its hyphens."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        digits = numbers.digits_of(search_term)
        if number := numbers.parse(search_term):
            found |= queryset.filter(number=number)
        if len(digits) >= 4:
            found |= queryset.filter(customer_phone__contains=digits.removeprefix("0"))
        return found, duplicates

    @admin.display(description=_("pickup"), ordering="pickup_at")
    def pickup_shown(self, row: Reservation) -> str:
        return shown(row.pickup_local)

    @admin.display(description=_("return"), ordering="return_at")
    def return_shown(self, row: Reservation) -> str:
        return shown(row.return_local)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, row: Reservation) -> str:
        return vehicle_classes.name(row.vehicle_class, get_language() or "ja")

    @admin.display(description=_("created at"))
    def created_shown(self, row: Reservation) -> str:
        return date_format(clock.local(row.created_at, row.location.timezone), "DATETIME_FORMAT")

    @admin.display(description=_("conversation"))
    def beside(self, row: Reservation) -> SafeString:
        """What other apps show beside a reservation, such as the conversation that made it."""
        panels = [import_string(path)(row) for path in settings.RESERVATION_ADMIN_PANELS]
        return mark_safe("".join(panels) or "—")  # noqa: S308  (each panel is a SafeString of its own making)

    @admin.action(description=_("Cancel the chosen reservations"), permissions=["change"])
    def cancel_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> None:
        actor = Actor("staff", who=request.user.get_username())
        for row in queryset:
            try:
                booking.cancel(row, actor=actor)
                text = gettext("%(number)s is cancelled.") % {"number": row.number}
                self.message_user(request, text, messages.SUCCESS)
            except ReservationError as error:
                refusal = error.as_problem(get_language())["detail"]
                self.message_user(request, f"{row.number}: {refusal}", messages.ERROR)


def shown(wall: Any) -> str:
    """A shop's own time: the digits as they are on its wall."""
    return date_format(wall, "m/d (D) H:i", use_l10n=False)
