"""What is free: counted for a wish, and near it when nothing is. Every offer can be booked at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from reservations import availability, repositories, rules, shops, vehicle_classes
from reservations.availability import Period
from reservations.diary import Diary
from reservations.errors import PeriodError
from reservations.records import Car, Shop

SHIFTS = [timedelta(hours=sign * hours) for hours in (1, 2, 3, 4, 5, 6) for sign in (1, -1)]
AT_MOST = 3


@dataclass(frozen=True)
class Offer:
    location: Shop
    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    count: int


def free_cars(shop: Shop, period: Period, vehicle_class: str | None, session_id: str = "") -> list[Car]:
    """Cars that can be booked now, in the order in which they are told."""
    return repositories.current().free_cars(shop, period, vehicle_class, session_id)


def counts(cars: Iterable[Car]) -> list[tuple[str, int]]:
    counted = Counter(car.vehicle_class for car in cars)
    return sorted(counted.items(), key=lambda item: vehicle_classes.order(item[0]))


def near(
    location: Shop,
    pickup_at: datetime,
    return_at: datetime,
    wanted: str | None,
    session_id: str = "",
    besides: UUID | None = None,
) -> list[Offer]:
    """Other times that day, then other classes, then other shops of the region: a few, the nearest first."""
    neighbours = [location, *shops.neighbours(location)]
    diary = around(neighbours, pickup_at, return_at, session_id, besides)
    other_times: list[Offer] = []
    for shift in SHIFTS:
        moved = pickup_at + shift, return_at + shift
        if moved[0].astimezone(location.zone).date() == pickup_at.astimezone(location.zone).date():
            other_times += possible(diary, location, *moved, wanted)
    here = possible(diary, location, pickup_at, return_at, None) if wanted else []
    elsewhere = [
        offer for shop in neighbours[1:] for offer in possible(diary, shop, pickup_at, return_at, wanted)
    ]
    return [*other_times[:AT_MOST], *here[:AT_MOST], *elsewhere[:AT_MOST]]


def around(
    shops: list[Shop],
    pickup_at: datetime,
    return_at: datetime,
    session_id: str = "",
    besides: UUID | None = None,
) -> Diary:
    margin = max(SHIFTS) + timedelta(minutes=max(shop.turnaround_minutes for shop in shops))
    return repositories.current().diary(shops, pickup_at - margin, return_at + margin, session_id, besides)


def possible(
    diary: Diary, location: Shop, pickup_at: datetime, return_at: datetime, wanted: str | None
) -> list[Offer]:
    """One offer per free class, by the same decision that booking makes."""
    try:
        period = availability.decide(pickup_at, return_at, rules.of(location), diary.now)
    except PeriodError:
        return []
    free = (car for car in diary.free(location.id, period) if wanted in {None, car.vehicle_class})
    return [Offer(location, pickup_at, return_at, key, count) for key, count in counts(free)]
