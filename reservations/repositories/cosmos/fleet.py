"""A shop's cars and calendars as they were read at one time, and the decision which car a request gets. Pure.

The same decisions as the ORM store makes by queries; whoever writes what was decided here guards it by the
calendars' ETags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reservations import assignment, availability, vehicle_classes
from reservations.availability import Gap, Period, late_cars_count
from reservations.occupancy import Occupancy
from reservations.reassignment import Plan
from reservations.repositories.cosmos.calendar import Calendar
from reservations.values import Car

# A batch holds a hundred operations: each move writes its reservation and at most two calendars, and the rest
# is for the booking itself and for holds that ran out.
MOST_MOVES = 30


@dataclass(frozen=True)
class CarRequest:
    """Who asks for what. Its own holds, and the booking `exclude_id` that it replaces, are not in its way."""

    period: Period
    now: datetime
    session_id: str = ""
    exclude_id: str = ""


@dataclass(frozen=True)
class Fleet:
    """`unreadable`: cars of the shop that may be taken at any time, as their calendars cannot be read; they
    are not among `cars`, and not for hire."""

    cars: Sequence[Car]
    calendars: dict[str, Calendar]
    unreadable: Sequence[Car] = ()

    @classmethod
    def of(cls, cars: Sequence[Car], calendars: Iterable[Calendar], unreadable: Sequence[Car] = ()) -> Fleet:
        return cls(cars, {each.vehicle_id: each for each in calendars}, unreadable)

    def calendar(self, car: Car) -> Calendar:
        return self.calendars.get(car.id) or Calendar(car.location_id, car.id)

    def entries(self) -> Iterator[tuple[Calendar, Occupancy]]:
        for calendar in self.calendars.values():
            for entry in calendar.entries:
                yield calendar, entry

    def entry(self, document_id: str) -> Occupancy | None:
        return next((entry for _calendar, entry in self.entries() if entry.id == document_id), None)

    def for_hire(self, vehicle_class: str | None, car_id: str | None = None) -> list[Car]:
        return [
            car
            for car in self.cars
            if (not vehicle_class or car.vehicle_class == vehicle_class) and (not car_id or car.id == car_id)
        ]

    def keeping(self, car: Car, request: CarRequest) -> list[Occupancy]:
        """What keeps the car from this request."""
        return [
            entry
            for entry in self.calendar(car).entries
            if entry.id != request.exclude_id and entry.keeps_from(request.session_id, request.now)
        ]

    def late(self, car: Car, request: CarRequest) -> bool:
        """A car that should be back and is not is promised to nobody who comes soon."""
        if not late_cars_count(request.period.pickup_at, request.now):
            return False
        return any(
            entry.is_overdue(request.now)
            for entry in self.calendar(car).entries
            if entry.id != request.exclude_id
        )

    def free(self, cars: Iterable[Car], request: CarRequest) -> list[Car]:
        start, until = request.period.pickup_at, request.period.blocked_until
        return [
            car
            for car in cars
            if not self.late(car, request)
            and not any(entry.overlaps(start, until) for entry in self.keeping(car, request))
        ]

    def best(self, cars: Iterable[Car], request: CarRequest) -> Car | None:
        """The free car that leaves the smallest gap."""
        free = {car.id: car for car in self.free(cars, request)}
        found = availability.smallest_gap(request.period, (self.gap(car, request) for car in free.values()))
        return free[found.vehicle_id] if found else None

    def gap(self, car: Car, request: CarRequest) -> Gap:
        its = self.keeping(car, request)
        before = [entry.until for entry in its if entry.until <= request.period.pickup_at]
        after = [entry.start for entry in its if entry.until > request.period.blocked_until]
        return Gap(car.id, max(before, default=None), min(after, default=None))

    def by_moving_others(self, cars: Iterable[Car], request: CarRequest) -> tuple[Car, Plan] | None:
        """A car that is free once others of its class have changed theirs; the fewest moves that do."""
        on_time = sorted((car for car in cars if not self.late(car, request)), key=lambda car: car.id)

        def taken(fleet: Sequence[Car]) -> dict[str, list[Occupancy]]:
            return {car.id: self.keeping(car, request) for car in fleet}

        return assignment.make_room(on_time, request.period, taken, now=request.now, most_moves=MOST_MOVES)

    def on_offer(self, vehicle_class: str | None, request: CarRequest) -> list[Car]:
        """What can be booked now: free cars, and one of each full class that others can make room on."""
        cars = self.for_hire(vehicle_class)
        free = self.free(cars, request)
        known = {car.vehicle_class for car in free}
        full: dict[str, list[Car]] = {}
        for car in cars:
            if car.vehicle_class not in known:
                full.setdefault(car.vehicle_class, []).append(car)
        made = [found[0] for fleet in full.values() if (found := self.by_moving_others(fleet, request))]
        return sorted([*free, *made], key=lambda car: (vehicle_classes.order(car.vehicle_class), car.id))
