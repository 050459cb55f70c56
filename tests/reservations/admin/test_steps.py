"""A booking's steps, from its page and from the list; and the fee that is read before cancelling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from reservations import booking, clock, times
from reservations.booking import Customer
from reservations.models import Location, Message, Reservation
from reservations.values import Actor
from tests import rows
from tests.reservations.admin.pages import LIST, page, read_messages, read_undo_button, status_of, take_step
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
STAFF = Actor("staff", "admin")


@pytest.fixture
def held(shop: Location) -> Reservation:
    return rows.create(
        shop,
        pickup_at=times.read_instant("2026-12-12T10:00", shop.timezone),
        return_at=times.read_instant("2026-12-12T18:00", shop.timezone),
        customer=Customer("田中美咲"),
        actor=Actor("agent", session_id="s1"),
        hold_for=timedelta(minutes=5),
    )


def test_a_hold_is_confirmed(clerk: Client, held: Reservation) -> None:
    html = page(clerk, f"{LIST}{held.pk}/change/")
    assert "仮予約の期限" in html
    assert "09:05" in html
    assert "確定しました" in take_step(clerk, held, "confirm")
    assert status_of(held) == "confirmed"


def test_a_car_goes_and_comes_back(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    assert "お渡ししました" in take_step(clerk, row, "hand_over")
    settings.CLOCK_PINNED_AT = "2026-12-01T17:30:00+09:00"
    assert "返却されました" in take_step(clerk, row, "take_back")
    assert status_of(row) == "returned"
    html = page(clerk, f"{LIST}{row.pk}/change/")
    for words in ("12/01 (火) 09:00", "12/01 (火) 17:30", "予約確定 → 貸出中", "貸出中 → 返却済"):
        assert words in html


def test_a_car_that_is_still_out_is_not_handed_over_again(clerk: Client, book: Book) -> None:
    first, second = (book(f"12-0{day}T10:00", f"12-0{day}T18:00", car="c1") for day in (1, 2))
    booking.hand_over(first, actor=STAFF)
    assert first.number in take_step(clerk, second, "hand_over", sure="yes")
    assert status_of(second) == "confirmed"


def test_who_may_still_come_is_no_no_show(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    assert "11時" in take_step(clerk, row, "no_show")
    assert status_of(row) == "confirmed"
    settings.CLOCK_PINNED_AT = "2026-12-01T11:00:00+09:00"
    assert "来店なしとして" in take_step(clerk, row, "no_show")
    assert status_of(row) == "no_show"


def test_only_what_is_legal_has_a_button(clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")

    def offered() -> set[str]:
        html = page(clerk, f"{LIST}{row.pk}/change/")
        return {
            key
            for key in ("confirm", "hand_over", "take_back", "no_show", "cancel")
            if f"step/{key}/" in html
        }

    assert offered() == {"hand_over", "no_show", "cancel"}
    booking.hand_over(row, actor=STAFF)
    assert offered() == {"take_back"}
    assert "ません" in take_step(clerk, row, "cancel")
    assert status_of(row) == "out"


def test_a_step_is_posted_and_known(clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    assert clerk.get(f"{LIST}{row.pk}/step/hand_over/").status_code == 405
    assert clerk.post(f"{LIST}{row.pk}/step/explode/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="admin"))
    assert strict.post(f"{LIST}{row.pk}/step/hand_over/").status_code == 403
    assert status_of(row) == "confirmed"


def test_the_fee_is_read_before_a_booking_is_cancelled(clerk: Client, book: Book, tariff: None) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    asking = page(clerk, f"{LIST}{row.pk}/step/cancel/")
    assert row.number in asking
    assert "3,000円" in asking
    assert status_of(row) == "confirmed"
    assert "変わりました" in take_step(clerk, row, "cancel", sure="yes", fee="0")
    assert status_of(row) == "confirmed"
    assert "取り消しました" in take_step(clerk, row, "cancel", sure="yes", fee="3000", reason="日程の都合")
    assert Reservation.objects.get(pk=row.pk).cancellation_fee == 3000
    assert "理由: 日程の都合" in page(clerk, f"{LIST}{row.pk}/change/")


def test_reason_that_was_typed_stays_where_the_fee_has_changed(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    path = f"{LIST}{row.pk}/step/cancel/"
    asked: Any = clerk.post(path, {"sure": "yes", "fee": "1", "reason": 'お客様の"ご都合"'})
    assert (asked.status_code, status_of(row)) == (200, "confirmed")
    assert 'name="reason" maxlength="100" value="お客様の&quot;ご都合&quot;"' in asked.content.decode()


def test_booking_restored_while_its_fee_is_looked_up_is_not_cancelled(
    clerk: Client, book: Book, tariff: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As found: what seemed to be cancelled already was cancelled by opening the page of the fee."""
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    booking.cancel(row, actor=STAFF)
    bookings = admin.site.get_model_admin(Reservation)
    read = bookings.get_object

    def read_before_a_colleague(*asked: Any) -> Reservation | None:
        found = read(*asked)
        settings.CLOCK_PINNED_AT = "2026-12-01T09:01:00+09:00"
        booking.undo_cancellation(row, actor=STAFF)
        return found

    monkeypatch.setattr(bookings, "get_object", read_before_a_colleague)
    assert clerk.get(f"{LIST}{row.pk}/step/cancel/").status_code == 302
    assert status_of(row) == "confirmed"


def test_cancellation_is_undone_by_the_button_of_its_message(clerk: Client, book: Book, tariff: None) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1", phone="090-1234-5678")
    cancelled = clerk.post(f"{LIST}{row.pk}/step/cancel/", {"sure": "yes", "fee": "3000"}, follow=True)
    path, sent = read_undo_button(cancelled)
    assert path in page(clerk, f"{LIST}{row.pk}/change/"), "the booking's page has the button too"
    told = read_messages(clerk.post(path, sent, follow=True))
    assert "取消を元に戻しました。 取消の通知は送っていません。" in told
    assert status_of(row) == "confirmed"
    shown = page(clerk, f"{LIST}{row.pk}/change/")
    assert "取消の取り消し" in shown
    assert "不要になったキャンセル料: 3,000円" in shown


def test_clerk_is_told_that_a_customer_reads_of_the_undone_cancellation(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact", phone="090-1234-5678")
    take_step(clerk, row, "cancel", sure="yes", fee="0")
    Message.objects.update(sent_at=clock.now())
    book("12-12T10:00", "12-12T18:00", car=row.vehicle_id)
    told = read_messages(clerk.post(f"{LIST}{row.pk}/step/undo_cancellation/?lang=en", follow=True))
    assert "It has another car now, as its own was taken: " in told
    assert "is told that the booking stands" in told


def test_many_are_cancelled_after_one_look(clerk: Client, book: Book, tariff: None) -> None:
    rows = [book("12-12T10:00", "12-12T18:00", car=car) for car in ("c1", "c2", "m1")]
    booking.cancel(rows[2], actor=STAFF)
    chosen = {"action": "cancel_chosen", "_selected_action": [str(row.pk) for row in rows]}
    asking: Any = clerk.post(LIST, chosen)
    assert rows[2].number in read_messages(asking)
    assert "6,000円" in asking.content.decode()
    assert [status_of(row) for row in rows[:2]] == ["confirmed", "confirmed"]
    assert clerk.post(LIST, {**chosen, "sure": "yes", "fee": "6000"}).status_code == 302
    assert [status_of(row) for row in rows] == ["cancelled"] * 3


@pytest.mark.parametrize(
    ("action", "after"),
    [("hand_over_chosen", "out"), ("confirm_chosen", "confirmed"), ("take_back_chosen", "confirmed")],
)
def test_the_list_takes_steps_too(action: str, after: str, clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    assert row.number in read_messages(
        clerk.post(LIST, {"action": action, "_selected_action": str(row.pk)}, follow=True)
    )
    assert status_of(row) == after


def test_a_clerk_cancels_and_nothing_is_forgotten(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    chosen = {"action": "cancel_chosen", "_selected_action": str(row.pk), "sure": "yes", "fee": "0"}
    assert clerk.post(LIST, chosen).status_code == 302
    assert Reservation.objects.get(pk=row.pk).status == "cancelled"
    assert clerk.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
