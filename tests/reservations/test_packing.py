"""Making room: an assignment is found exactly when one exists, and moves as few bookings as can be."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reservations.packing import FEW, NEAR, Booking, CarDay, Interval, Plan, Search, make_room, overlap

pytestmark = pytest.mark.unit
MIDNIGHT = datetime(2026, 12, 12, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    return MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end)


def booking(key: str, start: int, end: int) -> Booking:
    return Booking(key, *span(start, end))


def test_a_free_car_needs_no_move() -> None:
    plan = make_room(span(10, 12), [CarDay("a", (span(9, 11),)), CarDay("b")])
    assert plan == Plan("b", {})


def test_one_move_makes_room_where_one_is_enough() -> None:
    cars = [CarDay("a", (), (booking("x", 8, 12),)), CarDay("b", (), (booking("y", 14, 20),))]
    plan = make_room(span(9, 18), cars)
    assert plan in (Plan("b", {"y": "a"}), Plan("a", {"x": "b"}))


def test_periods_that_only_touch_do_not_clash() -> None:
    cars = [CarDay("a", (span(8, 10), span(18, 20)))]
    assert make_room(span(10, 18), cars) == Plan("a", {})


def test_what_is_fixed_stays() -> None:
    cars = [CarDay("a", (span(8, 12),)), CarDay("b", (span(14, 20),))]
    assert make_room(span(9, 18), cars) is None


def test_bookings_that_nothing_ties_to_the_wish_are_left_alone() -> None:
    cars = [
        CarDay("a", (), (booking("x", 8, 12), booking("far", 40, 50))),
        CarDay("b", (), (booking("y", 14, 20), booking("farther", 41, 51))),
    ]
    plan = make_room(span(9, 18), cars)
    assert plan is not None
    assert set(plan.moves) <= {"x", "y"}


@st.composite
def fleets(draw: st.DrawFn) -> list[CarDay]:
    """Calendars without overlaps on any car, as the guard keeps them."""
    cars = []
    for number in range(draw(st.integers(1, 4))):
        edges = sorted(draw(st.sets(st.integers(0, 14), max_size=6)))
        fixed, movable = [], []
        for index, (start, end) in enumerate(itertools.pairwise(edges)):
            kind = draw(st.sampled_from(["fixed", "movable", "movable", "free"]))
            if kind == "fixed":
                fixed.append(span(start, end))
            elif kind == "movable":
                movable.append(booking(f"{number}-{index}", start, end))
        cars.append(CarDay(f"car{number}", tuple(fixed), tuple(movable)))
    return cars


def by_brute_force(wanted: Interval, cars: list[CarDay]) -> int | None:
    """The fewest moves of all assignments there are."""
    bookings = [(place, each) for place, car in enumerate(cars) for each in car.movable]
    best: list[int] = []

    def place(number: int, taken: list[list[Interval]], moves: int) -> None:
        if best and moves >= min(best):
            return
        if number == len(bookings):
            if any(not any(overlap(wanted, other) for other in its) for its in taken):
                best.append(moves)
            return
        home, each = bookings[number]
        interval = (each.start, each.end)
        for at, its in enumerate(taken):
            if not any(overlap(interval, other) for other in its):
                its.append(interval)
                place(number + 1, taken, moves + (at != home))
                its.pop()

    place(0, [list(car.fixed) for car in cars], 0)
    return min(best, default=None)


@settings(max_examples=200, deadline=None)
@given(cars=fleets(), start=st.integers(0, 13), length=st.integers(1, 8))
def test_the_verdict_and_the_number_of_moves_are_those_of_brute_force(
    cars: list[CarDay], start: int, length: int
) -> None:
    wanted = span(start, start + length)
    if sum(len(car.movable) for car in cars) > 9:
        return
    plan = make_room(wanted, cars)
    fewest = by_brute_force(wanted, cars)
    assert (plan is None) == (fewest is None)
    if plan is not None and fewest is not None:
        assert len(plan.moves) == fewest or len(plan.moves) > fewest >= FEW
        after = carried_out(plan, wanted, cars)
        assert all(not overlap(one, other) for its in after for one, other in itertools.combinations(its, 2))


def carried_out(plan: Plan, wanted: Interval, cars: list[CarDay]) -> list[list[Interval]]:
    """Each car's calendar after the moves."""
    known = {each.key: (each.start, each.end) for car in cars for each in car.movable}
    calendars = {}
    for car in cars:
        staying = [known[each.key] for each in car.movable if each.key not in plan.moves]
        coming = [known[key] for key, goes_to in plan.moves.items() if goes_to == car.vehicle_id]
        calendars[car.vehicle_id] = [*car.fixed, *staying, *coming]
    calendars[plan.vehicle_id].append(wanted)
    return list(calendars.values())


def test_a_large_fleet_is_answered_within_its_bound_of_work() -> None:
    """Forty cars with twenty bookings each, so staggered that room for one asks for moving many."""
    cars = [
        CarDay(
            f"car{number:02}",
            (),
            tuple(
                booking(f"{number}-{n}", n * 10 + number % 10, n * 10 + number % 10 + 9) for n in range(20)
            ),
        )
        for number in range(40)
    ]
    search = Search(wanted := span(55, 58), cars)
    plan = make_room(wanted, cars)
    assert len(search.items) == NEAR + 1
    assert plan is not None
    for calendar in carried_out(plan, wanted, cars):
        assert all(not overlap(one, other) for one, other in itertools.pairwise(sorted(calendar)))
