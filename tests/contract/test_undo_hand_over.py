"""A hand-over that was a mistake is taken back within a few minutes, and everything is as it was planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from pytest_django import Settings

from reservations import booking, errors
from reservations.models import Location, Message, ReservationEvent
from reservations.values import Change, Rental
from tests.contract.concurrency import all_is_well
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, at, car, clock_at, present
from tests.threads import together

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


@pytest.mark.parametrize("moment", ["12-01T09:00", "12-12T10:00", "12-12T10:40"])
def test_undo_restores_the_booking_as_it_was(moment: str, book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan", email="taro@example.com")
    before, written = present(rental), Message.objects.count()
    left = clock_at(settings, moment)
    assert booking.hand_over(rental, actor=CLERK).picked_up_at == left
    after = booking.undo_hand_over(rental, actor=CLERK)
    assert (after.status, after.picked_up_at) == ("confirmed", None)
    plan = ("pickup_at", "return_at", "blocked_until", "vehicle", "price", "pinned", "customer_name")
    assert [getattr(present(rental), name) for name in plan] == [getattr(before, name) for name in plan]
    assert Message.objects.count() == written
    assert booking.hand_over(rental, actor=CLERK).status == "out", "it can be handed over again"


def test_undo_is_written_in_the_audit_log(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan")
    left = clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    clock_at(settings, "12-12T10:03")
    booking.undo_hand_over(rental, actor=CLERK)
    lines = ReservationEvent.objects.filter(reservation=rental.id)
    assert [line.action for line in lines] == ["created", "out", "hand_over_undone"]
    last = lines[2]
    assert (last.actor, last.who) == ("staff", "hanako")
    assert last.data == {"before": "out", "pickedUp": left.isoformat()}


def test_the_car_that_left_early_by_mistake_is_free_until_its_plan_again(
    book: Book, ask: Ask, settings: Settings
) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    booking.hand_over(rental, actor=CLERK)
    sooner = ("12-05T10:00", "12-05T18:00")
    with pytest.raises(errors.NoVehicleAvailable):
        book(*sooner, "minivan")
    booking.undo_hand_over(rental, actor=CLERK)
    assert book(*sooner, "minivan").vehicle_id == "m1"
    answer = ask("get_availability", locationId="ekimae", **SATURDAY)
    assert "m1" not in {each["vehicleId"] for each in answer["availableVehicles"]}
    assert all_is_well()


def test_undo_is_never_allowed_where_no_time_is_given_for_it(book: Book, settings: Settings) -> None:
    settings.HAND_OVER_UNDO_MINUTES = 0
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    with pytest.raises(errors.UndoTooLate):
        booking.undo_hand_over(rental, actor=CLERK)


@pytest.mark.parametrize("minutes", [5, 20])
def test_undo_is_refused_after_its_time(minutes: int, book: Book, settings: Settings) -> None:
    settings.HAND_OVER_UNDO_MINUTES = minutes
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    clock_at(settings, f"12-12T10:{minutes + 1:02}")
    with pytest.raises(errors.UndoTooLate) as caught:
        booking.undo_hand_over(rental, actor=CLERK)
    for language, time in (("ja", "10時"), ("en", "10 AM")):
        detail = caught.value.as_problem(language)["detail"]
        assert time in detail
        assert str(minutes) in detail
    assert present(rental).status == "out"
    clock_at(settings, f"12-12T10:{minutes:02}")
    assert booking.undo_hand_over(rental, actor=CLERK).status == "confirmed"


def hold(book: Book, settings: Settings) -> Rental:
    return book(*TIMES, "minivan", session="s1", hold=60)


def confirm(book: Book, settings: Settings) -> Rental:
    return book(*TIMES, "minivan")


def cancel(book: Book, settings: Settings) -> Rental:
    return booking.cancel(book(*TIMES, "minivan"), actor=CLERK)


def take_back(book: Book, settings: Settings) -> Rental:
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    return booking.take_back(rental, actor=CLERK)


def block(book: Book, settings: Settings) -> Rental:
    return booking.block(car("m1"), starts_at=at(TIMES[0]), ends_at=at(TIMES[1]), reason="車検", actor=CLERK)


@pytest.mark.parametrize("made", [hold, confirm, cancel, take_back, block])
def test_only_what_is_out_can_be_undone(
    made: Callable[[Book, Settings], Rental], book: Book, settings: Settings
) -> None:
    rental = made(book, settings)
    with pytest.raises(errors.IllegalMove):
        booking.undo_hand_over(rental, actor=CLERK)


def test_confirming_never_undoes_a_hand_over(book: Book, settings: Settings) -> None:
    """A page from before the hand-over still has the button."""
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    with pytest.raises(errors.IllegalMove):
        booking.confirm(rental, actor=CLERK)
    assert present(rental).status == "out"


def test_undo_keeps_a_longer_plan(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    assert booking.undo_hand_over(rental, actor=CLERK).return_at == at("12-12T19:00")
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T18:00", "12-12T19:00", "minivan")


def test_undo_of_what_somebody_changed_meanwhile_is_refused(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "minivan")
    clock_at(settings, "12-12T10:00")
    seen = booking.hand_over(rental, actor=CLERK)
    clock_at(settings, "12-12T10:01")
    booking.change_if_agreed(seen, Change(return_at=at("12-12T19:00")), actor=CLERK, agreed=lambda _: True)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.undo_hand_over(rental, actor=CLERK, version=seen.version)
    assert present(rental).status == "out"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_undo_take_back_and_extend_at_once(book: Book, settings: Settings) -> None:
    """Of undoing and taking back one happens, once; the car is kept as what happened says."""
    Location.objects.update(opens_at="00:00", closes_at="00:00")
    rental = book("12-12T10:00", "12-12T18:00", "minivan")
    booking.hand_over(rental, actor=CLERK)
    operations: list[Callable[[], object]] = [
        lambda: booking.undo_hand_over(rental, actor=CLERK),
        lambda: booking.take_back(rental, actor=CLERK),
        lambda: book("12-05T10:00", "12-05T18:00", "minivan"),
    ]

    def one_of(number: int) -> str:
        try:
            operations[number % 3]()
        except errors.ReservationError as refusal:
            return f"{number % 3} {refusal.code}"
        return f"{number % 3} done"

    outcomes = Counter(together(12, one_of))
    assert outcomes["0 done"] + outcomes["1 done"] == 1
    assert outcomes["0 illegal_move"] + outcomes["1 illegal_move"] == 7
    assert outcomes["2 done"] <= 1
    assert present(rental).status == ("confirmed" if outcomes["0 done"] else "returned")
    assert all_is_well()


@pytest.mark.parametrize("undone", [False, True])
def test_a_hold_that_ran_out_does_not_stand_in_a_hand_overs_way(
    undone: bool, book: Book, settings: Settings
) -> None:
    """Nobody has swept it yet: for the guard of the database it still keeps the car, for nobody else."""
    clock_at(settings, "12-12T09:00")
    rental = book("12-12T15:00", "12-12T18:00", "minivan")
    lapsed = book("12-12T11:00", "12-12T12:00", "minivan", hold=5)
    clock_at(settings, "12-12T10:00")
    assert booking.hand_over(rental, actor=CLERK).status == "out"
    if undone:
        assert booking.undo_hand_over(rental, actor=CLERK).status == "confirmed"
    booking.expire_holds()
    assert present(lapsed).status == "expired"
    assert all_is_well()
