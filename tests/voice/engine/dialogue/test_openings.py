"""The first words of callers who wish for a car: none is answered as another question, or as trouble."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = [pytest.mark.unit, pytest.mark.engine]

UP_TO_THE_NAME = "A compact at Tokyo Station on December 5 from 10 AM to 6 PM."
OPENINGS = [
    f"{before}{ask} {verb} a {thing}{after}"
    for before, ask, verb, thing, after in itertools.product(
        ("", "Hi, "),
        ("can I", "could we please", "I'd like to", "is it possible to"),
        ("book", "rent", "hire", "reserve"),
        ("car", "vehicle"),
        ("?", " please.", " from you"),
    )
]


class Informed(Fleet):
    """A company that answers whatever it is asked."""

    def answer_question(self, question: str, locationId: str = "") -> dict[str, Any]:  # noqa: N803
        told = [
            {"topic": "corporate", "title": "Companies", "answer": "法人も可", "answerEn": "Companies may."}
        ]
        return {"success": True, "known": True, "answers": told, "spoken": "Companies may."}


def hold(*lines: str) -> tuple[Rehearsal, list[str]]:
    rehearsal = Rehearsal(Informed().run, "en", tools=(*TOOLS, "answer_question"))
    return rehearsal, [rehearsal.start(), *(rehearsal.say(line) for line in lines)]


@pytest.mark.parametrize("opening", OPENINGS[::7])
def test_a_plain_wish_for_a_car_asks_the_company_nothing(opening: str) -> None:
    rehearsal, replies = hold(opening)
    assert not called(rehearsal, "answer_question")
    assert replies[-1].endswith("?")


@pytest.mark.parametrize(
    "question", ["Can I book a car for my company?", "Can I rent a car without a licence?"]
)
def test_a_question_that_begins_like_a_wish_is_put_to_the_company(question: str) -> None:
    rehearsal, _replies = hold(question)
    assert called(rehearsal, "answer_question")


@pytest.mark.parametrize(
    "moving", ["We're moving flat.", "I'm moving house.", "We're moving to a new apartment."]
)
@pytest.mark.parametrize("wish", ["Can I get a van tomorrow? {}", "{} I need a van tomorrow."])
def test_who_moves_house_has_no_breakdown(wish: str, moving: str) -> None:
    _rehearsal, replies = hold(wish.format(moving))
    assert "119" not in replies[-1]
    assert "03-1234" not in replies[-1]


@pytest.mark.parametrize(
    "offer", ["Do you want my number as well?", "Shall I give you my number too?", "And my mobile number?"]
)
def test_who_offers_the_own_number_is_not_told_ours(offer: str) -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, f"John Smith. {offer} It's 090 1234 5678.", "Yes, please.")
    assert "03-1234" not in replies[2]
    assert [each["customerName"] for each in rehearsal.booked] == ["John Smith"]


def open_call(line: str) -> str:
    """What is said to the first words, where bookings can be found and changed too."""
    rehearsal = Rehearsal(Informed().run, "en", tools=(*TOOLS, "find_reservation", "change_reservation"))
    rehearsal.start()
    return rehearsal.say(line)


@pytest.mark.parametrize(
    "before",
    [
        "My wife booked with you last month, lovely car.",
        "My colleague booked one with you last week.",
        "We reserved a car through you in August and it was fine.",
    ],
)
@pytest.mark.parametrize("wish", ["I need a compact on", "Can I get a compact on", "We'd like a compact on"])
def test_who_tells_of_a_booking_that_somebody_had_wishes_for_another(before: str, wish: str) -> None:
    reply = open_call(f"{before} {wish} December 5, ten to six, Tokyo Station, John Smith.")
    assert "reservation number" not in reply
    assert "December 5" in reply


@pytest.mark.parametrize(
    "words",
    [
        "I booked a car with you last week, I want an SUV instead.",
        "I booked with you last week and I need a different car.",
    ],
)
def test_who_wants_the_own_booking_otherwise_is_asked_for_its_number(words: str) -> None:
    assert "reservation number" in open_call(words)
