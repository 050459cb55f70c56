"""The sheets of a hand-over and of a return: what a clerk notes while the customer stands there.

A step can be taken without its sheet, by one click; with it, the step is taken when the sheet is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, sheets, tariff, vehicle_classes
from reservations.admin import doubts, mirror, steps, view_log
from reservations.admin.formats import current_language, format_period, format_yen
from reservations.errors import ReservationError
from reservations.models import Reservation
from reservations.pricing import Quote
from reservations.sheets import FULL_TANK, Sheet

FUEL = [("", "—"), (FULL_TANK, _("full")), *((part, f"{part}/8") for part in range(FULL_TANK - 1, -1, -1))]
OFTEN = {"min": 0, "inputmode": "numeric", "autocomplete": "off"}


def yen_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=10_000_000, required=False, widget=forms.NumberInput(OFTEN)
    )


class SheetForm(forms.Form):
    mileage = forms.IntegerField(
        label=_("mileage (km)"),
        min_value=0,
        max_value=2_000_000,
        required=False,
        widget=forms.NumberInput(OFTEN),
    )
    fuel = forms.TypedChoiceField(label=_("fuel"), choices=FUEL, coerce=int, empty_value=None, required=False)


class HandOverForm(SheetForm):
    licence_seen = forms.BooleanField(
        label=_("I have seen the driver's licence"),
        error_messages={"required": _("Without the licence no car may be handed over.")},
    )
    paid = yen_field(_("paid (yen)"))
    field_order = ("licence_seen", "mileage", "fuel", "paid")

    def read(self) -> Sheet:
        given = self.cleaned_data
        return Sheet(given["mileage"], given["fuel"], licence_seen=given["licence_seen"], paid=given["paid"])


class ReturnForm(SheetForm):
    """`left_with`: the mileage at the hand-over; None where it was not noted."""

    damage = forms.CharField(
        label=_("damage"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    late_charge = yen_field(_("charge for lateness (yen)"))
    left_with: int | None = None

    def clean_mileage(self) -> int | None:
        mileage: int | None = self.cleaned_data["mileage"]
        if mileage is not None and self.left_with is not None and mileage < self.left_with:
            text = _("The car left with %(mileage)s km.")
            raise ValidationError(text, params={"mileage": self.left_with}, code="mileage")
        return mileage

    def read(self) -> Sheet:
        given = self.cleaned_data
        return Sheet(
            given["mileage"], given["fuel"], late_charge=given["late_charge"], damage=given["damage"].strip()
        )


def show_sheet(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """`key`: of the step, "hand_over" or "take_back". A POST takes the step, with what was noted; where that
    is refused, the page shows what was noted beside the booking as it is now."""
    page = admin.site.get_model_admin(Reservation)
    row = page.get_object(request, str(pk))
    step = steps.WITH_SHEET.get(key)
    if row is None or step is None:
        raise Http404
    if not page.has_change_permission(request, row):
        raise PermissionDenied
    back = steps.read_next(request) or steps.change_url(row)
    version = mirror.opened_version(request, row)
    if not step.is_legal(row):
        refused = gettext("{number}: this can no longer be done. The booking has changed.")
        messages.error(request, refused.format(number=row.number))
        return HttpResponseRedirect(back)
    form = make_form(step, row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        seen = request.POST.get(mirror.VERSION, "")
        if steps.take(request, step, [row], version=seen, sheet=form.read()):
            return HttpResponseRedirect(back)
        row = page.get_object(request, str(pk))
        if row is None or not step.is_legal(row):
            return HttpResponseRedirect(back)
        version = mirror.version_of(row)  # who reads the refusal sees the booking as it has become
    view_log.note_view(request, view_log.Kind.BOOKING, [row.number])
    context = {
        **page.admin_site.each_context(request),
        "title": step.sheet_title,
        "row": row,
        "period": format_period(row.pickup_local, row.return_local),
        "class_name": vehicle_classes.name(row.vehicle_class, current_language()),
        "price": format_yen(row.price),
        "warnings": list_warnings(step, row),
        "form": form,
        "step": step,
        "version": version,
        "back": back,
    }
    return TemplateResponse(request, "admin/counter/sheet.html", context)


def make_form(step: steps.Step, row: Reservation, data: Any) -> HandOverForm | ReturnForm:
    if step is steps.HAND_OVER:
        return HandOverForm(data, initial={"fuel": FULL_TANK, "paid": row.price})
    form = ReturnForm(
        data, initial={"fuel": FULL_TANK, "late_charge": charge_lateness(row, clock.now()) or None}
    )
    form.left_with = row.sheets.get("out", {}).get("mileageKm")
    return form


def charge_lateness(row: Reservation, now: datetime) -> int:
    """What the tariff asks more for the time that the car was really away than for the time that was booked:
    a proposal, in yen; 0 too where the tariff knows some part of the booking no more. Both by the tariff of
    today: what rose since the booking was agreed on is no part of it."""
    if row.price is None or now <= row.return_at:
        return 0
    try:
        booked, really = (quote_until(row, end) for end in (row.return_at, now))
    except ReservationError:
        return 0
    return max(really.total - booked.total, 0) if booked and really else 0


def quote_until(row: Reservation, end: datetime) -> Quote | None:
    """Raises ReservationError."""
    return tariff.quote(
        row.location,
        row.vehicle_class,
        row.pickup_at,
        end,
        extras=row.extras,
        return_location=row.return_location,
    )


def list_warnings(step: steps.Step, row: Reservation) -> list[str]:
    """What the clerk should know before."""
    if step is steps.HAND_OVER:
        return [doubts.question_about([row])] if step.is_unusual(row) else []
    late = sheets.count_late_minutes(row.return_at, clock.now())
    if not late:
        return []
    hours, minutes = divmod(late, 60)
    if not hours:
        text = ngettext("{minutes} minute late", "{minutes} minutes late", minutes)
        return [text.format(minutes=minutes)]
    return [gettext("{hours} h {minutes} min late").format(hours=hours, minutes=minutes)]


def sheet_url(row: Reservation, step: steps.Step) -> str:
    return reverse("admin:sheet", args=[row.pk, step.key])
