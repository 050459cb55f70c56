"""Which end of a rental moves, and where to, where the words make it shorter."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.period import read_period, read_shift
from voice.engine.dialogue.nlu.dates.tokens import Shift
from voice.engine.dialogue.nlu.shortening import is_shortened, keep_within, write_out_shortening

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 12, day) for day in (17, 18, 19, 20))
DAY = 24 * 60


@pytest.mark.parametrize("verb", ["knock", "chop", "take", "cut", "lop", "shave", "trim"])
@pytest.mark.parametrize(
    ("piece", "shift"),
    [
        ("a day off the end", Shift(-DAY, "end")),
        ("two days off my booking", Shift(-2 * DAY, "end")),
        ("the last day off", Shift(-DAY, "end")),
        ("the last day off my reservation", Shift(-DAY, "end")),
        ("an hour off the end", Shift(-60, "end")),
        ("a day off the start", Shift(DAY, "start")),
        ("the first day off my booking", Shift(DAY, "start")),
    ],
)
def test_piece_taken_off_moves_its_end(verb: str, piece: str, shift: Shift) -> None:
    written = write_out_shortening(f"Could you {verb} {piece}, please?")
    assert read_shift(written, TODAY) == shift


@pytest.mark.parametrize(
    "words",
    [
        "I've got to take a day off for it.",
        "I'm taking two days off",
        "Take the sat nav off my booking.",
        "Day off.",
    ],
)
def test_other_things_taken_off_stay_as_they_are(words: str) -> None:
    assert write_out_shortening(words) == words


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("cut that down to just the friday", (FRIDAY, FRIDAY)),
        ("cut it down to only thursday and friday", (THURSDAY, FRIDAY)),
        ("cut it down to just the friday? keep the thursday pickup", (None, FRIDAY)),
        ("cut it down to just the friday, the pickup stays the same", (None, FRIDAY)),
        ("cut the booking back to saturday", (None, SATURDAY)),
        ("shorten it to the 19th", (None, SATURDAY)),
        ("could we reduce it to only the 18th and the 19th", (FRIDAY, SATURDAY)),
        ("金曜日だけに短縮してください", (FRIDAY, FRIDAY)),
    ],
)
def test_days_left_are_the_new_ends(words: str, days: tuple[date | None, date]) -> None:
    assert is_shortened(words)
    kept = keep_within(read_period(words, TODAY), words, THURSDAY, SUNDAY, TODAY)
    assert tuple(word and word.day for word in (kept.start_day, kept.end_day)) == days


def test_day_outside_the_rental_is_left_as_it_was_read() -> None:
    read = read_period("shorten it to the 28th", TODAY)
    assert keep_within(read, "shorten it to the 28th", THURSDAY, SUNDAY, TODAY) == read


@pytest.mark.parametrize("suits", ["okay", "all right", "fine", "possible"])
@pytest.mark.parametrize(
    "way",
    [
        "for handing it back",
        "to bring it back",
        "for the return",
        "for dropping it off",
        "to give the car back",
    ],
)
def test_time_that_would_suit_the_return_is_its_end(suits: str, way: str) -> None:
    read = read_period(f"Would Saturday at noon be {suits} {way}?", TODAY)
    assert read.start_day is None
    assert read.start_time is None
    assert read.end_day
    assert read.end_time
    assert (read.end_day.kind, read.end_time.hour) == ("weekday", 12)
