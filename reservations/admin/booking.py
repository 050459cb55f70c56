"""Reservations at the desk: find, read with conversation and journal, take by phone, lead to their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from reservations import clock, numbers, vehicle_classes
from reservations.admin import soonest, words
from reservations.admin.cancelling import Cancelling
from reservations.admin.filters import AgentFilter, AttentionFilter, StatusFilter, TodayFilter
from reservations.admin.form import ReservationForm
from reservations.admin.sheet import Sheet
from reservations.admin.soonest import SoonestFirst
from reservations.admin.steps import CANCEL, CONFIRM, HAND_OVER, NO_SHOW, TAKE_BACK, actor_of
from reservations.admin.synced import VERSION, mirror_of
from reservations.models import Reservation

SHOWN = (
    "number",
    "status_shown",
    "pickup_column",
    "return_column",
    "class_shown",
    "shop_shown",
    "customer_name",
)


Panel = Callable[[Reservation], SafeString]
PANELS: list[Panel] = []
STYLESHEETS = ["reservations/admin.css"]


def register_panel(panel: Panel, *, stylesheet: str) -> None:
    """Show what `panel` makes of a reservation ("" for nothing) on its page, with this static `stylesheet`.

    For another app's AppConfig.ready: this app knows nothing of those that show something of theirs here.
    """
    PANELS.append(panel)
    STYLESHEETS.append(stylesheet)


@admin.register(Reservation)
class ReservationAdmin(Sheet, Cancelling):
    form = ReservationForm
    list_display = SHOWN
    list_filter = (TodayFilter, AttentionFilter, AgentFilter, "location", StatusFilter)
    list_select_related = ("location", "return_location", "vehicle")
    search_fields = ("number", "customer_name", "customer_kana", "customer_phone")
    search_help_text = _("Number, name or telephone")
    ordering = soonest.ordering()
    date_hierarchy = None
    actions = ("confirm_chosen", "hand_over_chosen", "take_back_chosen", "no_show_chosen", "cancel_chosen")

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": STYLESHEETS})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reservation]:
        """Each with its flags, in the one query of the list."""
        now = clock.now()
        risky = Reservation.objects.at_risk(now).filter(pk=OuterRef("pk"))
        late = Q(status=Reservation.Status.OUT, return_at__lt=now)
        # Not super's, which would order by `is_past` before it is there; the list orders what it gets.
        return self.model._default_manager.get_queryset().annotate(
            is_late=ExpressionWrapper(late, BooleanField()),
            is_risky=Exists(risky),
            is_past=soonest.is_past(),
        )

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Soonest first, unless a column's head was clicked. Django pages the history with this too."""
        if request.GET.get(ORDER_VAR) or queryset.model is not self.model:
            return super().get_paginator(request, queryset, *args, **kwargs)
        return SoonestFirst(queryset, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # The fields of our own are declared on the form: naming them to the factory would look for columns.
        held = {"location", "return_location"} if obj else set()
        columns = [name for name in ReservationForm.Meta.fields if name not in held]
        form = super().get_form(request, obj, change, **{**kwargs, "fields": columns})
        return type(
            form.__name__, (form,), {"actor": actor_of(request), "version": request.POST.get(VERSION, "")}
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(context["adminform"].form, "price_question", None):
            context["errors"] = None  # nothing is wrong: the page asks
        return super().render_change_form(request, context, *args, **kwargs)

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

    @admin.display(description=_("status"), ordering="status")
    def status_shown(self, row: Reservation) -> SafeString:
        flags: list[tuple[str, Any]] = [(row.status, row.get_status_display())]
        flags += [("late", _("Late"))] if getattr(row, "is_late", False) else []
        flags += [("risky", _("At risk"))] if getattr(row, "is_risky", False) else []
        flags += [("agent", _("✦ Voice agent"))] if row.source == Reservation.Source.AGENT else []
        mirror = mirror_of(row)
        flags += [("missing", _("Gone from the record"))] if mirror and mirror.missing_since else []
        badges = format_html_join("", "{}", ((words.badge(kind, str(text)),) for kind, text in flags))
        return format_html('<span class="badges">{}</span>', badges)

    @admin.display(description=_("pickup"), ordering="pickup_at")
    def pickup_column(self, row: Reservation) -> str:
        return words.two_lines(row.pickup_local)

    @admin.display(description=_("return"), ordering="return_at")
    def return_column(self, row: Reservation) -> str:
        return words.two_lines(row.return_local)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, row: Reservation) -> str:
        return vehicle_classes.name(row.vehicle_class, words.language())

    @admin.display(description=_("shop"), ordering="location")
    def shop_shown(self, row: Reservation) -> str:
        here = row.location.called(words.language())
        there = row.return_location.called(words.language()) if row.one_way and row.return_location else ""
        return f"{here} → {there}" if there else here

    @admin.display(description=_("conversation"))
    def beside(self, row: Reservation) -> SafeString:
        """What other apps show beside a reservation, such as the conversation that made it."""
        panels = [panel(row) for panel in PANELS]
        return mark_safe("".join(panels) or "—")  # noqa: S308  (each panel is a SafeString of its own making)

    @admin.action(description=_("Confirm the chosen holds"), permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.take_chosen(request, CONFIRM, queryset)

    @admin.action(description=_("Hand over the chosen cars"), permissions=["change"])
    def hand_over_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.take_chosen(request, HAND_OVER, queryset)

    @admin.action(description=_("Take back the chosen cars"), permissions=["change"])
    def take_back_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.take_chosen(request, TAKE_BACK, queryset)

    @admin.action(description=_("Mark the chosen as not come"), permissions=["change"])
    def no_show_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.take_chosen(request, NO_SHOW, queryset)

    @admin.action(description=_("Cancel the chosen reservations"), permissions=["change"])
    def cancel_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.ask(request, CANCEL, list(queryset), reverse("admin:reservations_reservation_changelist"))
