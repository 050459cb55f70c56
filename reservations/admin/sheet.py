"""The change page of a reservation: which facts in which order, and how those are told that nobody types."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations.admin import words
from reservations.admin.synced import Synced, mirrored
from reservations.models import Extra, Reservation

CUSTOMER = (("customer_name", "customer_kana"), ("customer_phone", "customer_email"), "notes")
TOLD = (
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
    "journal",
    "beside",
)


class Sheet(Synced):
    readonly_fields = TOLD

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            wish = ("location", "return_location", "pickup", "back", "wish", "car", "extras")
            return ((None, {"fields": wish}), (_("customer"), {"fields": CUSTOMER}))
        typed = self.has_change_permission(request, obj)
        told = ["status_shown", ("source", "created_shown")]
        told += ["held_until"] if obj.status == Reservation.Status.HELD else []
        told += ["picked_up"] if obj.picked_up_at else []
        told += ["brought_back"] if obj.returned_at else []
        told += ["synced_shown"] if mirrored() else []
        if typed:
            plan = ["shop_shown", "pickup", "back", "car_shown", "wish", "car", "extras"]
        else:
            plan = ["shop_shown", "pickup_shown", "return_shown", "car_shown", "class_shown", "extras_shown"]
        money = ["price_shown", *(["fee_shown"] if obj.cancellation_fee is not None else [])]
        return (
            (None, {"fields": ("number", *told)}),
            (_("Rental"), {"fields": plan}),
            (_("Price"), {"fields": money}),
            (_("customer"), {"fields": CUSTOMER}),
            (_("Journal"), {"fields": ("journal",)}),
            (_("Beside it"), {"fields": ("beside",)}),
        )

    @admin.display(description=_("created at"))
    def created_shown(self, row: Reservation) -> str:
        return words.moment(row.created_at, row.location.timezone)

    @admin.display(description=_("held until"))
    def held_until(self, row: Reservation) -> str:
        return words.moment(row.hold_expires_at, row.location.timezone)

    @admin.display(description=_("picked up at"))
    def picked_up(self, row: Reservation) -> str:
        return words.moment(row.picked_up_at, row.location.timezone)

    @admin.display(description=_("returned at"))
    def brought_back(self, row: Reservation) -> str:
        return words.moment(row.returned_at, (row.return_location or row.location).timezone)

    @admin.display(description=_("pickup"))
    def pickup_shown(self, row: Reservation) -> str:
        return words.shown(row.pickup_local)

    @admin.display(description=_("return"))
    def return_shown(self, row: Reservation) -> str:
        return words.shown(row.return_local)

    @admin.display(description=_("vehicle"))
    def car_shown(self, row: Reservation) -> SafeString:
        pinned = words.badge("pinned", gettext("this very car")) if row.pinned else ""
        return format_html("{} {}", str(row.vehicle), pinned)

    @admin.display(description=_("extras"))
    def extras_shown(self, row: Reservation) -> str:
        names = Extra.objects.in_bulk(row.extras)
        english = words.language() == "en"
        listed = [
            (names[key].name_en or names[key].name if english else names[key].name) if key in names else key
            for key in row.extras
        ]
        return (", " if english else "、").join(listed) or "—"

    @admin.display(description=_("price"))
    def price_shown(self, row: Reservation) -> str:
        if row.price is None:
            return gettext("Not in the tariff: the shop tells it.")
        name = "nameEn" if words.language() == "en" else "name"
        lines = [{"name": line[name], "amount": words.yen(line["amount"])} for line in row.price_lines]
        told = {"lines": lines, "total": words.yen(row.price)}
        return render_to_string("admin/reservations/price.html", told)

    @admin.display(description=_("cancellation fee"))
    def fee_shown(self, row: Reservation) -> str:
        return words.yen(row.cancellation_fee)

    @admin.display(description=_("what happened"))
    def journal(self, row: Reservation) -> str:
        events = list(row.events.all())
        cars = words.cars_in(events)
        zones = (row.location.timezone, (row.return_location or row.location).timezone)
        entries = [
            {
                "action": words.action(event),
                "at": words.moment(event.at, row.location.timezone),
                "by": words.by(event),
                "lines": words.what(event, cars, zones),
            }
            for event in events
        ]
        return render_to_string("admin/reservations/journal.html", {"entries": entries})
