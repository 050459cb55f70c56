"""What a partner's key may do: whose a booking is, how often, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError
from prometheus_client import REGISTRY
from pytest_django import Settings

from reservations.models import Location, Reservation
from tests.reservations.conftest import REQUEST, SATURDAY
from tests.voice.mcp.conftest import MakeKey
from voice.mcp import access
from voice.mcp.models import PartnerCall, PartnerKey

pytestmark = [pytest.mark.db, pytest.mark.either]


@pytest.fixture
def key(make_key: MakeKey, shop: Location) -> PartnerKey:
    return make_key()


def ask(key: PartnerKey, name: str, sent_key: str = "", **given: Any) -> dict[str, Any]:
    return access.run_tool(key, name, given, sent_key=sent_key)


def book_in_two_steps(key: PartnerKey, **given: Any) -> dict[str, Any]:
    asked = ask(key, "create_reservation", **{**REQUEST, **given})
    token = asked.get("confirmationToken", "")
    return ask(key, "create_reservation", **{**REQUEST, **given}, confirmationToken=token) if token else asked


def test_first_step_only_holds(key: PartnerKey) -> None:
    asked = ask(key, "create_reservation", **REQUEST)
    assert asked["needsConfirmation"]
    assert [row.status for row in Reservation.objects.all()] == ["held"]


def test_made_up_token_books_nothing(key: PartnerKey) -> None:
    ask(key, "create_reservation", **REQUEST)
    refused = ask(key, "create_reservation", **REQUEST, confirmationToken="00000000")
    assert refused["code"] == "hold_expired"
    assert not Reservation.objects.filter(status="confirmed").exists()


def test_booking_is_known_as_the_partners(key: PartnerKey) -> None:
    booked = book_in_two_steps(key)
    row = Reservation.objects.get(number=booked["number"])
    assert (row.source, row.status) == ("partner", "confirmed")
    assert row.session_id.startswith(key.public_id)


def test_customers_of_one_key_do_not_stand_in_each_others_place(key: PartnerKey) -> None:
    """The hold of one does not give way to another's, and the same times are not taken for a repetition."""
    first = ask(key, "create_reservation", **REQUEST)
    second = ask(key, "create_reservation", **{**REQUEST, "customerName": "鈴木花子"})
    booked = [
        ask(key, "create_reservation", **{**REQUEST, "customerName": name}, confirmationToken=token)
        for name, token in [
            ("山田太郎", first["confirmationToken"]),
            ("鈴木花子", second["confirmationToken"]),
        ]
    ]
    assert len({answer["number"] for answer in booked}) == 2


def test_number_alone_shows_nobody_a_booking_even_with_the_key_that_made_it(key: PartnerKey) -> None:
    number = book_in_two_steps(key)["number"]
    assert ask(key, "find_reservation", number=number)["code"] == "second_fact_needed"
    assert ask(key, "cancel_reservation", number=number)["code"] == "second_fact_needed"
    assert ask(key, "find_reservation", number=number, customerName="山田")["success"]


def test_second_step_sent_twice_is_answered_twice_and_done_once(key: PartnerKey) -> None:
    number = book_in_two_steps(key)["number"]
    given = {"number": number, "customerName": "山田"}
    asked = ask(key, "cancel_reservation", **given)
    done = [
        ask(key, "cancel_reservation", **given, confirmationToken=asked["confirmationToken"]) for _i in "12"
    ]
    assert done[0] == done[1]
    assert Reservation.objects.get(number=number).events.filter(action="cancelled").count() == 1


def test_guesses_of_a_key_are_counted_together(key: PartnerKey, settings: Settings) -> None:
    settings.GUESSES_PER_HOUR = 3
    codes = [
        ask(key, "find_reservation", number=f"R-000-{count:04}", customerName="佐藤")["code"]
        for count in range(5)
    ]
    assert codes[:3] == ["unknown_reservation"] * 3
    assert codes[3:] == ["too_many_attempts"] * 2


def test_bookings_of_a_key_in_a_day_are_limited(make_key: MakeKey, shop: Location) -> None:
    key = make_key(bookings_per_day=1)
    assert book_in_two_steps(key)["status"] == "confirmed"
    refused = book_in_two_steps(key, customerName="鈴木花子")
    assert refused["code"] == "key_limit_met"
    assert ask(key, "get_availability", locationId="ekimae", **SATURDAY)["success"]


def test_hold_that_nobody_agreed_to_uses_no_booking_up(make_key: MakeKey, shop: Location) -> None:
    key = make_key(bookings_per_day=1)
    ask(key, "create_reservation", **REQUEST)
    assert book_in_two_steps(key, customerName="鈴木花子")["status"] == "confirmed"


def test_writes_of_a_key_in_an_hour_are_limited_and_reading_goes_on(
    make_key: MakeKey, shop: Location
) -> None:
    key = make_key(writes_per_hour=1)
    ask(key, "create_reservation", **REQUEST)
    assert ask(key, "create_reservation", **REQUEST)["code"] == "key_limit_met"
    assert ask(key, "list_locations")["success"]


def test_limits_of_the_settings_hold_where_a_key_has_none(key: PartnerKey, settings: Settings) -> None:
    settings.PARTNER_CALLS_PER_MINUTE = 1
    ask(key, "list_locations")
    refused = ask(key, "list_locations")
    assert (refused["code"], refused["status"]) == ("key_limit_met", 429)
    assert refused["spoken"]


def test_limit_of_one_key_is_not_anothers(make_key: MakeKey, shop: Location) -> None:
    narrow, other = make_key(calls_per_minute=0), make_key()
    assert ask(narrow, "list_locations")["code"] == "key_limit_met"
    assert ask(other, "list_locations")["success"]


def test_calls_are_kept_without_what_was_asked(key: PartnerKey) -> None:
    number = book_in_two_steps(key)["number"]
    ask(key, "find_reservation", number=number, customerName="佐藤")
    kept = list(PartnerCall.objects.order_by("id").values_list("tool", "outcome", "number"))
    assert kept[0][:2] == ("create_reservation", "asked")
    assert kept[1] == ("create_reservation", "done", number)
    assert kept[2] == ("find_reservation", "unknown_reservation", "")


@pytest.mark.parametrize("fault", [DatabaseError, InterfaceError])
def test_record_that_cannot_be_kept_costs_no_answer(
    key: PartnerKey, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def refuse(*given: object) -> None:
        raise fault

    monkeypatch.setattr(access, "keep_call", refuse)
    assert book_in_two_steps(key)["status"] == "confirmed"


def test_calls_are_counted_for_operators(key: PartnerKey) -> None:
    labels = {"tool": "find_reservation", "outcome": "second_fact_needed"}

    def count() -> float:
        return REGISTRY.get_sample_value("uketsuke_tool_calls_total", labels) or 0.0

    before, number = count(), book_in_two_steps(key)["number"]
    ask(key, "find_reservation", number=number)
    assert count() == before + 1


def test_flood_of_refused_calls_is_kept_once_a_minute(make_key: MakeKey, shop: Location) -> None:
    key = make_key(calls_per_minute=1)
    for _i in range(10):
        ask(key, "list_locations")
    assert [call.outcome for call in PartnerCall.objects.order_by("id")] == ["done", "key_limit_met"]
