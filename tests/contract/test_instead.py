"""What a refusal offers instead: the nearest that can be had, and only what the asked tool can do."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking
from reservations.models import DatedHours, Location, Vehicle
from reservations.repositories import current
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
REQUEST = {"locationId": "ekimae", "vehicleType": "minivan", "customerName": "佐藤花子"}


def times_of(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["startDate"][5:16], each["endDate"][5:16]) for each in answer["alternatives"]]


def test_a_closed_day_is_refused_with_the_next_open_ones(book: Book, ask: Ask) -> None:
    holiday = {"first_day": "2026-12-12", "last_day": "2026-12-13", "reason": "社員旅行"}
    DatedHours.objects.create(location=Location.objects.get(), **holiday)
    current().publish(["ekimae"])
    refused = ask("create_reservation", key="call-1", **REQUEST, **SATURDAY)
    assert refused["code"] == "closed_that_day"
    assert times_of(refused)[0] == ("12-14T10:00", "12-14T18:00")
    first = {name: refused["alternatives"][0][name] for name in ("startDate", "endDate")}
    assert ask("create_reservation", key="call-2", **REQUEST, **first)["success"]


def test_where_the_day_is_full_another_day_is_offered_by_its_name(book: Book, ask: Ask) -> None:
    book("12-12T08:00", "12-12T20:00", car="m1")
    book("12-13T08:00", "12-13T20:00", car="m1")
    answer = ask("get_availability", **SATURDAY, locationId="ekimae", vehicleType="minivan")
    assert times_of(answer)[0] == ("12-14T10:00", "12-14T18:00")
    assert "12月14日月曜日の10時から18時のミニバン" in answer["spoken"]


def test_a_change_offers_no_other_shop_and_only_the_chosen_car(book: Book, ask: Ask) -> None:
    other = Location.objects.create(id="shibuya", name="渋谷店", region="東京")
    Vehicle.objects.create(id="s1", location=other, vehicle_class="compact")
    current().publish(["shibuya"])
    rental = book("12-13T10:00", "12-13T18:00", car="c1", session="s1")
    book("12-12T08:00", "12-12T20:00", car="c1")
    wish = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
    refused = ask("change_reservation", key="call-1", number=rental.number, **wish)
    assert refused["code"] == "no_vehicle_available"
    assert {each["locationId"] for each in refused["alternatives"]} == {"ekimae"}
    for number, each in enumerate(refused["alternatives"]):
        wanted = {name: each[name] for name in ("startDate", "endDate", "vehicleType")}
        asked = ask("change_reservation", key=f"then-{number}", number=rental.number, **wanted)
        assert asked.get("needsConfirmation") or asked.get("code") == "invalid_arguments", "as it is already"


def test_a_car_on_the_road_is_offered_the_longest_that_it_can_stay(
    book: Book, ask: Ask, settings: Settings
) -> None:
    rental = book("12-12T10:00", "12-12T14:00", car="c1", session="s1")
    book("12-12T18:00", "12-12T20:00", car="c1")
    clock_at(settings, "12-12T10:00")
    booking.hand_over(rental, actor=CLERK)
    wish = {"number": rental.number, "endDate": "2026-12-12T20:00:00"}
    refused = ask("change_reservation", key="call-1", **wish)
    assert times_of(refused) == [
        ("12-12T10:00", "12-12T18:00"),
        ("12-12T10:00", "12-12T17:30"),
        ("12-12T10:00", "12-12T17:00"),
    ]
    assert "10時から18時のコンパクトカー、10時から17時30分の" in refused["spoken"]
    far = ask("change_reservation", key="call-far", number=rental.number, endDate="2027-06-12T18:00:00")
    assert times_of(far) == times_of(refused), "however long was asked for"
    longest = {"number": rental.number, "endDate": refused["alternatives"][0]["endDate"]}
    asked = ask("change_reservation", key="call-2", **longest)
    ask("change_reservation", key="call-3", **longest, confirmationToken=asked["confirmationToken"])
    assert (present(rental).vehicle_id, present(rental).return_at) == ("c1", at("12-12T18:00"))
