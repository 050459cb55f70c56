"""What a clerk does to a bar: to another car, to another time, longer or shorter. Asked first, then done.

The page sends what it has seen and where the bar was dropped. The first answer is a question, old beside new
with the price, of the one decision and with nothing written; or why it cannot be. The second request has the
token of just that question: then it is done, or asked anew where the price has changed meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reservations import booking, clock, vehicle_classes
from reservations.admin import mirror, own_shop
from reservations.admin.board import facts
from reservations.admin.board.views import find_row
from reservations.admin.booking_form import compare_lines, format_difference
from reservations.admin.formats import current_language, format_local, format_yen
from reservations.admin.steps import actor_of
from reservations.errors import (
    CarTaken,
    ChangedMeanwhile,
    NoVehicleAvailable,
    ReservationError,
    UnknownVehicle,
)
from reservations.models import Reservation, Vehicle
from reservations.models.booking import OUT_OF_SERVICE
from reservations.tools import confirmation
from reservations.values import Change, Document, Rental

CHANGE = "reservations.change_reservation"
CHANGE_BLOCK = "reservations.change_block"


@dataclass(frozen=True)
class Move:
    """key: the booking that was moved. seen: the version that the page showed. car_id: the row in which it
    was dropped. start, end: minutes on the shop's clock, None where they stay. agreed: the token of a
    question that was answered with yes, or empty."""

    key: str
    seen: int
    car_id: str
    start: int | None
    end: int | None
    agreed: str


def read_move(body: bytes) -> Move:
    """Raises BadRequest for anything but what the page sends."""
    try:
        given = json.loads(body)
        key, car, agreed = (given[name] for name in ("key", "car", "agreed"))
        seen, start, end = (given[name] for name in ("seen", "start", "end"))
    except (ValueError, TypeError, KeyError):
        raise BadRequest("a move has key, car, agreed, seen, start and end") from None
    texts = all(isinstance(text, str) for text in (key, car, agreed))
    if (
        not texts
        or type(seen) is not int
        or any(type(each) not in (int, type(None)) for each in (start, end))
    ):
        raise BadRequest("key, car and agreed are texts, seen, start and end whole numbers")
    return Move(key, seen, car, start, end, agreed)


def move_booking(request: HttpRequest) -> HttpResponse:
    """`{"done": true}`, `{"question": …}`, or `{"refused": why not}` with the status of the refusal."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    move = read_move(request.body)
    row = find_row(request, move.key)
    is_block = row.status in OUT_OF_SERVICE
    if not request.user.has_perm(CHANGE_BLOCK if is_block else CHANGE):
        raise PermissionDenied
    try:
        if facts.version_of(row.updated_at) != move.seen:
            raise ChangedMeanwhile
        return JsonResponse((change_block if is_block else ask_or_change)(request, row, move))
    except ReservationError as error:
        mirror.refresh_after(row, error)
        refused = {"refused": explain(request, error, row, move), "code": error.code}
        return JsonResponse(refused, status=error.status)


def ask_or_change(request: HttpRequest, row: Reservation, move: Move) -> Document:
    """Raises ReservationError."""
    pickup_at, return_at = read_times(row, move)
    wanted = Change(pickup_at, return_at, move.car_id)
    asked: list[Document] = []

    def is_agreed(after: Rental) -> bool:
        asked.append(describe(row, after))
        return bool(asked[-1]["token"] == move.agreed)

    version = mirror.version_of(row)
    done = booking.change_if_agreed(row, wanted, actor=actor_of(request), agreed=is_agreed, version=version)
    return {"done": True} if done.done else {"question": {**asked[-1], "again": bool(move.agreed)}}


def change_block(request: HttpRequest, row: Reservation, move: Move) -> Document:
    """Done at once: it has no price, and no customer has to agree. Raises ReservationError."""
    starts_at, ends_at = read_times(row, move)
    car = Vehicle.objects.filter(pk=move.car_id).first() if move.car_id != row.vehicle_id else None
    if car is None and move.car_id != row.vehicle_id:
        raise UnknownVehicle(move.car_id)
    booking.change_block(
        row,
        vehicle=car,
        starts_at=starts_at,
        ends_at=ends_at,
        actor=actor_of(request),
        version=mirror.version_of(row),
    )
    return {"done": True}


def read_times(row: Reservation, move: Move) -> tuple[datetime | None, datetime | None]:
    """The new pickup and return, None for what stays; raises AmbiguousTime or DateOutOfRange."""
    zone = row.location.timezone
    start, end = (None if at is None else facts.to_instant(at, zone) for at in (move.start, move.end))
    return start, end


# --- the question


def describe(row: Reservation, after: Rental) -> Document:
    """Old beside new, as texts; `token` stands for just this."""
    lines = [
        {"name": capfirst(str(name)), "before": before, "after": becomes, "changes": before != becomes}
        for name, before, becomes in compare(row, after)
    ]
    known = row.price is not None and after.price is not None
    difference = (after.price or 0) - (row.price or 0) if known else 0
    prices = compare_lines(row.price_lines, after.price_lines) if row.price != after.price else []
    facts_of_it = (after.vehicle.id, after.pickup_at, after.return_at, after.price, after.price_lines)
    return {
        "token": confirmation.make_token("board", row.pk, *facts_of_it),
        "name": row.customer_name,
        "lines": lines,
        "prices": [vars(line) for line in prices],
        "difference": format_difference(difference) if difference else "",
    }


def compare(row: Reservation, after: Rental) -> Iterator[tuple[Any, str, str]]:
    language = current_language()
    yield _("vehicle"), row.vehicle.plate, after.vehicle.plate
    if row.vehicle_class != after.vehicle_class:
        old, new = (vehicle_classes.name(kind, language) for kind in (row.vehicle_class, after.vehicle_class))
        yield _("vehicle class"), old, new
    yield _("pickup"), format_local(row.pickup_local), format_local(after.pickup_local)
    yield _("return"), format_local(row.return_local), format_local(after.return_local)
    yield _("price"), format_yen(row.price), format_yen(after.price)


# --- the refusal


def explain(request: HttpRequest, error: ReservationError, row: Reservation, move: Move) -> str:
    """Why not, in the clerk's language: of a car that is taken, by whom and from when to when."""
    if isinstance(error, (NoVehicleAvailable, CarTaken)) and (reason := explain_taken(request, row, move)):
        return reason
    return str(error.as_problem(current_language())["detail"])


def explain_taken(request: HttpRequest, row: Reservation, move: Move) -> str:
    """Empty where nothing is found in the way (any more)."""
    car = Vehicle.objects.filter(pk=move.car_id).first()
    if car is None:
        return ""
    start, end = read_times(row, move)
    pickup_at, return_at = start or row.pickup_at, end or row.return_at
    turnaround = timedelta(minutes=row.location.turnaround_minutes)
    others = Reservation.calendar.keeping(clock.now()).filter(vehicle=car).exclude(pk=row.pk)
    others = others.select_related("location", "return_location").order_by("pickup_at")
    if rival := others.overlapping(pickup_at, return_at + turnaround).first():
        times = {"start": format_local(rival.pickup_local), "end": format_local(rival.return_local)}
        if rival.status == Reservation.Status.BLOCKED:
            text = _("{car} is out of service from {start} to {end}: {reason}.")
            return text.format(car=car.plate, reason=rival.customer_name, **times)
        if rival.location_id not in {shop.id for shop in own_shop.list_shops(request)}:
            return _("{car} is booked by another shop from {start} to {end}.").format(car=car.plate, **times)
        text = _("{car} is booked for {name} ({number}) from {start} to {end}.")
        return text.format(car=car.plate, name=rival.customer_name, number=rival.number, **times)
    if late := others.filter(status=Reservation.Status.OUT, return_at__lt=clock.now()).first():
        text = _("{car} should have been back at {end} and is not.")
        return text.format(car=car.plate, end=format_local(late.return_local))
    return ""
