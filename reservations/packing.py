"""Can the cars of a class hold one more period, if bookings that have not begun change cars? By which moves?

Exact: None means that no assignment exists, and up to four moves no plan has fewer; within the bounds of NEAR
and WORK, which calendars of real shops do not reach. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Interval = tuple[datetime, datetime]  # half-open
# So many of the bookings that are entangled with the wish may move, the nearest; the others stay.
NEAR = 200
# Cars looked at before the answer is None all the same: about a second.
WORK = 400_000
FEW = 4


@dataclass(frozen=True)
class Booking:
    """One that may go to another car of its class; `end` has its turnaround in it."""

    key: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class CarDay:
    """A car with what must stay on it and what may leave it."""

    vehicle_id: str
    fixed: tuple[Interval, ...] = ()
    movable: tuple[Booking, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The car for the wanted period, and the new cars of the bookings that move."""

    vehicle_id: str
    moves: Mapping[str, str] = field(default_factory=dict)


def make_room(wanted: Interval, cars: Sequence[CarDay]) -> Plan | None:
    if crowded(wanted, cars):
        return None
    search = Search(wanted, cars)
    for moves in (*range(FEW + 1), len(search.items)):
        search.left = WORK if moves > FEW else WORK // 20
        if search.place(0, (search.begin,) * len(cars), moves):
            return search.plan()
    return None


def overlap(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def crowded(wanted: Interval, cars: Sequence[CarDay]) -> bool:
    """Are there as many rentals as cars at some instant of the wanted period? Then no moving helps."""
    every = [*((each.start, each.end) for car in cars for each in car.movable)]
    rivals = [
        each for each in (*every, *(each for car in cars for each in car.fixed)) if overlap(each, wanted)
    ]
    instants = [wanted[0], *(start for start, _end in rivals if start > wanted[0])]
    return any(sum(start <= at < end for start, end in rivals) >= len(cars) for at in instants)


def entangled(wanted: Interval, bookings: Sequence[tuple[int, Booking]]) -> list[tuple[int, Booking]]:
    """Those that overlap the wanted period, or one that does, and so on: the others are in nobody's way."""
    found: list[tuple[int, Booking]] = []
    rest, reached = list(bookings), [wanted]
    while reached and len(found) < NEAR:
        near = [each for each in rest if any(overlap((each[1].start, each[1].end), one) for one in reached)]
        rest = [each for each in rest if each not in near]
        reached = [(booking.start, booking.end) for _car, booking in near]
        found += near
    return found


@dataclass
class Item:
    start: datetime
    end: datetime
    home: int | None = None  # the car it is on, by its place in the list; None: the wanted period
    key: str = ""


class Search:
    """Goes through the periods by their start and tries the cars for each, its own car first."""

    def __init__(self, wanted: Interval, cars: Sequence[CarDay]) -> None:
        movable = [(place, booking) for place, car in enumerate(cars) for booking in car.movable]
        near = entangled(wanted, movable)[:NEAR]
        moving = {booking.key for _place, booking in near}
        self.cars = cars
        # What stays on a car: the fixed ones, and those too far away to be moved.
        self.fixed = [
            sorted((*car.fixed, *((each.start, each.end) for each in car.movable if each.key not in moving)))
            for car in cars
        ]
        items = [Item(each.start, each.end, place, each.key) for place, each in near]
        self.items = sorted([Item(*wanted), *items], key=lambda item: (item.start, item.end, item.key))
        self.begin = self.items[0].start
        self.chosen: dict[int, int] = {}
        # (item, when each car is free) -> the most moves with which it was tried in vain
        self.vain: dict[tuple[int, tuple[datetime, ...]], int] = {}
        self.left = WORK

    def place(self, number: int, free_at: tuple[datetime, ...], moves: int) -> bool:
        """Place the items from `number` on, with at most `moves` of them leaving their cars."""
        if number == len(self.items):
            return True
        item = self.items[number]
        state = (number, tuple(max(free, item.start) for free in free_at))
        if self.vain.get(state, -1) >= moves:
            return False
        tried: set[tuple[object, ...]] = set()
        for place in self.places(item, moves):
            self.left -= 1
            if self.left <= 0:
                return False  # not in vain: only not looked at
            if free_at[place] > item.start or not self.fits(place, item):
                continue
            likeness = self.likeness(place, item, state[1])
            if likeness in tried:
                continue
            tried.add(likeness)
            cost = 0 if item.home in {None, place} else 1
            after = (*state[1][:place], item.end, *state[1][place + 1 :])
            self.chosen[number] = place
            if self.place(number + 1, after, moves - cost):
                return True
        self.vain[state] = moves
        return False

    def places(self, item: Item, moves: int) -> Sequence[int]:
        if item.home is None:
            return range(len(self.cars))
        others = [place for place in range(len(self.cars)) if place != item.home] if moves else []
        return [item.home, *others]

    def fits(self, place: int, item: Item) -> bool:
        return not any(overlap((item.start, item.end), fixed) for fixed in self.fixed[place])

    def likeness(self, place: int, item: Item, free_at: tuple[datetime, ...]) -> tuple[object, ...]:
        """Cars that are alike from here on need not all be tried; one with bookings of its own is unlike."""
        ahead = tuple(each for each in self.fixed[place] if each[1] > item.start)
        own = place if any(each.end > item.start for each in self.cars[place].movable) else -1
        return (free_at[place], ahead, own)

    def plan(self) -> Plan:
        placed = [(self.items[number], place) for number, place in sorted(self.chosen.items())]
        (mine,) = [place for item, place in placed if item.home is None]
        moved = {
            item.key: self.cars[place].vehicle_id
            for item, place in placed
            if item.home is not None and item.home != place
        }
        return Plan(self.cars[mine].vehicle_id, moved)
