"""BOOKING_CONFIRMATION=required: the first call holds, the second carries the token of what was agreed."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import tools
from reservations.models import Location, Reservation
from tests.reservations.conftest import REQUEST, Ask

pytestmark = pytest.mark.db
MINIVAN = {**REQUEST, "vehicleType": "minivan"}


@pytest.fixture(autouse=True)
def two_steps(settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"


def test_the_first_call_holds_and_asks(shop: Location, ask: Ask) -> None:
    held = ask("create_reservation", "call-1", **MINIVAN)
    assert (held["status"], held["needsConfirmation"]) == ("held", True)
    assert held["expiresAt"] == "2026-12-01T09:05:00+09:00"
    assert held["spoken"] == (
        "ご予約内容を確認いたします。東京駅前店、12月12日土曜日の10時から18時、ミニバン、"
        "お名前は山田太郎様です。よろしいでしょうか？"
    )
    assert ask("create_reservation", session="s2", **MINIVAN)["code"] == "no_vehicle_available"


def test_the_second_call_with_the_token_books(shop: Location, ask: Ask) -> None:
    held = ask("create_reservation", "call-1", **MINIVAN)
    booked = ask("create_reservation", "call-2", **MINIVAN, confirmationToken=held["confirmationToken"])
    assert (booked["status"], booked["number"]) == ("confirmed", held["number"])
    assert "ご予約が完了いたしました" in booked["spoken"]
    again = ask("create_reservation", "call-3", **MINIVAN, confirmationToken=held["confirmationToken"])
    assert (again["number"], again["alreadyBooked"]) == (held["number"], True)
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize("other", [{"customerName": "佐藤花子"}, {"endDate": "2026-12-12T19:00:00"}])
def test_a_yes_to_other_words_than_were_read_books_nothing(
    other: dict[str, str], shop: Location, ask: Ask
) -> None:
    held = ask("create_reservation", **MINIVAN)
    refused = ask("create_reservation", **{**MINIVAN, **other}, confirmationToken=held["confirmationToken"])
    assert refused["code"] == "hold_expired"
    assert Reservation.objects.get().status == "held"


def test_a_token_made_up_or_of_another_session_books_nothing(shop: Location, ask: Ask) -> None:
    held = ask("create_reservation", **MINIVAN)
    assert ask("create_reservation", **MINIVAN, confirmationToken="00000000")["code"] == "hold_expired"
    stolen = ask("create_reservation", session="s2", **MINIVAN, confirmationToken=held["confirmationToken"])
    assert stolen["code"] == "hold_expired"


def test_a_late_yes_is_told_so_and_asked_anew(shop: Location, ask: Ask, settings: Settings) -> None:
    held = ask("create_reservation", **MINIVAN)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:05:00+09:00"
    late = ask("create_reservation", **MINIVAN, confirmationToken=held["confirmationToken"])
    assert late["code"] == "hold_expired"
    anew = ask("create_reservation", **MINIVAN)
    assert anew["status"] == "held"
    booked = ask("create_reservation", **MINIVAN, confirmationToken=anew["confirmationToken"])
    assert booked["status"] == "confirmed"


def test_the_model_learns_of_the_token_only_where_it_is_needed(settings: Settings) -> None:
    def declared() -> set[str]:
        (tool,) = [each for each in tools.definitions() if each["name"] == "create_reservation"]
        return set(tool["parameters"]["properties"])

    assert "confirmationToken" in declared()
    settings.BOOKING_CONFIRMATION = "model"
    assert "confirmationToken" not in declared()
