"""Changes and cancels at the same moment: one of them is first, and the other is told so."""

from __future__ import annotations

from functools import partial

import pytest

from reservations import booking
from reservations.models import Location, Reservation, Vehicle
from tests.race.concurrency import CLERK, ROUNDS, ask, at, at_once, book, code, outcomes, request_for
from tests.race.invariants import invariants_hold

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAYS = range(5, 5 + ROUNDS)


def test_a_change_and_a_new_booking_want_the_last_car(two_cars: Location) -> None:
    for day in DAYS:
        book(two_cars, day, (14, 18), "c0")
        early = book(two_cars, day, (8, 12), "c1")
        told = at_once(
            code(booking.change, early, actor=CLERK, pickup_at=at(day, 14), return_at=at(day, 18)),
            code(book, two_cars, day, (14, 18)),
        )
        assert sorted(told) == ["done", "no_vehicle_available"]
    assert invariants_hold()


def test_two_changes_want_each_others_cars(two_cars: Location) -> None:
    """Nobody gives way, so both are refused; and neither waits for the other for ever."""
    cars = Vehicle.objects.in_bulk(["c0", "c1"])
    for day in DAYS:
        one, two = (book(two_cars, day, (10, 18), car) for car in ("c0", "c1"))
        told = at_once(
            code(booking.change, one, actor=CLERK, vehicle=cars["c1"]),
            code(booking.change, two, actor=CLERK, vehicle=cars["c0"]),
        )
        assert told == ["no_vehicle_available"] * 2
        assert [Reservation.objects.get(pk=row.pk).vehicle_id for row in (one, two)] == ["c0", "c1"]
    assert invariants_hold()


def test_two_changes_of_one_booking_happen_one_after_the_other(five_cars: Location) -> None:
    for day in DAYS:
        row = book(five_cars, day, (10, 12))
        told = at_once(
            *[code(booking.change, row, actor=CLERK, return_at=at(day, hour)) for hour in (14, 18)]
        )
        assert told == ["done", "done"]
        assert [event.action for event in row.events.all()] == ["created", "changed", "changed"]
    assert invariants_hold()


def test_a_booking_is_changed_while_it_is_cancelled(five_cars: Location) -> None:
    """First changed and then cancelled, or cancelled and no longer to be changed."""
    for day in DAYS:
        row = book(five_cars, day, (10, 12))
        changed, cancelled = at_once(
            code(booking.change, row, actor=CLERK, return_at=at(day, 18)),
            code(booking.cancel, row, actor=CLERK),
        )
        assert (changed, cancelled) in {("done", "done"), ("illegal_move", "done")}
        assert Reservation.objects.get(pk=row.pk).status == "cancelled"
        assert row.events.count() == (3 if changed == "done" else 2)
    assert invariants_hold()


def test_of_two_cancels_one_is_refused(five_cars: Location) -> None:
    for day in DAYS:
        row = book(five_cars, day, (10, 18))
        told = at_once(*[code(booking.cancel, row, actor=CLERK)] * 2)
        assert sorted(told) == ["done", "illegal_move"]
        assert row.events.count() == 2
    assert invariants_hold()


@pytest.mark.parametrize("tool", ["cancel_reservation", "change_reservation"])
def test_the_same_yes_many_times_at_once_is_answered_the_same(tool: str, five_cars: Location) -> None:
    """A page that sends again before the answer came hears the answer, not a refusal."""
    for day in DAYS:
        session = f"s{day}"
        given = {"number": ask("create_reservation", session, "1", **request_for(day))["number"]}
        if tool == "change_reservation":
            given["endDate"] = f"2026-12-{day:02}T19:00:00"
        given["confirmationToken"] = ask(tool, session, "2", **given)["confirmationToken"]
        answers = at_once(*[partial(ask, tool, session, "3", **given)] * 4)
        assert outcomes(answers) == {"booked": 4}
        assert all(answer == answers[0] for answer in answers)
    assert invariants_hold()
