"""A cancellation that was a mistake is undone within minutes, while a car of its class is free."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, clock, errors, repositories
from reservations.messages import outbox
from reservations.models import CancellationFee, Message, Rate, ReservationEvent
from reservations.values import Actor, Customer, Rental
from tests.contract.concurrency import all_is_well
from tests.contract.conftest import CLERK, Book, at, car, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


def kinds(rental: Rental) -> list[str]:
    return list(Message.objects.filter(reservation=rental.id).order_by("pk").values_list("kind", flat=True))


def last_line(rental: Rental) -> ReservationEvent:
    last = ReservationEvent.objects.filter(reservation=rental.id).order_by("pk").last()
    assert last is not None
    return last


def test_undone_cancellation_is_the_booking_as_it_was(book: Book, settings: Settings) -> None:
    Rate.objects.create(
        vehicle_class="minivan",
        hours_6=5_000,
        hours_12=6_000,
        hours_24=7_000,
        further_day=6_000,
        extra_hour=1_000,
    )
    CancellationFee.objects.create(days_before=1, percent=50)
    rental = book(*TIMES, "minivan", email="taro@example.com")
    before = present(rental)
    clock_at(settings, "12-12T09:00")
    fee = booking.cancel(rental, actor=CLERK).cancellation_fee
    assert fee
    clock_at(settings, "12-12T09:05")
    assert booking.undo_cancellation(rental, actor=CLERK).status == "confirmed"
    after = present(rental)
    names = ("vehicle", "pickup_at", "return_at", "blocked_until", "price", "pinned", "cancellation_fee")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    line = last_line(rental)
    assert (line.action, line.who) == ("cancellation_undone", "hanako")
    assert line.data == {"before": "cancelled", "after": "confirmed", "cancellationFee": fee}
    with pytest.raises(errors.NoVehicleAvailable):
        book(*TIMES, "minivan")
    assert all_is_well()


def test_undo_after_its_time_is_refused(book: Book, settings: Settings) -> None:
    rental = booking.cancel(book(*TIMES, "minivan"), actor=CLERK)
    clock_at(settings, "12-01T09:06")
    with pytest.raises(errors.UndoTooLate) as caught:
        booking.undo_cancellation(rental, actor=CLERK)
    for language, time in (("ja", "9時"), ("en", "9 AM")):
        assert time in caught.value.as_problem(language)["detail"]
    assert present(rental).status == "cancelled"


def test_note_written_after_the_cancellation_does_not_lengthen_the_time(
    book: Book, settings: Settings
) -> None:
    rental = booking.cancel(book(*TIMES, "minivan"), actor=CLERK)
    clock_at(settings, "12-01T09:04")
    note = Customer(rental.customer_name, notes="お電話あり")
    assert booking.change(present(rental), customer=note, actor=CLERK).notes == "お電話あり"
    clock_at(settings, "12-01T09:06")
    with pytest.raises(errors.UndoTooLate) as caught:
        booking.undo_cancellation(present(rental), actor=CLERK)
    assert "9時に" in caught.value.as_problem("ja")["detail"]
    clock_at(settings, "12-01T09:05")
    assert booking.undo_cancellation(present(rental), actor=CLERK).called_off_at is None


def test_another_car_of_the_class_is_given_where_its_own_was_taken(book: Book) -> None:
    rental = book(*TIMES, "compact")
    booking.cancel(rental, actor=CLERK)
    book(*TIMES, car=rental.vehicle_id)
    after = booking.undo_cancellation(rental, actor=CLERK)
    assert (after.vehicle_id, after.vehicle_class) == ({"c1": "c2", "c2": "c1"}[rental.vehicle_id], "compact")
    assert last_line(rental).data["vehicle"] == after.vehicle_id
    assert all_is_well()


def test_undo_is_refused_where_the_class_is_full(book: Book) -> None:
    rental = booking.cancel(book(*TIMES, "minivan", email="taro@example.com"), actor=CLERK)
    written = kinds(rental)
    book(*TIMES, "minivan")
    with pytest.raises(errors.NoVehicleAvailable):
        booking.undo_cancellation(rental, actor=CLERK)
    assert present(rental).status == "cancelled"
    assert kinds(rental) == written
    assert all_is_well()


def test_undo_is_refused_where_the_car_that_was_chosen_itself_was_taken(book: Book) -> None:
    rental = booking.cancel(book(*TIMES, car="c1"), actor=CLERK)
    rival = book(*TIMES, car="c1")
    with pytest.raises(errors.CarTaken) as caught:
        booking.undo_cancellation(rental, actor=CLERK)
    assert rival.number in caught.value.as_problem("ja")["detail"]
    assert all_is_well()


def test_cancelled_hold_is_held_again_until_it_runs_out(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan", session="s1", hold=3, email="taro@example.com")
    booking.cancel(rental, actor=CLERK)
    clock_at(settings, "12-01T09:02")
    after = booking.undo_cancellation(rental, actor=CLERK)
    assert (after.status, after.hold_expires_at) == ("held", at("12-01T09:03"))
    assert last_line(rental).data["after"] == "held"
    assert kinds(rental) == []
    booking.cancel(rental, actor=CLERK)
    clock_at(settings, "12-01T09:03")
    with pytest.raises(errors.HoldExpired):
        booking.undo_cancellation(rental, actor=CLERK)
    assert all_is_well()


def test_hold_that_ran_out_on_the_car_gives_way(book: Book, settings: Settings) -> None:
    clock_at(settings, "12-01T08:58")
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-01T09:00")
    booking.cancel(rental, actor=CLERK)
    held = book(*TIMES, "minivan", session="s1", hold=2)
    clock_at(settings, "12-01T09:03")
    assert booking.undo_cancellation(rental, actor=CLERK).vehicle_id == "m1"
    assert present(held).status == "expired"
    assert all_is_well()


def test_cancellation_not_sent_yet_is_withdrawn(book: Book) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com")
    booking.cancel(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed", "cancelled"]
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed"]


def test_cancellation_that_was_sent_is_followed_by_a_confirmation(book: Book) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com", phone="090-1234-5678")
    booking.cancel(rental, actor=CLERK)
    mail = Message.objects.filter(kind="cancelled", channel="email")
    Message.objects.filter(channel="email").update(sent_at=clock.now(), tries=1)
    assert mail.count() == 1
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed", "confirmed", "cancelled", "restored"]
    restored = Message.objects.get(kind="restored")
    assert (restored.channel, restored.to) == ("email", "taro@example.com")
    assert "ご予約は有効です" in restored.body
    assert "METHOD:REQUEST" in restored.calendar
    # Cancelled and restored once more, before anything of it goes out: the first letter is answered already.
    booking.cancel(rental, actor=CLERK)
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental).count("restored") == 1


def test_cancellation_in_the_hands_of_a_worker_counts_as_sent(book: Book) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com")
    Message.objects.update(sent_at=clock.now())
    booking.cancel(rental, actor=CLERK)
    claimed = outbox.claim()
    assert claimed is not None
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed", "restored"]


def test_cancellation_that_may_have_arrived_counts_as_sent_after_a_clerk_sends_it_again(book: Book) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com")
    Message.objects.update(sent_at=clock.now())
    booking.cancel(rental, actor=CLERK)
    claimed = outbox.claim()
    assert claimed is not None
    outbox.note_failure(claimed, TimeoutError("the server took it, and its answer was lost"))
    outbox.send_again(Message.objects.filter(kind="cancelled"))
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed", "restored"]


def test_cancellation_held_back_and_then_sent_by_a_clerk_is_withdrawn_before_it_goes_out(book: Book) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com")
    booking.cancel(rental, actor=CLERK)
    held = Message.objects.filter(kind="cancelled")
    held.update(tries=Message.TRIES, error="held back: too many")
    outbox.send_again(held)
    booking.undo_cancellation(rental, actor=CLERK)
    assert kinds(rental) == ["confirmed"]


def test_undo_of_what_somebody_changed_meanwhile_is_refused(book: Book, settings: Settings) -> None:
    seen = booking.cancel(book(*TIMES, "minivan"), actor=CLERK)
    clock_at(settings, "12-01T09:01")
    booking.undo_cancellation(seen, actor=CLERK, version=seen.version)
    booking.cancel(seen, actor=CLERK)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.undo_cancellation(seen, actor=CLERK, version=seen.version)


def test_erased_customer_is_not_booked_again(book: Book) -> None:
    rental = booking.cancel(book(*TIMES, "minivan"), actor=CLERK)
    repositories.current().erase_person(rental, actor=Actor("system"))
    with pytest.raises(errors.UndoTooLate):
        booking.undo_cancellation(rental, actor=CLERK)


def test_only_what_was_cancelled_can_be_undone(book: Book) -> None:
    rental = book(*TIMES, "minivan")
    with pytest.raises(errors.IllegalMove):
        booking.undo_cancellation(rental, actor=CLERK)
    blocked = booking.block(
        car("c1"), starts_at=at(TIMES[0]), ends_at=at(TIMES[1]), reason="洗車", actor=CLERK
    )
    with pytest.raises(errors.IllegalMove):
        booking.undo_cancellation(booking.release(blocked, actor=CLERK), actor=CLERK)
