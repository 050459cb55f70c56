"""Other times, cars and words: the id and the number stay, and what was not agreed is not done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories
from reservations.messages import outbox
from reservations.models import Location, Message, Rate, Vehicle
from reservations.values import Actor, Car, Change, Customer, Rental
from tests.contract.conftest import CLERK, Ask, Book, at, car, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")


def test_a_change_keeps_id_and_number(book: Book) -> None:
    rental = book(*TIMES, "compact")
    changed = booking.change(
        rental,
        actor=CLERK,
        pickup_at=at("12-12T12:00"),
        return_at=at("12-12T20:00"),
        vehicle=car("m1"),
        customer=Customer("山田花子"),
    )
    assert (changed.id, changed.number) == (rental.id, rental.number)
    assert (changed.vehicle_class, changed.vehicle_id, changed.pinned) == ("minivan", "m1", True)
    assert (changed.customer_name, changed.pickup_at) == ("山田花子", at("12-12T12:00"))
    assert book(*TIMES, car=rental.vehicle_id).status == "confirmed", "the car it had is free again"


def test_a_change_is_judged_beside_others_but_not_beside_itself(book: Book) -> None:
    rental = book(*TIMES, car="c1")
    book(*TIMES, car="c2")
    with pytest.raises(errors.NoVehicleAvailable):
        booking.change(rental, actor=CLERK, vehicle=car("c2"))
    longer = booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    assert (longer.vehicle_id, longer.return_at) == ("c1", at("12-12T19:00"))


def test_others_make_room_for_a_change(book: Book) -> None:
    rental = book("12-13T08:00", "12-13T18:00", "compact")
    morning = book("12-12T08:00", "12-12T12:00", "compact")
    other = "c2" if morning.vehicle_id == "c1" else "c1"
    booking.change(morning, actor=CLERK, pinned=False)
    evening = book("12-12T14:00", "12-12T18:00", car=other)
    booking.change(evening, actor=CLERK, pinned=False)
    moved = booking.change(rental, actor=CLERK, pickup_at=at("12-12T08:00"), return_at=at("12-12T18:00"))
    assert moved.vehicle_id not in {present(morning).vehicle_id, present(evening).vehicle_id}


def test_another_class_gives_up_the_chosen_car(book: Book) -> None:
    rental = book(*TIMES, car="c1")
    changed = booking.change(rental, actor=CLERK, vehicle_class="minivan")
    assert (changed.vehicle_id, changed.pinned) == ("m1", False)


def test_what_was_not_agreed_is_not_done(book: Book) -> None:
    rental = book(*TIMES, "compact")
    wanted = Change(return_at=at("12-12T19:00"))
    asked = booking.change_if_agreed(rental, wanted, actor=CLERK, agreed=lambda after: False)
    assert (asked.done, asked.rental.return_at) == (False, at("12-12T19:00"))
    assert present(rental).return_at == rental.return_at
    done = booking.change_if_agreed(
        rental, wanted, actor=CLERK, agreed=lambda after: after.return_at == at("12-12T19:00")
    )
    assert done.done
    assert present(rental).return_at == at("12-12T19:00")


def test_who_changes_what_they_saw_is_told_when_it_is_otherwise(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "compact")
    seen = present(rental)
    clock_at(settings, "12-01T09:01")
    changed = booking.change(rental, actor=CLERK, customer=Customer("佐藤花子"), version=seen.version)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change(rental, actor=CLERK, customer=Customer("鈴木一郎"), version=seen.version)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.cancel(rental, actor=CLERK, version=seen.version)
    assert present(rental).customer_name == "佐藤花子"
    assert booking.cancel(rental, actor=CLERK, version=present(changed).version).status == "cancelled"


@pytest.mark.parametrize("wall", ["12-01T09:00", "12-01T08:30"], ids=["stands", "was set back"])
def test_versions_are_told_apart_where_the_clock(wall: str, book: Book, settings: Settings) -> None:
    """By when it was saved a version is known; a demonstration's clock is pinned to one moment."""
    clock_at(settings, "12-01T09:00")
    seen = present(book(*TIMES, "compact"))
    clock_at(settings, wall)
    booking.change(seen, actor=CLERK, customer=Customer("山田花子"), version=seen.version)
    again = present(seen)
    assert again.updated_at > seen.updated_at
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change(seen, actor=CLERK, customer=Customer("山田次郎"), version=seen.version)
    booking.cancel(again, actor=CLERK)
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change(again, actor=CLERK, customer=Customer("山田次郎"), version=again.version)
    assert present(seen).customer_name == "山田花子"


def there_and_back(rental: Rental) -> None:
    booking.hand_over(rental, actor=CLERK)
    booking.take_back(rental, actor=CLERK)


ENDS: dict[str, tuple[str, Callable[[Rental], object]]] = {
    "cancelled": ("12-01T09:00", partial(booking.cancel, actor=CLERK)),
    "no_show": ("12-12T11:00", partial(booking.mark_no_show, actor=CLERK)),
    "returned": ("12-12T10:00", there_and_back),
    "out": ("12-12T10:00", partial(booking.hand_over, actor=CLERK)),
}
CHANGES: dict[str, dict[str, Any]] = {
    "start": {"pickup_at": at("12-12T11:00")},
    "both times": {"pickup_at": at("12-13T10:00"), "return_at": at("12-13T18:00")},
    "class": {"vehicle_class": "minivan"},
    "car": {"vehicle": Car("c2", "ekimae", "compact")},
    "extras": {"extras": ["child_seat"]},
}


@pytest.mark.parametrize("touched", CHANGES)
@pytest.mark.parametrize("status", ENDS)
def test_what_is_over_or_on_the_road_is_not_changed(
    status: str, touched: str, book: Book, settings: Settings
) -> None:
    rental = book(*TIMES, car="c1")
    moment, end = ENDS[status]
    clock_at(settings, moment)
    end(rental)
    before = present(rental)
    assert before.status == status
    with pytest.raises(errors.IllegalMove):
        booking.change(rental, actor=CLERK, **CHANGES[touched])
    assert present(rental) == before


@pytest.mark.parametrize("status", ENDS)
def test_the_desk_may_still_mend_a_name_and_a_caller_only_while_it_lasts(
    status: str, book: Book, ask: Ask, settings: Settings
) -> None:
    rental = book(*TIMES, car="c1", session="s1")
    moment, end = ENDS[status]
    clock_at(settings, moment)
    end(rental)
    price = present(rental).price
    answer = ask("change_reservation", key="call-1", number=rental.number, newCustomerName="山田花子")
    assert answer.get("code") == (None if status == "out" else "illegal_move")
    mended = booking.change(rental, actor=CLERK, customer=Customer("山田華子", notes="傷あり"))
    assert (mended.customer_name, mended.notes, mended.price) == ("山田華子", "傷あり", price)


def test_a_hold_that_ran_out_is_not_changed(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "compact", hold=10)
    clock_at(settings, "12-01T09:10")
    with pytest.raises(errors.HoldExpired):
        booking.change(rental, actor=CLERK, customer=Customer("山田花子"))


def test_another_car_of_the_class_costs_nothing_and_is_told_to_nobody(book: Book) -> None:
    rate = Rate.objects.create(
        vehicle_class="compact",
        hours_6=4_000,
        hours_12=5_000,
        hours_24=6_000,
        further_day=5_000,
        extra_hour=1_000,
    )
    rental = book(*TIMES, car="c1", email="taro@example.com")
    told = Message.objects.count()
    Rate.objects.filter(pk=rate.pk).update(hours_12=5_900)
    swapped = booking.change(rental, actor=CLERK, vehicle=car("c2"))
    assert (swapped.vehicle_id, swapped.price) == ("c2", rental.price)
    assert Message.objects.count() == told
    longer = booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    assert longer.price == 5_900


def test_a_caller_does_not_undo_what_a_clerk_does_meanwhile(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, "compact")
    seen = present(rental)
    clock_at(settings, "12-01T09:01")
    booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    with pytest.raises(errors.ChangedMeanwhile):
        booking.change_if_agreed(
            seen, Change(vehicle_class="minivan"), actor=CLERK, agreed=lambda after: True
        )
    assert present(rental).return_at == at("12-12T19:00")


def test_a_car_on_the_road_may_only_stay_longer(book: Book, settings: Settings) -> None:
    rental = book(*TIMES, car="c1")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    longer = booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    assert longer.return_at == at("12-12T19:00")
    with pytest.raises(errors.IllegalMove):
        booking.change(rental, actor=CLERK, vehicle=car("c2"))


def test_a_change_by_the_tools_asks_first(book: Book, ask: Ask) -> None:
    rental = book(*TIMES, "compact", session="s1")
    wish = {"number": rental.number, "endDate": "2026-12-12T19:00:00"}
    asked = ask("change_reservation", key="call-1", **wish)
    assert asked["needsConfirmation"]
    assert present(rental).return_at == at("12-12T18:00")
    done = ask("change_reservation", key="call-2", **wish, confirmationToken=asked["confirmationToken"])
    assert done["success"]
    assert present(rental).return_at == at("12-12T18:00") + timedelta(hours=1)
    again = ask("change_reservation", key="call-3", **wish, confirmationToken=asked["confirmationToken"])
    assert again["alreadyChanged"]
    assert repositories.current().find_by_number(rental.number)


def test_a_shop_of_more_than_a_hundred_cars_makes_room_too(book: Book) -> None:
    """A batch of Cosmos holds a hundred operations: the moves count, and not the fleet."""
    location = Location.objects.get(pk="ekimae")
    Vehicle.objects.bulk_create(
        Vehicle(id=f"b{number:03}", location=location, vehicle_class="kei") for number in range(101)
    )
    repositories.current().publish(["ekimae"])
    morning = book("12-12T08:00", "12-12T12:00", car="c1")
    evening = book("12-12T14:00", "12-12T18:00", car="c2")
    for rental in (morning, evening):
        booking.change(rental, actor=CLERK, pinned=False)
    assert book("12-12T08:00", "12-12T18:00", "compact").vehicle_id in {"c1", "c2"}
    assert present(morning).vehicle_id == present(evening).vehicle_id


@pytest.mark.parametrize(("source", "sent"), [("agent", 2), ("partner", 2), ("customer", 5), ("staff", 5)])
def test_what_is_not_proven_to_be_the_customers_is_written_to_so_often(
    book: Book, settings: Settings, source: str, sent: int
) -> None:
    """As found: a partner's program could have sixty short messages an hour written to anybody."""
    settings.MESSAGES_PER_BOOKING = 2
    rental = book("12-12T10:00", "12-12T18:00", "compact", phone="+819011110000")
    Message.objects.all().delete()
    for hour in range(13, 18):
        booking.change(rental, return_at=at(f"12-12T{hour}:00"), actor=Actor(source, session_id="s1"))
    assert Message.objects.count() == 5
    assert Message.objects.filter(outbox.WAITING).count() == sent
