"""Shop documents become rows: words and cars, and nothing of what is our own."""

from __future__ import annotations

from typing import Any

import pytest

from reservations.models import Location, Mirrored, Quarantine, Vehicle
from reservations.repositories.mirror import locations

pytestmark = pytest.mark.db
CAR = {
    "vehicleId": "c1",
    "vehicleType": "コンパクト",
    "registration": "品川 500 わ 1",
    "manufacturer": "トヨタ",
    "vehicleModel": "ヤリス",
}


def document(stamp: int = 1, **other: Any) -> dict[str, Any]:
    return {
        "id": "ekimae",
        "name": "東京駅前レンタカー",
        "address": "東京都千代田区",
        "phone": "+81-3-0000-0000",
        "timezone": "Asia/Tokyo",
        "inventory": [CAR],
        "_etag": f'"{stamp}"',
        "_ts": stamp,
        **other,
    }


def cars() -> dict[str, bool]:
    return dict(Vehicle.objects.values_list("pk", "active"))


def test_words_and_cars_are_taken_and_our_own_stay(shop: Location) -> None:
    Location.objects.filter(pk="ekimae").update(turnaround_minutes=30)
    assert locations.apply(document(parking="B1"))
    after = Location.objects.get(pk="ekimae")
    assert (after.name, after.phone, after.document) == (
        "東京駅前レンタカー",
        "+81-3-0000-0000",
        {"parking": "B1"},
    )
    assert (after.name_en, after.region, after.turnaround_minutes) == ("Tokyo Station", "東京", 30)
    assert Vehicle.objects.get(pk="c1").model == "ヤリス"
    assert cars() == {"c1": True, "c2": False, "m1": False}


def test_a_new_shop_is_a_row(db: None) -> None:
    assert locations.apply(document())
    assert Location.objects.get().name == "東京駅前レンタカー"
    assert cars() == {"c1": True}


def test_the_newer_one_counts_and_the_same_only_once(shop: Location) -> None:
    assert locations.apply(document(5))
    assert not locations.apply(document(5))
    assert not locations.apply(document(4, name="古い名前"))
    assert locations.apply(document(5, name="同じ秒", _etag='"5b"'))
    assert locations.apply(document(4, name="復元した名前"), force=True)
    assert Location.objects.get().name == "復元した名前"
    assert Mirrored.objects.get().revision == 4


def test_a_car_goes_to_the_shop_whose_inventory_has_it(shop: Location) -> None:
    locations.apply(document(1))
    there = document(2, id="haneda", name="羽田店", inventory=[CAR])
    gone = document(2, inventory=[])
    for order in ((gone, there), (there, gone)):
        for each in order:
            locations.apply(each, force=True)
        car = Vehicle.objects.get(pk="c1")
        assert (car.location_id, car.active) == ("haneda", True)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"timezone": "Tokyo"}, {"inventory": 5}, {"phone": 3}, {"_ts": "now"}]
)
def test_a_broken_shop_is_put_aside_and_comes_back_mended(wrong: dict[str, Any], shop: Location) -> None:
    assert not locations.apply(document(2, **wrong))
    assert Quarantine.objects.get().document_id == "ekimae"
    assert Location.objects.get().name == "東京駅前店"
    assert locations.apply(document(3))
    assert not Quarantine.objects.exists()


def test_a_car_that_cannot_be_read_leaves_the_others(shop: Location) -> None:
    locations.apply(
        document(inventory=[{"vehicleId": 7}, "what", CAR, {**CAR, "vehicleId": "c2", "active": False}])
    )
    assert cars() == {"c1": True, "c2": False, "m1": False}


def test_what_an_item_says_beside_is_kept_with_its_car_where_a_table_can(shop: Location) -> None:
    locations.apply(document(inventory=[{**CAR, "active": True, "fuel": "満タン"}]))
    assert Vehicle.objects.get(pk="c1").document == {"fuel": "満タン"}
    locations.apply(document(2, inventory=[{**CAR, "fuel": "\x00"}]))
    car = Vehicle.objects.get(pk="c1")
    assert (car.active, car.document) == (True, {}), "it is for hire all the same"
