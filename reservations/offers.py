"""What is free: counted for a wish, and near it when nothing is. Every offer can be booked at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from reservations import assignment, availability, clock, rules, statements, vehicle_classes
from reservations.assignment import Wish
from reservations.availability import Period, late_cars_count
from reservations.errors import PeriodError
from reservations.models import Location, Reservation, Vehicle

SHIFTS = [timedelta(hours=sign * hours) for hours in (1, 2, 3, 4, 5, 6) for sign in (1, -1)]
AT_MOST = 3


@dataclass(frozen=True)
class Offer:
    location: Location
    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    count: int


@dataclass(frozen=True)
class Diary:
    """What keeps the cars near a period, car by car, so that many wishes are judged by a few queries."""

    cars: tuple[Vehicle, ...]
    taken: dict[str, list[tuple[datetime, datetime]]]
    late: frozenset[str]
    now: datetime

    def free(self, location: Location, period: Period) -> Iterator[Vehicle]:
        late = self.late if late_cars_count(period.pickup_at, self.now) else frozenset()
        for car in self.cars:
            rivals = self.taken.get(car.pk, ())
            if (
                car.location_id == location.pk
                and car.pk not in late
                and all(end <= period.pickup_at or start >= period.blocked_until for start, end in rivals)
            ):
                yield car


def free_vehicles(
    location: Location, period: Period, vehicle_class: str | None, session_id: str = ""
) -> list[Vehicle]:
    """Cars that can be booked now: free ones, and of a full class one that others can make room on."""
    wish = Wish(period, session_id)
    cars = statements.judged(location, period, vehicle_class, now=wish.now, session_id=session_id)
    free = [car for car in cars if car.judged_free]
    free += made_free(cars, free, wish)
    return sorted(free, key=lambda car: (vehicle_classes.order(car.vehicle_class), car.pk))


def made_free(cars: Iterable[Vehicle], free: list[Vehicle], wish: Wish) -> list[Vehicle]:
    """One car of each class that is full as it stands, where moving its bookings makes one free."""
    known = {car.vehicle_class for car in free}
    full: dict[str, list[Vehicle]] = {}
    for car in cars:
        if car.vehicle_class not in known:
            full.setdefault(car.vehicle_class, []).append(car)
    found = (assignment.by_moving_others(fleet, wish) for fleet in full.values())
    return [car for car, _plan in filter(None, found)]


def counts(cars: Iterable[Vehicle]) -> list[tuple[str, int]]:
    counted = Counter(car.vehicle_class for car in cars)
    return sorted(counted.items(), key=lambda item: vehicle_classes.order(item[0]))


def near(
    location: Location,
    pickup_at: datetime,
    return_at: datetime,
    wanted: str | None,
    session_id: str = "",
    besides: Reservation | None = None,
) -> list[Offer]:
    """Other times that day, then other classes, then other shops of the region: a few, the nearest first."""
    neighbours = [location]
    if location.region:
        region = Location.objects.filter(region=location.region).exclude(pk=location.pk).order_by("pk")
        neighbours += rules.with_hours(region)
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
    locations: list[Location],
    pickup_at: datetime,
    return_at: datetime,
    session_id: str = "",
    besides: Reservation | None = None,
) -> Diary:
    now = clock.now()
    margin = max(SHIFTS) + timedelta(minutes=max(shop.turnaround_minutes for shop in locations))
    cars = tuple(Vehicle.objects.filter(location__in=locations, active=True).order_by("pk"))
    rows = Reservation.calendar.exclude(pk=besides.pk) if besides else Reservation.calendar.all()
    near_rows = rows.keeping(now, session_id).overlapping(pickup_at - margin, return_at + margin)
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    for vehicle_id, start, end in near_rows.filter(vehicle__location__in=locations).values_list(
        "vehicle_id", "pickup_at", "blocked_until"
    ):
        taken.setdefault(vehicle_id, []).append((start, end))
    late: frozenset[str] = frozenset()
    if late_cars_count(pickup_at - margin, now):
        late = frozenset(rows.overdue(now).values_list("vehicle_id", flat=True))
    return Diary(cars, taken, late, now)


def possible(
    diary: Diary, location: Location, pickup_at: datetime, return_at: datetime, wanted: str | None
) -> list[Offer]:
    """One offer per free class, by the same decision that booking makes."""
    try:
        period = availability.decide(pickup_at, return_at, rules.of(location), diary.now)
    except PeriodError:
        return []
    free = (car for car in diary.free(location, period) if wanted in {None, car.vehicle_class})
    return [Offer(location, pickup_at, return_at, key, count) for key, count in counts(free)]
