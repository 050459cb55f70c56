"""How long and at which hours, said in one breath or in turn: the hours never undo the days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.state.slots import Slots, write_period

pytestmark = pytest.mark.unit

TODAY, FIRST = date(2026, 12, 1), date(2026, 12, 8)
HOURS = "08:00-20:00"
# Words for how long from the 8th, and how many days later the car comes back.
LENGTHS = {
    "8日から1週間": 7, "8日から二週間": 14, "8日から3日間": 2, "8日から2泊3日": 2,
    "8日から4泊": 4, "12月8日から10日まで": 2,
    "for a week from December 8": 7, "from December 8 for two weeks": 14, "three nights from December 8": 3,
    "for three days from December 8": 2,
}  # fmt: skip
TIMES = [(9, 17), (10, 18), (8, 19), (10, 10), (9, 9)]


def hear(*said: tuple[str, str]) -> tuple[datetime | None, datetime | None]:
    """The period after these (words, question that they answer)."""
    slots = Slots()
    for words, asked in said:
        when = read_period(words, TODAY, asked_time=asked in ("times", "start", "end"))
        write_period(slots, when, today=TODAY, asked=asked, hours=HOURS)
    period = resolve_period(slots, HOURS)
    return period.start, period.end


def at(day: int, hour: int) -> datetime:
    """In December, by the shop's clock."""
    return datetime.combine(date(2026, 12, day), time(hour))


def expect(days: int, start: int, end: int) -> tuple[datetime, datetime]:
    return datetime.combine(FIRST, time(start)), datetime.combine(FIRST + timedelta(days), time(end))


def name_hours(length: str, start: int, end: int) -> str:
    if length.isascii():
        return f"from {start} to {end}" if end < 12 else f"from {start} am to {end - 12} pm"
    return f"{start}時から{end}時"


@pytest.mark.parametrize(("start", "end"), TIMES)
@pytest.mark.parametrize("length", LENGTHS)
def test_hours_said_after_how_long_leave_the_day_of_return(length: str, start: int, end: int) -> None:
    days = LENGTHS[length]
    if "three days" in length and start == end:
        days += 1  # three times 24 hours
    said = (length, "when"), (name_hours(length, start, end), "times")
    assert hear(*said) == expect(days, start, end)


@pytest.mark.parametrize("length", [words for words in LENGTHS if "week" in words or "週" in words])
def test_another_hour_for_the_return_leaves_its_day(length: str) -> None:
    pickup, back = (
        ("at 9 am", "bring it back at 5 pm") if length.isascii() else ("朝9時です", "返すのは17時で")
    )
    assert hear((length, "when"), (pickup, "start")) == expect(LENGTHS[length], 9, 9)
    assert hear((length, "when"), (pickup, "start"), (back, "name")) == expect(LENGTHS[length], 9, 17)


@pytest.mark.parametrize(
    "words", ["8日から1週間、9時から17時", "for a week from December 8, from 9 am to 5 pm"]
)
def test_a_week_and_both_hours_in_one_breath(words: str) -> None:
    assert hear((words, "when")) == expect(7, 9, 17)


@pytest.mark.parametrize("words", ["8日に丸一日", "all day on December 8"])
def test_all_day_with_both_hours_is_that_day(words: str) -> None:
    assert hear((words, "when"), (name_hours(words, 9, 17), "times")) == expect(0, 9, 17)


@pytest.mark.parametrize("hour", [9, 10, 11])
@pytest.mark.parametrize(
    "words", ["December 8, {0} to {0}", "Tuesday the 8th from {0} till {0}", "8日の{0}時から{0}時"]
)
def test_one_hour_said_for_both_ends_is_of_the_morning_and_of_the_evening(words: str, hour: int) -> None:
    assert hear((words.format(hour), "when")) == expect(0, hour, hour + 12)


@pytest.mark.parametrize("day", [4, 11, 18])
@pytest.mark.parametrize("words", ["Friday {}, nine to five", "Shinjuku, Friday {}, a compact, from 9 to 5"])
def test_a_weekday_with_its_number_and_hours_besides_is_that_date(words: str, day: int) -> None:
    start, end = hear((words.format(day), "when"))
    assert (start, end) == (at(day, 9), at(day, 17))


@pytest.mark.parametrize("hour", [9, 10, 11])
def test_a_weekday_before_its_hours_is_the_coming_one(hour: int) -> None:
    assert hear((f"Friday {hour} to 5", "when")) == (at(4, hour), at(4, 17))


@pytest.mark.parametrize("day", ["Wednesday", "Thursday", "Sunday"])
@pytest.mark.parametrize("not_then", ["not tomorrow", "not this {}", "not this week"])
@pytest.mark.parametrize("frame", ["{}. {}, next week. Nine to five.", "For {}, {}, next week, nine to five"])
def test_a_weekday_put_off_to_next_week_is_of_that_week(frame: str, not_then: str, day: str) -> None:
    start, _end = hear((frame.format(day, not_then.format(day)), "when"))
    assert start == at({"Wednesday": 9, "Thursday": 10, "Sunday": 13}[day], 9)
