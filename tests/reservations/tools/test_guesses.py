"""Names and telephones cannot be tried out on numbers, and trying shuts out nobody whose number it is."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from reservations import tools
from reservations.limits import windows
from reservations.models import Alarm, Reservation, Window
from reservations.tools import Caller
from tests.pinned_windows import Clock, clock
from tests.reservations.conftest import Book
from tests.threads import together

__all__ = ["clock"]
pytestmark = [pytest.mark.db, pytest.mark.django_db]
OWNER, WRONG = {"customerName": "山田太郎"}, {"customerName": "佐藤花子"}


@pytest.fixture
def number(book: Book) -> str:
    return str(book("12-12T10:00", "12-12T18:00", phone="090-1234-5678").number)


def guess(
    number: str,
    fact: dict[str, str],
    *,
    session: str = "s1",
    origin: str = "here",
    tool: str = "find_reservation",
    key: str | None = None,
    **more: str,
) -> dict[str, Any]:
    caller = Caller("agent", session, "ja", origin=origin)
    return tools.run(tool, {"number": number, **fact, **more}, caller=caller, key=key)


def test_a_conversation_is_wrong_so_often_in_half_an_hour(number: str, clock: Clock) -> None:
    for attempt in range(5):
        # Inside the transaction of a write, too, a wrong guess is counted.
        tool = "find_reservation" if attempt % 2 else "cancel_reservation"
        wrong = guess(f"R-000-000{attempt}", WRONG, tool=tool, origin=f"o{attempt}")
        assert wrong["code"] == "unknown_reservation"
    refused = guess(number, OWNER, origin="o9")
    assert (refused["code"], refused["status"]) == ("too_many_attempts", 429)
    assert "30" in refused["detail"]
    clock.now += 1800
    assert guess(number, OWNER, origin="o9")["success"]


def test_an_address_is_wrong_so_often_an_hour_whatever_sessions_it_begins(number: str, clock: Clock) -> None:
    """As found: 3,550 guesses in a minute, a session for each."""
    codes = [guess(f"R-000-{digits:04}", WRONG, session=f"s{digits}")["code"] for digits in range(60)]
    assert codes.count("unknown_reservation") == 20
    assert set(codes[20:]) == {"too_many_attempts"}
    assert guess(number, OWNER, session="s99")["code"] == "too_many_attempts"
    clock.now += 3600
    assert guess(number, OWNER, session="s99")["success"]


def test_strangers_do_not_shut_out_the_customer(number: str) -> None:
    """As found: five wrong tries by anybody, and the customer was refused for half an hour."""
    for attempt in range(20):
        guess(number, WRONG, session=f"s{attempt}", origin=f"stranger{attempt % 4}")
    assert guess(number, OWNER, session="mine", origin="home")["success"]


def test_one_address_tries_one_number_five_times(number: str) -> None:
    codes = [guess(number, WRONG, session=f"s{attempt}")["code"] for attempt in range(8)]
    assert codes.count("unknown_reservation") == 5
    assert guess("R-000-0000", WRONG, session="s9")["code"] == "unknown_reservation"


def test_who_is_right_uses_nothing_up(number: str) -> None:
    assert all(guess(number, OWNER)["success"] for _ in range(30))
    assert guess(number, OWNER, tool="cancel_reservation")["needsConfirmation"] is True
    refused = guess(number, OWNER, tool="change_reservation", startDate="2026-12-13T10:00:00Z")
    assert refused["code"] == "ambiguous_time"
    kept = [row.moments for row in Window.objects.filter(key__startswith="guesses")]
    assert kept == [[], [], []]


def test_what_was_answered_before_is_answered_again(number: str) -> None:
    found = guess(number, OWNER, key="k1")
    for attempt in range(5):
        guess(f"R-000-000{attempt}", WRONG)
    assert guess(number, OWNER)["code"] == "too_many_attempts"
    assert guess(number, OWNER, key="k1") == found


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_many_at_once_only_five_are_compared(number: str) -> None:
    """As found: of 200 at once in one session 19 were looked up."""
    codes = together(40, lambda attempt: guess(number, {"customerName": f"客{attempt}"})["code"])
    assert (codes.count("unknown_reservation"), codes.count("too_many_attempts")) == (5, 35)


def test_staff_are_told_when_somebody_tries_numbers_out(
    settings: Settings, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GUESSES_ALARM_PER_HOUR = 10

    def try_out(attempts: range) -> None:
        for attempt in attempts:
            guess(number, WRONG, session=f"s{attempt}", origin=f"o{attempt}")

    try_out(range(10))
    assert not Alarm.objects.exists()
    with caplog.at_level(logging.ERROR):
        try_out(range(10, 14))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.count) == ("guesses", 4)
    assert caplog.text.count("alarm: guesses") == 1
    assert number not in caplog.text
    assert guess(number, OWNER, session="mine", origin="home")["success"], "an alarm refuses nobody"


def test_the_admin_shows_an_alarm_on_every_page_until_it_is_seen(
    settings: Settings, number: str, admin_client: Client, uncollected_static_files: None
) -> None:
    settings.GUESSES_ALARM_PER_HOUR = 1
    words, listed = "誤りが多発しています", "/admin/reservations/alarm/"

    def shows(path: str) -> bool:
        return words in admin_client.get(path).content.decode()

    assert not shows("/admin/")
    for attempt in range(2):
        guess(number, WRONG, session=f"s{attempt}")
    assert shows("/admin/")
    assert shows(listed)
    chosen = {"action": "mark_seen", "_selected_action": [Alarm.objects.get().pk]}
    assert admin_client.post(listed, chosen).status_code == 302
    assert not shows("/admin/")


def test_what_was_cancelled_is_told_so_although_its_guess_could_not_be_given_back(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As found: the customer heard that it was busy, and at the next try that there was nothing to cancel."""

    def fail(_limits: object) -> None:
        raise OperationalError("the database is locked")

    monkeypatch.setattr(windows, "give_back_in_database", fail)
    asked = guess(number, OWNER, tool="cancel_reservation")
    token = asked["confirmationToken"]
    answer = guess(number, OWNER, tool="cancel_reservation", confirmationToken=token)
    assert answer["success"]
    assert Reservation.objects.get(number=number).status == "cancelled"
