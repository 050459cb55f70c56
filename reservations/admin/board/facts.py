"""What the board draws: cars by class, and what keeps each of them in a window of days. Read only.

Times are minutes on the shop's clock since EPOCH: a day is 1,440 of them, whatever daylight saving does, so
that the page can draw without knowing time zones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from reservations import clock, times, vehicle_classes
from reservations.availability import LATE_CARS_WAIT
from reservations.hours import Hours
from reservations.models import Reservation, Vehicle
from reservations.models.booking import ReservationQuerySet
from reservations.models.exclusion import BLOCKING
from reservations.values import Shop

Status = Reservation.Status
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (of a clock on a wall, which has no zone)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LAST = 4_000_000_000  # minutes: beyond the years that times.py takes, within those that a datetime has
A_PART = 3_000  # days of cars that one answer tells of: a whole shop for a week, 50 cars for two months
# What a row is sent as, in this order: a board of 500 cars over two months has 20,000 of them.
# l late, r at risk (its car is late), a made by the agent, o of another shop: a letter each among the marks.
COLUMNS = ("id", "car", "start", "end", "until", "state", "marks", "name", "number", "seen")


@dataclass(frozen=True)
class Window:
    """The `days` days from `first` on, by the clock of `shop`."""

    shop: Shop
    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + (self.days - 1) * DAY

    @property
    def part(self) -> int:
        """How many cars one answer tells of, so that it is quick however large the shop."""
        return max(1, A_PART // self.days)

    @cached_property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), self.shop.zone)

    @cached_property
    def until(self) -> datetime:
        return datetime.combine(self.first + self.days * DAY, time(), self.shop.zone)


def midnight(day: date) -> datetime:
    """With which `day` begins on a wall, in no zone."""
    return datetime.combine(day, time())


def to_minutes(at: datetime, zone: ZoneInfo) -> int:
    """The instant `at` as the clock in `zone` shows it, in minutes since EPOCH."""
    return (at.astimezone(zone).replace(tzinfo=None) - EPOCH) // MINUTE


def to_instant(minutes: int, zone: str) -> datetime:
    """The instant at which the clock in `zone` shows so many minutes since EPOCH; raises AmbiguousTime where
    there is none or there are two, and DateOutOfRange."""
    return times.from_wall(EPOCH + min(max(minutes, 0), LAST) * MINUTE, zone)


def list_open_hours(hours: Hours, first: date, days: int) -> list[tuple[int, int]]:
    """When the door is open in these days, from and to in minutes since EPOCH, in order and apart."""
    found: list[tuple[int, int]] = []
    for number in range(-1, days):  # the evening before may reach past midnight
        day = first + number * DAY
        span = hours.on(day)
        if span is None:
            continue
        begins, ends = datetime.combine(day, span.opens_at), datetime.combine(day, span.closes_at)
        ends = ends if ends > begins else ends + DAY
        start, end = (begins - EPOCH) // MINUTE, (ends - EPOCH) // MINUTE
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    start_of_window = (midnight(first) - EPOCH) // MINUTE
    end_of_window = start_of_window + days * 1440
    clipped = [(max(start, start_of_window), min(end, end_of_window)) for start, end in found]
    return [(start, end) for start, end in clipped if start < end]


def read_board(window: Window, language: str, hours: Hours) -> dict[str, Any]:
    """What the page draws of `window`, as it is sent: all cars, and what keeps the first `part` of them. For
    the others it asks read_part."""
    now = clock.now()
    cars = list_cars(window)
    bars = read_bars(window, [car.pk for car in cars[: window.part]], now=now)
    return {**make_frame(window, cars, language, hours, now=now), "bars": bars}


def read_frame(window: Window, language: str, hours: Hours) -> dict[str, Any]:
    """read_board() without what keeps the cars: enough to draw the board's rows and days."""
    return make_frame(window, list_cars(window), language, hours, now=clock.now())


def make_frame(
    window: Window, cars: list[Vehicle], language: str, hours: Hours, *, now: datetime
) -> dict[str, Any]:
    return {
        "shop": window.shop.id,
        "first": to_minutes(window.since, window.shop.zone),
        "days": window.days,
        "now": to_minutes(now, window.shop.zone),
        "part": window.part,
        "open": list_open_hours(hours, window.first, window.days),
        "classes": [
            {
                "name": vehicle_classes.name(kind, language),
                "cars": [
                    {
                        "id": car.pk,
                        "plate": car.plate,
                        "model": f"{car.manufacturer} {car.model}".strip(),
                        "away": car.location_id != window.shop.id or not car.active,
                    }
                    for car in its
                ],
            }
            for kind, its in groupby(cars, lambda car: car.vehicle_class)
        ],
    }


def read_part(window: Window, cars: Iterable[str]) -> list[tuple[Any, ...]]:
    """What keeps `cars`, as far as they are on the board of `window`."""
    return read_bars(window, find_cars(window, cars).values_list("pk", flat=True), now=clock.now())


def read_changed(window: Window, keys: Iterable[UUID]) -> list[tuple[Any, ...]]:
    """The rentals `keys` alone, as far as they are on the board of `window`."""
    keys = list(keys)
    theirs = Reservation.calendar.filter(pk__in=keys).values_list("vehicle", flat=True)
    cars = find_cars(window, set(theirs)).values_list("pk", flat=True)
    return read_bars(window, cars, now=clock.now(), only=keys)


def find_cars(window: Window, among: Iterable[str] | None = None) -> QuerySet[Vehicle]:
    """The cars of the shop, and those that have left it and have a booking of its in the window; only those
    `among` so many, where given."""
    there, cars = Reservation.calendar.filter(location=window.shop.id), Vehicle.objects.all()
    if among is not None:
        among = list(among)
        there, cars = there.filter(vehicle__in=among), cars.filter(pk__in=among)
    busy = in_window(there, window).values("vehicle")
    return cars.filter(Q(location=window.shop.id, active=True) | Q(pk__in=busy))


def list_cars(window: Window) -> list[Vehicle]:
    """By class, then by plate."""
    return sorted(find_cars(window).defer("document"), key=Vehicle.rank)


def in_window(rows: ReservationQuerySet, window: Window) -> ReservationQuerySet:
    """Those that are seen in `window`: what keeps its car then, is on the road, or was returned."""
    begun = Q(pickup_at__lt=window.until) | Q(picked_up_at__lt=window.until)
    keeping = Q(status__in=BLOCKING, blocked_until__gt=window.since) | Q(status=Status.OUT)
    over = Q(status=Status.RETURNED) & (Q(return_at__gt=window.since) | Q(returned_at__gt=window.since))
    return rows.filter(begun, keeping | over)


class Stored(NamedTuple):
    """What is read of a row: times and key as the database's text, since making objects of 20,000 rows' times
    and keys would take longer than all the rest."""

    key: str
    car: str
    location: str
    return_location: str | None
    pickup_at: str
    return_at: str
    blocked_until: str
    picked_up_at: str | None
    returned_at: str | None
    hold_expires_at: str | None
    updated_at: str
    status: str
    source: str
    name: str
    number: str


TEXTS = (
    *("id", "pickup_at", "return_at", "blocked_until", "picked_up_at", "returned_at"),
    *("hold_expires_at", "updated_at"),
)
READ = (
    *("id_text", "vehicle_id", "location_id", "return_location_id", "pickup_at_text", "return_at_text"),
    *("blocked_until_text", "picked_up_at_text", "returned_at_text", "hold_expires_at_text"),
    *("updated_at_text", "status", "source", "customer_name", "number"),
)


Moment = tuple[datetime, int]  # an instant, and the minute that the shop's clock then shows


class Moments(dict[str, Moment]):
    """By the text in which the database writes them. Most are round, so that each is worked out once."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, text: str) -> Moment:
        self[text] = found = self.of(read_instant(text))
        return found

    def of(self, at: datetime) -> Moment:
        return at, to_minutes(at, self.zone)


def read_instant(text: str) -> datetime:
    """PostgreSQL writes the offset of UTC; SQLite none, and means it."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read_bars(
    window: Window, cars: Iterable[str], *, now: datetime, only: Iterable[UUID] | None = None
) -> list[tuple[Any, ...]]:
    """What keeps `cars` in the window, as COLUMNS has it; of the rentals `only`, where given.

    A booking of another shop keeps the car, but says nothing of its customer.
    """
    cars = list(cars)
    rows = in_window(Reservation.calendar.filter(vehicle__in=cars), window)
    if only is not None:
        rows = rows.filter(pk__in=only)
    overdue = Reservation.objects.overdue(now).filter(vehicle__in=cars)
    late = set(overdue.values_list("vehicle_id", flat=True))
    texts = {f"{name}_text": Cast(name, CharField()) for name in TEXTS}
    found = rows.order_by().annotate(**texts).values_list(*READ)
    moments = Moments(window.shop.zone)
    now_there, closes = moments.of(now), moments.of(window.until)
    bars = (
        make_bar(Stored(*row), window, moments, now=now_there, closes=closes, late=late)
        for row in found.iterator(2000)
    )
    return [bar for bar in bars if bar is not None]


def make_bar(
    row: Stored, window: Window, moments: Moments, *, now: Moment, closes: Moment, late: set[str]
) -> tuple[Any, ...] | None:
    """None for what is not seen: a hold that ran out, which keeps nothing, and what ended before. `closes` is
    the end of the window."""
    if row.status == Status.HELD and row.hold_expires_at and moments[row.hold_expires_at] <= now:
        return None
    pickup, planned = moments[row.pickup_at], moments[row.return_at]
    # As planned; but since it really left, and until it really came back, or until now while it is late.
    start = min(pickup, moments[row.picked_up_at]) if row.picked_up_at else pickup
    if row.status == Status.RETURNED:
        end = moments[row.returned_at] if row.returned_at else planned
        end = until = max(end, (start[0] + MINUTE, start[1] + 1))
    else:
        end = max(planned, now) if row.status == Status.OUT else planned
        until = max(end, moments[row.blocked_until])
    if until[0] <= window.since:
        return None
    own = window.shop.id in (row.location, row.return_location)
    marks = "l" if row.status == Status.OUT and planned < now else ""
    at_risk = row.status == Status.CONFIRMED and row.car in late and pickup[0] < now[0] + LATE_CARS_WAIT
    marks += "r" if at_risk else ""
    marks += "a" if row.source == Reservation.Source.AGENT else ""
    return (
        row.key.replace("-", ""),
        row.car,
        start[1],
        end[1],
        max(end, min(until, closes))[1],
        row.status,
        marks + ("" if own else "o"),
        row.name if own else "",
        row.number if own else "",
        version_of(read_instant(row.updated_at)),
    )


def version_of(updated_at: datetime) -> int:
    """When it was last written, in microseconds: what a page has seen of it."""
    return round(updated_at.timestamp() * 1_000_000)
