"""What keeps a car: a rental, a hold, or its time out of service. Pure: both stores judge by this value.

SQL may filter beforehand, and the database's constraint or the calendar's ETag has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reservations.availability import Period, late_cars_count
from reservations.values import Car

# The statuses that keep a car, and those of them whose car may still be exchanged for another. A tuple:
# the database's constraint and its index name them in this order.
KEEPING = ("held", "confirmed", "out", "blocked")
MOVABLE = frozenset({"held", "confirmed"})


class Booking(Protocol):
    """A Rental, or the row of one."""

    @property
    def number(self) -> str: ...
    @property
    def kept_from(self) -> datetime: ...
    @property
    def blocked_until(self) -> datetime: ...
    @property
    def return_at(self) -> datetime: ...
    @property
    def status(self) -> str: ...
    @property
    def vehicle_class(self) -> str: ...
    @property
    def pinned(self) -> bool: ...
    @property
    def one_way(self) -> bool: ...
    @property
    def session_id(self) -> str: ...
    @property
    def hold_expires_at(self) -> datetime | None: ...
    @property
    def location_id(self) -> str: ...


@dataclass(frozen=True)
class CarRequest:
    """Who needs a car for when. Its own holds, and the booking that it replaces, are not in its way.

    `exclude_id`: the store's own name for the booking that is replaced, or "". `location_id`: the shop where
    the session's own holds end for it; "" where it has no session.
    """

    period: Period
    now: datetime
    session_id: str = ""
    exclude_id: str = ""
    location_id: str = ""


@dataclass(frozen=True)
class Occupancy:
    """`id`: the store's own name for the reservation. `start`: when the car leaves, or has left before its
    plan. `until`: with the turnaround; `return_at`: without. `hold_until`: when a hold ends by itself.
    `location_id`: of the shop that rents the car out."""

    id: str
    number: str
    start: datetime
    until: datetime
    return_at: datetime
    status: str
    vehicle_class: str
    pinned: bool = False
    one_way: bool = False
    session_id: str = ""
    hold_until: datetime | None = None
    location_id: str = ""

    @classmethod
    def of(cls, rental: Booking, key: str) -> Occupancy:
        """`key`: the store's own name for the rental."""
        return cls(
            key,
            rental.number,
            rental.kept_from,
            rental.blocked_until,
            rental.return_at,
            rental.status,
            rental.vehicle_class,
            rental.pinned,
            rental.one_way,
            rental.session_id,
            rental.hold_expires_at,
            rental.location_id,
        )

    def overlaps(self, start: datetime, until: datetime) -> bool:
        """Half-open: those that only touch do not."""
        return self.start < until and self.until > start

    def is_expired_hold(self, now: datetime) -> bool:
        """A hold that ran out keeps its car from nobody, swept or not."""
        return self.status == "held" and self.hold_until is not None and self.hold_until <= now

    def is_own_hold(self, session_id: str) -> bool:
        """A session's own hold gives way to what the session asks for next."""
        return self.status == "held" and bool(session_id) and self.session_id == session_id

    def keeps_from(self, session_id: str, now: datetime) -> bool:
        """Does it keep its car from this session?"""
        return not self.is_expired_hold(now) and not self.is_own_hold(session_id)

    def is_overdue(self, now: datetime) -> bool:
        """Is the car on the road although it should be back?"""
        return self.status == "out" and self.return_at < now

    def may_move(self, *, vehicle_class: str, location_id: str, now: datetime) -> bool:
        """May it get another car of this class and shop? Not what was chosen by its plate, nor what drives.

        One-way, any car will do.
        """
        its = (self.vehicle_class, self.location_id) == (vehicle_class, location_id)
        return its and self.status in MOVABLE and not self.pinned and self.until > now


def find_keeping(entries: Iterable[Occupancy], request: CarRequest) -> list[Occupancy]:
    """Those of a car's `entries` that keep it from the request, at whatever time."""
    return [
        entry
        for entry in entries
        if entry.id != request.exclude_id and entry.keeps_from(request.session_id, request.now)
    ]


def is_late(entries: Iterable[Occupancy], request: CarRequest) -> bool:
    """Should the car be back, and may it be missing when the request begins?"""
    if not late_cars_count(request.period.pickup_at, request.now):
        return False
    return any(entry.is_overdue(request.now) for entry in entries if entry.id != request.exclude_id)


def is_free(entries: Sequence[Occupancy], request: CarRequest) -> bool:
    """Can the request have the car that `entries` keep, as nothing is in its way and it is back in time?"""
    start, until = request.period.pickup_at, request.period.blocked_until
    in_the_way = (entry for entry in find_keeping(entries, request) if entry.overlaps(start, until))
    return not is_late(entries, request) and next(in_the_way, None) is None


@dataclass(frozen=True)
class FleetOccupancy:
    """What keeps the cars of some shops around a time, so that many requests are judged by one reading.

    `taken`: by car, what overlaps that time, and what is overdue. What gives way to the session that the
    reading was for, and the booking that it replaces, are left out of it already.
    """

    cars: Sequence[Car]
    taken: Mapping[str, Sequence[Occupancy]]
    now: datetime

    def find_free(self, location_id: str, period: Period) -> Iterator[Car]:
        """The shop's cars that can be had for `period`, which must lie within the time that was read."""
        request = CarRequest(period, self.now)
        for car in self.cars:
            if car.location_id == location_id and is_free(self.taken.get(car.id, ()), request):
                yield car
