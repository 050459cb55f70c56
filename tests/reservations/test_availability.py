"""The one decision: which periods a shop rents for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations import availability, errors
from reservations.assignment import Gap, smallest_gap
from reservations.availability import Period, Rules
from reservations.hours import Hours, Span

pytestmark = pytest.mark.unit
NOW = datetime(2026, 12, 1, 0, tzinfo=UTC)
DAILY = Hours(Span(time(8), time(20)))
TOKYO = Rules("Asia/Tokyo", {"ja": "東京駅前店", "en": "Tokyo Station"}, DAILY)


def decide(start: datetime, hours: float, rules: Rules = TOKYO) -> Period:
    return availability.decide(start, start + timedelta(hours=hours), rules, NOW)


def at(day: int, hour: int, month: int = 12) -> datetime:
    """By the clock in Tokyo."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


def test_a_day_within_opening_hours_is_rented() -> None:
    assert decide(at(12, 10), 8) == Period(at(12, 10), at(12, 18), at(12, 18))


def test_the_turnaround_keeps_the_car_longer() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "店"}, DAILY, turnaround_minutes=30)
    assert decide(at(12, 10), 8, rules).blocked_until == at(12, 18) + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("start", "hours", "error"),
    [
        (at(12, 10), 0, errors.EndsBeforeStart),
        (at(12, 10), -2, errors.EndsBeforeStart),
        (NOW - timedelta(minutes=1), 5, errors.InThePast),
        (at(12, 7), 8, errors.OutsideOpeningHours),
        (at(12, 10), 11, errors.OutsideOpeningHours),
        (NOW + timedelta(days=366, hours=1), 5, errors.TooFarAhead),
        (at(12, 10), 24 * 400, errors.TooLong),
    ],
)
def test_a_refusal_says_why(start: datetime, hours: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        decide(start, hours)


def test_the_last_day_of_the_horizon_is_rented() -> None:
    assert decide(NOW + timedelta(days=365, hours=1), 8)


def test_a_rental_may_be_too_short_for_a_shop() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "店"}, DAILY, shortest_minutes=180)
    with pytest.raises(errors.TooShort) as caught:
        decide(at(12, 10), 2, rules)
    assert "180" in caught.value.as_problem("en")["spoken"]


def test_opening_hours_are_those_of_the_shops_own_wall() -> None:
    rules = Rules("America/New_York", {"ja": "店"}, DAILY)
    ten_before_the_change = datetime(2027, 3, 13, 15, tzinfo=UTC)
    seven_after_it = datetime(2027, 3, 14, 11, tzinfo=UTC)
    with pytest.raises(errors.OutsideOpeningHours):
        availability.decide(ten_before_the_change, seven_after_it, rules, NOW)
    assert availability.decide(ten_before_the_change, seven_after_it + timedelta(hours=1), rules, NOW)


def test_the_refusal_of_a_closed_shop_says_its_hours() -> None:
    with pytest.raises(errors.OutsideOpeningHours) as caught:
        decide(at(12, 7), 3)
    assert "8 AM to 8 PM" in caught.value.as_problem("en")["spoken"]
    assert "Tokyo Station" in caught.value.as_problem("en")["spoken"]
    assert "8時から20時" in caught.value.as_problem("ja")["spoken"]


@pytest.mark.parametrize(
    ("opens", "closes", "at_three", "at_noon"),
    [(time(8), time(20), False, True), (time(0), time(0), True, True), (time(18), time(4), True, False)],
)
def test_a_door_may_be_open_past_midnight(opens: time, closes: time, at_three: bool, at_noon: bool) -> None:
    hours = Hours(Span(opens, closes))
    assert hours.open_at(datetime(2026, 12, 5, 3)) is at_three  # noqa: DTZ001
    assert hours.open_at(datetime(2026, 12, 5, 12)) is at_noon  # noqa: DTZ001


def test_the_car_with_the_smallest_gap_is_taken() -> None:
    period = decide(at(12, 10), 8)
    tight = Gap("tight", at(12, 9), at(12, 19))
    assert smallest_gap(period, [Gap("wide", None, None), tight]) == tight
    assert smallest_gap(period, []) is None


@given(st.lists(st.tuples(st.integers(0, 48), st.integers(0, 48)), min_size=1, max_size=6))
def test_no_other_car_would_leave_less(hours: list[tuple[int, int]]) -> None:
    period = decide(at(12, 10), 8)
    gaps = [
        Gap(f"{n}", period.pickup_at - timedelta(hours=a), period.return_at + timedelta(hours=b))
        for n, (a, b) in enumerate(hours)
    ]
    best = smallest_gap(period, gaps)
    assert best is not None
    assert sum(hours[int(best.vehicle_id)]) == min(map(sum, hours))
