"""Calendars of cars as the search sees them: instants are whole numbers, cars and bookings their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Interval = tuple[datetime, datetime]  # half-open
WANTED = 0  # the place of the wanted period among the items
NOWHERE = -1


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


Span = tuple[int, int]


def overlap(one: Span, other: Span) -> bool:
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
