"""Where BOOKING_IDENTITY=code: a stranger who knows number and name changes and cancels nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from reservations import clock, tools
from reservations.models import Message, Reservation
from reservations.tools import Caller
from tests.reservations.messages.conftest import Reserve, reserve, tokyo

__all__ = ["reserve", "tokyo"]
pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def code_asked_for(settings: Settings) -> None:
    settings.BOOKING_IDENTITY = "code"


def cancel(row: Reservation, caller: Caller | None = None, **given: str) -> dict[str, Any]:
    asked = {"number": row.number, "customerName": "山田", **given}
    return tools.run("cancel_reservation", asked, caller=caller or Caller("agent", "another"))


def sent_codes(row: Reservation) -> list[str]:
    bodies = (
        Message.objects.filter(reservation=row, kind="code").order_by("pk").values_list("body", flat=True)
    )
    return [re.findall(r"\b\d{6}\b", body)[0] for body in bodies]


def test_code_is_sent_to_the_bookings_own_telephone(reserve: Reserve) -> None:
    row = reserve()
    answer = cancel(row)
    assert (answer["code"], answer["status"]) == ("code_needed", 403)
    assert "5678" in answer["spoken"]
    message = Message.objects.get(reservation=row, kind="code")
    assert (message.channel, message.to) == ("sms", "+819012345678")
    assert message.body not in str(answer)
    assert sent_codes(row)[0] not in str(answer)


def test_right_code_goes_on_to_the_two_steps(reserve: Reserve) -> None:
    row = reserve()
    cancel(row)
    [code] = sent_codes(row)
    asked = cancel(row, identityCode=code)
    assert asked["needsConfirmation"]
    done = cancel(row, identityCode=code, confirmationToken=asked["confirmationToken"])
    assert done["status"] == "cancelled"


def test_code_is_heard_in_words(reserve: Reserve) -> None:
    row = reserve()
    cancel(row)
    spoken = " の ".join("〇一二三四五六七八九"[int(digit)] for digit in sent_codes(row)[0])
    assert cancel(row, identityCode=spoken)["needsConfirmation"]


def test_change_needs_the_code_too(reserve: Reserve) -> None:
    row = reserve()
    given = {"number": row.number, "customerName": "山田", "endDate": "2026-12-12T19:00:00"}
    answer = tools.run("change_reservation", given, caller=Caller("partner", "k", asks_first=True))
    assert answer["code"] == "code_needed"


def test_token_without_the_code_cancels_nothing(reserve: Reserve) -> None:
    row = reserve()
    cancel(row)
    asked = cancel(row, identityCode=sent_codes(row)[0])
    assert cancel(row, confirmationToken=asked["confirmationToken"])["code"] == "code_needed"
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


def test_wrong_codes_are_counted_as_wrong_names_are(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    cancel(row)
    wrong = "000000" if sent_codes(row)[0] != "000000" else "111111"
    codes = [cancel(row, identityCode=wrong)["code"] for _i in range(settings.GUESSES_PER_SESSION + 1)]
    assert codes == ["wrong_code"] * settings.GUESSES_PER_SESSION + ["too_many_attempts"]


def test_code_of_another_conversation_or_booking_is_wrong(reserve: Reserve) -> None:
    row = reserve()
    cancel(row)
    [code] = sent_codes(row)
    assert cancel(row, Caller("agent", "third"), identityCode=code)["code"] == "wrong_code"


def test_code_expires(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    cancel(row)
    [code] = sent_codes(row)
    later = clock.now() + timedelta(minutes=2 * settings.BOOKING_CODE_MINUTES)
    settings.CLOCK_PINNED_AT = later.isoformat()
    assert cancel(row, identityCode=code)["code"] == "wrong_code"


def test_code_asked_for_again_is_sent_once(reserve: Reserve) -> None:
    row = reserve()
    assert [cancel(row)["code"] for _i in range(3)] == ["code_needed"] * 3
    assert len(sent_codes(row)) == 1


def test_so_many_codes_are_sent_about_a_booking(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    codes = [cancel(row, Caller("agent", f"s{count}"))["code"] for count in range(5)]
    assert codes == ["code_needed"] * 3 + ["code_not_sent"] * 2
    assert len(sent_codes(row)) == settings.CODES_PER_BOOKING


def test_booking_without_a_contact_is_a_persons_to_change(reserve: Reserve) -> None:
    answer = cancel(reserve(phone="", email=""))
    assert answer["code"] == "code_not_sent"
    assert "5555-0101" in answer["spoken"]


def test_booking_with_mail_alone_gets_its_code_by_mail(reserve: Reserve) -> None:
    row = reserve(phone="")
    assert cancel(row, Caller("agent", "another", "en"))["code"] == "code_needed"
    message = Message.objects.get(reservation=row, kind="code")
    assert (message.channel, message.language, bool(message.subject)) == ("email", "en", True)


def test_wrong_name_sends_no_code(reserve: Reserve) -> None:
    row = reserve()
    assert cancel(row, customerName="佐藤")["code"] == "unknown_reservation"
    assert sent_codes(row) == []


@pytest.mark.parametrize("kind", ["staff", "page"])
def test_staff_and_who_opened_the_link_need_none(reserve: Reserve, kind: str) -> None:
    row = reserve()
    assert cancel(row, Caller(kind, "", proven=row.number))["needsConfirmation"]


def test_own_booking_needs_none(reserve: Reserve) -> None:
    row = reserve()
    Reservation.objects.filter(pk=row.pk).update(session_id="own")
    assert cancel(row, Caller("agent", "own"))["needsConfirmation"]


def test_looking_up_needs_none(reserve: Reserve) -> None:
    row = reserve()
    found = tools.run(
        "find_reservation", {"number": row.number, "customerName": "山田"}, caller=Caller("agent", "another")
    )
    assert found["success"]


def test_name_is_enough_by_default(reserve: Reserve, settings: Settings) -> None:
    settings.BOOKING_IDENTITY = "name"
    row = reserve()
    assert cancel(row)["needsConfirmation"]
    assert sent_codes(row) == []
