"""How many cars are free on a day: one that is kept for a part of it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reservations.admin.counter.free_days import count_free

pytestmark = pytest.mark.unit
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
DAYS = [(FIRST + timedelta(days=ahead), FIRST + timedelta(days=ahead + 1)) for ahead in range(3)]
CARS = {"c1": "compact", "c2": "compact", "m1": "minivan"}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def test_nothing_kept_leaves_every_car() -> None:
    assert count_free(CARS, [], DAYS) == [{"compact": 2, "minivan": 1}] * 3


def test_car_is_taken_on_each_day_that_it_is_kept_on() -> None:
    kept = [("c1", at(1, 22), at(2, 3))]
    assert [free["compact"] for free in count_free(CARS, kept, DAYS)] == [1, 1, 2]


def test_car_that_is_kept_twice_counts_once() -> None:
    kept = [("c1", at(1, 8), at(1, 10)), ("c1", at(1, 12), at(1, 14))]
    assert count_free(CARS, kept, DAYS)[0]["compact"] == 1


def test_what_only_touches_a_day_does_not_count() -> None:
    kept = [("m1", at(1, 10), at(2, 0))]
    assert [free["minivan"] for free in count_free(CARS, kept, DAYS)] == [0, 1, 1]
