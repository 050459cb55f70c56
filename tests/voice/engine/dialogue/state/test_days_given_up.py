"""A day that the caller gives up, or that is another event's, is no end of the rental."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.punctuation import spell_out
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
GIVEN_UP = [
    "{other}、あ、{day}の{hours}",
    "{other}あ{day}の{hours}",
    "{other}にしようと思ったんですけど、{day}の{hours}",
    "{other}のつもりだったんですけど{day}の{hours}",
    "{day}に{hours}、{other}は要らないです",
    "{day}の{hours}{other}は使わないので",
    "{other}から、あ、{day}からだ、{hours}",
]
BEFORE_AN_EVENT = [
    "法事が{event}で、前日の{day}{hours}",
    "ゴルフが{event}で前日の{day}の{hours}",
    "{event}が面接なので、前の日の{day}{hours}",
]
HOURS = ["9時から17時半まで", "午前9時から夕方の5時半まで"]


def read(words: str) -> tuple[date | None, date | None, int | None, int | None]:
    found = read_rental_period(Dialogue(TODAY, "ja", frozenset()), spell_out(words, naming=False))
    assert found.doubt is None, words
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    end = resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else start
    hours = [clock.hour % 12 if clock else None for clock in (found.start_time, found.end_time)]
    return start, end, hours[0], hours[1]


@pytest.mark.parametrize(("frame", "other", "hours"), [*product(GIVEN_UP, (9, 14, 17), HOURS)])
def test_a_day_that_is_given_up_is_no_end(frame: str, other: int, hours: str) -> None:
    told = frame.format(other=f"{other}日", day="12日", hours=hours)
    assert read(told) == (date(2026, 12, 12), date(2026, 12, 12), 9, 5), told


@pytest.mark.parametrize(("frame", "hours"), [*product(BEFORE_AN_EVENT, HOURS)])
def test_the_day_before_an_event_is_the_whole_rental(frame: str, hours: str) -> None:
    told = frame.format(event="17日", day="16日", hours=hours)
    assert read(told) == (date(2026, 12, 16), date(2026, 12, 16), 9, 5), told


@pytest.mark.parametrize("event", ["{}日が同窓会なんで", "{}日が引っ越しなので、", "{}日に結婚式があるので"])
@pytest.mark.parametrize("before", ["前日", "その前日", "前の日"])
def test_the_day_itself_beside_the_one_before_it_is_the_return(event: str, before: str) -> None:
    told = event.format(9) + f"{before}の9時から当日の17時まで"
    assert read(told) == (date(2026, 12, 8), date(2026, 12, 9), 9, 5), told


@pytest.mark.parametrize("flight", ["18時の便なので", "18時の飛行機なので", "18時の新幹線に乗るので"])
def test_the_day_of_a_flight_is_not_passed_over(flight: str) -> None:
    words = spell_out(f"16日の11時から借りて、17日の{flight}17時半に返します", naming=False)
    found = read_rental_period(Dialogue(TODAY, "ja", frozenset()), words)
    assert found.doubt is not None or (found.end_day and found.end_day.number == 17)


@pytest.mark.parametrize("half", ["", "午前", "朝の", "朝"])
def test_a_day_behind_a_date_is_how_long(half: str) -> None:
    assert read(f"10日に一日{half}9時から17時まで") == (date(2026, 12, 10), date(2026, 12, 10), 9, 5)
