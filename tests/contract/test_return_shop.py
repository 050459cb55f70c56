"""A booking that exists gets another shop that takes the car back, upon a yes to what that costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories, shops, tools
from reservations.admin import audit_log
from reservations.models import DatedHours, DropOff, Location, Rate, Reservation
from reservations.values import Change, Rental, Shop
from tests.contract.conftest import CLERK, Book, at, clock_at, present

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TIMES = ("12-12T10:00", "12-12T18:00")
FEE = 3000


@pytest.fixture
def airport(shop: Shop) -> Shop:
    """Another shop, to which cars of the first may be brought for a fee, and those of its own."""
    row = Location.objects.create(id="airport", name="羽田空港店", name_en="Haneda Airport", region="東京")
    DropOff.objects.create(origin_id="ekimae", destination_id="airport", fee=FEE)
    Rate.objects.create(
        vehicle_class="compact", hours_6=5000, hours_12=6000, hours_24=7000, further_day=6000, extra_hour=500
    )
    repositories.current().publish(["airport", "ekimae"])
    return shops.of(row)


def bring_to(rental: Rental, shop: str, **besides: Any) -> Rental:
    wanted = Change(return_location_id=shop, **besides)
    return booking.change_if_agreed(present(rental), wanted, actor=CLERK, agreed=lambda after: True).rental


def test_another_shop_takes_the_car_back_for_the_fee_of_the_pair(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    assert rental.price == 6000
    bring_to(rental, "airport")
    after = present(rental)
    assert (after.return_location_id, after.one_way, after.price) == ("airport", True, 6000 + FEE)
    assert (after.id, after.number, after.vehicle_id) == (rental.id, rental.number, rental.vehicle_id)
    assert (after.pickup_at, after.return_at, after.location_id) == (at(TIMES[0]), at(TIMES[1]), "ekimae")
    row = Reservation.objects.get()
    assert (row.return_location_id, row.price) == ("airport", 6000 + FEE)


def test_the_shop_of_the_pickup_ends_a_return_elsewhere(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", return_location=airport)
    assert rental.price == 6000 + FEE
    bring_to(rental, "ekimae")
    after = present(rental)
    assert (after.one_way, after.price) == (False, 6000)


def test_a_change_of_something_else_leaves_the_return_shop(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", return_location=airport)
    booking.change(rental, actor=CLERK, return_at=at("12-12T19:00"))
    assert present(rental).return_location_id == "airport"


def test_the_return_is_judged_by_the_hours_of_the_shop_that_takes_it(airport: Shop, book: Book) -> None:
    DatedHours.objects.create(
        location_id="airport", first_day="2026-12-12", last_day="2026-12-12", reason="点検"
    )
    repositories.current().publish(["airport"])
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.PeriodError):
        bring_to(rental, "airport")
    assert present(rental).one_way is False
    assert bring_to(rental, "airport", return_at=at("12-13T10:00")).return_location_id == "airport"


def test_a_pair_without_a_fee_is_refused(airport: Shop, book: Book) -> None:
    DropOff.objects.all().delete()
    rental = book(*TIMES, "compact")
    with pytest.raises(errors.NoDropOff):
        bring_to(rental, "airport")
    assert present(rental).one_way is False


def test_the_hour_is_kept_by_the_clock_of_the_shop_that_takes_it(airport: Shop, book: Book) -> None:
    Location.objects.filter(pk="airport").update(timezone="Asia/Shanghai")
    repositories.current().publish(["airport"])
    after = bring_to(book(*TIMES, "compact"), "airport")
    assert f"{after.return_local:%m-%dT%H:%M}" == TIMES[1]
    assert after.return_at == at(TIMES[1]) + timedelta(hours=1)


def test_a_car_on_the_road_may_come_back_elsewhere(airport: Shop, book: Book, settings: Settings) -> None:
    rental = book(*TIMES, car="c1")
    clock_at(settings, TIMES[0])
    booking.hand_over(rental, actor=CLERK)
    assert bring_to(rental, "airport").return_location_id == "airport"
    clock_at(settings, TIMES[1])
    booking.take_back(present(rental), actor=CLERK)
    assert present(rental).status == "returned"


def test_the_audit_log_names_the_shop_that_takes_it_back(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact")
    bring_to(rental, "airport")
    row = Reservation.objects.get()
    assert row.events.get(action="changed").data["after"]["returnShop"] == "airport"
    assert "東京駅前店 → 羽田空港店" in audit_log.render(row)


def test_a_caller_has_it_done_in_two_steps(airport: Shop, book: Book) -> None:
    rental = book(*TIMES, "compact", phone="090-1234-5678")
    caller = tools.Caller("agent", "s9")
    wish = {"number": rental.number, "customerName": rental.customer_name, "returnLocationId": "羽田空港店"}
    asked = tools.run("change_reservation", wish, caller=caller)
    assert (asked["needsConfirmation"], present(rental).one_way) == (True, False)
    assert (asked["price"]["total"], asked["priceDifference"]) == (6000 + FEE, FEE)
    assert "羽田空港店" in asked["spoken"]
    token = {"confirmationToken": asked["confirmationToken"]}
    done = tools.run("change_reservation", {**wish, **token}, caller=caller)
    assert (done["returnLocationId"], present(rental).return_location_id) == ("airport", "airport")
    again = tools.run("change_reservation", {**wish, **token}, caller=caller)
    assert again["alreadyChanged"]
    home = tools.run("change_reservation", {**wish, "returnLocationId": "東京駅前店"}, caller=caller)
    assert home["priceDifference"] == -FEE
    assert "羽田" not in home["spoken"]
