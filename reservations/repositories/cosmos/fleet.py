"""A shop's cars and calendars as they were read at one time, judged by occupancy.py and assignment.py. Pure.

Whoever writes what was decided here guards it by the
calendars' ETags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reservations import assignment, occupancy, vehicle_classes
from reservations.occupancy import CarRequest, Occupancy
from reservations.reassignment import Plan
from reservations.repositories.cosmos.calendar import Calendar
from reservations.values import Car

# A batch holds a hundred operations: each move writes its reservation and at most two calendars, and the rest
# is for the booking itself and for holds that ran out.
MOST_MOVES = 30


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

    def entries_of(self, car: Car) -> Sequence[Occupancy]:
        return self.calendar(car).entries

    def find_keeping(self, car: Car, request: CarRequest) -> list[Occupancy]:
        """What keeps the car from this request."""
        return occupancy.find_keeping(self.entries_of(car), request)

    def find_free(self, cars: Iterable[Car], request: CarRequest) -> list[Car]:
        return [car for car in cars if occupancy.is_free(self.entries_of(car), request)]

    def find_best(self, cars: Iterable[Car], request: CarRequest) -> Car | None:
        """The free car that leaves the smallest gap."""
        return assignment.find_best(cars, self.entries_of, request)

    def plan_by_moving(self, cars: Iterable[Car], request: CarRequest) -> tuple[Car, Plan] | None:
        """A car that is free once others of its class have changed theirs; the fewest moves that do."""
        cars = sorted(cars, key=lambda car: car.id)
        on_time = [car for car in cars if not occupancy.is_late(self.entries_of(car), request)]

        def list_keeping(fleet: Sequence[Car]) -> dict[str, list[Occupancy]]:
            return {car.id: self.find_keeping(car, request) for car in fleet}

        return assignment.make_room(
            on_time, request.period, list_keeping, now=request.now, most_moves=MOST_MOVES
        )

    def list_on_offer(self, vehicle_class: str | None, request: CarRequest) -> list[Car]:
        """What can be booked now: free cars, and one of each full class that others can make room on."""
        cars = self.for_hire(vehicle_class)
        free = self.find_free(cars, request)
        known = {car.vehicle_class for car in free}
        full: dict[str, list[Car]] = {}
        for car in cars:
            if car.vehicle_class not in known:
                full.setdefault(car.vehicle_class, []).append(car)
        made = [found[0] for fleet in full.values() if (found := self.plan_by_moving(fleet, request))]
        return sorted([*free, *made], key=lambda car: (vehicle_classes.order(car.vehicle_class), car.id))
