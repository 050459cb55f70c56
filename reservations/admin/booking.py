"""Reservations in the admin: the list, a booking's page, its steps, and saving it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, vehicle_classes
from reservations.admin import (
    audit_log,
    booking_list,
    booking_search,
    mirror,
    scope,
    shop_change,
    steps,
    view_log,
)
from reservations.admin.booking_form import ReservationForm
from reservations.admin.booking_list import (
    AgentFilter,
    AttentionFilter,
    FromDayFilter,
    StatusFilter,
    TodayFilter,
)
from reservations.admin.form_view import FORM_KEY, answer_form, open_key
from reservations.admin.formats import (
    current_language,
    format_customer,
    format_dialled_phone,
    format_instant,
    format_local,
    format_local_narrow,
    format_period,
    format_yen,
    render_badge,
    use_catalogue_labels,
)
from reservations.errors import ChangedMeanwhile
from reservations.models import Extra, Reservation

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Reservation]
else:
    ModelAdmin = admin.ModelAdmin
COLUMNS = (
    "number",
    "status_shown",
    "pickup_column",
    "return_column",
    "class_shown",
    "shop_shown",
    "customer_name",
    "phone_shown",
)
CUSTOMER = (("customer_name", "customer_kana"), ("customer_phone", "customer_email"), "notes")
READ_ONLY = (
    "number",
    "status_shown",
    "source",
    "created_shown",
    "held_until",
    "picked_up",
    "brought_back",
    "synced_shown",
    "pickup_shown",
    "return_shown",
    "class_shown",
    "car_shown",
    "shop_shown",
    "extras_shown",
    "price_shown",
    "fee_shown",
    "audit_log",
    "beside",
)


BESIDE = "booking"  # the part of an address that names the booking shown beside a page
Panel = Callable[[Reservation], SafeString]
PANELS: list[Panel] = []
STYLESHEETS = ["reservations/admin.css"]


def register_panel(panel: Panel, *, stylesheet: str) -> None:
    """Show what `panel` makes of a reservation ("" for nothing) on its page, with this static `stylesheet`.

    For another app's AppConfig.ready: this app knows nothing of those that show something of theirs here.
    """
    PANELS.append(panel)
    STYLESHEETS.append(stylesheet)


def make_headline(row: Reservation) -> dict[str, str]:
    """The title of a booking's page, part by part: 佐藤花子 様 · 12/13 10:00–18:00 · ヤリス · 44-61; and what
    a clerk looks for next, whichever tab is open."""
    return {
        "customer": format_customer(row.customer_name),
        "period": format_period(row.pickup_local, row.return_local),
        "model": row.vehicle.model or vehicle_classes.name(row.vehicle_class, current_language()),
        "plate": row.vehicle.plate,
        "number": row.number,
        "phone": format_dialled_phone(row.customer_phone),
        "price": format_yen(row.price),
    }


@admin.register(Reservation)
class ReservationAdmin(view_log.ViewLogMixin, scope.OwnShopMixin, ModelAdmin):
    form = ReservationForm
    shop_paths = scope.RENTAL
    view_kind = view_log.Kind.BOOKING
    list_display = COLUMNS
    list_filter = (
        *(FromDayFilter, TodayFilter, AttentionFilter, AgentFilter),
        *(("location", scope.OwnShopFilter), StatusFilter),
    )
    list_select_related = ("location", "return_location", "vehicle")
    search_fields = ("number", "customer_name", "customer_kana", "customer_phone")
    ordering = booking_list.soonest_first()
    date_hierarchy = None
    list_per_page = 50
    show_full_result_count = False  # all bookings are not counted for each page of some
    actions = ("confirm_chosen", "hand_over_chosen", "take_back_chosen", "no_show_chosen", "cancel_chosen")
    readonly_fields = READ_ONLY

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": STYLESHEETS})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step_pages = steps.StepPages(self, steps.OF_BOOKINGS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a booking is cancelled, never forgotten

    # --- the list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reservation]:
        """Each with its flags, in the one query of the list."""
        now = clock.now()
        risky = Reservation.objects.at_risk(now).filter(pk=OuterRef("pk"))
        late = Q(status=Reservation.Status.OUT, return_at__lt=now)
        # Not super's, which would order by `is_past` before it is there; the list orders what it gets.
        rows = scope.restrict(request, Reservation.objects.all(), *self.shop_paths)
        return rows.annotate(
            is_late=ExpressionWrapper(late, BooleanField()),
            is_risky=Exists(risky),
            is_past=booking_list.is_past(booking_list.ListStart.read(request).day),
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return booking_list.BookingChangeList

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        return (*columns, "synced_shown") if mirror.is_mirrored() else columns

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Soonest first, unless a column's head was clicked. Django pages the history with this too."""
        if queryset.model is not self.model:
            return super().get_paginator(request, queryset, *args, **kwargs)
        if request.GET.get(ORDER_VAR):
            return booking_list.CountedPaginator(queryset, *args, **kwargs)
        pages = booking_list.SoonestFirstPaginator(queryset, *args, **kwargs)
        pages.starts_at = booking_list.ListStart.read(request)
        return pages

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reservation], search_term: str
    ) -> tuple[QuerySet[Reservation], bool]:
        """booking_search.py says what is found by what."""
        return (booking_search.find(queryset, search_term) if search_term.strip() else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if BESIDE in request.GET:  # for the panel beside the rows: it chooses none of them
            kept = request.GET.copy()
            kept.pop(BESIDE)
            request.GET = kept  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("pickup"), ordering="pickup_at")
    def pickup_column(self, row: Reservation) -> str:
        return format_local_narrow(row.pickup_local)

    @admin.display(description=_("return"), ordering="return_at")
    def return_column(self, row: Reservation) -> str:
        return format_local_narrow(row.return_local)

    # --- the list and the page

    @admin.display(description=_("status"), ordering="status")
    def status_shown(self, row: Reservation) -> SafeString:
        flags: list[tuple[str, Any]] = [(row.status, row.get_status_display())]
        flags += [("late", _("Late"))] if getattr(row, "is_late", False) else []
        flags += [("risky", _("At risk"))] if getattr(row, "is_risky", False) else []
        flags += [("agent", _("✦ Voice agent"))] if row.source == Reservation.Source.AGENT else []
        state = mirror.find_state(row)
        flags += [("missing", _("Missing from the record"))] if state and state.missing_since else []
        badges = format_html_join("", "{}", ((render_badge(kind, str(text)),) for kind, text in flags))
        return format_html('<span class="badges">{}</span>', badges)

    @admin.display(description=_("vehicle class"), ordering="vehicle_class")
    def class_shown(self, row: Reservation) -> str:
        """With the plate: a clerk looks for the car."""
        name = vehicle_classes.name(row.vehicle_class, current_language())
        return format_html('<span class="plate">{}</span> {}', row.vehicle.plate, name)

    @admin.display(description=_("telephone"))
    def phone_shown(self, row: Reservation) -> str:
        return format_dialled_phone(row.customer_phone)

    @admin.display(description=_("shop"), ordering="location")
    def shop_shown(self, row: Reservation) -> str:
        here = row.location.name_in(current_language())
        there = row.return_location.name_in(current_language()) if row.one_way and row.return_location else ""
        return f"{here} → {there}" if there else here

    @admin.display(description=_("synced at"))
    def synced_shown(self, row: Reservation) -> str:
        return mirror.format_synced_at(row)

    # --- the page

    def list_subjects(self, row: Reservation) -> list[str]:
        return [row.number]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            rental = ("location", "return_location", "pickup", "back", "vehicle_class", "car", "extras")
            return ((None, {"fields": rental}), (_("Customer"), {"fields": CUSTOMER}))
        state: list[Any] = [("source", "created_shown")]
        state += ["held_until"] if obj.status == Reservation.Status.HELD else []
        state += ["picked_up"] if obj.picked_up_at else []
        state += ["brought_back"] if obj.returned_at else []
        state += ["synced_shown"] if mirror.is_mirrored() else []
        if self.has_change_permission(request, obj):
            plan = ["shop_shown", "pickup", "back", "car_shown", "vehicle_class", "car", "extras"]
        else:
            plan = ["shop_shown", "pickup_shown", "return_shown", "car_shown", "class_shown", "extras_shown"]
        money = ["price_shown", *(["fee_shown"] if obj.cancellation_fee is not None else [])]
        return (
            (_("Rental"), {"fields": plan, "classes": ("tab-details",)}),
            (_("Customer"), {"fields": CUSTOMER, "classes": ("tab-details",)}),
            (_("When and by whom"), {"fields": state, "classes": ("tab-details",)}),
            (_("Price"), {"fields": money, "classes": ("tab-price",)}),
            (_("Related information"), {"fields": ("beside",), "classes": ("tab-conversation",)}),
            (_("Audit log"), {"fields": ("audit_log",), "classes": ("tab-history",)}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # The fields of our own are declared on the form: naming them to the factory would look for columns.
        fixed = {"location", "return_location"} if obj else set()
        columns = [name for name in ReservationForm.Meta.fields if name not in fixed]
        form = super().get_form(request, obj, change, **{**kwargs, "fields": columns})
        given = {
            "actor": steps.actor_of(request),
            "version": request.POST.get(mirror.VERSION, ""),
            "shop_ids": scope.find_shop_ids(request),
        }
        return type(form.__name__, (form,), given)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            context[mirror.VERSION] = mirror.opened_version(request, row)
            context["headline"] = make_headline(row) | {"status": self.status_shown(row)}
        else:
            context[FORM_KEY] = open_key(request)
        context["show_save_and_add_another"] = False
        context["steps"] = self.step_pages.offer_buttons(request, row)
        if row and context["steps"] and shop_change.may_be_taken_over(request, row):
            context["shop_change_url"] = shop_change.shop_change_url(row)
        if getattr(context["adminform"].form, "price_question", None):
            context["errors"] = None  # nothing is wrong: the page asks
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("created at"))
    def created_shown(self, row: Reservation) -> str:
        return format_instant(row.created_at, row.location.timezone)

    @admin.display(description=_("held until"))
    def held_until(self, row: Reservation) -> str:
        return format_instant(row.hold_expires_at, row.location.timezone)

    @admin.display(description=_("picked up at"))
    def picked_up(self, row: Reservation) -> str:
        return format_instant(row.picked_up_at, row.location.timezone)

    @admin.display(description=_("returned at"))
    def brought_back(self, row: Reservation) -> str:
        return format_instant(row.returned_at, (row.return_location or row.location).timezone)

    @admin.display(description=_("pickup"))
    def pickup_shown(self, row: Reservation) -> str:
        return format_local(row.pickup_local)

    @admin.display(description=_("return"))
    def return_shown(self, row: Reservation) -> str:
        return format_local(row.return_local)

    @admin.display(description=_("vehicle"))
    def car_shown(self, row: Reservation) -> SafeString:
        pinned = render_badge("pinned", gettext("specific vehicle")) if row.pinned else ""
        return format_html("{} {}", str(row.vehicle), pinned)

    @admin.display(description=_("extras"))
    def extras_shown(self, row: Reservation) -> str:
        names = Extra.objects.in_bulk(row.extras)
        language = current_language()
        listed = [names[key].name_in(language) if key in names else key for key in row.extras]
        return (", " if language == "en" else "、").join(listed) or "—"

    @admin.display(description=_("price"))
    def price_shown(self, row: Reservation) -> str:
        if row.price is None:
            return gettext("Not in the tariff: the shop will quote a price.")
        name = "nameEn" if current_language() == "en" else "name"
        lines = [{"name": line[name], "amount": format_yen(line["amount"])} for line in row.price_lines]
        return render_to_string(
            "admin/reservations/price.html", {"lines": lines, "total": format_yen(row.price)}
        )

    @admin.display(description=_("cancellation fee"))
    def fee_shown(self, row: Reservation) -> str:
        return format_yen(row.cancellation_fee)

    @admin.display(description=_("what happened"))
    def audit_log(self, row: Reservation) -> str:
        return audit_log.render(row)

    @admin.display(description=_("conversation"))
    def beside(self, row: Reservation) -> SafeString:
        """What other apps show beside a reservation, such as the conversation that made it."""
        panels = [panel(row) for panel in PANELS]
        return mark_safe("".join(panels) or "—")  # noqa: S308  (each panel is a SafeString of its own making)

    # --- the steps: a URL each, and actions of the list

    def get_urls(self) -> list[Any]:
        return [*self.step_pages.urls, *super().get_urls()]

    @admin.action(description=_("Confirm selected holds"), permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.CONFIRM, queryset)

    @admin.action(description=_("Mark selected as handed over"), permissions=["change"])
    def hand_over_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.HAND_OVER, queryset)

    @admin.action(description=_("Mark selected as returned"), permissions=["change"])
    def take_back_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.TAKE_BACK, queryset)

    @admin.action(description=_("Mark selected as no-show"), permissions=["change"])
    def no_show_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.NO_SHOW, queryset)

    @admin.action(description=_("Cancel selected bookings"), permissions=["change"])
    def cancel_chosen(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> HttpResponse | None:
        return self.step_pages.take_selected(request, steps.CANCEL, queryset)

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
            mirror.tell_not_shown(request, written.rental.number)
            return HttpResponseRedirect(reverse("admin:reservations_reservation_changelist"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """booking.py has written it while the form was checked; does the row say so already?"""
        if mirror.is_mirrored() and mirror.version_of(obj) != form.rental.version:
            mirror.tell_not_shown(request, form.rental.number)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return use_catalogue_labels(super().construct_change_message(*args, **kwargs))
