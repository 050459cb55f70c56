"""Who has lost the number proves by three facts whose booking it is; a wrong one tells nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from tests.reservations.conftest import SATURDAY, Ask, Book

pytestmark = pytest.mark.db
FIND = "find_reservation_by_customer"
PHONE = "090-1234-5678"
FACTS = {"customerName": "山田太郎", "customerPhone": PHONE, "pickupDay": "2026-12-12"}


def test_three_facts_find_it_and_its_number_is_told(book: Book, ask: Ask) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan", phone=PHONE)
    for facts in (
        {},
        {"customerName": "山田 様"},
        {"customerName": "山田"},
        {"customerPhone": "+81 90 1234 5678"},
        {"customerPhone": "０９０１２３４５６７８"},
        {"pickupDay": "2026-12-12T10:00:00"},
    ):
        found = ask(FIND, session="s2", **{**FACTS, **facts})
        assert found["success"], facts
        assert (found["number"], found["period"]) == (row.number, SATURDAY)
    assert found["spoken"].startswith("山田太郎様、東京駅前店、12月12日土曜日の10時から18時、ミニバンで")
    assert found["spoken"].endswith(f"予約番号は {row.number} です。")
    english = ask(FIND, language="en", **FACTS)
    assert english["spoken"].endswith(f"The number is {row.number}.")


WRONG = [
    {"customerName": "佐藤花子"},
    {"customerPhone": "090-1234-5679"},
    {"pickupDay": "2026-12-11"},
    {"pickupDay": "2026-12-13"},
    {"customerName": "佐藤花子", "customerPhone": "090-1111-2222", "pickupDay": "2026-12-20"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_fact_is_answered_as_a_customer_nobody_knows(
    wrong: dict[str, str], book: Book, ask: Ask
) -> None:
    book("12-12T10:00", "12-12T18:00", phone=PHONE)
    refused = ask(FIND, **{**FACTS, **wrong})
    stranger = {"customerName": "誰か", "customerPhone": "03-9999-9999", "pickupDay": "2027-01-01"}
    assert refused == ask(FIND, session="s2", **stranger)
    assert (refused["code"], refused["status"]) == ("unknown_reservation", 404)


@pytest.mark.parametrize("missing", FACTS)
def test_two_facts_are_not_enough(missing: str, book: Book, ask: Ask) -> None:
    book("12-12T10:00", "12-12T18:00", phone=PHONE)
    given = {name: value for name, value in FACTS.items() if name != missing}
    assert ask(FIND, **given)["code"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"pickupDay": "Saturday"}, "pickupDay"), ({"customerPhone": "5678"}, "customerPhone")],
)
def test_what_is_no_day_or_no_telephone_is_refused(
    facts: dict[str, str], field: str, ask: Ask, db: None
) -> None:
    problem = ask(FIND, **{**FACTS, **facts})
    assert problem["code"] == "invalid_arguments"
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31T23:59:59"])
def test_a_day_at_the_calendars_edges_is_out_of_range(day: str, book: Book, ask: Ask) -> None:
    book("12-12T10:00", "12-12T18:00", phone=PHONE)
    refused = ask(FIND, **{**FACTS, "pickupDay": day})
    assert (refused["code"], refused["status"]) == ("date_out_of_range", 422)


def test_a_booking_without_a_telephone_is_found_by_no_number(book: Book, ask: Ask) -> None:
    book("12-12T10:00", "12-12T18:00")
    assert ask(FIND, **FACTS)["code"] == "unknown_reservation"


def test_facts_cannot_be_tried_out(book: Book, ask: Ask, settings: Settings) -> None:
    """Nor by turns with those for a number: all of a conversation's guesses count together."""
    settings.GUESSES_PER_SESSION = 4
    row = book("12-12T10:00", "12-12T18:00", phone=PHONE)
    for attempt in range(4):
        tool = FIND if attempt % 2 else "find_reservation"
        guess: dict[str, Any] = {**FACTS, "customerName": f"佐藤{attempt}", "number": row.number}
        assert ask(tool, **guess)["code"] == "unknown_reservation"
    for tool in (FIND, "find_reservation"):
        refused = ask(tool, number=row.number, **FACTS)
        assert (refused["code"], refused["status"]) == ("too_many_attempts", 429)
    assert ask(FIND, session="s2", **FACTS)["success"], "a stranger's guesses shut nobody out"


def test_right_facts_are_no_guesses(book: Book, ask: Ask, settings: Settings) -> None:
    settings.GUESSES_PER_SESSION = 2
    book("12-12T10:00", "12-12T18:00", phone=PHONE)
    assert all(ask(FIND, **FACTS)["success"] for _ in range(4))


def test_several_of_one_day_are_listed_and_the_number_is_asked_for(book: Book, ask: Ask) -> None:
    rows = [book(f"12-12T{hour}:00", "12-12T18:00", phone=PHONE) for hour in ("10", "09")]
    found = ask(FIND, **FACTS)
    assert [each["number"] for each in found["reservations"]] == [row.number for row in reversed(rows)]
    assert "number" not in found
    assert found["spoken"].endswith("どちらのご予約でしょうか。予約番号をお聞かせください。")
    assert all(row.number in found["spoken"] for row in rows)


def test_one_that_stands_goes_before_a_cancelled_one(book: Book, ask: Ask) -> None:
    gone = book("12-12T10:00", "12-12T18:00", phone=PHONE)
    asked = ask("cancel_reservation", number=gone.number, customerName="山田太郎")
    ask(
        "cancel_reservation",
        number=gone.number,
        customerName="山田太郎",
        confirmationToken=asked["confirmationToken"],
    )
    assert (ask(FIND, **FACTS)["number"], ask(FIND, **FACTS)["status"]) == (gone.number, "cancelled")
    stands = book("12-12T10:00", "12-12T18:00", phone=PHONE)
    assert ask(FIND, **FACTS)["number"] == stands.number
