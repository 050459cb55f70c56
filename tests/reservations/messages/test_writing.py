"""Messages are written with the deed, once, and only to people who can be reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from reservations import booking, messages
from reservations.models import Message, Reservation
from reservations.phones import format_phone, to_mobile
from reservations.values import Customer
from tests.reservations.messages.conftest import CLERK, Reserve

pytestmark = [pytest.mark.db, pytest.mark.either]


def write_all(channel: str = "email") -> list[str]:
    return list(Message.objects.filter(channel=channel).order_by("pk").values_list("kind", flat=True))


def test_a_booking_is_told_by_mail_and_by_sms(reserve: Reserve) -> None:
    row = reserve()
    mail, sms = Message.objects.order_by("channel")
    event = row.events.get()
    assert (mail.key, mail.to, mail.kind) == (f"{event.pk}:email", "taro@example.com", "confirmed")
    assert (sms.key, sms.to, sms.kind) == (f"{event.pk}:sms", "+819012345678", "confirmed")
    assert mail.sent_at is None
    assert mail.due_at == mail.created_at


def test_changes_and_cancellations_are_told_too(reserve: Reserve) -> None:
    row = reserve()
    booking.change(row, actor=CLERK, vehicle_class="minivan")
    booking.cancel(row, actor=CLERK)
    assert write_all("email") == write_all("sms") == ["confirmed", "changed", "cancelled"]


def test_what_was_only_held_is_told_when_it_is_confirmed(reserve: Reserve) -> None:
    row = reserve(hold=True)
    assert write_all() == []
    booking.confirm(row, actor=CLERK)
    assert write_all() == ["confirmed"]


def test_who_was_promised_nothing_hears_of_no_cancellation(reserve: Reserve) -> None:
    booking.cancel(reserve(hold=True), actor=CLERK)
    assert write_all() == []


def test_a_deed_that_is_rolled_back_tells_nobody(reserve: Reserve) -> None:
    with transaction.atomic():
        reserve()
        assert Message.objects.count() == 2
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Reservation.objects.exists()


def test_the_same_deed_is_told_once_and_its_transaction_goes_on(reserve: Reserve) -> None:
    row = reserve()
    key = str(row.events.get().pk)
    with transaction.atomic():
        messages.enqueue(row, "changed", key=key)
        Reservation.objects.filter(pk=row.pk).update(notes="still writing")
    assert write_all() == ["confirmed"]
    assert Reservation.objects.get().notes == "still writing"


def test_nobody_to_tell_costs_no_query(
    reserve: Reserve, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = reserve(phone="03-5555-0123", email="")
    with django_assert_num_queries(0):
        messages.enqueue(row, "confirmed", key="again")
    assert not Message.objects.exists()


@pytest.mark.parametrize(("kind", "queries"), [("cancelled", 2), ("changed", 3)])
def test_telling_by_mail_and_by_sms_costs_few_queries(
    kind: str, queries: int, reserve: Reserve, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = Reservation.objects.select_related("location", "return_location").get(pk=reserve().pk)
    with django_assert_num_queries(queries):  # how many deeds so far, the rows; and who knows of it already
        messages.enqueue(row, kind, key="again")
    assert Message.objects.count() == 4


def test_who_gives_an_address_later_is_told_of_a_booking_not_of_a_change(reserve: Reserve) -> None:
    row = reserve(phone="", email="")
    later = Customer("山田太郎", email="taro@example.com")
    booking.change(row, actor=CLERK, customer=later)
    booking.change(row, actor=CLERK, customer=replace(later, phone="090-1234-5678"))
    assert (write_all("email"), write_all("sms")) == (["confirmed", "changed"], ["confirmed"])


@pytest.mark.parametrize(
    ("phone", "to"),
    [
        ("070-1234-5678", "+817012345678"),
        ("080-1234-5678", "+818012345678"),
        ("09012345678", "+819012345678"),
        ("+44 7911 123456", "+447911123456"),
        ("+1 212 555 0101", "+12125550101"),
        ("03-5555-0101", ""),
        ("050-1234-5678", ""),
        ("0120-123-456", ""),
        ("090-12", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_mobile_telephones_are_sent_short_messages(phone: str | None, to: str) -> None:
    assert to_mobile(phone) == to


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        ("+81-3-5555-0101", "03-5555-0101"),
        ("+819012345678", "090-1234-5678"),
        ("+1 212 555 0101", "+1 212-555-0101"),
        ("内線 12", "内線 12"),
        ("", ""),
    ],
)
def test_a_telephone_is_written_as_one_dials_it_here(phone: str, written: str) -> None:
    assert format_phone(phone) == written
