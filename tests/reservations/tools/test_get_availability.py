"""Which cars are free, and what else could be had."""

from __future__ import annotations

import pytest

from reservations.models import Location, Vehicle
from tests.reservations.conftest import REQUEST, SATURDAY, Ask, Book

pytestmark = pytest.mark.db


def test_free_cars_are_counted_by_class_and_said(shop: Location, ask: Ask) -> None:
    answer = ask("get_availability", locationId="ekimae", **SATURDAY)
    assert answer["period"] == SATURDAY
    assert [(kind["vehicleType"], kind["vehicleTypeEn"], kind["count"]) for kind in answer["classes"]] == [
        ("コンパクト", "Compact", 2),
        ("ミニバン", "Minivan", 1),
    ]
    assert [car["vehicleId"] for car in answer["availableVehicles"]] == ["c1", "c2", "m1"]
    assert answer["spoken"] == "コンパクトカーが2台、ミニバンが1台空いております。どちらをご希望でしょうか？"
    english = ask("get_availability", language="en", locationId="ekimae", **SATURDAY)
    assert english["spoken"] == "We have two compact cars and one minivan free. Which would you like?"


@pytest.mark.parametrize(
    "said", ["ekimae", "東京駅前店", "東京駅前", "Tokyo Station", "the tokyo station shop"]
)
def test_a_shop_is_known_by_id_and_by_name(said: str, shop: Location, ask: Ask) -> None:
    assert ask("get_availability", locationId=said, **SATURDAY)["locationId"] == "ekimae"


@pytest.mark.parametrize("said", ["コンパクト", "コンパクトカー", "compact", "Compact car", "ｺﾝﾊﾟｸﾄ"])
def test_a_class_is_known_by_its_many_words(said: str, shop: Location, ask: Ask) -> None:
    answer = ask("get_availability", locationId="ekimae", vehicleType=said, **SATURDAY)
    assert [kind["vehicleTypeEn"] for kind in answer["classes"]] == ["Compact"]


def test_a_class_of_the_companys_own_is_known(shop: Location, ask: Ask) -> None:
    Vehicle.objects.create(id="t1", location=shop, vehicle_class="キャンピングカー")
    answer = ask("get_availability", locationId="ekimae", vehicleType="キャンピングカー", **SATURDAY)
    assert [car["vehicleId"] for car in answer["availableVehicles"]] == ["t1"]


def test_a_shop_that_is_full_offers_what_can_be_booked(shop: Location, book: Book, ask: Ask) -> None:
    neighbour = Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京")
    Vehicle.objects.create(id="x1", location=neighbour, vehicle_class="compact")
    for car in ("c1", "c2"):
        book("12-12T10:00", "12-12T12:00", car=car)
    answer = ask("get_availability", locationId="ekimae", vehicleType="compact", **SATURDAY)
    assert answer["availableVehicles"] == answer["classes"] == []
    offered = [
        (found["locationId"], found["startDate"][11:16], found["vehicleTypeEn"])
        for found in answer["alternatives"]
    ]
    assert offered == [
        ("ekimae", "12:00", "Compact"),
        ("ekimae", "10:00", "Minivan"),
        ("shinjuku", "10:00", "Compact"),
    ]
    assert answer["spoken"].startswith(
        "申し訳ございません。東京駅前店の12月12日土曜日の10時から18時は、コンパクトカーの"
    )
    refused = ask("create_reservation", **REQUEST, vehicleType="compact")
    assert refused["code"] == "no_vehicle_available"
    assert refused["alternatives"] == answer["alternatives"]
    for number, found in enumerate(answer["alternatives"]):
        wish = {name: found[name] for name in ("locationId", "startDate", "endDate", "vehicleType")}
        assert ask("create_reservation", session=f"other{number}", customerName="佐藤", **wish)["success"]


def test_a_closed_shop_offers_times_when_it_is_open(shop: Location, ask: Ask) -> None:
    early = {"startDate": "2026-12-12T07:00:00", "endDate": "2026-12-12T12:00:00"}
    problem = ask("get_availability", locationId="ekimae", **early)
    assert problem["code"] == "outside_opening_hours"
    assert problem["alternatives"][0]["startDate"] == "2026-12-12T08:00:00"
