"""Shops with their hours, and their cars."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reservations.models import Location, Vehicle
from tests.reservations.admin.pages import SHOP, page, shop_form

pytestmark = [pytest.mark.db, pytest.mark.either]


def test_shops_and_cars_have_their_pages(clerk: Client, shop: Location) -> None:
    assert "品川 500 わ c1" in page(clerk, "/admin/reservations/location/ekimae/change/")
    assert "コンパクト" in page(clerk, "/admin/reservations/vehicle/")
    assert page(clerk, "/admin/reservations/location/add/")
    assert page(clerk, "/admin/reservations/vehicle/c1/change/")


def test_what_a_form_offers_is_not_changed_or_deleted_beside_it(clerk: Client, shop: Location) -> None:
    for path in ("vehicle/c1/change/", "block/add/", "reservation/add/", "rate/add/"):
        html = page(clerk, f"/admin/reservations/{path}")
        assert 'id="id_' in html
        assert "related-widget-wrapper-link" not in html


def test_a_shop_has_hours_by_weekday_and_by_date(clerk: Client, shop: Location) -> None:
    Vehicle.objects.all().delete()
    weekly = [
        {"weekday": "2", "opens_at": "", "closes_at": ""},
        {"weekday": "6", "opens_at": "10:00", "closes_at": "17:00"},
    ]
    dated = [
        {"first_day": "2026-12-31", "last_day": "2027-01-03", "reason": "年末年始", "reason_en": "New Year"}
    ]
    given = shop_form(
        weekly, dated, directions="丸の内北口から徒歩3分です。", map_url="maps.example.jp/ekimae"
    )
    assert clerk.post(SHOP, given).status_code == 302
    after = Location.objects.get(pk="ekimae")
    assert [(row.weekday, row.opens_at is None) for row in after.weekly_hours.all()] == [
        (2, True),
        (6, False),
    ]
    assert after.dated_hours.get().reason == "年末年始"
    assert (after.lead_minutes, after.map_url) == (60, "https://maps.example.jp/ekimae")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weekly": [{"weekday": "2", "opens_at": "10:00", "closes_at": ""}]}, "両方を入力してください"),
        ({"weekly": [{"weekday": "2"}, {"weekday": "2"}]}, "重複"),
        ({"dated": [{"first_day": "2027-01-03", "last_day": "2026-12-31"}]}, "最終日が初日より前"),
        ({"timezone": "Tokyo"}, "Tokyoというタイムゾーンはありません"),
        ({"shortest_minutes": "50000"}, "最短の貸出時間が最長の貸出期間を超えています"),
        ({"map_url": "駅の前"}, "URL"),
        ({"lead_minutes": "-1"}, "0 以上"),
    ],
)
def test_hours_that_make_no_sense_are_refused(
    given: dict[str, Any], words: str, clerk: Client, shop: Location
) -> None:
    response: Any = clerk.post(SHOP, shop_form(**given))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Location.objects.get(pk="ekimae").weekly_hours.exists()


def test_the_page_of_a_shop_says_what_its_rows_mean(clerk: Client, shop: Location) -> None:
    assert "時刻が空欄の行は休みの日です" in page(clerk, SHOP)
    assert "a row without times is a day on which the shop is closed" in page(clerk, SHOP, lang="en")
