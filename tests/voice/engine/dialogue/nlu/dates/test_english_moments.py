"""English days and hours as callers say them, with and without commas, and the period that they come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.voice.engine.dialogue.nlu.dates.test_as_said import at, read
from voice.engine.dialogue.nlu.dates.period import read_period

pytestmark = pytest.mark.unit

HOURS = {"ten": 10, "eleven": 11, "twelve": 12}
RETURNS = {"three": 15, "five": 17, "six": 18}
QUARTERS = {"fifteen": 15, "thirty": 30, "forty-five": 45}


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("back", RETURNS)
@pytest.mark.parametrize(
    "frame",
    [
        "{0} December 14 till {1} December 16",
        "{0} December 14 to {1} December 16",
        "December 14 at {0}, back December 16 by {1}",
        "december fourteen at {0} and back december sixteen by {1} please",
        "from the 14th to the 17th, I mean the 16th, {0} to {1}",
        "from December 14 to December 17 sorry December 16 {0} till {1}",
        "the 14th to the 16th, {0} on the first day and {1} on the last day",
        "the 14th till the 16th. {0} and {1}.",
        "on the 14th I'd come at {0}, on the 16th I'd return it at {1}",
        "on the fourteenth i'd come at {0} on the sixteenth i'd return it at {1}",
        "we arrive on December 14 and leave on December 16, so {0} to {1}",
        "two nights from the 12th, no, make that the 14th, {0} to {1}",
        "from {0} on the 14th till two, no, {1} on the 16th",
        "from the 14th at nine to the 16th at {1}, sorry, {0} on the 14th",
        "from the 14th at {0} to the 16th at two sorry that should be {1}",
        "the 14th at {0} for the weekend, back the 16th by {1}",
        "{0} o'clock and {1} o'clock the 14th to the 16th",
        "back by {1} on the 16th out at {0} on the 14th",
        "the 14th to the 16th {0} o'clock pick up {1} o'clock return please",
    ],
)
def test_days_and_hours_of_two_days(frame: str, hour: str, back: str) -> None:
    assert read(frame.format(hour, back)) == (at(14, HOURS[hour]), at(16, RETURNS[back]))


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("back", RETURNS)
@pytest.mark.parametrize(
    "frame",
    [
        "my wife said the 13th but it's the 14th, {0} to {1}",
        "the 13th was the plan but it has to be the 14th now, {0} till {1}",
        "the 14th from nine hang on {0} till {1}",
        "the 14th from nine oh no sorry {0} till {1}",
        "would the 14th work i'd come at {0} and return it at {1}",
        "the 14th at {0}ish until {1}ish",
        "the 14th from {0} to {1}, half an hour either way is fine",
        "the 14th is my day off {0} till {1}",
        "the 14th from nine, oh that's too early, {0}, to {1}",
        "anything but the 15th. The 14th, {0} to {1}",
    ],
)
def test_hours_of_one_day(frame: str, hour: str, back: str) -> None:
    assert read(frame.format(hour, back)) == (at(14, HOURS[hour]), at(14, RETURNS[back]))


@pytest.mark.parametrize("minute", QUARTERS)
@pytest.mark.parametrize(
    "frame",
    [
        "the 14th at eleven, return the same day one {0}",
        "the 14th at eleven, returning the 14th one {0}",
        "the 14th from eleven to five, make that one {0}",
        "the 14th from eleven to five i mean one {0} please",
        "the 14th at eleven, back by two fifteen, sorry, one {0}",
    ],
)
def test_minutes_behind_an_hour_are_its_own(frame: str, minute: str) -> None:
    _, back = read(frame.format(minute))
    assert back == at(14, 13) + timedelta(minutes=QUARTERS[minute])


def test_which_number_is_the_day_is_asked() -> None:
    when = read_period("nine December 11 till twelve December 15", date(2026, 12, 1))
    assert when.doubt is not None
    assert when.start_day is None
