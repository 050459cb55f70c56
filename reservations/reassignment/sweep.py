"""Whether there is any assignment at all: goes through the periods by their start and gives each a car.

At the start of a period the cars that are free are alike but for what is fixed on them later: one of each
kind is tried, the tightest first, and no state twice.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator

from reservations.reassignment.schedule import WANTED, Item, Schedule, Span, overlap

State = tuple[int, bytes]


class Sweep:
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
