"""A return or a no-show that was a mistake is undone within minutes, unless somebody else has the car."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, errors
from reservations.models import Message, ReservationEvent
from reservations.values import Customer, Rental
from tests.contract.concurrency import all_is_well
from tests.contract.conftest import CLERK, Ask, Book, at, car, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


def return_at(moment: str, book: Book, settings: Settings) -> Rental:
    """The minivan, out since ten, and back at `moment`."""
    rental = book(*TIMES, "minivan", email="taro@example.com")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    clock_at(settings, moment)
    return booking.take_back(rental, actor=CLERK)


def test_undone_return_puts_the_car_on_the_road_again(book: Book, settings: Settings) -> None:
    rental = return_at("12-12T15:00", book, settings)
    written, left = Message.objects.count(), present(rental).picked_up_at
    clock_at(settings, "12-12T15:05")
    after = booking.undo_return(rental, actor=CLERK)
    assert (after.status, after.returned_at, after.picked_up_at) == ("out", None, left)
    assert present(rental).status == "out"
    assert Message.objects.count() == written
    assert booking.take_back(rental, actor=CLERK).status == "returned"
    last = ReservationEvent.objects.filter(reservation=rental.id, action="return_undone").get()
    assert last.data == {"before": "returned", "broughtBack": "2026-12-12T06:00:00+00:00"}
    assert all_is_well()


def test_undone_no_show_confirms_the_booking_again(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T11:30")
    booking.mark_no_show(rental, actor=CLERK)
    clock_at(settings, "12-12T11:34")
    assert booking.undo_no_show(rental, actor=CLERK).status == "confirmed"
    assert booking.hand_over(rental, actor=CLERK).status == "out"
    assert all_is_well()


def test_note_written_after_the_step_does_not_lengthen_the_time(book: Book, settings: Settings) -> None:
    back = return_at("12-12T15:00", book, settings)
    absent = book("12-12T15:00", "12-12T18:00", "compact")
    clock_at(settings, "12-12T16:00")
    booking.mark_no_show(absent, actor=CLERK)
    for rental, undo, step in (
        (back, booking.undo_return, "12-12T15:0"),
        (absent, booking.undo_no_show, "12-12T16:0"),
    ):
        clock_at(settings, f"{step}4")
        note = Customer(rental.customer_name, email=rental.customer_email, notes="忘れ物あり")
        booking.change(present(rental), customer=note, actor=CLERK)
        clock_at(settings, f"{step}6")
        with pytest.raises(errors.UndoTooLate):
            undo(present(rental), actor=CLERK)
        clock_at(settings, f"{step}5")
        undo(present(rental), actor=CLERK)


def test_undo_after_its_time_is_refused(book: Book, settings: Settings) -> None:
    rental = return_at("12-12T15:00", book, settings)
    clock_at(settings, "12-12T15:06")
    with pytest.raises(errors.UndoTooLate) as caught:
        booking.undo_return(rental, actor=CLERK)
    for language, time in (("ja", "15時"), ("en", "3 PM")):
        assert time in caught.value.as_problem(language)["detail"]
    late = book("12-13T10:00", "12-13T18:00", "minivan")
    clock_at(settings, "12-13T11:00")
    booking.mark_no_show(late, actor=CLERK)
    clock_at(settings, "12-13T11:06")
    with pytest.raises(errors.UndoTooLate):
        booking.undo_no_show(late, actor=CLERK)
    assert [present(each).status for each in (rental, late)] == ["returned", "no_show"]


def test_undo_is_refused_where_the_car_was_promised_meanwhile(book: Book, settings: Settings) -> None:
    rental = return_at("12-12T12:00", book, settings)
    book("12-12T15:00", "12-12T17:00", "minivan")
    with pytest.raises(errors.CarTaken):
        booking.undo_return(rental, actor=CLERK)
    assert present(rental).status == "returned"
    assert all_is_well()


def test_undo_is_refused_where_the_car_has_left_again(book: Book, settings: Settings) -> None:
    rental = return_at("12-12T18:30", book, settings)
    booking.hand_over(book("12-12T19:00", "12-12T20:00", "minivan"), actor=CLERK)
    with pytest.raises(errors.CarStillOut):
        booking.undo_return(rental, actor=CLERK)
    assert all_is_well()


def test_undone_return_keeps_the_car_from_others(book: Book, ask: Ask, settings: Settings) -> None:
    rental = return_at("12-12T12:00", book, settings)
    booking.undo_return(rental, actor=CLERK)
    asked = {"startDate": "2026-12-12T14:00:00", "endDate": "2026-12-12T17:00:00"}
    answer = ask("get_availability", locationId="ekimae", **asked)
    assert "m1" not in {each["vehicleId"] for each in answer["availableVehicles"]}
    with pytest.raises(errors.CarTaken):
        booking.block(
            car("m1"), starts_at=at("12-12T14:00"), ends_at=at("12-12T17:00"), reason="洗車", actor=CLERK
        )


def test_only_what_is_back_can_be_undone(book: Book) -> None:
    rental = book(*TIMES, "minivan")
    for undo in (booking.undo_return, booking.undo_no_show):
        with pytest.raises(errors.IllegalMove):
            undo(rental, actor=CLERK)
