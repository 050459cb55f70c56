"""Messages reach few receivers that no one has proven, and names carry no addresses of the web."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from reservations.messages import outbox
from reservations.models import Alarm, Location, Message, Reservation
from tests.reservations.conftest import REQUEST, Ask, Book
from tests.threads import together

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]
PHONE = "03-1234-5678"


@pytest.fixture(autouse=True)
def telephone(shop: Location) -> None:
    Location.objects.update(phone=PHONE)


def change(ask: Ask, number: str, session: str = "s1", language: str = "ja", **given: Any) -> dict[str, Any]:
    """Both steps, or the refusal of either."""
    given = {"number": number, "customerName": "山田太郎", **given}
    asked = ask("change_reservation", session=session, language=language, **given)
    token = asked.get("confirmationToken")
    return ask("change_reservation", session=session, **given, confirmationToken=token) if token else asked


def due() -> list[str]:
    return [message.to for message in Message.objects.filter(outbox.WAITING).order_by("pk")]


def test_one_token_writes_to_two_receivers(ask: Ask) -> None:
    """As found: 25 short messages to strangers in 2.4 seconds, and 10 mails in one."""
    number = ask("create_reservation", **REQUEST, customerPhone="090-1111-0000")["number"]
    phones = [change(ask, number, customerPhone=f"090-1111-{digits:04}") for digits in range(1, 26)]
    mails = [change(ask, number, customerEmail=f"stranger{digits}@example.com") for digits in range(10)]
    assert [answer["success"] for answer in phones] == [True] + [False] * 24
    assert {answer["code"] for answer in phones[1:] + mails} == {"too_many_receivers"}
    assert due() == ["+819011110000", "+819011110001"]


def test_a_conversation_has_two_receivers_whatever_it_books(ask: Ask) -> None:
    for digits in range(3):
        day = f"2026-12-1{digits + 2}"
        times = {"startDate": f"{day}T10:00:00", "endDate": f"{day}T18:00:00"}
        answer = ask("create_reservation", **{**REQUEST, **times}, customerPhone=f"090-1111-000{digits}")
        assert answer["success"] == (digits < 2)
    assert len(due()) == Reservation.objects.count() == 2


def test_a_booking_has_two_receivers_whoever_changes_it(ask: Ask) -> None:
    number = ask("create_reservation", **REQUEST, customerPhone="090-1111-0000")["number"]
    assert change(ask, number, "s2", customerPhone="090-1111-0001")["success"]
    assert change(ask, number, "s3", customerPhone="090-1111-0002")["code"] == "too_many_receivers"
    assert change(ask, number, "s3", customerPhone="090-1111-0000")["success"], "one of the two again"


def test_who_was_only_asked_about_is_no_receiver(ask: Ask, settings: Settings) -> None:
    """A number is often misheard, and corrected at the read-back."""
    settings.BOOKING_CONFIRMATION = "required"
    for digits in range(5):
        held = ask("create_reservation", **REQUEST, customerPhone=f"090-1111-000{digits}")
    said = {**REQUEST, "customerPhone": "090-1111-0004", "confirmationToken": held["confirmationToken"]}
    number = ask("create_reservation", **said)["number"]
    for digits in range(5, 9):
        wanted = {"number": number, "customerPhone": f"090-1111-000{digits}"}
        assert ask("change_reservation", **wanted)["needsConfirmation"]
    assert change(ask, number, customerPhone="090-1111-0009")["success"]
    assert due() == ["+819011110004", "+819011110009"]


def test_staff_give_a_booking_any_receiver(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", phone="090-1111-0000")
    assert row.messages.count() == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_refusal_is_kind_and_names_the_telephone(language: str, ask: Ask, settings: Settings) -> None:
    settings.RECEIVERS_PER_SESSION = 1
    number = ask("create_reservation", **REQUEST, customerPhone="090-1111-0000")["number"]
    refused = change(ask, number, language=language, customerEmail="taro@example.com")
    assert (refused["code"], refused["status"]) == ("too_many_receivers", 409)
    assert PHONE in refused["spoken"]
    assert refused["spoken"].isascii() == (language == "en")


@pytest.mark.parametrize(
    "phone", ["+1 876 555 0123", "+44 7400 123456", "+371 20000000", "+234 803 123 4567"]
)
def test_no_short_message_leaves_the_countries(phone: str, ask: Ask, settings: Settings) -> None:
    answer = ask("create_reservation", **REQUEST, customerPhone=phone)
    assert (answer["success"], due()) == (True, [])
    settings.SMS_COUNTRIES = ["JP", "JM", "GB", "LV", "NG"]
    assert ask("create_reservation", **{**REQUEST, "customerName": "佐藤"}, customerPhone=phone)["success"]
    assert len(due()) == 1


def test_what_is_more_is_kept_for_the_staff(ask: Ask, settings: Settings) -> None:
    number = ask("create_reservation", **REQUEST, customerPhone="090-1111-0000")["number"]
    for hour in range(12, 18):
        assert change(ask, number, endDate=f"2026-12-12T{hour}:00:00")["success"]
    assert len(due()) == 2
    kept = Message.objects.filter(outbox.FAILED)
    assert kept.count() == 5
    assert all(message.error.startswith("held back") for message in kept)
    asked = ask("cancel_reservation", number=number)
    ask("cancel_reservation", number=number, confirmationToken=asked["confirmationToken"])
    assert Message.objects.filter(outbox.WAITING).latest("pk").kind == "cancelled"
    outbox.send_again(kept)
    assert len(due()) == 8


def test_one_receiver_gets_so_many_a_day(ask: Ask, settings: Settings) -> None:
    settings.MESSAGES_PER_RECEIVER = 2
    wanted = {**REQUEST, "customerPhone": "090-1111-0000"}
    for digits in range(3):
        answer = ask("create_reservation", session=f"s{digits}", **{**wanted, "customerName": f"客{digits}"})
        assert answer["success"]
    assert len(due()) == 2
    settings.CLOCK_PINNED_AT = "2026-12-02T09:00:01+09:00"
    wanted |= {"startDate": "2026-12-15T10:00:00", "endDate": "2026-12-15T18:00:00"}
    assert ask("create_reservation", session="s4", **wanted)["success"]
    assert len(due()) == 3


def test_staff_are_told_when_the_days_messages_are_written(ask: Ask, settings: Settings) -> None:
    settings.MESSAGES_PER_DAY = 1
    for digits, session in enumerate(("s1", "s2")):
        wanted = {**REQUEST, "customerName": f"客{digits}", "customerPhone": f"090-1111-000{digits}"}
        assert ask("create_reservation", session=session, **wanted)["success"]
    assert (len(due()), Alarm.objects.get().kind) == (1, "messages")


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_many_receivers_at_once_two_are_written_to(ask: Ask, settings: Settings) -> None:
    settings.BOOKINGS_PER_SESSION = 0

    def book_for(number: int) -> str:
        day = f"2026-12-{10 + number}"
        times = {"startDate": f"{day}T10:00:00", "endDate": f"{day}T18:00:00"}
        wanted = {**REQUEST, **times, "customerPhone": f"090-1111-00{number:02}"}
        return str(ask("create_reservation", **wanted).get("code", "booked"))

    codes = together(8, book_for)
    assert (codes.count("booked"), codes.count("too_many_receivers")) == (2, 6)
    assert len(due()) == 2


NAMES = [
    "山田太郎",
    "J. Smith",
    "Mr.Smith",
    "Jean-Luc O'Neill",
    "山田・太郎",
    "Dr. St. John",
    "髙橋 惠",
    "Ng",
]
NO_NAMES = [
    "Win a prize http://evil.example/x",
    "evil.example",
    "ＥＶＩＬ．ＣＯＭ",
    "www.evil",
    "call me@evil",
    "<b>Taro</b>",
    "Taro\u202eoraT",
    "Ta\u200bro",
    "Taro\x07",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_taken(name: str, ask: Ask) -> None:
    assert ask("create_reservation", **{**REQUEST, "customerName": name})["customerName"] == name


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_asked_for_again(name: str, ask: Ask) -> None:
    """As found: 'Dear Win a prize http://evil.example/x' in a mail of the company's."""
    refused = ask("create_reservation", **{**REQUEST, "customerName": name})
    assert (refused["code"], refused["errors"][0]["field"]) == ("invalid_arguments", "customerName")
    assert "お名前" in refused["spoken"]
    number = ask("create_reservation", **REQUEST)["number"]
    renamed = ask("change_reservation", number=number, newCustomerName=name)
    assert renamed["errors"][0]["field"] == "newCustomerName"


def test_a_name_of_two_lines_is_one(ask: Ask) -> None:
    answer = ask("create_reservation", **{**REQUEST, "customerName": "山田\n\n  太郎"})
    assert answer["customerName"] == "山田 太郎"
