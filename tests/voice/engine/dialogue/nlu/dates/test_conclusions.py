"""What is said last wins where the caller chooses or concludes, with commas or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.dates.tokens import Clock, When

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
DAYS = {"Friday": 4, "Saturday": 5, "the 9th": 9, "the 12th": 12}


def find_day(found: When) -> date | None:
    return resolve_day(found.start_day, TODAY) if found.start_day else None


@pytest.mark.parametrize(("one", "two"), [*permutations(DAYS, 2)])
@pytest.mark.parametrize("joint", [" no ", ", no, ", " no, ", " no sorry "])
def test_no_between_two_days_leaves_the_second(one: str, two: str, joint: str) -> None:
    found = read_period(f"a minivan for {one}{joint}{two} nine to eight", TODAY)
    assert find_day(found) == date(2026, 12, DAYS[two])
    assert found.end_day is None


@pytest.mark.parametrize(
    "text", ["nine to five no six", "nine to five, no, six", "from nine until five no six"]
)
def test_no_between_two_hours_leaves_the_second(text: str) -> None:
    found = read_period(text, TODAY)
    assert found.start_time
    assert found.end_time
    assert (found.start_time.hour, found.end_time.hour) == (9, 6)


def test_no_later_than_corrects_nothing() -> None:
    found = read_period("Friday from nine till no later than five", TODAY)
    assert found.start_time
    assert found.end_time
    assert (found.start_time.hour, found.end_time.hour) == (9, 5)


@pytest.mark.parametrize("takes", ["let's take", "I'll take", "I'll say", "let's go for", "we'll go with"])
@pytest.mark.parametrize("joint", [" ", ", ", ". "])
def test_the_day_that_is_chosen_is_the_one(takes: str, joint: str) -> None:
    for chosen in (8, 9):
        text = f"I'm free on the 8th and the 9th{joint}{takes} the {chosen}th from ten to two"
        found = read_period(text, TODAY)
        assert find_day(found) == date(2026, 12, chosen), text
        assert found.end_day is None, text


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("we'd leave at ten, so let's say nine thirty, and back by seven", (9, 30)),
        ("we'd leave at ten so shall we say nine and back by seven", (9, 0)),
        ("from Friday, let's say ten, and back by seven", (10, 0)),
    ],
)
def test_the_hour_that_is_concluded_is_the_one(text: str, start: tuple[int, int]) -> None:
    found = read_period(text, TODAY)
    assert found.start_time, text
    assert (found.start_time.hour, found.start_time.minute) == start, text
    assert found.end_time, text
    assert found.end_time.hour == 7, text


def test_an_hour_is_said_for_each_end() -> None:
    found = read_period("from Friday, let's say ten, to Sunday, let's say six", TODAY)
    assert found.start_time
    assert found.end_time
    assert (found.start_time.hour, found.end_time.hour) == (10, 6)
    assert found.end_day


@dataclass
class Said:
    """A rental of two days, with the hours that the words have."""

    start_time: Clock | None
    end_time: Clock | None
    start_day: date | None = date(2026, 12, 18)
    end_day: date | None = date(2026, 12, 20)
    nights: int | None = None
    minutes: int | None = None


@pytest.mark.parametrize("hour", [9, 10, 11])
@pytest.mark.parametrize("joint", [", return at {}", ", back at {}", ". Return at {}"])
def test_an_afternoon_says_nothing_of_the_other_end(joint: str, hour: int) -> None:
    found = read_period(f"pickup at 3 in the afternoon{joint.format(hour)}", TODAY)
    period = resolve_period(Said(found.start_time, found.end_time), "08:00-20:00")
    assert period.start
    assert period.end
    assert (period.start.hour, period.end.hour) == (15, hour)


@pytest.mark.parametrize("words", ["the day after by four", "the next day by four", "Saturday by four"])
def test_a_number_behind_by_and_a_day_is_an_hour(words: str) -> None:
    found = read_period(f"Friday at ten and back {words}", TODAY)
    assert found.end_day
    assert found.end_time
    assert found.end_time.hour == 4
