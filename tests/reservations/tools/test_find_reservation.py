"""A number alone neither reveals nor cancels a booking."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations.models import FailedLookup, Location
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


def test_numbers_cannot_be_tried_out(book: Book, ask: Ask, settings: Settings) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    for attempt in range(5):
        guess = {"number": row.number, "customerName": f"佐藤{attempt}"}
        # Inside the transaction of a write, too, a wrong guess is counted.
        tool = "find_reservation" if attempt % 2 else "cancel_reservation"
        assert ask(tool, session=f"s{attempt}", **guess)["code"] == "unknown_reservation"
    refused = ask("find_reservation", number=row.number, customerName="山田太郎")
    assert (refused["code"], refused["status"]) == ("too_many_attempts", 429)
    assert FailedLookup.objects.count() == 5
    settings.CLOCK_PINNED_AT = "2026-12-01T09:31:00+09:00"
    assert ask("find_reservation", number=row.number, customerName="山田太郎")["success"]


def test_one_caller_cannot_try_many_numbers(book: Book, ask: Ask) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    for attempt in range(5):
        ask("find_reservation", number=f"R-000-000{attempt}", customerName="山田")
    assert ask("find_reservation", number=row.number, customerName="山田")["code"] == "too_many_attempts"
    assert ask("find_reservation", session="s2", number=row.number, customerName="山田")["success"]
