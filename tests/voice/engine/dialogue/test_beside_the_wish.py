"""What is said beside a wish: a second rental at the read-back, the shop's hours, what others think."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet

pytestmark = pytest.mark.unit

TODAY = "2026-12-01 (Tuesday), Asia/Tokyo"
ALL = "A compact at Tokyo Station on December 5 from 10 am to 6 pm. My name is John Smith."


def hold(*lines: str) -> tuple[Rehearsal, str]:
    call = Rehearsal(Fleet(free={(s["id"], car): 3 for s in SHOPS for car in CARS}).run, "en", today=TODAY)
    call.start()
    reply = ""
    for line in lines:
        reply = call.say(line)
    return call, reply


def book(*lines: str) -> list[tuple[str, str, str]]:
    call, _ = hold(*lines)
    return [(made["startDate"][5:16], made["endDate"][5:16], made["vehicleType"]) for made in call.booked]


@pytest.mark.parametrize(
    "line",
    [
        "Yes. Oh, and can I get a second one, a minivan for my parents, same dates?",
        "Yes please, and then I'd also like a minivan for my parents on the same days.",
        "Yes, book that. And I need another car, an SUV, on the 18th, same times.",
    ],
)
def test_second_rental_beside_a_yes_waits_until_the_first_is_booked(line: str) -> None:
    assert book(ALL, line) == [("12-05T10:00", "12-05T18:00", "コンパクト")]


def test_second_rental_alone_at_the_read_back_books_nothing() -> None:
    assert book(ALL, "Also can I get a second one, a minivan?") == []
    assert book(ALL, "Also can I get a second one, a minivan?", "Yes, please.") == [
        ("12-05T10:00", "12-05T18:00", "コンパクト")
    ]


@pytest.mark.parametrize(
    ("line", "car"),
    [
        ("Can I have another car, an SUV instead?", "SUV"),
        ("Also, could we do a minivan rather?", "ミニバン"),
        ("I'd like another class, an SUV", "SUV"),
        ("Nearly. And I'd want a minivan", "ミニバン"),
    ],
)
def test_another_class_at_the_read_back_is_no_second_rental(line: str, car: str) -> None:
    assert [made[2] for made in book(ALL, line, "Yes, please.")] == [car]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ("seven to seven", "from 7 AM to 7 PM"),
        ("from 7 to 7", "from 7 AM to 7 PM"),
        ("seven to three", "from 7 AM to 3 PM"),
        ("ten to nine", "from 10 AM to 9 PM"),
        ("eight to eight", "from 8 AM to 8 PM"),
        ("eleven to six oh you close at six so five thirty", "from 11 AM to 5:30 PM"),
        ("seven to three. Oh wait you open at eight, so eight", "from 8 AM to 3 PM"),
        ("ten to nine. Oh, you shut at eight, do you? Eight then", "from 10 AM to 8 PM"),
        ("ten to half seven, you close at eight so that's fine", "from 10 AM to 7:30 PM"),
    ],
)
def test_two_hours_of_one_day_around_the_hours_of_the_shop(hours: str, told: str) -> None:
    _, reply = hold("A compact at Tokyo Station on the 16th.", hours)
    assert f"December 16, {told}." in reply


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("It's for the 17th. My wife thinks the 18th but she's got it wrong", 17),
        ("My wife says the 18th, but I'd want the 17th", 17),
        ("My boss wants it on the 18th but back by five", 18),
        ("Thursday fortnight", 17),
    ],
)
def test_day_that_another_person_thinks_of_is_left_out(line: str, day: int) -> None:
    made = book(f"A compact at Tokyo Station, ten to five. {line}.", "John Smith", "Yes, please.")
    assert [each[0] for each in made] == [f"12-{day}T10:00"]


def test_two_days_of_which_any_will_do_are_asked_about() -> None:
    first = "Ten to five at Tokyo Station on whichever of the 17th and 18th is free. A compact."
    made = book(first, "The 17th, please.", "John Smith", "Yes, please.")
    assert [each[:2] for each in made] == [("12-17T10:00", "12-17T17:00")]


@pytest.mark.parametrize(
    "line", ["Whichever one's closest to the Imperial Palace.", "Whichever is nearest Haneda."]
)
def test_nearest_shop_is_not_any_shop(line: str) -> None:
    call, _ = hold("A compact on the 16th, ten to five.", line, "Tokyo Station", "John Smith", "Yes, please.")
    assert [made["locationId"] for made in call.booked] == ["tokyo-ekimae"]
    assert call.booked[0]["customerName"] == "John Smith"


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Ten's a bit early for me, better do eleven.", "11:00", "18:00"),
        ("Six is too late for us. Let's make it four to be safe.", "10:00", "16:00"),
    ],
)
def test_hour_in_place_of_one_that_does_not_suit(line: str, start: str, end: str) -> None:
    made = book(ALL, line, "Yes, please.")
    assert [each[:2] for each in made] == [(f"12-05T{start}", f"12-05T{end}")]
