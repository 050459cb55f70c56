"""Words that may be a date or how long, or one of two days: settled by what stands beside them, or asked."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("10日に一日借りたい", 10),
        ("10日に1日お願いします", 10),
        ("12日に一日、車を使いたいんです", 12),
        ("車を一日お願いできますか", None),
        ("一日車を使いたい", None),
        ("1日だけミニバンを", None),
    ],
)
def test_one_day_of_a_car_or_on_another_day_is_how_long(said: str, day: int | None) -> None:
    found = read_period(said, TODAY)
    told = resolve_day(found.start_day, TODAY) if found.start_day else None
    assert told == (date(2026, 12, day) if day else None)
    assert not found.end_day
    assert not found.doubt


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("1月1日に借りたい", date(2027, 1, 1)),
        ("12月2日借りたい", date(2026, 12, 2)),
        ("来月の一日から", date(2027, 1, 1)),
        ("2日に借りたい", date(2026, 12, 2)),
        ("5日の10時から", date(2026, 12, 5)),
        ("車を5日に借りたい", date(2026, 12, 5)),
    ],
)
def test_a_day_with_its_month_or_particle_is_a_date(said: str, day: date) -> None:
    found = read_period(said, TODAY)
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == day
    assert not found.length


@pytest.mark.parametrize(
    "said", ["10日から2日借りたい", "10日から2日間", "10日から車を2日お願いしたい", "10日に二日借りる"]
)
def test_days_behind_another_day_are_how_long(said: str) -> None:
    found = read_period(said, TODAY)
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 10)
    assert found.length
    assert found.length.nights == 1


@pytest.mark.parametrize("said", ["2日借りたいんですが", "三日使いたいです", "5日レンタルしたい"])
def test_days_that_may_be_a_date_are_asked(said: str) -> None:
    found = read_period(said, TODAY)
    assert found.doubt
    assert found.doubt.kind == "count"
    assert not found.start_day


def test_a_weekday_after_next_is_asked_with_both_days_that_it_may_be() -> None:
    doubt = read_period("Saturday after next", TODAY).doubt
    assert doubt
    assert doubt.days == (date(2026, 12, 12), date(2026, 12, 19))
    found = read_period("the Monday after next", TODAY)  # it is one day however one counts
    assert found.start_day
    assert found.start_day.day == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the last Friday before Christmas", 18),
        ("the first Monday after Christmas", 28),
        ("イブの前の日", 23),
        ("イヴに", 24),
    ],
)
def test_days_beside_a_holiday_are_reckoned_from_it(said: str, day: int) -> None:
    found = read_period(said, TODAY)
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, day)


JOINTS = (
    "{0}か{1}に", "{0}か、もしくは{1}に", "{0}または{1}で", "{0}、あるいは{1}で", "{0}か、それか{1}",
    "{0}、それとも{1}",
    "{0}とか{1}で", "{0}でも{1}でもいいです", "{0}、{1}どっちでも", "{0}か{1}のどちらか",
    "{0}が無理なら{1}で",
    "{0}が空いてなければ{1}でも",
)  # fmt: skip


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("金曜", "土曜"),
        ("12月18日", "12月19日"),
        ("18日", "20日"),
        ("明日", "あさって"),
        ("来週の月曜", "来週の火曜"),
    ],
)
@pytest.mark.parametrize("hours", ["", "、10時から18時"])
def test_one_of_two_days_is_asked_for_and_never_taken_for_a_period(
    joint: str, one: str, other: str, hours: str
) -> None:
    found = read_period(joint.format(one, other) + hours, TODAY)
    assert found.doubt
    assert found.doubt.kind == "choice"
    assert not found.end_day


@pytest.mark.parametrize(
    "joint", ["{0}か{1}", "{0}か、もしくは{1}", "{0}または{1}", "{0}とか{1}", "{0}あるいは{1}"]
)
@pytest.mark.parametrize("frame", ["12月18日の{}から", "{}に借りたい", "12月18日の10時から{}まで"])
def test_one_of_two_hours_is_asked_for(joint: str, frame: str) -> None:
    found = read_period(frame.format(joint.format("17時", "18時")), TODAY)
    assert found.doubt
    assert (found.doubt.kind, found.doubt.about) == ("choice", "time")
