"""When the door is open: a usual day, a week, and dates that differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from reservations import availability, errors
from reservations.availability import Rules
from reservations.hours import Hours, Span, SpecialDays

pytestmark = pytest.mark.unit
DAY = Span(time(8), time(20))
NEW_YEAR = SpecialDays(date(2026, 12, 31), date(2027, 1, 3), None, {"ja": "年末年始", "en": "New Year"})
SHORT_SECOND = SpecialDays(date(2027, 1, 2), date(2027, 1, 2), Span(time(10), time(15)))
HOURS = Hours(DAY, week={6: None, 5: Span(time(9), time(17))}, exceptions=[NEW_YEAR, SHORT_SECOND])
NOW = datetime(2026, 12, 1, 0, tzinfo=UTC)


def wall(day: int, hour: int, month: int = 12) -> datetime:
    return datetime(2026 if month == 12 else 2027, month, day, hour)  # noqa: DTZ001


def test_a_weekday_may_have_hours_of_its_own() -> None:
    assert HOURS.open_at(wall(11, 8))
    assert not HOURS.open_at(wall(12, 8))
    assert HOURS.open_at(wall(12, 17))
    assert not HOURS.open_at(wall(12, 18))


def test_a_weekday_may_be_closed() -> None:
    assert not any(HOURS.open_at(wall(13, hour)) for hour in range(24))


def test_a_date_counts_more_than_its_weekday_and_the_later_begun_exception_more_than_the_earlier() -> None:
    assert not HOURS.open_at(wall(31, 10))
    assert not HOURS.open_at(wall(1, 10, month=1))
    assert HOURS.open_at(wall(2, 11, month=1))
    assert not HOURS.open_at(wall(2, 9, month=1))


def test_an_evening_past_midnight_ends_by_the_hours_of_the_evening_before() -> None:
    late = Hours(Span(time(18), time(4)), week={6: None})
    assert late.open_at(wall(13, 3)), "Saturday's evening reaches into Sunday"
    assert not late.open_at(wall(13, 19))
    assert not late.open_at(wall(14, 3)), "there was no Sunday evening"


def test_a_closed_day_says_which_and_why() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "東京駅前店", "en": "Tokyo Station"}, HOURS)
    start = datetime(2026, 12, 31, 1, tzinfo=UTC)
    with pytest.raises(errors.ClosedThatDay) as caught:
        availability.decide(start, start + timedelta(hours=5), rules, NOW)
    japanese, english = (caught.value.as_problem(language) for language in ("ja", "en"))
    assert japanese["code"] == "closed_that_day"
    assert "12月31日木曜日は年末年始のため休業です" in japanese["detail"]
    assert "closed on Thursday, December 31 (New Year)" in english["spoken"]


def test_both_pickup_and_return_need_an_open_door() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "店"}, HOURS)
    saturday_morning = datetime(2026, 12, 12, 1, tzinfo=UTC)
    with pytest.raises(errors.ClosedThatDay):
        availability.decide(saturday_morning, saturday_morning + timedelta(days=1), rules, NOW)


def test_a_pickup_needs_the_shops_notice() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "店"}, Hours(DAY), lead_minutes=150)
    with pytest.raises(errors.TooSoon) as caught:
        availability.decide(NOW + timedelta(hours=2), NOW + timedelta(hours=6), rules, NOW)
    assert "2時間30分" in caught.value.as_problem("ja")["spoken"]
    assert "2 hours 30 minutes" in caught.value.as_problem("en")["spoken"]
    assert availability.decide(NOW + timedelta(hours=2, minutes=30), NOW + timedelta(hours=6), rules, NOW)


def test_a_car_for_another_shop_is_kept_until_it_has_arrived() -> None:
    here = Rules("Asia/Tokyo", {"ja": "店"}, Hours(DAY))
    there = Rules("America/New_York", {"ja": "店"}, Hours(DAY))
    start = datetime(2026, 12, 12, 1, tzinfo=UTC)
    with pytest.raises(errors.OutsideOpeningHours):
        availability.decide(start, start + timedelta(hours=8), here, NOW, returned_to=there)
    period = availability.decide(start, start + timedelta(hours=13), here, NOW, returned_to=there)
    assert period.blocked_until == availability.UNTIL_IT_IS_BACK


def test_a_rental_that_has_begun_is_judged_by_its_return_alone() -> None:
    rules = Rules("Asia/Tokyo", {"ja": "店"}, Hours(DAY), lead_minutes=600)
    yesterday = NOW - timedelta(days=1)
    assert availability.decide(yesterday, NOW + timedelta(hours=3), rules, NOW, begun=True)
    with pytest.raises(errors.InThePast):
        availability.decide(yesterday, NOW - timedelta(hours=1), rules, NOW, begun=True)
