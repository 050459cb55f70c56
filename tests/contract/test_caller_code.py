"""The code that proves whose a booking is (BOOKING_IDENTITY=code): sent, or not said to be."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations.models import Message
from reservations.repositories import mirror
from reservations.repositories.mirror.feed import Feed
from tests.contract.conftest import Ask, Book

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def code_asked_for(settings: Settings) -> None:
    settings.BOOKING_IDENTITY = "code"
    settings.CODES_PER_BOOKING = 1


def cancel(ask: Ask, number: str) -> str:
    return str(ask("cancel_reservation", number=number, customerName="山田", session="another")["code"])


def test_a_booking_of_every_store_gets_its_code(book: Book, ask: Ask) -> None:
    rental = book("12-12T10:00", "12-12T18:00", phone="090-1234-5678")
    assert cancel(ask, rental.number) == "code_needed"
    assert Message.objects.filter(kind="code").count() == 1


@pytest.mark.parametrize("store", [pytest.param("cosmos", marks=pytest.mark.cosmos)], indirect=True)
def test_while_the_mirror_is_behind_nobody_is_told_that_a_code_was_sent(
    book: Book, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message is about a row. What was not sent is not counted, so that it is sent as soon as it can be."""
    with monkeypatch.context() as behind:
        behind.setattr(mirror, "best_effort", lambda *_given: None)
        rental = book("12-12T10:00", "12-12T18:00", phone="090-1234-5678")
        assert [cancel(ask, rental.number) for _i in range(2)] == ["code_not_sent"] * 2
    Feed("reservations").catch_up()
    assert cancel(ask, rental.number) == "code_needed"
    assert Message.objects.filter(kind="code").count() == 1
