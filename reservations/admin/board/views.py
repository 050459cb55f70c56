"""The board's page, the facts that it draws, and the panel of one booking."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reservations import clock, shops, times, vehicle_classes
from reservations.admin import booking_search, own_shop, scope, steps, view_log
from reservations.admin.board import facts
from reservations.admin.board.facts import Window
from reservations.admin.formats import (
    current_language,
    format_customer,
    format_dialled_phone,
    format_local,
    format_yen,
)
from reservations.hours import Hours
from reservations.models import Reservation
from reservations.models.booking import OUT_OF_SERVICE
from reservations.values import Shop

SPANS = (1, 3, 7, 14, 31)  # days
LONGEST = 62
DAYS = re.compile(r"-?\d{1,9}", re.ASCII)
VIEW = "reservations.view_reservation"


def find_shop(request: HttpRequest) -> Shop:
    """The shop that the board is of, without its hours; Http404 where the company has none."""
    shop = own_shop.find_shop(request)
    if shop is None:
        raise Http404
    return shop


def read_window(request: HttpRequest, shop: Shop) -> Window:
    """The days that an address names (`?day=2026-12-05&days=7`); from today on, a week, where it does not."""
    named = request.GET.get("day")
    first = times.parse_day(named) if named else clock.today(shop.zone)
    days = request.GET.get("days") or "7"
    if first is None or not DAYS.fullmatch(days):
        raise BadRequest("day is a date such as 2026-12-05, days a number")
    return Window(shop, first, min(max(int(days), 1), LONGEST))


def show_board(request: HttpRequest) -> HttpResponse:
    """The page; a clerk without a shop goes to the front page, which says whom to ask for one."""
    if scope.lacks_shop(request):
        return redirect("admin:index")
    shop = find_shop(request)
    window = read_window(request, shop)
    names = {
        1: pgettext("board", "Day"),
        3: pgettext("board", "3 days"),
        7: pgettext("board", "Week"),
        14: pgettext("board", "2 weeks"),
        31: pgettext("board", "Month"),
    }
    page = {
        **admin.site.each_context(request),
        "title": _("Board"),
        "shop": shop,
        "shop_name": shop.name_in(current_language()),
        "window": window,
        "frame": facts.read_frame(window, current_language(), read_hours(shop)),
        "alike": booking_search.ALIKE,
        "spans": [(days, names[days], days == window.days) for days in SPANS],
        "may_change": request.user.has_perm("reservations.change_reservation"),
        "may_add": request.user.has_perm("reservations.add_reservation"),
        "may_block": request.user.has_perm("reservations.add_block"),
        "may_change_blocks": request.user.has_perm("reservations.change_block"),
    }
    return TemplateResponse(request, "admin/board/board.html", page)


def send_facts(request: HttpRequest) -> HttpResponse:
    """What the page draws: the board with its first cars; with `?car=`, what keeps these others; with
    `?only=`, the named bookings alone, as far as they are on the board."""
    window = read_window(request, shop := find_shop(request))
    if "only" in request.GET:
        keys = [parse_key(key) for key in request.GET["only"].split(",")]
        answer: dict[str, Any] = {"bars": facts.read_changed(window, keys)}
    elif "car" in request.GET:
        answer = {"bars": facts.read_part(window, request.GET.getlist("car")[: window.part])}
    else:
        answer = facts.read_board(window, current_language(), read_hours(shop))
    return JsonResponse(answer, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


def read_hours(shop: Shop) -> Hours:
    hours = shops.open_hours(shop).hours
    assert hours
    return hours


def parse_key(key: str) -> UUID:
    """Raises Http404 for what is no key of a booking."""
    try:
        return UUID(key)
    except ValueError:
        raise Http404 from None


def find_row(request: HttpRequest, key: str) -> Reservation:
    """The booking or block, of a shop that this clerk may see; Http404 otherwise."""
    joined = Reservation.calendar.select_related("location", "vehicle", "return_location")
    row = scope.restrict(request, joined, *scope.RENTAL).filter(pk=parse_key(key)).first()
    if row is None:
        raise Http404
    return row


def show_panel(request: HttpRequest, key: str) -> HttpResponse:
    """What a clerk looks for first about one booking or block; its own page has the rest."""
    row = find_row(request, key)
    is_block = row.status in OUT_OF_SERVICE
    if not request.user.has_perm("reservations.view_block" if is_block else VIEW):
        raise PermissionDenied
    if not is_block:
        view_log.note_view(request, view_log.Kind.BOOKING, [row.number])
    page = {
        "row": row,
        "name": row.customer_name if is_block else format_customer(row.customer_name),
        "is_block": is_block,
        "class_name": vehicle_classes.name(row.vehicle_class, current_language()),
        "pickup": format_local(row.pickup_local),
        "back": format_local(row.return_local),
        "phone": format_dialled_phone(row.customer_phone),
        "price": format_yen(row.price),
        "url": steps.page_url(row),
    }
    return TemplateResponse(request, "admin/board/panel.html", page)
