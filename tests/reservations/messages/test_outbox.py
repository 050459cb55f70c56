"""The outbox against a real mail server: at least once, in order, never twice without the same Message-ID."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from icalendar import Calendar
from pytest_django import Settings

from reservations import clock
from reservations.messages import outbox, senders
from reservations.models import Message, Reservation
from tests.fakes.smtp import MailServer, mail_server
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
DETAILS = {"language": "ja", "subject": "ご予約", "body": "承りました。\n"}


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as listening:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.port
        settings.MAIL_FROM = "受付 <desk@rental.example>"
        yield listening


@pytest.fixture
def row(book: Book) -> Reservation:
    return book("12-12T10:00", "12-12T18:00")


def mail(row: Reservation, key: str = "1", kind: str = "confirmed", **other: object) -> Message:
    return Message.objects.create(
        **{
            "reservation": row,
            "key": f"{key}:email",
            "kind": kind,
            "channel": "email",
            "to": "taro@example.com",
            **DETAILS,
            **other,
        }
    )


def later(settings: Settings, **by: float) -> None:
    settings.CLOCK_PINNED_AT = (clock.now() + timedelta(**by)).isoformat()


def test_a_mail_goes_out_with_its_text_and_its_calendar_entry(server: MailServer, row: Reservation) -> None:
    entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    message = mail(row, calendar=entry)
    assert outbox.send_due() == 1
    [taken] = server.taken
    assert (taken["To"], taken["Subject"]) == ("taro@example.com", "ご予約")
    assert taken["From"].addresses[0].addr_spec == "desk@rental.example"
    text, calendar = taken.iter_parts()
    assert isinstance(calendar, EmailMessage)
    assert text.get_content().strip() == "承りました。"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_filename() == "reservation.ics"
    assert Calendar.from_ical(calendar.get_content())["method"] == "REQUEST"
    message.refresh_from_db()
    assert (message.sent_at, message.tries, message.error) == (clock.now(), 1, "")
    assert outbox.send_due() == 0


def test_the_message_id_is_of_the_message_and_of_the_senders_domain(
    server: MailServer, row: Reservation
) -> None:
    mail(row, "1")
    mail(row, "2")
    assert outbox.send_due() == 2
    assert len(set(server.ids)) == 2
    assert all(each.endswith("@rental.example>") for each in server.ids)


def test_a_refused_mail_waits_longer_each_time_and_is_left_at_last(
    server: MailServer, row: Reservation, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    message = mail(row)
    server.moods = ["refuse"] * 6
    for tries, minutes in enumerate((1, 5, 25, 125, 625), 1):
        assert outbox.send_due() == 0
        message.refresh_from_db()
        assert message.tries == tries
        assert message.due_at - clock.now() == timedelta(minutes=minutes)
        assert "451" in message.error
        later(settings, minutes=minutes, seconds=-1)
        assert outbox.claim() is None
        later(settings, seconds=1)
    assert "left for the staff" not in caplog.text
    assert outbox.send_due() == 0
    later(settings, days=30)
    assert outbox.send_due() == 0
    assert "Message 1:email failed 6 times (SMTPDataError) and is left for the staff" in caplog.text
    assert "example.com" not in caplog.text
    assert server.moods == []
    assert server.taken == []
    assert Message.objects.filter(outbox.FAILED).get() == message


def test_a_mail_that_fails_stops_no_other(server: MailServer, row: Reservation) -> None:
    mail(row, "1", to="one@example.com")
    mail(row, "2", to="two@example.com")
    server.moods = ["refuse"]
    assert outbox.send_due() == 1
    assert [taken["To"] for taken in server.taken] == ["two@example.com"]


def test_a_change_is_not_told_before_the_booking(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    mail(row, "1", subject="booked")
    mail(row, "2", "changed", subject="changed")
    server.moods = ["refuse"]
    assert outbox.send_due() == 0
    later(settings, minutes=1)
    assert outbox.send_due() == 2
    assert [taken["Subject"] for taken in server.taken] == ["booked", "changed"]


def test_a_booking_that_cannot_be_told_does_not_silence_what_follows_for_ever(
    server: MailServer, row: Reservation
) -> None:
    mail(row, "1", tries=outbox.TRIES)
    mail(row, "2", "cancelled")
    assert outbox.send_due() == 1


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_id(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    mail(row)
    server.moods = ["hang up"]
    assert outbox.send_due() == 0
    later(settings, minutes=1)
    assert outbox.send_due() == 1
    first, second = server.ids
    assert first == second


def test_a_message_whose_worker_died_is_sent_after_its_lease(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    mail(row)
    assert outbox.claim()  # and then the worker dies
    later(settings, seconds=59)
    assert outbox.send_due() == 0
    later(settings, seconds=1)
    assert outbox.send_due() == 1
    assert Message.objects.get().tries == 2


def test_a_worker_that_died_after_sending_sends_the_same_id_again(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    mail(row)
    dying = outbox.claim()
    assert dying
    senders.send(dying)  # and then it dies before it notes so
    later(settings, seconds=60)
    assert outbox.send_due() == 1
    first, second = server.ids
    assert first == second


@pytest.mark.django_db(transaction=True)
def test_message_that_went_out_is_noted_once_the_database_is_back(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    """Else it would be sent once more when the lease ends."""
    message = mail(row)
    paused: list[float] = []

    def be_away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and '"sent_at" =' in sql and len(paused) < 3:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(be_away):
        assert outbox.send_due(pause=paused.append) == 1
    assert paused == [outbox.PAUSE] * 3
    message.refresh_from_db()
    assert message.sent_at == clock.now()
    later(settings, seconds=outbox.LEASE.total_seconds() + 1)
    assert outbox.send_due() == 0
    assert len(server.taken) == 1


def test_a_late_failure_does_not_undo_what_another_worker_did(row: Reservation, settings: Settings) -> None:
    mail(row)
    slow = outbox.claim()
    later(settings, seconds=60)
    quick = outbox.claim()
    assert slow
    assert quick
    assert outbox.deliver(quick)
    outbox.note_failure(slow, TimeoutError("too late"))
    message = Message.objects.get()
    assert (message.sent_at, message.error) == (clock.now(), "")


def test_nothing_is_due_before_its_time_and_a_limit_is_kept(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    for key in ("1", "2", "3"):
        mail(row, key)
    mail(row, "4", due_at=clock.now() + timedelta(hours=1))
    assert [outbox.send_due(limit=2), outbox.send_due(), outbox.send_due()] == [2, 1, 0]


def test_short_messages_are_kept_in_a_folder_until_there_is_a_vendor(
    row: Reservation, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    message = mail(row, key="7:sms", channel="sms", to="+819012345678")
    assert outbox.send_due() == 1
    [file] = (tmp_path / "sms").iterdir()
    assert file.read_text("utf-8") == "To: +819012345678\n\n承りました。\n\n"
    assert outbox.send_again(Message.objects.filter(pk=message.pk)) == 1


def test_a_sender_that_does_not_exist_is_a_failure_that_is_noted(
    row: Reservation, settings: Settings
) -> None:
    settings.SMS_SENDER = "tests.fakes.sms.Nobody"
    mail(row, channel="sms", to="+819012345678")
    assert outbox.send_due() == 0
    assert "Nobody" in Message.objects.get().error


def test_what_failed_is_sent_again_by_a_clerk_and_what_was_sent_under_a_new_id(
    server: MailServer, row: Reservation
) -> None:
    mail(row, "1", tries=outbox.TRIES, error="no such host")
    assert outbox.send_again(Message.objects.all()) == 1
    assert outbox.send_due() == 1
    assert outbox.send_again(Message.objects.all()) == 1
    outbox.send_again(Message.objects.filter(key="1:email"))  # a second click
    assert outbox.send_due() == 1
    assert len(set(server.ids)) == 2
    assert Message.objects.count() == 2


def test_message_in_the_hands_of_a_worker_is_not_given_to_another_by_a_clerk(
    server: MailServer, row: Reservation
) -> None:
    mail(row)
    claimed = outbox.claim()
    assert claimed
    outbox.send_again(Message.objects.all())
    assert outbox.send_due() == 0
    assert outbox.deliver(claimed)
    assert len(server.taken) == 1


def test_message_whose_last_worker_died_is_sent_again_by_a_clerk_after_its_lease(
    server: MailServer, row: Reservation, settings: Settings
) -> None:
    mail(row, tries=outbox.TRIES - 1)
    assert outbox.claim()  # and then the worker dies
    later(settings, seconds=60)
    assert outbox.send_due() == 0
    outbox.send_again(Message.objects.all())
    assert outbox.send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(server: MailServer, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    for number in range(20):
        mail(row, str(number), to=f"{number}@example.com")
    together = threading.Barrier(2)
    sent: list[int] = []

    def worker() -> None:
        together.wait(10)
        sent.append(outbox.send_due())
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sum(sent) == 20
    assert sorted(str(taken["To"]) for taken in server.taken) == sorted(f"{n}@example.com" for n in range(20))
    assert set(Message.objects.values_list("tries", flat=True)) == {1}
