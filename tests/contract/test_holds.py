"""A car held until the caller has said yes."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories, shops
from reservations.models import Location, Reservation, Vehicle
from reservations.models.readonly import mirror_writes
from reservations.values import Shop
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


def test_a_held_car_is_nobody_elses(book: Book) -> None:
    assert book(*TIMES, "minivan", session="s1", hold=5).status == "held"
    with pytest.raises(errors.NoVehicleAvailable):
        book(*TIMES, "minivan", session="s2", hold=5)


def test_a_hold_never_blocks_its_own_session(book: Book) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    second = book("12-12T10:00", "12-12T19:00", "minivan", session="s1", hold=5)
    assert (present(first).status, second.status) == ("expired", "held")


def test_the_same_wish_again_lasts_anew(book: Book, settings: Settings) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    clock_at(settings, "12-01T09:04")
    again = book(*TIMES, "minivan", session="s1", hold=5)
    assert again.id == first.id
    assert first.hold_expires_at
    assert again.hold_expires_at
    assert (again.hold_expires_at - first.hold_expires_at).seconds == 4 * 60


def test_another_name_is_another_wish(book: Book) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    second = book(*TIMES, "minivan", session="s1", hold=5, name="山田花子")
    assert second.id != first.id
    assert (present(first).status, present(second).customer_name) == ("expired", "山田花子")


def test_a_hold_that_ran_out_is_free_at_once(book: Book, settings: Settings) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    clock_at(settings, "12-01T09:05")
    second = book(*TIMES, "minivan", session="s2", hold=5)
    assert (present(first).status, second.vehicle_id) == ("expired", "m1")
    with pytest.raises(errors.ReservationError):
        booking.confirm(first, actor=CLERK)


def test_the_same_wish_after_its_hold_ran_out_is_held_anew(book: Book, settings: Settings) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    for minute in ("05", "10"):
        now = clock_at(settings, f"12-01T09:{minute}")
        again = book(*TIMES, "minivan", session="s1", hold=5)
        assert (present(first).status, again.status) == ("expired", "held")
        assert again.hold_expires_at
        assert again.hold_expires_at > now
        first = again
    assert booking.confirm(again, actor=CLERK).status == "confirmed"


def test_a_yes_in_time_confirms_for_good(book: Book, settings: Settings) -> None:
    held = book(*TIMES, "minivan", session="s1", hold=5)
    assert booking.confirm(held, actor=CLERK).status == "confirmed"
    clock_at(settings, "12-01T10:00")
    with pytest.raises(errors.NoVehicleAvailable):
        book(*TIMES, "minivan", session="s2")


def test_a_yes_too_late_does_not(book: Book, settings: Settings) -> None:
    held = book(*TIMES, "minivan", session="s1", hold=5)
    clock_at(settings, "12-01T09:05")
    with pytest.raises(errors.HoldExpired):
        booking.confirm(held, actor=CLERK)


def test_holds_that_ran_out_are_swept(book: Book, settings: Settings) -> None:
    held = book(*TIMES, "minivan", session="s1", hold=5)
    assert booking.expire_holds() == 0
    clock_at(settings, "12-01T09:05")
    assert booking.expire_holds() == 1
    assert present(held).status == "expired"
    assert booking.expire_holds() == 0


def test_a_hold_that_was_renewed_is_not_swept_by_who_read_it_before(
    book: Book, store: str, settings: Settings
) -> None:
    first = book(*TIMES, "minivan", session="s1", hold=5)
    clock_at(settings, "12-01T09:04")
    book(*TIMES, "minivan", session="s1", hold=5)
    clock_at(settings, "12-01T09:06")
    if store == "cosmos":  # the mirror, by which staff sweep, may not have heard of it
        with mirror_writes():
            Reservation.objects.filter(pk=first.id).update(hold_expires_at=first.hold_expires_at)
        assert booking.expire_holds() == 0
    with pytest.raises(errors.IllegalMove):
        repositories.current().take_step(first, "expired", actor=CLERK)
    assert booking.confirm(first, actor=CLERK).status == "confirmed"


def test_two_steps_by_the_tools(book: Book, ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    wish = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **SATURDAY}
    held = ask("create_reservation", key="call-1", **wish)
    assert (held["status"], held["needsConfirmation"]) == ("held", True)
    done = ask("create_reservation", key="call-2", **wish, confirmationToken=held["confirmationToken"])
    assert (done["status"], done["number"]) == ("confirmed", held["number"])
    again = ask("create_reservation", key="call-3", **wish, confirmationToken=held["confirmationToken"])
    assert again["alreadyBooked"]


def test_a_hold_at_another_shop_stays_until_it_runs_out(shop: Shop, book: Book) -> None:
    row = Location.objects.create(id="airport", name="羽田空港店", region="東京")
    Vehicle.objects.create(id="a1", location=row, vehicle_class="minivan")
    repositories.current().publish(["airport"])
    here = book(*TIMES, "minivan", session="s1", hold=5)
    there = book(*TIMES, "minivan", session="s1", hold=5, shop=shops.of(row))
    assert [present(rental).status for rental in (here, there)] == ["held", "held"]
