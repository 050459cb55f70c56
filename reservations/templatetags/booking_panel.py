"""`{% booking_panel %}`: where a page of the staff shows a booking beside its own content."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.contrib import admin
from django.urls import reverse

from reservations.admin.booking import BESIDE
from reservations.models import Reservation

register = template.Library()


@register.inclusion_tag("admin/reservations/panel.html", takes_context=True)
def booking_panel(context: dict[str, Any]) -> dict[str, Any]:
    """The panel, closed; staff/beside.js opens it where the address names a booking (`?booking=`)."""
    page = "admin:reservations_reservation_change"
    try:
        asked = reverse(page, args=[UUID(context["request"].GET.get(BESIDE, ""))])
    except ValueError:
        asked = ""
    media = admin.site.get_model_admin(Reservation).media
    return {"address": reverse(page, args=["KEY"]), "asked": asked, "media": media}
