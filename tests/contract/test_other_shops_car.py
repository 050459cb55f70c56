"""A booking stays at its shop: a car that is not for hire there is given to it by no operation but the one
that names the other shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, messages, repositories, shops, tools
from reservations.models import DropOff, Location, Message, Reservation, ReservationEvent, Vehicle
from reservations.repositories.cosmos import changing
from reservations.repositories.mirror.resync import resync
from reservations.values import Actor, Car, Change, Customer, Rental, Shop
from tests.contract.concurrency import all_is_well
from tests.contract.conftest import CLERK, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")
ELSEWHERE = {
    "another shop's": Car("a1", "airport", "compact"),
    "another shop's of another class": Car("a2", "airport", "minivan"),
    "retired here": Car("r1", "ekimae", "compact"),
    "said to be here": Car("a1", "ekimae", "compact"),
    "unknown": Car("nobody's", "ekimae", "compact"),
}
EXCLUDED: dict[str, dict[str, Any]] = {
    "nothing else": {},
    "other times": {"pickup_at": at("12-13T10:00"), "return_at": at("12-13T18:00")},
    "a longer rental": {"return_at": at("12-12T19:00")},
    "another name": {"customer": Customer("佐藤花子")},
    "extras": {"extras": ()},
    "pinned": {"pinned": True},
    "not pinned": {"pinned": False},
}


@pytest.fixture
def airport(shop: Shop) -> Shop:
    """Another shop, with free cars of the same classes; and a car here that is not for hire."""
    row = Location.objects.create(id="airport", name="羽田空港店", region="東京")
    Vehicle.objects.create(id="a1", location=row, vehicle_class="compact")
    Vehicle.objects.create(id="a2", location=row, vehicle_class="minivan")
    Vehicle.objects.create(id="r1", location_id="ekimae", vehicle_class="compact", active=False)
    repositories.current().publish(["airport", "ekimae"])
    return shops.of(row)


def changed(rental: Rental, car: Car, **besides: Any) -> object:
    return booking.change(rental, actor=CLERK, vehicle=car, **besides)


def changed_if_agreed(rental: Rental, car: Car, **besides: Any) -> object:
    wanted = Change(car_id=car.id, **besides)
    return booking.change_if_agreed(present(rental), wanted, actor=CLERK, agreed=lambda after: True)


@pytest.mark.parametrize("operation", [changed, changed_if_agreed])
@pytest.mark.parametrize("which", ELSEWHERE)
def test_change_to_a_car_not_for_hire_here_is_refused(
    which: str, operation: Callable[..., object], airport: Shop, book: Book
) -> None:
    rental = book(*TIMES, "compact", email="taro@example.com")
    before, written = present(rental), Message.objects.count()
    for besides, changes in EXCLUDED.items():
        with pytest.raises(errors.CarElsewhere):
            operation(rental, ELSEWHERE[which], **changes)
        assert (besides, present(rental)) == (besides, before)
        assert Message.objects.count() == written


@pytest.mark.parametrize("status", ["held", "confirmed", "out"])
def test_no_state_of_a_booking_takes_another_shops_car(
    status: str, airport: Shop, book: Book, settings: Settings
) -> None:
    rental = book(*TIMES, "compact", hold=60 if status == "held" else None)
    if status == "out":
        clock_at(settings, "12-12T10:00")
        booking.hand_over(rental, actor=CLERK)
    with pytest.raises(errors.CarElsewhere):
        booking.change(rental, actor=CLERK, vehicle=ELSEWHERE["another shop's"])
    assert (present(rental).status, present(rental).location_id) == (status, "ekimae")


@pytest.mark.parametrize("which", ELSEWHERE)
def test_create_with_a_car_not_for_hire_here_is_refused(which: str, airport: Shop, shop: Shop) -> None:
    with pytest.raises(errors.CarElsewhere):
        booking.create(
            shop,
            pickup_at=at(TIMES[0]),
            return_at=at(TIMES[1]),
            customer=Customer("山田太郎"),
            actor=CLERK,
            vehicle=ELSEWHERE[which],
        )


def test_a_car_that_stays_may_be_named_though_it_is_not_for_hire_any_more(book: Book) -> None:
    rental = book(*TIMES, car="c1")
    Vehicle.objects.filter(pk="c1").update(active=False)
    repositories.current().publish(["ekimae"])
    later = booking.change(
        rental, actor=CLERK, vehicle=Car("c1", "ekimae", "compact"), return_at=at("12-12T19:00")
    )
    assert (later.vehicle_id, later.location_id) == ("c1", "ekimae")


# --- another shop takes it over: an act of its own, named and agreed


def move(rental: Rental, actor: Actor = CLERK, **change: Any) -> Rental:
    done = booking.change_if_agreed(
        present(rental), Change(location_id="airport", **change), actor=actor, agreed=lambda after: True
    )
    assert done.done
    return done.rental


def test_another_shop_takes_a_booking_over_with_its_id_and_number(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", email="taro@example.com", phone="090-1234-5678")
    after = move(rental)
    assert (after.id, after.number, after.location_id, after.vehicle_id) == (
        rental.id,
        rental.number,
        "airport",
        "a1",
    )
    found = present(rental)
    assert (found.location_id, found.vehicle_id, found.status) == ("airport", "a1", "confirmed")
    assert (found.pickup_at, found.return_at, found.return_location) == (at(TIMES[0]), at(TIMES[1]), None)
    row = Reservation.objects.get(pk=rental.id)
    assert (row.location_id, row.vehicle_id) == ("airport", "a1")
    assert {book(*TIMES, "compact").vehicle_id for _each in range(2)} == {"c1", "c2"}, "its old car is free"
    with pytest.raises(errors.NoVehicleAvailable):
        book(*TIMES, "compact", shop=airport)
    assert all_is_well()


def test_customer_reads_from_which_shop_to_which_the_booking_goes(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", email="taro@example.com")
    asked = booking.change_if_agreed(
        present(rental), Change(location_id="airport"), actor=CLERK, agreed=lambda after: False
    )
    assert not asked.done
    assert present(rental).location_id == "ekimae"
    seen = messages.preview_change(rental, asked.rental)
    move(rental)
    written = Message.objects.get(reservation=rental.id, kind="changed")
    assert "東京駅前店から羽田空港店に変更" in written.body
    assert [(each.channel, each.to, each.subject, each.body) for each in seen] == [
        (written.channel, written.to, written.subject, written.body)
    ]


def test_shop_change_stands_in_the_audit_log(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    move(rental)
    data = ReservationEvent.objects.filter(reservation=rental.id, action="changed").get().data
    assert (data["before"]["shop"], data["after"]["shop"]) == ("ekimae", "airport")
    assert (data["before"]["vehicle"], data["after"]["vehicle"]) == (rental.vehicle_id, "a1")


def test_booking_can_go_on_and_come_back_after_it_changed_its_shop(
    airport: Shop, book: Book, settings: Settings
) -> None:
    rental = book(*TIMES, "compact")
    move(rental)
    back = booking.change_if_agreed(
        present(rental), Change(location_id="ekimae"), actor=CLERK, agreed=lambda after: True
    )
    assert back.rental.location_id == "ekimae"
    move(rental)
    clock_at(settings, "12-12T10:00")
    booking.hand_over(present(rental), actor=CLERK)
    assert present(rental).status == "out"
    with pytest.raises(errors.IllegalMove):
        booking.change_if_agreed(
            present(rental), Change(location_id="ekimae"), actor=CLERK, agreed=lambda after: True
        )
    assert all_is_well()


def test_full_shop_takes_nothing_over(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    book(*TIMES, "compact", shop=airport)
    with pytest.raises(errors.NoVehicleAvailable):
        move(rental)
    assert present(rental).location_id == "ekimae"
    assert move(rental, vehicle_class="minivan").vehicle_id == "a2"
    assert all_is_well()


def test_shop_takes_nothing_over_while_it_is_closed(airport: Shop, book: Book) -> None:
    Location.objects.filter(pk="airport").update(opens_at="12:00")
    repositories.current().publish(["airport"])
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.OutsideOpeningHours):
        move(rental)


def test_car_chosen_for_another_shop_must_be_one_of_its_own(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.CarElsewhere):
        move(rental, car_id=rental.vehicle_id)
    after = move(rental, car_id="a2")
    assert (after.vehicle_id, after.vehicle_class, after.pinned) == ("a2", "minivan", True)


def test_unknown_shop_is_refused(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.UnknownLocation):
        booking.change_if_agreed(
            present(rental), Change(location_id="羽田"), actor=CLERK, agreed=lambda after: True
        )


def test_shop_in_another_zone_keeps_the_hours_by_its_own_clock(airport: Shop, book: Book) -> None:
    Location.objects.filter(pk="airport").update(timezone="Pacific/Honolulu")
    repositories.current().publish(["airport"])
    after = move(book(*TIMES, "compact"))
    assert [f"{each:%m-%dT%H:%M}" for each in (after.pickup_local, after.return_local)] == list(TIMES)


def test_one_way_rental_taken_over_by_its_return_shop_returns_where_it_left(
    airport: Shop, book: Book
) -> None:
    DropOff.objects.create(origin_id="ekimae", destination_id="airport", fee=3000)
    rental = book(*TIMES, "compact", return_location=airport)
    after = move(rental)
    assert (after.location_id, after.one_way) == ("airport", False)


def test_what_somebody_changed_meanwhile_is_not_taken_over(
    airport: Shop, book: Book, settings: Settings
) -> None:
    seen = present(book(*TIMES, "compact"))
    clock_at(settings, "12-01T09:01")
    booking.change(seen, actor=CLERK, return_at=at("12-12T19:00"))
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change_if_agreed(seen, Change(location_id="airport"), actor=CLERK, agreed=lambda after: True)
    assert present(seen).location_id == "ekimae"


def test_conversation_books_the_same_anew_after_its_booking_left_the_shop(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", session="s1")
    move(rental)
    again = book(*TIMES, "compact", session="s1")
    assert again.id != rental.id
    assert present(rental).location_id == "airport"
    assert all_is_well()


@pytest.mark.parametrize("store", [pytest.param("cosmos", marks=pytest.mark.cosmos)], indirect=True)
def test_move_that_was_stopped_half_way_is_finished_by_the_next_and_by_a_resync(
    airport: Shop, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shops are partitions: the booking is written at the new one, and whoever wrote it dies."""

    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    rentals = [book(*TIMES, "compact"), book(*TIMES, "minivan")]
    for rental in rentals:
        with monkeypatch.context() as patched:
            patched.setattr(changing, "leave_shop", die)
            with pytest.raises(Killed):
                move(rental)
    assert present(rentals[0]).location_id == "ekimae"
    with pytest.raises(errors.ChangedMeanwhile):
        move(rentals[0])
    assert present(rentals[0]).location_id == "airport"
    assert resync().counts["left at the old shop"] == 1
    assert present(rentals[1]).location_id == "airport"
    assert resync(check=True).clean
    assert all_is_well()


def test_a_caller_moves_the_booking_in_two_steps(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", phone="090-1234-5678")
    caller = tools.Caller("agent", "s9")
    wish = {"number": rental.number, "customerName": rental.customer_name, "locationId": "羽田空港店"}
    asked = tools.run("change_reservation", wish, caller=caller)
    assert (asked["needsConfirmation"], present(rental).location_id) == (True, "ekimae")
    token = {"confirmationToken": asked["confirmationToken"]}
    done = tools.run("change_reservation", {**wish, **token}, caller=caller)
    after = present(rental)
    assert (done["locationId"], after.location_id, after.vehicle_id) == ("airport", "airport", "a1")
    assert (after.id, after.number) == (rental.id, rental.number)
    assert Reservation.objects.get().location_id == "airport"
