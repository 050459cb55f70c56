"""A booking is never refused that some assignment of its class could hold."""

from __future__ import annotations

import pytest

from reservations import booking, errors
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests.reservations.conftest import Ask, Book

pytestmark = pytest.mark.db
CLERK = Actor("staff")


@pytest.fixture
def two_compacts(shop: Location) -> None:
    Vehicle.objects.filter(pk="m1").update(active=False)


def put(book: Book, car: str, start: str, end: str) -> Reservation:
    """A booking that sits on `car` without having asked for it."""
    row = book(f"12-12T{start}", f"12-12T{end}", car=car)
    Reservation.objects.filter(pk=row.pk).update(pinned=False)
    return row


def test_others_make_room_where_no_car_is_free(two_compacts: None, book: Book) -> None:
    """c1 is taken 8-12, c2 14-20: a wish for 9-18 fits neither, unless the afternoon moves to c1."""
    put(book, "c1", "08:00", "12:00")
    afternoon = put(book, "c2", "14:00", "20:00")
    row = book("12-12T09:00", "12-12T18:00", "compact")
    moved = Reservation.objects.get(pk=afternoon.pk)
    assert (row.vehicle_id, moved.vehicle_id) == ("c2", "c1")
    event = moved.events.last()
    assert event is not None
    assert (event.action, event.actor, event.data["before"], event.data["after"]) == (
        "moved",
        "system",
        {"vehicle": "c2"},
        {"vehicle": "c1"},
    )


def test_two_bookings_may_change_places_for_a_third(two_compacts: None, book: Book) -> None:
    Vehicle.objects.create(id="c3", location_id="ekimae", vehicle_class="compact")
    inspection = ("12:00", "14:00")
    for car in ("c1", "c3"):
        book(f"12-12T{inspection[0]}", f"12-12T{inspection[1]}", car=car)
    put(book, "c2", "08:00", "11:00")
    put(book, "c1", "08:00", "10:00")
    put(book, "c3", "15:00", "20:00")
    put(book, "c2", "16:00", "20:00")
    row = book("12-12T10:00", "12-12T16:00", "compact")
    assert row.vehicle_id == "c2"
    assert Reservation.objects.count() == 7


def test_what_is_listed_only_by_moving_can_be_booked(two_compacts: None, book: Book, ask: Ask) -> None:
    put(book, "c1", "08:00", "12:00")
    put(book, "c2", "14:00", "20:00")
    wish = {"locationId": "ekimae", "startDate": "2026-12-12T09:00:00", "endDate": "2026-12-12T18:00:00"}
    listed = ask("get_availability", vehicleType="compact", **wish)
    assert [(kind["vehicleTypeEn"], kind["count"]) for kind in listed["classes"]] == [("Compact", 1)]
    assert ask("create_reservation", vehicleType="compact", customerName="佐藤", **wish)["success"]


def test_a_car_chosen_by_its_plate_and_one_on_the_road_stay(two_compacts: None, book: Book) -> None:
    book("12-12T08:00", "12-12T12:00", car="c1")
    chosen = book("12-12T14:00", "12-12T20:00", car="c2")
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T09:00", "12-12T18:00", "compact")
    Reservation.objects.filter(pk=chosen.pk).update(pinned=False)
    booking.hand_over(chosen, actor=CLERK)
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T09:00", "12-12T18:00", "compact")


def test_a_change_too_finds_room_by_moving_others(two_compacts: None, book: Book) -> None:
    put(book, "c1", "08:00", "12:00")
    put(book, "c2", "14:00", "20:00")
    row = put(book, "c2", "12:00", "14:00")
    changed = booking.change(
        row,
        actor=CLERK,
        pickup_at=row.pickup_at.replace(hour=0),  # 9 o'clock in Tokyo
        return_at=row.return_at.replace(hour=9),
    )
    assert (changed.pickup_local.hour, changed.return_local.hour) == (9, 18)
    cars = {booked.vehicle_id for booked in Reservation.objects.exclude(pk=row.pk)}
    assert cars | {changed.vehicle_id} == {"c1", "c2"}


def test_the_class_that_was_promised_is_kept(shop: Location, book: Book) -> None:
    """A minivan stands free, but a compact's customer is not moved to it, nor it to them."""
    put(book, "c1", "08:00", "12:00")
    put(book, "c2", "08:00", "12:00")
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T09:00", "12-12T11:00", "compact")
