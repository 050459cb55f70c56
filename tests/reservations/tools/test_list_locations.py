"""The shops of a region, in either language."""

from __future__ import annotations

import pytest

from reservations.models import Location
from tests.reservations.conftest import Ask

pytestmark = [pytest.mark.db, pytest.mark.either]


def test_shops_are_listed_by_region_in_either_language(shop: Location, ask: Ask) -> None:
    Location.objects.create(id="sapporo", name="札幌駅前店", region="札幌", region_en="Sapporo")
    for region in ("東京", "東京都", "tokyo", "Tokyo", "TOKYO "):
        found = ask("list_locations", region=region, date_preference="weekend")["locations"]
        assert [document["id"] for document in found] == ["ekimae"]
    assert len(ask("list_locations")["locations"]) == 2
    nowhere = ask("list_locations", region="那覇")
    assert (nowhere["success"], nowhere["locations"]) == (True, [])
    assert nowhere["spoken"] == "申し訳ございません。那覇には店舗がございません。"


def test_a_listed_shop_tells_all_that_a_caller_asks(shop: Location, ask: Ask) -> None:
    (document,) = ask("list_locations", region="東京")["locations"]
    assert document["openingHours"] == "08:00-20:00"
    assert document["vehicleTypes"] == ["コンパクト", "ミニバン"]
    assert (document["nameEn"], document["regionEn"], document["timezone"]) == (
        "Tokyo Station",
        "Tokyo",
        "Asia/Tokyo",
    )
