"""A day that is told only as that of an event, or as one day of a stay, is the rental's."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)


def read_days(text: str) -> tuple[list[date | None], list[int | None]]:
    """The days of pickup and return, and their hours, each None where it is not told."""
    found = read_rental_period(Dialogue(TODAY, "ja" if is_japanese(text) else "en", frozenset()), text)
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    end = resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else None
    return [start, end], [clock.hour if clock else None for clock in (found.start_time, found.end_time)]


@pytest.mark.parametrize("day", [10, 14])
@pytest.mark.parametrize(
    "leaves",
    [
        "I fly out on the {}th at six so I'd drop it by three. ",
        "The ferry leaves on the {}th at seven in the evening, so I'd return it by three. ",
        "There's a wedding on the {}th at five and I'd bring it back by three. ",
        "{}日の16時に新幹線なので15時に返します。",
        "{}日の夕方の飛行機なので、15時に返したいです。",
    ],
)
def test_a_return_for_the_sake_of_an_event_is_on_its_day(leaves: str, day: int) -> None:
    english = leaves.isascii()
    before = "Pickup on the 8th at nine." if english else "借りるのは8日の9時です。"
    text = leaves.format(day) + before
    days, hours = read_days(text)
    assert days == [date(2026, 12, 8), date(2026, 12, day)], text
    assert hours in ([9, 3], [9, 15]), text


def test_a_return_alone_leaves_the_pickup_to_be_asked() -> None:
    days, hours = read_days("I fly out on the 10th at six so I'd drop it by three.")
    assert days == [None, date(2026, 12, 10)]
    assert hours == [None, 3]


@pytest.mark.parametrize(
    "text",
    [
        "I have a meeting on the 10th, so I'd return it on the 9th by three. Pickup on the 8th at nine.",
        "10日に会議があるので、9日の15時に返します。借りるのは8日の9時です。",
    ],
)
def test_a_return_with_a_day_of_its_own_keeps_it(text: str) -> None:
    assert read_days(text)[0] == [date(2026, 12, 8), date(2026, 12, 9)]


@pytest.mark.parametrize(("named", "day"), [("first", 8), ("last", 10), ("final", 10)])
@pytest.mark.parametrize(
    "stay", ["I'm in Osaka from the 8th to the 10th, and", "We stay from the 8th until the 10th and"]
)
def test_both_hours_behind_one_day_of_a_stay_are_of_that_day(stay: str, named: str, day: int) -> None:
    days, hours = read_days(f"{stay} on the {named} day I'd like a sedan from one to seven.")
    assert days == [date(2026, 12, day), None]
    assert hours == [1, 7]


@pytest.mark.parametrize(("named", "day"), [("初日", 8), ("最終日", 10), ("最後の日", 10)])
def test_both_hours_behind_one_day_of_a_stay_are_of_that_day_in_japanese(named: str, day: int) -> None:
    days, hours = read_days(f"8日から10日まで大阪にいて、{named}だけ13時から19時まで借りたい")
    assert days == [date(2026, 12, day), None]
    assert hours == [13, 19]


def test_an_hour_of_each_of_both_days_keeps_the_stay() -> None:
    for text in (
        "From the 8th to the 10th, from nine on the first day until five on the last day.",
        "Between the 8th and the 10th from nine on the first to five on the last",
        "8日から10日まで、初日は9時から、最終日は17時まで",
    ):
        assert read_days(text)[0] == [date(2026, 12, 8), date(2026, 12, 10)], text
