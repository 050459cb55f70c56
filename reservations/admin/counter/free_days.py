"""How many cars of each class are free on each of the next days: the strip beneath a shop's day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import FilteredRelation, Q

from reservations import vehicle_classes
from reservations.hours import Hours
from reservations.models import Reservation, Vehicle
from reservations.models.booking import bounds
from reservations.values import Shop

DAYS = 14
Status = Reservation.Status
KEEPER = ("pickup_at", "picked_up_at", "blocked_until", "status")
# A car's id, since when it is kept from hire and until when.
Kept = tuple[str, datetime, datetime]


@dataclass(frozen=True)
class FreeDay:
    """A day of the strip. counts: free cars by class, in the order of the classes; is_open: is the shop open
    on this day?"""

    day: date
    counts: list[int]
    is_open: bool


@dataclass(frozen=True)
class Strip:
    """classes: their keys, small cars first. days: one after the other."""

    classes: list[str]
    days: list[FreeDay]


def read_strip(shop: Shop, hours: Hours, first: date, now: datetime) -> Strip:
    """From `first` on, by the calendar of the shop; a car that is kept for a part of a day is not free on it.
    One query."""
    days = [first + timedelta(days=ahead) for ahead in range(DAYS)]
    spans = [bounds(day, shop.timezone) for day in days]
    cars, kept = read_fleet(shop, spans[0][0], spans[-1][1], now)
    classes = sorted(set(cars.values()), key=vehicle_classes.order)
    return Strip(
        classes,
        [
            FreeDay(day, [counts.get(kind, 0) for kind in classes], hours.on(day) is not None)
            for day, counts in zip(days, count_free(cars, kept, spans), strict=True)
        ],
    )


def read_fleet(
    shop: Shop, since: datetime, until: datetime, now: datetime
) -> tuple[dict[str, str], list[Kept]]:
    """The classes of the shop's cars by id, and what keeps them between two instants; a car that should be
    back keeps itself until it is."""
    firm = Q(reservations__status__in=(Status.CONFIRMED, Status.OUT, Status.BLOCKED))
    keeping = firm | Q(reservations__status=Status.HELD, reservations__hold_expires_at__gt=now)
    begun = Q(reservations__pickup_at__lt=until) | Q(reservations__picked_up_at__lt=until)
    near = begun & Q(reservations__blocked_until__gt=since) | Q(reservations__status=Status.OUT)
    cars = Vehicle.objects.for_hire(shop.id).order_by()
    cars = cars.annotate(keeper=FilteredRelation("reservations", condition=keeping & near))
    columns = ("pk", "vehicle_class", *(f"keeper__{name}" for name in KEEPER))
    classes, kept = {}, []
    for car, kind, start, left, end, status in cars.values_list(*columns):
        classes[car] = kind
        if start is not None:
            back = max(end, now) if status == Status.OUT else end
            kept.append((car, min(start, left or start), back))
    return classes, kept


def count_free(
    cars: Mapping[str, str], kept: Iterable[Kept], days: Sequence[tuple[datetime, datetime]]
) -> list[dict[str, int]]:
    """For each of `days`, how many of `cars` (their classes by id) nothing keeps at any time of it. Pure."""
    taken: list[set[str]] = [set() for _ in days]
    for car, start, until in kept:
        for index, (begin, end) in enumerate(days):
            if start < end and until > begin:
                taken[index].add(car)
    free: list[dict[str, int]] = []
    for busy in taken:
        counts: dict[str, int] = {}
        for car, kind in cars.items():
            counts[kind] = counts.get(kind, 0) + (car not in busy)
        free.append(counts)
    return free
