"""A stay that is told as another event has the days of the rental where only its first and last are named."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "frame",
    [
        "noon that first day to four the last day",
        "pick up at noon, back by four on the last day",
        "from 12 to 4 on the final day",
    ],
)
@pytest.mark.parametrize(
    "stay",
    [
        "I get in at 11:20 on the 10th, and my train home's the 12th at 6 in the evening. So {}",
        "We land on the 10th and our flight leaves on the 12th at seven, so {}",
    ],
)
def test_the_last_day_is_that_of_the_stay_that_was_told(stay: str, frame: str) -> None:
    found = read_rental_period(Dialogue(TODAY, "en", frozenset()), stay.format(frame))
    days = [resolve_day(day, TODAY) if day else None for day in (found.start_day, found.end_day)]
    assert days == [date(2026, 12, 10), date(2026, 12, 12)]
    assert [clock.hour if clock else None for clock in (found.start_time, found.end_time)] == [12, 4]
