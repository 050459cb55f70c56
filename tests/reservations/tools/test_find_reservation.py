"""A number alone neither reveals nor cancels a booking."""

from __future__ import annotations

import pytest

from reservations.models import Location
from tests.reservations.conftest import REQUEST, SATURDAY, Ask, Book

pytestmark = pytest.mark.db
PHONE = "090-1234-5678"


def test_the_name_or_the_last_four_digits_prove_whose_it_is(book: Book, ask: Ask) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan", phone=PHONE)
    for fact in (
        {"customerName": "山田太郎"},
        {"customerName": "山田 太郎 様"},
        {"customerName": "山田"},
        {"phoneLastFour": "5678"},
        {"phoneLastFour": "５６７８"},
        {"phoneLastFour": "ごろくななはち"},
        {"customerName": "山田", "phoneLastFour": "5678"},
    ):
        found = ask("find_reservation", number=row.number, **fact)
        assert found["success"], fact
        assert (found["number"], found["period"]) == (row.number, SATURDAY)
    assert found["spoken"].startswith("山田太郎様、東京駅前店、12月12日土曜日の10時から18時、ミニバンで")


@pytest.mark.parametrize("said", ["{digits}", "アール{digits}", "R {spaced}", "{kanji}"])
def test_a_number_is_understood_as_it_is_said(said: str, book: Book, ask: Ask) -> None:
    digits = (row := book("12-12T10:00", "12-12T18:00")).number[2:].replace("-", "")
    kanji = digits.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    number = said.format(digits=digits, spaced=" ".join(digits), kanji=kanji)
    assert ask("find_reservation", number=number, customerName="山田")["number"] == row.number


@pytest.mark.parametrize(
    "fact",
    [
        {"customerName": "佐藤"},
        {"customerName": "山"},
        {"phoneLastFour": "1234"},
        {"phoneLastFour": "78"},
        {"customerName": "山田", "phoneLastFour": "0000"},
    ],
)
def test_a_wrong_fact_is_answered_as_a_wrong_number(fact: dict[str, str], book: Book, ask: Ask) -> None:
    row = book("12-12T10:00", "12-12T18:00", phone=PHONE)
    wrong_fact = ask("find_reservation", number=row.number, **fact)
    wrong_number = ask("find_reservation", number="R-000-0000", **fact)
    assert wrong_fact == wrong_number
    assert (wrong_fact["code"], wrong_fact["status"]) == ("unknown_reservation", 404)


def test_a_number_alone_is_asked_for_more(book: Book, ask: Ask) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    for tool in ("find_reservation", "cancel_reservation"):
        for number in (row.number, "R-000-0000"):
            assert ask(tool, number=number)["code"] == "second_fact_needed"


def test_the_conversation_that_booked_needs_no_proof(shop: Location, ask: Ask) -> None:
    booked = ask("create_reservation", **REQUEST)
    assert ask("find_reservation", number=booked["number"])["success"]
    assert ask("find_reservation", session="s2", number=booked["number"])["code"] == "second_fact_needed"
