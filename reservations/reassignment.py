"""Can the cars of a class hold one more period, if bookings that have not begun change cars? By which moves?

Exact: None means that there is no assignment, and up to FEW moves no plan has fewer. One thing limits it: a
search that outgrows its bound of work (about a second) is answered None unproven. That takes a large fleet,
crowded, with many periods that may not move; where all may, a car is always found. Pure.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Interval = tuple[datetime, datetime]  # half-open
Span = tuple[int, int]  # of instants as a Schedule numbers them, half-open
State = tuple[int, bytes]
WANTED = 0  # the place of the wanted period among the items
NOWHERE = -1
FEW = 4
# How far to look before giving up: cars per chain, periods per sweep.
CHAIN_WORK = 100_000
SWEEP_WORK = 8_000
# Longer chains, when no short one was found: not the fewest moves any more, but few.
LONGER = (6, 10)
# Bookings that may move at first: the work of a sweep can grow exponentially with their number.
NEAR = 24


@dataclass(frozen=True)
class Booking:
    """One that may go to another car of its class; `end` has its turnaround in it."""

    key: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class CarSchedule:
    """A car with what must stay on it and what may leave it."""

    vehicle_id: str
    fixed: tuple[Interval, ...] = ()
    movable: tuple[Booking, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The car for the wanted period, and the new cars of the bookings that move."""

    vehicle_id: str
    moves: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """What needs a car; `home` is the car that it has."""

    start: int
    end: int
    home: int = NOWHERE
    key: str = ""


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a time in common: the end of one may be the beginning of the other."""
    return one[0] < other[1] and other[0] < one[1]


class Schedule:
    """Item 0 is the wanted period, the others are bookings that may move."""

    def __init__(self, wanted: Interval, cars: Sequence[CarSchedule]) -> None:
        spans = [wanted, *((each.start, each.end) for car in cars for each in car.movable)]
        edges = {edge for span in (*spans, *(each for car in cars for each in car.fixed)) for edge in span}
        place = {edge: number for number, edge in enumerate(sorted(edges))}
        self.names = [car.vehicle_id for car in cars]
        self.fixed = [sorted((place[start], place[end]) for start, end in car.fixed) for car in cars]
        self.items = [Item(place[wanted[0]], place[wanted[1]])]
        self.items += [
            Item(place[each.start], place[each.end], home, each.key)
            for home, car in enumerate(cars)
            for each in car.movable
        ]

    def plan(self, chosen: Mapping[int, int]) -> Plan:
        """`chosen`: the car of the wanted period and of whatever else was placed."""
        moves = {
            self.items[item].key: self.names[car]
            for item, car in sorted(chosen.items())
            if item != WANTED and car != self.items[item].home
        }
        return Plan(self.names[chosen[WANTED]], moves)


def make_room(wanted: Interval, cars: Sequence[CarSchedule]) -> Plan | None:
    """The car for `wanted` and the bookings that change cars for it; None if none is found. Writes nothing.

    `cars`: those of one class and shop, each with what must stay on it and what may leave it.
    """
    schedule = Schedule(wanted, cars)
    if is_crowded(schedule):
        return None
    chosen = by_chain(schedule) or by_sweep(schedule)
    return schedule.plan(chosen) if chosen else None


def by_chain(schedule: Schedule) -> dict[int, int] | None:
    """A few moves that make room: the number of a car, by that of its item. None where none was found within
    the work that is allowed."""
    if chosen := Chain(schedule, CHAIN_WORK).shortest(FEW):
        return chosen
    longer = (Chain(schedule, CHAIN_WORK // 4).within(moves) for moves in LONGER)
    return next(filter(None, longer), None)


def by_sweep(schedule: Schedule) -> dict[int, int] | None:
    """The nearest bookings may move; then all that the wish is entangled with: no other is in its way."""
    near = find_entangled(schedule)
    for moving, work in ((near[:NEAR], SWEEP_WORK // 4), (near, SWEEP_WORK)):
        if chosen := Sweep(schedule, set(moving), work).any():
            go_home(schedule, chosen)
            return chosen
    return None


def is_crowded(schedule: Schedule) -> bool:
    """Are there as many rentals as cars at some instant of the wanted period? Then no moving helps."""
    wanted = (schedule.items[WANTED].start, schedule.items[WANTED].end)
    every = [
        *((item.start, item.end) for item in schedule.items[1:]),
        *(each for car in schedule.fixed for each in car),
    ]
    rivals = [each for each in every if overlap(each, wanted)]
    instants = [wanted[0], *(start for start, _end in rivals if start > wanted[0])]
    return any(sum(start <= at < end for start, end in rivals) >= len(schedule.names) for at in instants)


def find_entangled(schedule: Schedule) -> list[int]:
    """Those that overlap the wanted period, or one that does, and so on; the nearest first."""
    found: list[int] = []
    rest, reached = list(range(1, len(schedule.items))), [WANTED]
    while reached:
        spans = merge_spans(
            [(schedule.items[number].start, schedule.items[number].end) for number in reached]
        )
        reached = [
            number
            for number in rest
            if any(
                overlap((schedule.items[number].start, schedule.items[number].end), span) for span in spans
            )
        ]
        rest = sorted(set(rest) - set(reached))
        found += reached
    return found


def merge_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that meet or overlap, joined, in order."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def go_home(schedule: Schedule, chosen: dict[int, int]) -> None:
    """Undo moves that have turned out to be needless."""
    ours: list[set[int]] = [set() for _car in schedule.names]
    for number, item in enumerate(schedule.items):
        ours[chosen.get(number, item.home)].add(number)

    def meets(one: int, other: int) -> bool:
        first, second = schedule.items[one], schedule.items[other]
        return overlap((first.start, first.end), (second.start, second.end))

    moved = [
        number for number, car in chosen.items() if number != WANTED and car != schedule.items[number].home
    ]
    while back := [
        each for each in moved if not any(meets(each, its) for its in ours[schedule.items[each].home])
    ]:
        number = back[0]
        ours[chosen[number]].remove(number)
        ours[schedule.items[number].home].add(number)
        chosen[number] = schedule.items[number].home
        moved.remove(number)


class Chain:
    """The fewest moves: the wish pushes bookings off a car, these push others, until all have found a place.

    Every plan can be told as such a chain, so that what is not found within a number of moves is not there.
    """

    def __init__(self, schedule: Schedule, work: int) -> None:
        self.schedule = schedule
        self.left = work  # cars that may still be looked at
        self.homes: list[list[int]] = [[] for _car in schedule.names]
        for number, item in enumerate(schedule.items):
            if number != WANTED:
                self.homes[item.home].append(number)
        self.pushed: set[int] = set()
        self.placed: dict[int, int] = {}
        self.room: dict[int, list[tuple[int, list[int]]]] = {}

    def shortest(self, moves: int) -> dict[int, int] | None:
        """Of the plans with at most `moves` moves one with the fewest; None too if the work ran out."""
        return next(filter(None, (self.within(limit) for limit in range(moves + 1))), None)

    def within(self, moves: int) -> dict[int, int] | None:
        """The first plan with at most `moves` moves."""
        return self.placed if self.place([WANTED], moves) else None

    def place(self, pending: list[int], limit: int) -> bool:
        """Find cars for the `pending` items, pushing off at most `limit` further bookings."""
        if not pending:
            return True
        number, rest = pending[-1], pending[:-1]
        item = self.schedule.items[number]
        for car, homely in self.rooms(number):
            self.left -= 1
            if self.left < 0:
                return False
            away = [other for other in homely if other not in self.pushed]
            if len(away) > limit or car == item.home or self.clashes(car, item):
                continue
            self.placed[number] = car
            self.pushed.update(away)
            if self.place(rest + away, limit - len(away)):
                return True
            self.pushed.difference_update(away)
            del self.placed[number]
        return False

    def rooms(self, number: int) -> list[tuple[int, list[int]]]:
        """The cars that nothing fixed forbids, with their bookings in the way: fewest first, of as many
        those that begin latest: what is next to be handed over should be the last to change cars."""
        if number not in self.room:
            item = self.schedule.items[number]
            span = (item.start, item.end)
            found = [
                (car, [other for other in self.homes[car] if self.meets(other, item)])
                for car, fixed in enumerate(self.schedule.fixed)
                if not any(overlap(span, each) for each in fixed)
            ]
            starts = [other.start for other in self.schedule.items]
            self.room[number] = sorted(
                found, key=lambda room: (len(room[1]), -min((starts[other] for other in room[1]), default=0))
            )
        return self.room[number]

    def clashes(self, car: int, item: Item) -> bool:
        return any(at == car and self.meets(other, item) for other, at in self.placed.items())

    def meets(self, number: int, item: Item) -> bool:
        other = self.schedule.items[number]
        return overlap((other.start, other.end), (item.start, item.end))


class Sweep:
    """Whether there is any assignment at all: goes through the periods by their start and gives each a car.

    At the start of a period the cars that are free are alike but for what is fixed on them later: one of each
    kind is tried, the tightest first, and no state twice.
    """

    def __init__(self, schedule: Schedule, moving: Collection[int], work: int) -> None:
        """Only the items in `moving`, and the wanted period, may be placed anew."""
        self.schedule = schedule
        self.left = work  # periods that may still be placed
        self.order = sorted({WANTED, *moving}, key=lambda number: (schedule.items[number].start, number))
        staying: list[list[Span]] = [list(each) for each in schedule.fixed]
        for number, item in enumerate(schedule.items):
            if number != WANTED and number not in moving:
                staying[item.home].append((item.start, item.end))
        self.staying = [sorted(each) for each in staying]
        self.ends = [[end for _start, end in each] for each in self.staying]
        kinds: dict[tuple[Span, ...], int] = {}
        # What is fixed on a car from its n-th on, as a number: the same for cars that are alike.
        self.kinds = [
            [kinds.setdefault(tuple(each[first:]), len(kinds)) for first in range(len(each) + 1)]
            for each in self.staying
        ]
        self.count = len(kinds)
        self.free_at = [0] * len(schedule.names)

    def any(self) -> dict[int, int] | None:
        """A car for each item; None if there is no such assignment, or if `left` is below zero."""
        vain: set[State] = set()
        steps: list[tuple[Iterator[int], int, int]] = [(self.cars(0), -1, 0)]
        chosen: dict[int, int] = {}
        while steps:
            cars, taken, free_at = steps.pop()
            if taken >= 0:
                self.free_at[taken] = free_at
            if (car := next(cars, None)) is None:
                vain.add(self.state(len(steps)))
                continue
            self.left -= 1
            if self.left < 0:
                return None
            number = len(steps)
            chosen[self.order[number]] = car
            steps.append((cars, car, self.free_at[car]))
            self.free_at[car] = self.item(number).end
            if number + 1 == len(self.order):
                return chosen
            if self.state(number + 1) not in vain:
                steps.append((self.cars(number + 1), -1, 0))
        return None

    def item(self, number: int) -> Item:
        return self.schedule.items[self.order[number]]

    def kind(self, car: int, at: int) -> int:
        return self.kinds[car][bisect_right(self.ends[car], at)]

    def state(self, number: int) -> State:
        """When the cars are free from here on, whichever of the like ones it is."""
        at = self.item(number).start
        cars = (max(free, at) * self.count + self.kind(car, at) for car, free in enumerate(self.free_at))
        return number, array("Q", sorted(cars)).tobytes()

    def cars(self, number: int) -> Iterator[int]:
        """One free car of each kind; that with the least time to its next fixed period first."""
        item = self.item(number)
        kinds: dict[int, tuple[int, int]] = {}
        for car, free in enumerate(self.free_at):
            first = bisect_right(self.ends[car], item.start)
            following = self.staying[car][first : first + 1]
            if free > item.start or (following and overlap(following[0], (item.start, item.end))):
                continue
            kind = self.kinds[car][first]
            if kind not in kinds or car == item.home:
                kinds[kind] = (following[0][0] if following else sys.maxsize, car)
        return iter([car for _until, car in sorted(kinds.values())])
