"""The fewest moves: the wish pushes bookings off a car, these push others, until all have found a place.

Every plan can be told as such a chain, so that what is not found within a number of moves is not there.
"""

from __future__ import annotations

from reservations.reassignment.schedule import WANTED, Item, Schedule, overlap


class Chain:
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
