"""Wall clocks and instants, in Tokyo and where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reservations import times
from reservations.errors import AmbiguousTime, InvalidArguments

pytestmark = pytest.mark.unit


def test_a_local_time_means_the_clock_at_the_shop() -> None:
    assert times.read_instant("2026-12-05T10:00:00", "Asia/Tokyo") == datetime(2026, 12, 5, 1, tzinfo=UTC)


def test_the_shops_own_offset_is_accepted() -> None:
    assert times.read_instant("2026-12-05T10:00:00+09:00", "Asia/Tokyo") == datetime(
        2026, 12, 5, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text", ["2026-12-05T10:00:00Z", "2026-12-05T10:00:00z", "2026-12-05T10:00:00+00:00"]
)
def test_a_time_in_utc_is_never_guessed_at(text: str) -> None:
    with pytest.raises(AmbiguousTime) as caught:
        times.read_instant(text, "Asia/Tokyo")
    assert text in caught.value.as_problem("en")["detail"]


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("2026-12-05T10:00:00Z", "Asia/Tokyo", "12月5日土曜日の10時と12月5日土曜日の19時のどちら"),
        ("2026-12-05T20:00:00Z", "Asia/Tokyo", "12月5日土曜日の20時と12月6日日曜日の5時のどちら"),
        ("2026-12-05T10:00:00+09:00", "America/New_York", "12月5日土曜日の10時と12月4日金曜日の20時のどちら"),
        ("2026-07-05T10:00:00Z", "America/New_York", "7月5日日曜日の10時と7月5日日曜日の6時のどちら"),
    ],
)
def test_both_readings_are_offered(text: str, zone: str, said: str) -> None:
    with pytest.raises(AmbiguousTime) as caught:
        times.read_instant(text, zone)
    assert said in caught.value.as_problem("ja")["spoken"]


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-12-05", "10:00", "2026-13-05T10:00:00", "20261205T1000"]
)
def test_what_is_no_time_names_its_field(text: str) -> None:
    with pytest.raises(InvalidArguments) as caught:
        times.read_instant(text, "Asia/Tokyo", "endDate")
    assert caught.value.as_problem("en")["errors"][0]["field"] == "endDate"


def test_an_hour_that_new_york_skips_is_ambiguous() -> None:
    with pytest.raises(AmbiguousTime):
        times.read_instant("2026-03-08T02:30:00", "America/New_York")


def test_an_hour_that_new_york_has_twice_is_ambiguous_without_its_offset() -> None:
    with pytest.raises(AmbiguousTime):
        times.read_instant("2026-11-01T01:30:00", "America/New_York")
    summer = times.read_instant("2026-11-01T01:30:00-04:00", "America/New_York")
    winter = times.read_instant("2026-11-01T01:30:00-05:00", "America/New_York")
    assert winter - summer == timedelta(hours=1)


def test_summers_offset_is_refused_in_winter() -> None:
    with pytest.raises(AmbiguousTime):
        times.read_instant("2026-12-05T10:00:00-04:00", "America/New_York")


def test_a_rental_across_the_change_is_as_long_as_it_is() -> None:
    start = times.read_instant("2026-10-31T10:00:00", "America/New_York")
    end = times.read_instant("2026-11-01T10:00:00", "America/New_York")
    assert end - start == timedelta(hours=25)
