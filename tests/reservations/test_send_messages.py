"""`manage.py send_messages`, and the server that brings its worker along."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from pytest_django import Settings

from config.management.commands.serve import sending_messages
from reservations import booking, clock, times
from reservations.booking import Customer
from reservations.messages import outbox
from reservations.models import Location, Message, Reservation
from reservations.values import Actor
from tests import rows
from tests.fakes.sms import Vendor

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def vendor(settings: Settings) -> Iterator[type[Vendor]]:
    settings.SMS_SENDER = "tests.fakes.sms.Vendor"
    Vendor.given.clear()
    yield Vendor
    Vendor.before = None


def reserve(shop: Location, hold_for: timedelta | None = None) -> Reservation:
    return rows.create(
        shop,
        pickup_at=times.read_instant("2026-12-12T10:00", shop.timezone),
        return_at=times.read_instant("2026-12-12T18:00", shop.timezone),
        customer=Customer("山田太郎", phone="090-1234-5678"),
        actor=Actor("staff"),
        hold_for=hold_for,
    )


def test_once_sends_what_is_due_and_says_so(shop: Location, capsys: pytest.CaptureFixture[str]) -> None:
    row = reserve(shop)
    call_command("send_messages", "--once")
    assert capsys.readouterr().out == "1 messages sent\n"
    [(to, text, key)] = Vendor.given
    assert (to, key) == ("+819012345678", f"{row.events.get().pk}:sms")
    assert row.number in text


def test_a_round_ends_the_holds_that_ran_out(shop: Location, settings: Settings) -> None:
    row = reserve(shop, hold_for=timedelta(minutes=5))
    settings.CLOCK_PINNED_AT = (clock.now() + timedelta(minutes=5)).isoformat()
    call_command("send_messages", "--once")
    row.refresh_from_db()
    assert row.status == "expired"


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_after_the_message_in_hand(shop: Location, asked: signal.Signals) -> None:
    reserve(shop)
    reserve(shop)
    handler = signal.getsignal(asked)
    Vendor.before = lambda: os.kill(os.getpid(), asked)
    call_command("send_messages", every=60)
    assert len(Vendor.given) == 1
    assert Message.objects.filter(sent_at__isnull=False).count() == 1
    assert Message.objects.filter(outbox.WAITING, tries=0).count() == 1
    assert signal.getsignal(asked) == handler


def test_a_round_that_fails_ends_no_worker(
    shop: Location, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    reserve(shop)
    rounds = iter([ZeroDivisionError(), None])

    def expire_holds() -> int:
        if error := next(rounds):
            raise error
        stop.set()  # the second round is the last
        return 0

    monkeypatch.setattr(booking, "expire_holds", expire_holds)
    outbox.work(0, stop)
    assert "A round of the outbox failed" in caplog.text
    assert list(rounds) == []


def test_holds_that_cannot_be_ended_keep_no_message_waiting(
    shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expire_holds() -> int:
        raise ValueError("customerName: must be a string")

    monkeypatch.setattr(booking, "expire_holds", expire_holds)
    reserve(shop)
    assert outbox.run_round(threading.Event()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_server_sends_beside_its_calls_and_ends_cleanly(shop: Location) -> None:
    sent = threading.Event()
    Vendor.before = sent.set
    reserve(shop)
    with sending_messages():
        assert sent.wait(10)
    assert "outbox" not in {thread.name for thread in threading.enumerate()}
    assert len(Vendor.given) == 1
    assert Message.objects.get().sent_at == clock.now()


def test_the_server_leaves_messages_to_others_where_it_is_told_so(settings: Settings) -> None:
    settings.MESSAGES_IN_PROCESS = False
    with sending_messages():
        assert "outbox" not in {thread.name for thread in threading.enumerate()}
