"""What is said of another subject than the rental, with its own days, gives the rental none."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.punctuation import spell_out
from voice.engine.dialogue.nlu.what_was import leave_out_first_choice
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)


def read(text: str) -> When:
    return read_rental_period(Dialogue(TODAY, "en", frozenset()), text)


def find_days(found: When) -> list[date | None]:
    """The days of pickup and return, None where there is none."""
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    return [start, resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else None]


@pytest.mark.parametrize(
    "aside",
    [
        "My licence runs out on the 31st",
        "The match kicks off at two on the 10th",
        "Our course starts on the 7th",
        "The museum is shut on the 10th",
        "My brother's show opens on the 7th at eight",
        "His contract ends on the 14th",
        "I get paid on the 25th",
        "Her boat sails on the 22nd at six",
        "The in-laws stay from the 18th to the 22nd",
        "The removal men come on the 15th at eight",
        "um my brother has your SUV from the 7th to the 10th",
        "I'm away from the 9th to the 12th",
    ],
)
@pytest.mark.parametrize("joint", [", so ", ". ", " but ", " and ", " "])
def test_the_day_of_another_subject_is_not_the_rentals(aside: str, joint: str) -> None:
    text = f"{aside}{joint}I'd need a kei on the 8th from nine to noon."
    found = read(text)
    assert find_days(found) == [date(2026, 12, 8), None], text
    assert found.start_time, text
    assert found.end_time, text
    assert (found.start_time.hour, found.end_time.hour) == (9, 12), text


@pytest.mark.parametrize(
    "text",
    [
        "The best day is the 8th. From nine to noon.",
        "The pickup is on the 8th at nine and the return is at noon.",
        "Our weekend starts on the 8th at nine, until noon.",
        "The whole thing is on the 8th, nine to noon.",
    ],
)
def test_the_rentals_own_nouns_keep_their_day(text: str) -> None:
    assert find_days(read(text))[0] == date(2026, 12, 8), text


@pytest.mark.parametrize(("weekday", "day"), [("Monday", 7), ("Wednesday", 9), ("Friday", 11)])
@pytest.mark.parametrize(
    "stay",
    [
        "The course runs from the 7th to the 11th, but I only need a car on the {}",
        "There's a fair from the 7th until the 11th and I want a car on the {}",
    ],
)
def test_a_weekday_beside_a_stay_is_one_of_its_days(stay: str, weekday: str, day: int) -> None:
    assert find_days(read(f"{stay.format(weekday)}, nine to six.")) == [date(2026, 12, day), None]


def test_a_return_is_on_the_events_day_though_more_is_said_between() -> None:
    found = read(
        "My flight's at seven on the 9th, check-in closes an hour before. So back by four."
        " And I'd take it on the 7th, at eleven."
    )
    assert find_days(found) == [date(2026, 12, 7), date(2026, 12, 9)]


@pytest.mark.parametrize("habit", ["on Tuesdays and Thursdays", "Mondays", "every week on Fridays"])
def test_a_habits_weekdays_are_not_the_rentals(habit: str) -> None:
    found = read(f"I have physio {habit}, so Wednesday the 16th is good, ten to three.")
    assert find_days(found) == [date(2026, 12, 16), None], habit


@pytest.mark.parametrize("joint", [" and ", ", ", ". "])
def test_a_return_on_that_day_is_on_the_events(joint: str) -> None:
    back, out = "so drop off at five that day", "pick up on the fifteenth at eleven"
    text = f"we've a flight at eight on the seventeenth {back}{joint}{out}"
    found = read(text)
    assert find_days(found) == [date(2026, 12, 15), date(2026, 12, 17)], text


@pytest.mark.parametrize("naming", [False, True])
@pytest.mark.parametrize("day", ["twenty second", "22nd", "tenth"])
def test_a_place_behind_a_day_leaves_the_day(day: str, naming: bool) -> None:
    text = spell_out(f"drop it back at five on the {day} Shinagawa please", naming=naming)
    assert text.endswith(", Shinagawa please")
    assert read(text).end_day, text
    assert "," not in spell_out("the tenth December at nine", naming=naming)


def test_the_class_that_will_do_stands_alone() -> None:
    for liked in ("I'd love the minivan", "We'd prefer an SUV", "I would have liked the minivan"):
        rest = " it's only the two of us, so the compact will do."
        assert leave_out_first_choice(f"{liked} but{rest}") == rest
    ranked = "I'd like a minivan but if it's gone a compact will do."
    assert leave_out_first_choice(ranked) == ranked
