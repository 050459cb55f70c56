"""Periods as English-speaking callers say them."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.nlu.dates.periods import TODAY, period_of
from voice.engine.dialogue.nlu.dates.period import read_period

pytestmark = pytest.mark.unit

# Said on Monday, November 23, 2026, to a shop that is open from 8 to 20.
PERIODS = [
    ("Saturday December the 5th 10 a m to 6 p m", "2026-12-05T10:00", "2026-12-05T18:00"),
    (
        "from 10 o'clock in the morning until 6 o'clock in the evening on Saturday the 5th of December",
        "2026-12-05T10:00",
        "2026-12-05T18:00",
    ),
    ("Pick up Saturday at 10, drop off Sunday at noon", "2026-11-28T10:00", "2026-11-29T12:00"),
    ("for three days starting tomorrow at 9", "2026-11-24T09:00", "2026-11-27T09:00"),
    ("from December 24 to December 26, 10 AM pickup and 5 PM return", "2026-12-24T10:00", "2026-12-26T17:00"),
    ("for 8 hours from 10 on December 5th", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("a day, from tomorrow at 9 AM", "2026-11-24T09:00", "2026-11-25T09:00"),
    ("today from 10 to 6", "2026-11-23T10:00", "2026-11-23T18:00"),
    ("at half nine today till six", "2026-11-23T09:30", "2026-11-23T18:00"),
    ("10 AM tomorrow to 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("at 10 on December 5 until 4", "2026-12-05T10:00", "2026-12-05T16:00"),
    ("tomorrow from 10 AM to 6 PM", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("the day after tomorrow, 9 to 5", "2026-11-25T09:00", "2026-11-25T17:00"),
    ("next Saturday from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    (
        "this Saturday from ten in the morning until six in the evening",
        "2026-11-28T10:00",
        "2026-11-28T18:00",
    ),
    ("Saturday from 10 a.m. to 6 p.m.", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("on Saturday at 10 AM until 6 PM", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("this coming Saturday, 10 to 18", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("Saturday next week from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("next week Saturday 10am-6pm", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December 5 from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December 5th, 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December fifth from ten to six", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the 5th of December from 10 until 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("5 December 10:00 to 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("Dec 5, 10am to 6pm", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("12/5 10:00-18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("2026-12-05 from 10:00 to 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the 5th from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the fifth from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("from the 5th at 10 to the 7th at 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("from Saturday at 10 to Sunday at 6", "2026-11-28T10:00", "2026-11-29T18:00"),
    ("December 5 at noon for 6 hours", "2026-12-05T12:00", "2026-12-05T18:00"),
    ("tomorrow at 10 for eight hours", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow at 10 AM for two days", "2026-11-24T10:00", "2026-11-26T10:00"),
    ("Saturday 10 AM for two nights, back at 6 PM", "2026-11-28T10:00", "2026-11-30T18:00"),
    ("December 5 at 10 all day", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("December 5 from 10 AM for 24 hours", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("in three days from 10 to 6", "2026-11-26T10:00", "2026-11-26T18:00"),
    ("a week from Saturday, 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("this weekend 10 to 6", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("next weekend from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("tomorrow, pick up at 10 and return at 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    (
        "tomorrow, picking it up at half past ten and bringing it back at quarter past six",
        "2026-11-24T10:30",
        "2026-11-24T18:15",
    ),
    ("tomorrow between 10 and 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow from ten thirty to six fifteen", "2026-11-24T10:30", "2026-11-24T18:15"),
    ("Saturday morning at 9 until 5 in the afternoon", "2026-11-28T09:00", "2026-11-28T17:00"),
    ("Saturday, December 5, from 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("10 AM on Saturday to 6 PM on Sunday", "2026-11-28T10:00", "2026-11-29T18:00"),
    ("December 5 to 7, from 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("from December 5 at 10 AM to December 7 at 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("next Saturday, no wait, Sunday, from 10 to 6", "2026-12-06T10:00", "2026-12-06T18:00"),
    ("Saturday from 10 to 6, actually make it Sunday", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("not Saturday but Sunday from 10 to 6", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("Sunday instead of Saturday, 10 to 6", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("tomorrow 10 to 6, sorry, until 7", "2026-11-24T10:00", "2026-11-24T19:00"),
    ("tomorrow from 1 to 5", "2026-11-24T13:00", "2026-11-24T17:00"),
    ("tomorrow from 10 o'clock to 6 o'clock", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow from 12 to 6", "2026-11-24T12:00", "2026-11-24T18:00"),
    ("tomorrow at 10 through Friday at 6", "2026-11-24T10:00", "2026-11-27T18:00"),
    ("yesterday from 10 to 6", "2026-11-22T10:00", "2026-11-22T18:00"),
    ("November 20 from 10 to 6", "2026-11-20T10:00", "2026-11-20T18:00"),
    ("January 10 from 10 to 6", "2027-01-10T10:00", "2027-01-10T18:00"),
    ("tomorrow from 10 until 10 the next day", "2026-11-24T10:00", "2026-11-25T10:00"),
    ("overnight from December 5 at 10 AM to 10 AM", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("next Friday 7 PM to Sunday noon", "2026-12-04T19:00", "2026-12-06T12:00"),
    ("week after next Saturday from 10 to 6", "2026-12-12T10:00", "2026-12-12T18:00"),
    ("I'd like a car from ten to six on December the fifth", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("twenty-fifth of December from nine to five", "2026-12-25T09:00", "2026-12-25T17:00"),
    ("tomorrow evening from 6 to 8", "2026-11-24T18:00", "2026-11-24T20:00"),
]


@pytest.mark.parametrize(("words", "start", "end"), PERIODS)
def test_the_words_mean_the_period(words: str, start: str, end: str) -> None:
    assert period_of(words) == (start, end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        (["next Saturday", "10 to 6"], "2026-12-05T10:00", "2026-12-05T18:00"),
        (["next Saturday 10 to 6", "actually make it Sunday"], "2026-12-06T10:00", "2026-12-06T18:00"),
        (["tomorrow 10 to 6", "no, from 11"], "2026-11-24T11:00", "2026-11-24T18:00"),
        (["tomorrow from 10 AM", "until 6 PM"], "2026-11-24T10:00", "2026-11-24T18:00"),
        (
            ["tomorrow 10 to 6", "all right except the return, that's 5"],
            "2026-11-24T10:00",
            "2026-11-24T17:00",
        ),
        (["tomorrow 10 to 6", "the return time, that should be 5"], "2026-11-24T10:00", "2026-11-24T17:00"),
        (["tomorrow 10 to 6", "the drop-off, it's supposed to be 7"], "2026-11-24T10:00", "2026-11-24T19:00"),
        (
            ["tomorrow 10 to 6", "the drop-off, it's meant to be 7, not 6"],
            "2026-11-24T10:00",
            "2026-11-24T19:00",
        ),
        (["tomorrow 10 to 6", "the pick-up should be at 9"], "2026-11-24T09:00", "2026-11-24T18:00"),
        (["tomorrow 10 to 6", "fine but the pickup, it's 11"], "2026-11-24T11:00", "2026-11-24T18:00"),
        (["December 5 at 10 AM", "for 8 hours"], "2026-12-05T10:00", "2026-12-05T18:00"),
    ],
)
def test_later_words_add_to_and_correct_earlier_ones(words: list[str], start: str, end: str) -> None:
    assert period_of(*words) == (start, end)


@pytest.mark.parametrize(
    "words",
    [
        "yes please",
        "the first one",
        "a compact",
        "Tokyo Station",
        "my name is May Summer",
        "that one",
        "two people",
    ],
)
def test_other_words_say_nothing_of_time(words: str) -> None:
    assert not read_period(words, TODAY)
