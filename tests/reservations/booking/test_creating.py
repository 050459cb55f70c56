"""A number that is drawn and taken is drawn again; a rival is something else."""

from __future__ import annotations

import pytest
from django.db import transaction

from reservations import errors, numbers
from reservations.models import Location, Reservation
from reservations.repositories.orm import transactions
from tests.reservations.conftest import REQUEST, Ask

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers that will be drawn next."""
    waiting: list[str] = []
    honest = numbers.draw
    monkeypatch.setattr(numbers, "draw", lambda: waiting.pop(0) if waiting else honest())
    return waiting


def test_a_taken_number_is_drawn_again(shop: Location, ask: Ask, drawn: list[str]) -> None:
    drawn += ["R-402-7311"]
    ask("create_reservation", session="s1", **REQUEST)
    drawn += ["R-402-7311"] * (transactions.DRAWS - 1)
    answer = ask("create_reservation", "call-1", session="s2", **REQUEST)
    assert answer["success"]
    assert answer["number"] != "R-402-7311"
    assert Reservation.objects.count() == 2


def test_a_pool_without_numbers_is_told_as_busy(shop: Location, ask: Ask, drawn: list[str]) -> None:
    drawn += ["R-402-7311"] * (transactions.DRAWS + 1)
    ask("create_reservation", session="s1", **REQUEST)
    assert ask("create_reservation", session="s2", **REQUEST)["code"] == errors.Busy.code
    assert Reservation.objects.count() == 1


def test_a_taken_number_is_drawn_again_within_a_transaction(
    shop: Location, ask: Ask, drawn: list[str]
) -> None:
    """As a whole day of bookings is made: what was done before stands, and is not done again."""
    begun = []
    drawn += ["R-402-7311"] * 2
    with transaction.atomic():
        begun.append(ask("create_reservation", session="s1", **REQUEST))
        begun.append(ask("create_reservation", session="s2", **REQUEST))
    assert [answer["success"] for answer in begun] == [True, True]
    assert Reservation.objects.count() == 2


def test_a_pool_without_numbers_is_told_as_busy_within_a_transaction(
    shop: Location, ask: Ask, drawn: list[str]
) -> None:
    drawn += ["R-402-7311"] * (transactions.DRAWS + 1)
    with transaction.atomic():
        ask("create_reservation", session="s1", **REQUEST)
        assert ask("create_reservation", session="s2", **REQUEST)["code"] == errors.Busy.code
    assert Reservation.objects.count() == 1
