"""A cancellation is told with its fee first, and done only after a yes to just that."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from reservations.models import Reservation
from tests.reservations.conftest import Ask
from tests.reservations.tools.conftest import of

pytestmark = pytest.mark.db


def test_the_fee_is_told_before_the_cancelling(mine: dict[str, Any], ask: Ask, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-11T20:00:00+09:00"
    asked = ask("cancel_reservation", "call-1", **of(mine))
    assert (asked["needsConfirmation"], asked["fee"]) == (True, 1800)
    assert "キャンセル料は1,800円です" in asked["spoken"]
    assert Reservation.objects.get().status == "confirmed"
    done = ask("cancel_reservation", "call-2", **of(mine, confirmationToken=asked["confirmationToken"]))
    assert (done["status"], done["fee"]) == ("cancelled", 1800)
    row = Reservation.objects.get()
    assert (row.status, row.cancellation_fee) == ("cancelled", 1800)
    again = ask("cancel_reservation", "call-3", **of(mine))
    assert (again["alreadyCancelled"], again["fee"]) == (True, 1800)


def test_a_fee_that_rose_overnight_is_told_anew(mine: dict[str, Any], ask: Ask, settings: Settings) -> None:
    free = ask("cancel_reservation", **of(mine))
    assert (free["fee"], "キャンセル料はかかりません" in free["spoken"]) == (0, True)
    settings.CLOCK_PINNED_AT = "2026-12-12T08:00:00+09:00"
    asked = ask("cancel_reservation", **of(mine, confirmationToken=free["confirmationToken"]))
    assert (asked["needsConfirmation"], asked["fee"]) == (True, 3000)
    assert Reservation.objects.get().status == "confirmed"


def test_what_is_over_is_not_cancelled(mine: dict[str, Any], ask: Ask) -> None:
    Reservation.objects.update(status="returned")
    assert ask("cancel_reservation", **of(mine))["code"] == "illegal_move"
