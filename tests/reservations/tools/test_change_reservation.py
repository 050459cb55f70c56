"""What a caller changes is told first, and done only after a yes to just that."""

from __future__ import annotations

from typing import Any

import pytest

from reservations.models import Extra, Location, Reservation, Vehicle
from tests.reservations.conftest import Ask, Book
from tests.reservations.tools.conftest import of

pytestmark = pytest.mark.db
LATER = {"startDate": "2026-12-12T11:00:00", "endDate": "2026-12-12T19:00:00"}


def test_a_change_is_told_first_and_done_after_the_yes(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", "call-1", **of(mine, **LATER, vehicleType="minivan"))
    assert asked["needsConfirmation"]
    assert (asked["period"], asked["price"]["total"], asked["priceDifference"]) == (LATER, 12000, 6000)
    assert asked["spoken"] == (
        "東京駅前店、12月12日土曜日の11時から19時、ミニバンに変更いたします。"
        "料金は12,000円（6,000円の追加）になります。よろしいでしょうか？"
    )
    row = Reservation.objects.get()
    assert (row.vehicle_class, row.pickup_local.hour, row.events.count()) == ("compact", 10, 1)

    token = {"confirmationToken": asked["confirmationToken"]}
    done = ask("change_reservation", "call-2", **of(mine, **LATER, vehicleType="minivan", **token))
    row.refresh_from_db()
    assert (row.vehicle_class, row.pickup_local.hour, row.price) == ("minivan", 11, 12000)
    assert (done["number"], done["reservationId"]) == (mine["number"], mine["reservationId"])
    again = ask("change_reservation", "call-3", **of(mine, **LATER, vehicleType="minivan", **token))
    assert again["alreadyChanged"]
    assert row.events.count() == 2


def test_a_later_pickup_alone_keeps_the_length(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", **of(mine, startDate="2026-12-13T09:00:00"))
    assert asked["period"] == {"startDate": "2026-12-13T09:00:00", "endDate": "2026-12-13T17:00:00"}


def test_a_yes_to_something_else_is_asked_again(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", **of(mine, **LATER))
    other = ask(
        "change_reservation",
        **of(mine, **LATER, vehicleType="minivan", confirmationToken=asked["confirmationToken"]),
    )
    assert other["needsConfirmation"]
    assert other["confirmationToken"] != asked["confirmationToken"]
    assert Reservation.objects.get().vehicle_class == "compact"


def test_a_change_that_cannot_be_is_refused_with_what_can(mine: dict[str, Any], book: Book, ask: Ask) -> None:
    for car in ("c1", "c2"):
        if not Reservation.objects.filter(vehicle=car).exists():
            book("12-12T08:00", "12-12T20:00", car=car)
    book("12-12T18:00", "12-12T20:00", car=Reservation.objects.get(number=mine["number"]).vehicle_id)
    refused = ask("change_reservation", **of(mine, **LATER))
    assert refused["code"] == "no_vehicle_available"
    assert [(found["startDate"][11:16], found["vehicleTypeEn"]) for found in refused["alternatives"]] == [
        ("10:00", "Compact"),
        ("09:00", "Compact"),
        ("08:00", "Compact"),
        ("11:00", "Minivan"),
    ]


def test_name_and_contact_may_be_corrected(mine: dict[str, Any], ask: Ask) -> None:
    mended = {
        "newCustomerName": "山田次郎",
        "customerPhone": "０９０−１２３４−５６７８",
        "customerEmail": "jiro@example.com",
    }
    asked = ask("change_reservation", **of(mine, **mended))
    done = ask("change_reservation", **of(mine, **mended, confirmationToken=asked["confirmationToken"]))
    row = Reservation.objects.get()
    assert (done["customerName"], str(row.customer_phone), row.customer_email) == (
        "山田次郎",
        "+819012345678",
        "jiro@example.com",
    )


SAID = {
    "ja": (
        "東京駅前店、12月12日土曜日の10時から18時、コンパクトカー、ETCカード付き、お名前は山田次郎様、"
        "お電話番号は 090-1234-5678 、メールは jiro@example.com に変更いたします。"
        "料金は6,330円（330円の追加）になります。よろしいでしょうか？"
    ),
    "en": (
        "I will change it to Tokyo Station, Saturday, December 12 at 10 AM to 6 PM, a compact car, "
        "with ETC card, for 山田次郎, telephone 090-1234-5678, e-mail jiro@example.com. "
        "The price will be 6,330 yen, 330 yen more. Is that all right?"
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_all_that_changes_is_said_before_the_yes(mine: dict[str, Any], ask: Ask, language: str) -> None:
    """As found: a name or a telephone that was misheard was agreed to without a word of it."""
    Extra.objects.create(key="etc", name="ETCカード", name_en="ETC card", amount=330, per="rental")
    changed = {
        "newCustomerName": "山田次郎",
        "customerPhone": "090-1234-5678",
        "customerEmail": "jiro@example.com",
        "extras": ["etc"],
    }
    assert ask("change_reservation", language=language, **of(mine, **changed))["spoken"] == SAID[language]


def test_extras_that_are_dropped_are_said(mine: dict[str, Any], ask: Ask) -> None:
    Extra.objects.create(key="etc", name="ETCカード", name_en="ETC card", amount=330, per="rental")
    Reservation.objects.update(extras=["etc"])
    assert "、オプションなしに変更" in ask("change_reservation", **of(mine, extras=[]))["spoken"]
    english = ask("change_reservation", language="en", **of(mine, extras=[]))["spoken"]
    assert "a compact car, without extras." in english


@pytest.mark.parametrize(
    "wrong",
    [{"customerPhone": "12"}, {"customerEmail": "jiro at example"}, {}, {"startDate": "soon"}],
)
def test_a_change_that_says_nothing_sound_is_refused(
    wrong: dict[str, str], mine: dict[str, Any], ask: Ask
) -> None:
    assert ask("change_reservation", **of(mine, **wrong))["code"] == "invalid_arguments"


# --- another pickup shop


@pytest.fixture
def airport(shop: Location) -> Location:
    """羽田空港店 of the same region, with one compact."""
    row = Location.objects.create(
        id="airport", name="羽田空港店", name_en="Haneda Airport", region="東京", region_en="Tokyo"
    )
    Vehicle.objects.create(id="a1", location=row, vehicle_class="compact")
    return row


@pytest.mark.parametrize("named", ["airport", "羽田空港店", "Haneda Airport"])
def test_another_shop_is_told_first_and_takes_the_booking_over_after_the_yes(
    named: str, mine: dict[str, Any], airport: Location, ask: Ask
) -> None:
    asked = ask("change_reservation", **of(mine, locationId=named))
    assert (asked["locationId"], asked["price"]["total"], asked["priceDifference"]) == ("airport", 6000, 0)
    assert asked["spoken"].startswith("羽田空港店、12月12日土曜日の10時から18時、コンパクト")
    assert Reservation.objects.get().location_id == "ekimae"

    token = asked["confirmationToken"]
    done = ask("change_reservation", **of(mine, locationId=named, confirmationToken=token))
    row = Reservation.objects.get()
    assert (row.location_id, row.vehicle_id, row.number) == ("airport", "a1", mine["number"])
    assert (done["locationName"], done["number"]) == ("羽田空港店", mine["number"])
    again = ask("change_reservation", "twice", **of(mine, locationId=named, confirmationToken=token))
    assert again["alreadyChanged"]


def test_other_times_and_a_class_may_go_with_the_shop(
    mine: dict[str, Any], airport: Location, ask: Ask
) -> None:
    Vehicle.objects.create(id="a2", location=airport, vehicle_class="minivan")
    wish = of(mine, locationId="airport", vehicleType="minivan", **LATER)
    asked = ask("change_reservation", **wish)
    ask("change_reservation", **wish, confirmationToken=asked["confirmationToken"])
    row = Reservation.objects.get()
    assert (row.location_id, row.vehicle_id, row.pickup_local.hour) == ("airport", "a2", 11)


def test_a_yes_to_one_shop_is_none_to_another(mine: dict[str, Any], airport: Location, ask: Ask) -> None:
    other = Location.objects.create(id="ueno", name="上野店", region="東京")
    Vehicle.objects.create(id="u1", location=other, vehicle_class="compact")
    token = ask("change_reservation", **of(mine, locationId="airport"))["confirmationToken"]
    other_shop = ask("change_reservation", **of(mine, locationId="ueno", confirmationToken=token))
    assert other_shop["needsConfirmation"]
    assert Reservation.objects.get().location_id == "ekimae"


def test_its_own_shop_alone_changes_nothing(mine: dict[str, Any], ask: Ask) -> None:
    assert ask("change_reservation", **of(mine, locationId="ekimae"))["code"] == "invalid_arguments"


def test_a_shop_that_nobody_knows_is_refused(mine: dict[str, Any], airport: Location, ask: Ask) -> None:
    assert ask("change_reservation", **of(mine, locationId="京都店"))["code"] == "unknown_location"


def test_where_the_other_shop_is_full_its_own_other_times_are_told(
    mine: dict[str, Any], airport: Location, book: Book, ask: Ask
) -> None:
    book("12-12T08:00", "12-12T16:00", car="a1", shop=airport)
    refused = ask("change_reservation", **of(mine, locationId="airport"))
    assert refused["code"] == "no_vehicle_available"
    assert refused["alternatives"]
    assert {found["locationId"] for found in refused["alternatives"]} == {"airport"}


def test_a_car_on_the_road_is_moved_to_no_other_shop(
    mine: dict[str, Any], airport: Location, ask: Ask
) -> None:
    Reservation.objects.update(status="out")
    assert ask("change_reservation", **of(mine, locationId="airport"))["code"] == "illegal_move"
