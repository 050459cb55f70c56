"""What was, and what was first thought of, says nothing of a rental to come."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.what_was import leave_out_what_was
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
WAS = [
    "We rented from you last August for ten days and loved it",
    "I called on the thirtieth but nobody picked up",
    "My brother had an SUV from you last winter for three days",
    "I tried the website at nine this morning",
    "Your colleague told me on Monday that it's best to call",
    "A friend of mine hired one in October from the 9th to the 12th",
    "We took the minivan last time and it was too big",
    "We came last year and got the minivan for a week",
    "My neighbours went to Sapporo with it in November",
    "I was in Sapporo two weeks ago for a night",
]
REQUESTS = [
    "{}, so a compact on the 16th, from nine to five.",
    "{}. I'd like a compact on the 16th, nine to five.",
    "{} anyway I want a compact for the 16th nine to five",
    "{} but can I have a compact on the 16th nine to five",
]


@pytest.mark.parametrize("was", WAS)
@pytest.mark.parametrize("asks", REQUESTS)
def test_the_days_and_lengths_of_what_was_are_not_the_rentals(was: str, asks: str) -> None:
    text = asks.format(was)
    found = read_rental_period(Dialogue(TODAY, "en", frozenset()), text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 16), text
    assert found.end_day is None, text
    assert found.length is None, text
    assert found.start_time, text
    assert found.end_time, text
    assert (found.start_time.hour, found.end_time.hour) == (9, 5), text


@pytest.mark.parametrize(
    "asks",
    [
        "I was wondering about a compact on the 16th from nine to five.",
        "I was hoping to have a compact on the 16th, nine to five.",
        "I called about a compact for the 16th.",
        "We were thinking of the 16th, nine to five.",
        "I wanted a compact for the 16th.",
        "I tried to book the 16th online.",
        "I had the 16th in mind, nine to five.",
        "My boss told me to get a compact on the 16th.",
        "My boss asked me to sort out a compact on the 16th.",
    ],
)
def test_a_wish_in_the_past_tense_stays(asks: str) -> None:
    assert leave_out_what_was(asks) == asks


def test_what_is_all_that_was_said_stays() -> None:
    text = "I called on the thirtieth"
    assert leave_out_what_was(text) == text


@pytest.mark.parametrize(
    "first",
    [
        "I was going to say {}",
        "I originally wanted {}",
        "We first thought {}",
        "I'd have come on {}",
        "I wanted {}",
        "I'd planned on {}",
    ],
)
@pytest.mark.parametrize(
    ("given_up", "now", "day"),
    [("Wednesday", "Thursday", 3), ("the 8th", "the 9th", 9), ("Friday", "the 12th", 12)],
)
def test_a_first_thought_that_is_given_up_is_none(first: str, given_up: str, now: str, day: int) -> None:
    text = f"{first.format(given_up)}, but my wife says {now}. Nine to three."
    found = read_rental_period(Dialogue(TODAY, "en", frozenset()), text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, day), text
    assert found.end_day is None, text


@pytest.mark.parametrize(
    "text",
    [
        "I was going to say the 8th at ten, but bring it back on the 9th at six.",
        "I'd love the 8th at ten but I'd return it on the 9th at six.",
    ],
)
def test_a_return_gives_no_pickup_up(text: str) -> None:
    found = read_rental_period(Dialogue(TODAY, "en", frozenset()), text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 8), text
    assert found.end_day, text
