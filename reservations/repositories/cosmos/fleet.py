"""A shop's cars and calendars as they were read at one time, and the decision which car a wish gets. Pure.

The same decisions as the ORM store makes by queries; whoever writes what was decided here guards it by the
calendars' ETags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reservations import availability, packing, vehicle_classes
from reservations.availability import Gap, Period, late_cars_count
from reservations.packing import Booking, CarDay, Plan
from reservations.records import Car
from reservations.repositories.cosmos.calendar import Calendar, Entry

MOVABLE = frozenset({"held", "confirmed"})
# A batch holds a hundred operations: each move writes its reservation and at most two calendars, and the rest
# is for the booking itself and for holds that ran out.
MOST_MOVES = 30


@dataclass(frozen=True)
class Wish:
    """Who asks for what: its own holds, and the booking `besides` that it replaces, stand in nobody's way."""

    period: Period
    now: datetime
    session_id: str = ""
    besides: str = ""


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

    def entries(self) -> Iterator[tuple[Calendar, Entry]]:
        for calendar in self.calendars.values():
            for entry in calendar.entries:
                yield calendar, entry

    def entry(self, document_id: str) -> Entry | None:
        return next((entry for _calendar, entry in self.entries() if entry.id == document_id), None)

    def for_hire(self, vehicle_class: str | None, car_id: str | None = None) -> list[Car]:
        return [
            car
            for car in self.cars
            if (not vehicle_class or car.vehicle_class == vehicle_class) and (not car_id or car.id == car_id)
        ]

    def keeping(self, car: Car, wish: Wish) -> list[Entry]:
        """What keeps the car from this wish."""
        return [
            entry
            for entry in self.calendar(car).entries
            if entry.id != wish.besides and not entry.given_up(wish.now, wish.session_id)
        ]

    def late(self, car: Car, wish: Wish) -> bool:
        """A car that should be back and is not is promised to nobody who comes soon."""
        if not late_cars_count(wish.period.pickup_at, wish.now):
            return False
        return any(entry.late(wish.now) for entry in self.calendar(car).entries if entry.id != wish.besides)

    def free(self, cars: Iterable[Car], wish: Wish) -> list[Car]:
        start, until = wish.period.pickup_at, wish.period.blocked_until
        return [
            car
            for car in cars
            if not self.late(car, wish)
            and not any(entry.overlaps(start, until) for entry in self.keeping(car, wish))
        ]

    def best(self, cars: Iterable[Car], wish: Wish) -> Car | None:
        """The free car that leaves the smallest gap."""
        free = {car.id: car for car in self.free(cars, wish)}
        found = availability.smallest_gap(wish.period, (self.gap(car, wish) for car in free.values()))
        return free[found.vehicle_id] if found else None

    def gap(self, car: Car, wish: Wish) -> Gap:
        its = self.keeping(car, wish)
        before = [entry.until for entry in its if entry.until <= wish.period.pickup_at]
        after = [entry.start for entry in its if entry.until > wish.period.blocked_until]
        return Gap(car.id, max(before, default=None), min(after, default=None))

    def by_moving_others(self, cars: Iterable[Car], wish: Wish) -> tuple[Car, Plan] | None:
        """A car that is free once others of its class have changed theirs; the fewest moves that do."""
        classes: dict[str, list[Car]] = {}
        for car in sorted(cars, key=lambda car: car.id):
            if not self.late(car, wish):
                classes.setdefault(car.vehicle_class, []).append(car)
        plans = []
        for fleet in classes.values():
            wanted = wish.period.pickup_at, wish.period.blocked_until
            plan = packing.make_room(wanted, [self.day(car, wish) for car in fleet])
            if plan and len(plan.moves) <= MOST_MOVES:
                plans.append((next(car for car in fleet if car.id == plan.vehicle_id), plan))
        return min(plans, key=lambda found: (len(found[1].moves), found[0].id), default=None)

    def day(self, car: Car, wish: Wish) -> CarDay:
        fixed, movable = [], []
        for entry in self.keeping(car, wish):
            if may_move(entry, car) and entry.until > wish.now:
                movable.append(Booking(entry.id, entry.start, entry.until))
            else:
                fixed.append((entry.start, entry.until))
        return CarDay(car.id, tuple(fixed), tuple(movable))

    def on_offer(self, vehicle_class: str | None, wish: Wish) -> list[Car]:
        """What can be booked now: free cars, and one of each full class that others can make room on."""
        cars = self.for_hire(vehicle_class)
        free = self.free(cars, wish)
        known = {car.vehicle_class for car in free}
        full: dict[str, list[Car]] = {}
        for car in cars:
            if car.vehicle_class not in known:
                full.setdefault(car.vehicle_class, []).append(car)
        made = [found[0] for fleet in full.values() if (found := self.by_moving_others(fleet, wish))]
        return sorted([*free, *made], key=lambda car: (vehicle_classes.order(car.vehicle_class), car.id))


def may_move(entry: Entry, car: Car) -> bool:
    """Not what was chosen by its plate, and not what drives. One-way, any car will do."""
    return entry.status in MOVABLE and not entry.pinned and entry.vehicle_class == car.vehicle_class
