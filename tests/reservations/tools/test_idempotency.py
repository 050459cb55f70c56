"""The same key is answered once, and never means two things."""

from __future__ import annotations

import pytest

from reservations.models import Location, Receipt, Reservation, Vehicle
from tests.reservations.conftest import REQUEST, SATURDAY, Ask

pytestmark = pytest.mark.db


def test_the_same_key_is_answered_once(shop: Location, ask: Ask) -> None:
    answers = [ask("create_reservation", "call-1", **REQUEST, vehicleType="compact") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Reservation.objects.count() == Receipt.objects.count() == 1


def test_the_same_key_never_means_two_things(shop: Location, ask: Ask) -> None:
    ask("create_reservation", "call-1", **REQUEST)
    problem = ask("create_reservation", "call-1", **{**REQUEST, "customerName": "佐藤花子"})
    assert (problem["code"], problem["status"]) == ("key_reused", 409)
    assert ask("get_availability", "call-1", locationId="ekimae", **SATURDAY)["code"] == "key_reused"
    assert Reservation.objects.count() == 1


def test_two_callers_may_use_the_same_key(shop: Location, ask: Ask) -> None:
    numbers = {
        ask("create_reservation", "call-1", session=name, **REQUEST)["number"] for name in ("s1", "s2")
    }
    assert len(numbers) == 2


def test_a_refused_attempt_leaves_no_receipt(shop: Location, ask: Ask) -> None:
    Vehicle.objects.update(active=False)
    assert ask("create_reservation", "call-1", **REQUEST)["code"] == "no_vehicle_available"
    assert Receipt.objects.count() == 0
    Vehicle.objects.update(active=True)
    assert ask("create_reservation", "call-1", **REQUEST)["success"]
