"""Weekdays that tell or ask what a date is, and days of what may come to pass, are not wished for."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet

pytestmark = pytest.mark.unit

TODAY = "2026-12-01 (Tuesday), Asia/Tokyo"
ALL = "A compact at Tokyo Station on December 5 from 10 am to 6 pm. My name is John Smith."
REMARKS = (
    "Wait, that's a Saturday, isn't it?",
    "Is that a Saturday?",
    "Hmm, that's a Saturday.",
    "Is the 5th a Saturday?",
    "The 5th is a Saturday, isn't it?",
    "Oh, the fifth's a Saturday, right?",
)
REQUESTS = (" Sunday would be better.", " Make it the Sunday then.", " I need the Sunday.")


def book(*lines: str) -> list[tuple[str, str]]:
    call = Rehearsal(Fleet(free={(s["id"], car): 3 for s in SHOPS for car in CARS}).run, "en", today=TODAY)
    call.start()
    for line in lines:
        call.say(line)
    return [(made["startDate"][5:16], made["endDate"][5:16]) for made in call.booked]


@pytest.mark.parametrize(("remark", "request_"), [*product(REMARKS, REQUESTS)])
def test_weekday_behind_a_remark_on_the_date_is_of_its_week(remark: str, request_: str) -> None:
    assert book(ALL, remark + request_, "Yes, please.") == [("12-06T10:00", "12-06T18:00")]


@pytest.mark.parametrize("remark", REMARKS)
def test_remark_on_the_date_moves_nothing(remark: str) -> None:
    assert book(ALL, remark, "Yes, please.") == [("12-05T10:00", "12-05T18:00")]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Is the 17th a Thursday? Make it the Saturday then", 19),
        ("The 17th's a Thursday, isn't it? Friday would be better", 18),
        ("December 17 is a Thursday, right? Then Wednesday", 16),
        ("The 14th, that's a Monday", 14),
        ("It's a Friday I need, the 18th", 18),
        ("A Wednesday, the 16th, that's a Wednesday, isn't it?", 16),
    ],
)
def test_first_day_of_a_rental_beside_such_a_remark(line: str, day: int) -> None:
    calls = book(f"A compact at Tokyo Station. {line}, ten to five.", "John Smith", "Yes, please.")
    assert calls == [(f"12-{day}T10:00", f"12-{day}T17:00")]


@pytest.mark.parametrize(
    "supposed",
    [
        "if the weather's bad we'd go on the 17th",
        "if it snows it might have to be the 17th",
        "unless my mother's ill, then it'd be the 17th",
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "The plan is the 16th, and {}, but book me the 16th. Ten to five.",
        "The 16th, ten to five. And {}, but leave that for now.",
        "Well, {}, but let's say the 16th, ten to five.",
    ],
)
def test_day_of_what_may_come_to_pass_is_not_the_return(supposed: str, frame: str) -> None:
    line = f"A compact at Tokyo Station. {frame.format(supposed)}"
    assert book(line, "John Smith", "Yes, please.") == [("12-16T10:00", "12-16T17:00")]


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("The 16th if you have one, ten to five", ("12-16T10:00", "12-16T17:00")),
        ("If we could have it on the 16th, ten to five, that'd be great", ("12-16T10:00", "12-16T17:00")),
        (
            "If I pick it up on the 16th at ten I'd bring it back on the 17th at five",
            ("12-16T10:00", "12-17T17:00"),
        ),
        ("The weekend before Christmas, Saturday at ten to Sunday at five", ("12-19T10:00", "12-20T17:00")),
        ("The weekend after the 12th, Saturday at ten to Sunday at five", ("12-19T10:00", "12-20T17:00")),
        ("The weekend before the 20th, Saturday at ten to Sunday at five", ("12-12T10:00", "12-13T17:00")),
    ],
)
def test_day_of_a_condition_of_the_rental_and_of_a_weekend_counts(line: str, ends: tuple[str, str]) -> None:
    calls = book(f"A compact at Tokyo Station. {line}.", "John Smith", "Yes, please.")
    assert calls == [ends]


def test_greeting_of_another_language_is_no_name() -> None:
    call = Rehearsal(Fleet().run, "en", today=TODAY)
    call.start()
    call.say("Guten Tag, I would like a compact at Tokyo Station on December 16 from ten to five.")
    assert "name" in call.say("Hello?")


@pytest.mark.parametrize("name", ["Min-jun Park", "Park Min-jun", "Jun-ho Kim", "Anna-May Baker"])
def test_no_month_is_in_a_name_of_two_parts(name: str) -> None:
    call = Rehearsal(Fleet().run, "en", today=TODAY)
    call.start()
    for line in ("A compact at Tokyo Station on December 16 from ten to five.", f"{name}.", "Yes, please."):
        call.say(line)
    assert [made["customerName"] for made in call.booked] == [name]
