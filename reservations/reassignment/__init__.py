"""Can the cars of a class hold one more period, if bookings that have not begun change cars? By which moves?

Exact: None means that there is no assignment, and up to FEW moves no plan has fewer. One thing limits it: a
search that outgrows its bound of work (about a second) is answered None unproven. That takes a large fleet,
crowded, with many periods that may not move; where all may, a car is always found. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from reservations.reassignment.chain import Chain
from reservations.reassignment.schedule import WANTED, Booking, CarSchedule, Interval, Plan, Schedule, overlap
from reservations.reassignment.sweep import Sweep

__all__ = ["FEW", "Booking", "CarSchedule", "Interval", "Plan", "make_room"]
FEW = 4
# How far to look before giving up: cars per chain, periods per sweep.
CHAIN_WORK = 100_000
SWEEP_WORK = 8_000
# Longer chains, when no short one was found: not the fewest moves any more, but few.
LONGER = (6, 10)
NEAR = 24


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
