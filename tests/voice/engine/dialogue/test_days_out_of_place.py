"""English days and hours of other events, and of a day that is out, said without a comma in a whole call."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

FROM_TEN_TO_FIVE = "Monday, December 14, from 10 AM to 5 PM"
TO_THE_16TH = "Monday, December 14 at 10 AM until Wednesday, December 16 at 5 PM"


def hear(*lines: str) -> str:
    """What the agent says to the last of the lines, at Tokyo Station."""
    call = Rehearsal(Fleet().run, "en", today="2026-12-01 (Tuesday), Asia/Tokyo")
    call.start()
    for line in ("I'd like to rent a car at Tokyo Station, please", *lines):
        reply = call.say(line)
    return reply


@pytest.mark.parametrize("way", [str.lower, str])
@pytest.mark.parametrize(
    "line",
    [
        "Can't do the 15th the 14th ten to five",
        "I'd like a car the 15th doesn't work for me so the 14th from ten to five",
        "I'd need it my brother's coming on the 15th so the 14th from ten to five",
        "I need a car the 14th I've got meetings from nine so I'd come at ten and bring it back at five",
        "The 14th from ten because we leave at six back by five",
        "Nine o'clock's a bit early ten o'clock on the 14th till five",
    ],
)
def test_what_is_of_no_rental_is_left_out(line: str, way: type[str]) -> None:
    assert FROM_TEN_TO_FIVE in hear(way(line))


@pytest.mark.parametrize(
    "line",
    [
        "We arrive on the 14th and leave on the 16th, so ten to five",
        "my flight lands the 14th at nine so I'd say ten o'clock and we fly home the 16th so back by five",
    ],
)
def test_the_days_of_a_stay_are_those_of_the_rental(line: str) -> None:
    assert TO_THE_16TH in hear(line)


def test_a_day_behind_both_hours_is_that_of_the_return() -> None:
    assert TO_THE_16TH in hear("the 14th", "from ten until five on the 16th")
