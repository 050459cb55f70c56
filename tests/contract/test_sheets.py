"""What is noted at a hand-over and a return stays with the rental, and in its audit log, in every store."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, repositories
from reservations.models import Reservation, ReservationEvent
from reservations.sheets import Sheet
from tests.contract.conftest import CLERK, Book, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LEFT = Sheet(mileage=12_345, fuel=8, licence_seen=True, paid=6000)
CAME = Sheet(mileage=12_480, fuel=6, late_charge=1000, damage="左ドアに傷。鈴木様の申告")
LEFT_DOCUMENT = {"mileageKm": 12_345, "fuelEighths": 8, "licenceSeen": True, "paidYen": 6000}


def test_sheets_are_kept_with_the_rental_and_shown_by_its_row(book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK, sheet=LEFT)
    clock_at(settings, "12-12T18:00")
    after = booking.take_back(rental, actor=CLERK, sheet=CAME)
    known = {"out": LEFT_DOCUMENT, "returned": CAME.as_document()}
    assert after.sheets == present(rental).sheets == known
    assert Reservation.objects.get(pk=rental.id).sheets == known


def test_audit_log_has_what_can_be_counted_and_no_words(book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK, sheet=LEFT)
    booking.take_back(rental, actor=CLERK, sheet=CAME)
    lines = {line.action: line.data for line in ReservationEvent.objects.filter(reservation=rental.id)}
    assert lines["out"] == {"before": "confirmed", "sheet": LEFT_DOCUMENT}
    assert lines["returned"]["sheet"]["damage"] is True
    assert "鈴木" not in str(lines)


def test_undo_takes_its_sheet_away(book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK, sheet=LEFT)
    booking.take_back(rental, actor=CLERK, sheet=CAME)
    assert booking.undo_return(rental, actor=CLERK).sheets == {"out": LEFT_DOCUMENT}
    assert booking.undo_hand_over(rental, actor=CLERK).sheets == {}


def test_step_without_a_sheet_notes_nothing(book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    assert booking.hand_over(rental, actor=CLERK).sheets == {}
    line = ReservationEvent.objects.get(reservation=rental.id, action="out")
    assert line.data == {"before": "confirmed"}


def test_erased_rental_keeps_no_word_of_its_damage(book: Book, settings: Settings) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    booking.take_back(rental, actor=CLERK, sheet=CAME)
    erased = repositories.current().erase_person(rental, actor=CLERK)
    assert erased.sheets == {"returned": {"mileageKm": 12_480, "fuelEighths": 6, "lateChargeYen": 1000}}
    assert present(rental).sheets == erased.sheets
