"""A rental that is told in one breath, as people tell it, is asked about no more and booked so."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

HOURS = {"ten": 10, "eleven": 11}
REST = "A compact at Tokyo Station, my name is John Smith."


def book(words: str) -> list[tuple[str, str]]:
    """The periods that are booked by `words` and a yes."""
    fleet = Fleet()
    call = Rehearsal(fleet.run, "en")
    call.start()
    call.say(words)
    call.say("Yes, please.")
    return [(one["start"], one["end"]) for one in fleet.bookings]


@pytest.mark.parametrize("hour", ["eleven", "ten"])
@pytest.mark.parametrize("near", ["before noon", "by lunchtime", "around midday", "before twelve"])
@pytest.mark.parametrize("say", [", say {}", ", let's say {}", " so say {}"])
def test_an_hour_that_comes_to_another(hour: str, near: str, say: str) -> None:
    words = f"On December 5 at eight, and I'd hand it in the next day {near}{say.format(hour)}. {REST}"
    assert book(words) == [("2026-12-05T08:00:00", f"2026-12-06T{HOURS[hour]}:00:00")]


@pytest.mark.parametrize("keep", ["keep it", "hang on to it", "keep the car"])
@pytest.mark.parametrize("wish", ["we'd like a car", "we need a car straight away", "can I book a car"])
def test_to_keep_a_new_car_until_a_day_is_about_no_booking(keep: str, wish: str) -> None:
    call = Rehearsal(Desk().run, "en", tools=DESK_TOOLS)
    call.start()
    told = call.say(
        f"Hello, {wish} on Wednesday next week, about two, and {keep} until Saturday, ten in the morning."
    )
    assert "reservation number" not in told


@pytest.mark.parametrize(
    "words", ["I'd like to keep the car until Saturday", "Can we keep the car until six?"]
)
def test_to_keep_the_car_longer_is_about_a_booking(words: str) -> None:
    call = Rehearsal(Desk().run, "en", tools=DESK_TOOLS)
    call.start()
    assert "reservation number" in call.say(words)


@pytest.mark.parametrize("verb", ["pick up", "get", "collect", "book"])
@pytest.mark.parametrize(("car", "key"), [("a minivan", "ミニバン"), ("a compact", "コンパクト")])
@pytest.mark.parametrize("when", ["on Friday evening, around half seven,", "on Friday evening at seven,"])
def test_a_question_for_a_car_wishes_for_its_class(verb: str, car: str, key: str, when: str) -> None:
    fleet = Fleet()
    call = Rehearsal(fleet.run, "en")
    call.start()
    call.say(f"Can I {verb} {car} {when} from Tokyo Station, and bring it back first thing Monday?")
    for words in ("Eight on Monday morning.", "John Smith.", "Yes, please."):
        call.say(words)
    assert [one["car"] for one in fleet.bookings] == [key]
