"""The act by which another shop takes a booking over: named with its price and its message, then agreed to.

A booking's own form offers the cars of its shop alone. Here the clerk chooses the other shop, sees old beside
new and what the customer will read, and only then says yes; or reads why that shop cannot have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import booking, vehicle_classes
from reservations.admin import mirror, own_shop, steps, view_log
from reservations.admin.booking_form import PriceQuestion
from reservations.admin.formats import (
    current_language,
    format_dialled_phone,
    format_local,
    format_yen,
)
from reservations.changes import OPEN
from reservations.errors import ChangedMeanwhile, ReservationError
from reservations.messages import Preview, preview_change
from reservations.models import Message, Reservation, Vehicle
from reservations.tools import confirmation
from reservations.values import Change, Rental, Shop

AGREED = "agreed"  # the field with the token of what the page has shown
Choice = tuple[str, str, bool]  # key, name, and is it chosen?


@dataclass(frozen=True)
class Question:
    """What the page asks, as texts. lines: name, before and after of what the booking is; price: line by
    line, None where it stays; messages: to whom, the subject and the text of each; token: stands for this."""

    token: str
    lines: Sequence[tuple[str, str, str]]
    total: str
    price: PriceQuestion | None
    messages: Sequence[tuple[str, str, str]]


def may_be_taken_over(request: HttpRequest, row: Reservation) -> bool:
    """Has the clerk another shop for it, and does it still have its car to leave with?"""
    return row.status in OPEN and bool(list_others(request, row))


def list_others(request: HttpRequest, row: Reservation) -> list[Shop]:
    return [shop for shop in own_shop.list_shops(request) if shop.id != row.location_id]


def show_shop_change(request: HttpRequest, pk: Any) -> HttpResponse:
    """`?location=` names the other shop, `?vehicle_class=` another class than the booked one."""
    page = admin.site.get_model_admin(Reservation)
    row = page.get_object(request, str(pk))
    if row is None:
        raise Http404
    if not page.has_change_permission(request, row):
        raise PermissionDenied
    shops = list_others(request, row)
    shop = next((each for each in shops if each.id == request.GET.get("location")), None)
    kind = request.GET.get("vehicle_class") or row.vehicle_class
    asked: list[Question] = []
    refused = ""
    if shop is not None:
        try:
            if ask_or_move(request, row, shop, kind, asked):
                return HttpResponseRedirect(steps.read_next(request) or steps.change_url(row))
        except ChangedMeanwhile as error:
            return mirror.reopen(request, page.get_object(request, str(pk)), error)
        except ReservationError as error:
            refused = str(error.as_problem(current_language())["detail"])
    view_log.note_view(request, view_log.Kind.BOOKING, [row.number])
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "media": page.media,
        "title": _("Move the booking to another shop"),
        "row": row,
        "shops": [(each.id, each.name_in(current_language()), each == shop) for each in shops],
        "classes": list_classes(row, shops, kind),
        "refused": refused,
        "question": asked[-1] if asked else None,
        "again": AGREED in request.POST,
        mirror.VERSION: mirror.opened_version(request, row),
        "back": steps.read_next(request) or steps.change_url(row),
    }
    return TemplateResponse(request, "admin/reservations/reservation/other_shop.html", context)


def list_classes(row: Reservation, shops: Sequence[Shop], chosen: str) -> list[Choice]:
    """Of the cars of these shops, and the booked one."""
    there = Vehicle.objects.filter(active=True, location__in=[shop.id for shop in shops]).order_by()
    found = {*there.values_list("vehicle_class", flat=True), row.vehicle_class}
    kinds = sorted(found, key=vehicle_classes.order)
    return [(kind, vehicle_classes.name(kind, current_language()), kind == chosen) for kind in kinds]


def ask_or_move(request: HttpRequest, row: Reservation, shop: Shop, kind: str, asked: list[Question]) -> bool:
    """Whether it was done: only with the yes to just this, or else the question is in `asked`. Raises
    ReservationError."""

    def is_agreed(after: Rental) -> bool:
        asked.append(make_question(row, after))
        return request.method == "POST" and request.POST.get(AGREED) == asked[-1].token

    done = booking.change_if_agreed(
        row,
        Change(location_id=shop.id, vehicle_class=kind),
        actor=steps.actor_of(request),
        agreed=is_agreed,
        version=mirror.opened_version(request, row),
    )
    if done.done:
        said = gettext("{number}: {shop} has taken the booking over, with {car}.")
        car, name = done.rental.vehicle, shop.name_in(current_language())
        messages.success(request, said.format(number=row.number, shop=name, car=car))
    return done.done


def make_question(row: Reservation, after: Rental) -> Question:
    facts = (after.location_id, after.vehicle_class, after.pickup_at, after.return_at, after.price)
    return Question(
        confirmation.make_token("shop", row.pk, *facts, list(map(dict, after.price_lines))),
        [(capfirst(str(name)), before, becomes) for name, before, becomes in compare(row, after)],
        format_yen(after.price),
        PriceQuestion.between(row, after, again=False),
        [show_message(each) for each in preview_change(row, after)],
    )


def show_message(message: Preview) -> tuple[str, str, str]:
    by_mail = message.channel == Message.Channel.EMAIL
    return message.to if by_mail else format_dialled_phone(message.to), message.subject, message.body


def compare(row: Reservation, after: Rental) -> Iterator[tuple[Any, str, str]]:
    language = current_language()
    yield _("shop"), row.location.name_in(language), after.location.name_in(language)
    if row.one_way or after.one_way:
        backs = (each.return_location or each.location for each in (row, after))
        old, new = (back.name_in(language) for back in backs)
        yield _("return shop"), old, new
    if row.vehicle_class != after.vehicle_class:
        old, new = (vehicle_classes.name(kind, language) for kind in (row.vehicle_class, after.vehicle_class))
        yield _("vehicle class"), old, new
    yield _("vehicle"), str(row.vehicle), str(after.vehicle)
    yield _("pickup"), format_local(row.pickup_local), format_local(after.pickup_local)
    yield _("return"), format_local(row.return_local), format_local(after.return_local)


def shop_change_url(row: Reservation) -> str:
    return reverse("admin:shop_change", args=[row.pk])
