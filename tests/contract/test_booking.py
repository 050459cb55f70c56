"""A car for a wish, and never one car for two."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories
from reservations.models import Location, Vehicle
from reservations.values import Shop
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def offered(ask: Ask, **given: str) -> list[str]:
    answer = ask("get_availability", locationId="ekimae", **{**SATURDAY, **given})
    return [car["vehicleId"] for car in answer["availableVehicles"]]


def test_what_is_offered_can_be_booked_and_is_offered_no_more(shop: Shop, ask: Ask) -> None:
    assert offered(ask) == ["c1", "c2", "m1"]
    for expected in (["c2", "m1"], ["m1"], []):
        kind = "compact" if expected else "minivan"
        session = f"s{len(expected)}"
        wish = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": kind, **SATURDAY}
        assert ask("create_reservation", session=session, **wish)["success"]
        assert len(offered(ask, vehicleType="compact")) + len(offered(ask, vehicleType="minivan")) == len(
            expected
        )
    refused = ask("create_reservation", session="late", **wish)
    assert refused["code"] == "no_vehicle_available"


def test_a_refusal_tells_what_could_be_had(book: Book, ask: Ask) -> None:
    book("12-12T10:00", "12-12T12:00", "minivan")
    wish = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T12:00:00", "vehicleType": "minivan"}
    refused = ask("create_reservation", locationId="ekimae", customerName="山田太郎", **wish)
    near = [(each["vehicleType"], each["startDate"][11:16]) for each in refused["alternatives"]]
    assert near == [
        ("ミニバン", "12:00"),
        ("ミニバン", "08:00"),
        ("ミニバン", "13:00"),
        ("コンパクト", "10:00"),
    ]


def test_a_car_returned_at_18_can_leave_at_18(book: Book) -> None:
    first = book("12-12T10:00", "12-12T18:00", car="m1")
    second = book("12-12T18:00", "12-12T20:00", car="m1")
    assert first.vehicle_id == second.vehicle_id == "m1"
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T17:30", "12-12T18:30", car="m1")


def test_the_smallest_gap_is_filled(book: Book) -> None:
    book("12-12T08:00", "12-12T10:00", car="c2")
    assert book("12-12T10:00", "12-12T12:00", "compact").vehicle_id == "c2"


def test_the_turnaround_keeps_the_car(shop: Shop, book: Book) -> None:
    Location.objects.update(turnaround_minutes=30)
    slow = Location.objects.get()
    book("12-12T10:00", "12-12T12:00", car="m1", shop=slow)
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T12:00", "12-12T13:00", car="m1", shop=slow)
    assert book("12-12T12:30", "12-12T13:00", car="m1", shop=slow).status == "confirmed"


def test_others_make_room_and_keep_their_numbers(book: Book) -> None:
    morning = book("12-12T08:00", "12-12T12:00", "compact")
    evening = book("12-12T14:00", "12-12T18:00", "compact")
    if morning.vehicle_id == evening.vehicle_id:
        evening = booking.change(evening, actor=CLERK, vehicle=None, pinned=False)
        other = "c2" if morning.vehicle_id == "c1" else "c1"
        book("12-12T13:00", "12-12T14:00", car=other)
    whole = book("12-12T08:00", "12-12T18:00", "compact")
    now = {present(morning).vehicle_id, present(evening).vehicle_id}
    assert whole.vehicle_id not in now
    assert (present(morning).number, present(evening).number) == (morning.number, evening.number)


def test_a_car_that_was_chosen_itself_is_not_moved(book: Book) -> None:
    book("12-12T08:00", "12-12T12:00", car="c1")
    book("12-12T14:00", "12-12T18:00", car="c2")
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T08:00", "12-12T18:00", "compact")


def test_the_same_words_of_one_conversation_book_once(book: Book) -> None:
    first = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    again = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    assert (again.id, again.number) == (first.id, first.number)


def test_the_same_words_after_a_cancellation_book_anew(book: Book) -> None:
    first = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    booking.cancel(first, actor=CLERK)
    again = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    assert again.id != first.id
    assert again.number != first.number
    booking.cancel(again, actor=CLERK)
    assert book("12-12T10:00", "12-12T18:00", "compact", session="s1").id not in {first.id, again.id}


def test_the_same_words_after_a_change_book_anew(book: Book) -> None:
    first = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    booking.change(first, actor=CLERK, pickup_at=at("12-13T10:00"), return_at=at("12-13T18:00"))
    again = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    assert again.id != first.id
    assert (again.pickup_at, present(first).pickup_at) == (at("12-12T10:00"), at("12-13T10:00"))


def test_a_car_out_of_service_is_not_for_hire_until_it_is_released(shop: Shop, book: Book, ask: Ask) -> None:
    block = booking.block(
        Vehicle.objects.get(pk="m1"),
        starts_at=at("12-12T08:00"),
        ends_at=at("12-12T12:00"),
        reason="車検",
        actor=CLERK,
    )
    assert offered(ask) == ["c1", "c2"]
    with pytest.raises(errors.NoVehicleAvailable):
        book("12-12T10:00", "12-12T18:00", "minivan")
    booking.release(block, actor=CLERK)
    assert book("12-12T10:00", "12-12T18:00", "minivan").vehicle_id == "m1"


def test_what_is_booked_must_be_moved_before_a_car_goes_to_the_workshop(shop: Shop, book: Book) -> None:
    rental = book("12-12T10:00", "12-12T18:00", car="m1")
    with pytest.raises(errors.CarTaken) as caught:
        booking.block(
            Vehicle.objects.get(pk="m1"),
            starts_at=at("12-12T08:00"),
            ends_at=at("12-12T12:00"),
            reason="車検",
            actor=CLERK,
        )
    assert rental.number in caught.value.as_problem("ja")["detail"]


def test_a_car_that_should_be_back_is_promised_to_nobody_soon(
    book: Book, ask: Ask, settings: Settings
) -> None:
    rental = book("12-12T08:00", "12-12T09:00", car="m1")
    clock_at(settings, "12-12T08:00")
    booking.hand_over(rental, actor=CLERK)
    clock_at(settings, "12-12T09:30")
    assert "m1" not in offered(ask)
    later = {"startDate": "2026-12-14T10:00:00", "endDate": "2026-12-14T18:00:00"}
    assert "m1" in offered(ask, **later)


def test_what_nobody_keeps_is_not_found(shop: Shop) -> None:
    assert repositories.current().find_by_number("R-123-4565") is None
    assert repositories.current().find_by_session("nobody") == []


def test_a_conversation_finds_what_it_booked(book: Book, ask: Ask) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    assert [each.number for each in repositories.current().find_by_session("s1")] == [rental.number]
    found = ask("find_reservation", number=rental.number)
    assert (found["number"], found["status"]) == (rental.number, "confirmed")
    assert ask("find_reservation", session="other", number=rental.number)["code"] == "second_fact_needed"
    shown = ask("find_reservation", session="other", number=rental.number, customerName="山田")
    assert shown["vehicleType"] == "コンパクト"


def test_a_customer_is_found_by_telephone_and_day(book: Book, ask: Ask) -> None:
    mine = book("12-12T10:00", "12-12T18:00", "compact", phone="+819012345678")
    book("12-13T10:00", "12-13T18:00", "compact", phone="+819012345678")
    book("12-12T10:00", "12-12T18:00", "minivan", phone="+819099999999", name="佐藤花子")
    found = repositories.current().find_by_phone("+819012345678", at("12-12T00:00"), at("12-13T00:00"))
    assert [each.number for each in found] == [mine.number]
    facts = {"customerName": "山田太郎", "customerPhone": "090-1234-5678", "pickupDay": "2026-12-12"}
    assert ask("find_reservation_by_customer", session="other", **facts)["number"] == mine.number
    for wrong in (
        {"customerName": "佐藤花子"},
        {"pickupDay": "2026-12-14"},
        {"customerPhone": "09099999998"},
    ):
        refused = ask("find_reservation_by_customer", session="other", **{**facts, **wrong})
        assert refused["code"] == "unknown_reservation"


def test_a_clerk_may_write_down_who_has_just_left_and_a_caller_not(
    shop: Shop, book: Book, settings: Settings
) -> None:
    clock_at(settings, "12-12T10:20")
    assert book("12-12T10:00", "12-12T18:00", "compact").status == "confirmed"
    with pytest.raises(errors.InThePast):
        book("12-12T10:19", "12-12T18:00", "compact", session="s1")
    clock_at(settings, "12-12T10:31")
    with pytest.raises(errors.InThePast):
        book("12-12T10:00", "12-12T18:00", "compact")
