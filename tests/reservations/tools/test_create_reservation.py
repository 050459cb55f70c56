"""A booking in one step: what it answers, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from reservations.models import Location, Receipt, Reservation
from tests.reservations.conftest import REQUEST, SATURDAY, Ask

pytestmark = pytest.mark.db


def without_spoken(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "spoken"}


def test_a_booking_answers_with_all_that_the_card_shows(shop: Location, ask: Ask) -> None:
    answer = ask("create_reservation", **REQUEST, vehicleType="ミニバン")
    row = Reservation.objects.get()
    assert without_spoken(answer) == {
        "success": True,
        "reservationId": str(row.pk),
        "number": row.number,
        "status": "confirmed",
        "locationId": "ekimae",
        "locationName": "東京駅前店",
        "locationNameEn": "Tokyo Station",
        "address": "",
        "addressEn": "",
        "phone": "",
        "timezone": "Asia/Tokyo",
        "period": SATURDAY,
        "vehicleType": "ミニバン",
        "vehicleTypeEn": "Minivan",
        "vehicle": {"manufacturer": "", "vehicleModel": ""},
        "customerName": "山田太郎",
    }
    assert "12月12日土曜日の10時から18時、ミニバンでご予約が完了いたしました" in answer["spoken"]
    assert row.number in answer["spoken"]


def test_said_twice_is_booked_once(shop: Location, ask: Ask) -> None:
    """What a model does after an interruption: the same request under a new call id."""
    first = ask("create_reservation", "call-1", **REQUEST, vehicleType="compact")
    again = ask("create_reservation", "call-2", **REQUEST, vehicleType="コンパクト")
    assert again["alreadyBooked"] is True
    assert again["number"] == first["number"]
    assert "すでにご予約済みです" in again["spoken"]
    other = ask("create_reservation", "call-3", **REQUEST, vehicleType="minivan")
    assert "alreadyBooked" not in other
    assert Reservation.objects.count() == 2


def test_a_cancelled_booking_does_not_stand_for_a_new_one(shop: Location, ask: Ask) -> None:
    ask("create_reservation", "call-1", **REQUEST)
    Reservation.objects.update(status="cancelled")
    assert "alreadyBooked" not in ask("create_reservation", "call-2", **REQUEST)


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"locationId": "mars"}, "unknown_location", 404),
        ({"vehicleType": "spaceship"}, "unknown_vehicle_type", 422),
        ({"endDate": "2026-12-12T09:00:00"}, "ends_before_start", 422),
        ({"startDate": "2026-11-12T10:00:00"}, "in_the_past", 422),
        ({"startDate": "2026-12-12T10:00:00Z"}, "ambiguous_time", 422),
        ({"startDate": "2026-12-12T06:00:00"}, "outside_opening_hours", 422),
        ({"startDate": "2028-12-12T10:00:00", "endDate": "2028-12-12T18:00:00"}, "too_far_ahead", 422),
        ({"endDate": "2028-12-12T18:00:00"}, "too_long", 422),
        ({"customerName": " "}, "invalid_arguments", 400),
        ({"startDate": "next Saturday"}, "invalid_arguments", 400),
        ({"locationId": None}, "invalid_arguments", 400),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_bad_arguments_are_clear_problems(
    change: dict[str, Any], code: str, status: int, language: str, shop: Location, ask: Ask
) -> None:
    problem = ask("create_reservation", "call-1", language, **{**REQUEST, **change})
    assert (problem["code"], problem["status"], problem["success"]) == (code, status, False)
    assert problem["type"] == f"/problems/{code}"
    assert problem["error"] == problem["detail"]
    for text in ("title", "detail", "spoken"):
        assert problem[text]
        assert "{" not in problem[text]
    assert problem["spoken"].isascii() == (language == "en")
    assert Reservation.objects.count() == Receipt.objects.count() == 0


def test_what_a_model_leaves_empty_it_did_not_say(shop: Location, ask: Ask) -> None:
    assert ask("create_reservation", **REQUEST, vehicleType=None)["success"]
    assert ask("create_reservation", session="s2", **REQUEST, vehicleType="", mood="happy")["success"]


def test_wrong_fields_are_named(shop: Location, ask: Ask) -> None:
    problem = ask("create_reservation", locationId="ekimae")
    assert {error["field"] for error in problem["errors"]} == {"startDate", "endDate", "customerName"}
