"""The cars that a clerk can choose for a booking: this shop's, free for its period, by plate and class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from reservations import availability, clock, rules, vehicle_classes
from reservations.admin.words import language
from reservations.availability import Period
from reservations.errors import ReservationError
from reservations.models import Location, Reservation, Vehicle
from reservations.records import Actor

if TYPE_CHECKING:  # generic for mypy alone
    ModelChoiceField = forms.ModelChoiceField[Vehicle]
else:
    ModelChoiceField = forms.ModelChoiceField
Choice = tuple[str, str]


class CarField(ModelChoiceField):
    """What is offered is set by the form; what was sent is judged by booking.py, which knows why not."""

    def label_from_instance(self, obj: Vehicle) -> str:
        return name(obj)


def name(car: Vehicle) -> str:
    """By what a clerk looks for: the plate, then the class and the model."""
    model = f"{car.manufacturer} {car.model}".strip()
    parts = (car.registration or car.pk, vehicle_classes.name(car.vehicle_class, language()), model)
    return " · ".join(part for part in parts if part)


def choices(
    shop: Location | None, period: Period | None, own: Reservation | None
) -> Iterable[Choice | tuple[str, list[Choice]]]:
    """Free ones of `shop` for `period` beside the booking `own`, whose car is always among them. Without
    `shop`, all that are for hire, under the names of their shops.

    Read from the rows, in either store: the store itself has the last word when the form is sent.
    """
    cars = Vehicle.objects.select_related("location")
    if shop is None:
        rows = cars.filter(active=True).order_by("location_id")
        return [
            (there.called(language()), in_order(its))
            for there, its in groupby(rows, lambda car: car.location)
        ]
    offered = Vehicle.objects.for_hire(shop)
    if period:
        now = clock.now()
        late = availability.late_cars_count(period.pickup_at, now)
        offered = offered.free(period, now=now, besides=own.pk if own else None, late=late)
    return in_order(cars.filter(Q(pk__in=offered.values("pk")) | Q(pk=own.vehicle_id if own else None)))


def in_order(cars: Iterable[Vehicle]) -> list[Choice]:
    """By class, small ones first, then by plate."""
    ranked = sorted(
        cars, key=lambda car: (*vehicle_classes.order(car.vehicle_class), car.registration or car.pk)
    )
    return [(car.pk, name(car)) for car in ranked]


def period_of(row: Reservation | None) -> Period | None:
    return Period(row.pickup_at, row.return_at, row.blocked_until) if row else None


def period_at(
    shop: Location, times: Mapping[str, Any], return_shop: Location | None, actor: Actor
) -> Period | None:
    """For the times that were typed; None where the shop does not rent for them."""
    try:
        return rules.allowed(
            shop, times["pickup_at"], times["return_at"], actor, return_shop=return_shop, begun=False
        )
    except ReservationError:
        return None
