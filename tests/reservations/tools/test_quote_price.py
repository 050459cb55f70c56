from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reservations.models import DropOff, Extra, Location, Rate, Reservation

pytestmark = [pytest.mark.db, pytest.mark.either]
Ask = Callable[..., dict[str, Any]]
REQUEST = {"locationId": "ekimae", "startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}


@pytest.fixture(autouse=True)
def rates(shop: Location) -> None:
    for kind, hours_12 in (("minivan", 9_900), ("compact", 6_600), ("kei", 5_500)):
        Rate.objects.create(
            vehicle_class=kind, hours_6=5_000, hours_12=hours_12, hours_24=13_200,
            further_day=9_900, extra_hour=1_650,
        )  # fmt: skip
    Extra.objects.create(
        key="child-seat", name="チャイルドシート", name_en="Child seat", amount=550, cap=1_100
    )
    Extra.objects.create(key="etc", name="ETCカード", name_en="ETC card", amount=330, per="rental")


@pytest.fixture
def shinjuku(shop: Location) -> Location:
    away = Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京")
    DropOff.objects.create(origin=shop, destination=away, fee=2_200)
    return away


def test_the_price_of_a_class_is_told_with_its_lines(ask: Ask) -> None:
    answer = ask("quote_price", **REQUEST, vehicleType="コンパクト")
    assert answer == {
        "success": True,
        "locationId": "ekimae",
        "locationName": "東京駅前店",
        "locationNameEn": "Tokyo Station",
        "period": {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"},
        "quotes": [
            {
                "vehicleType": "コンパクト",
                "vehicleTypeEn": "Compact",
                "price": {
                    "total": 6_600,
                    "currency": "JPY",
                    "taxIncluded": True,
                    "lines": [
                        {
                            "key": "base",
                            "name": "基本料金（12時間まで）",
                            "nameEn": "Basic charge (up to 12 hours)",
                            "amount": 6_600,
                        }
                    ],
                },
            }
        ],
        "spoken": "コンパクトカーは8時間で6,600円です。税込みの金額でございます。",
    }


def test_it_is_told_in_english_too(ask: Ask) -> None:
    answer = ask("quote_price", language="en", **REQUEST, vehicleType="compact", extras=["child seat", "ETC"])
    assert answer["spoken"] == (
        "A compact car for 8 hours is 7,480 yen with child seat and ETC card, tax included."
    )


def test_without_a_class_each_that_the_shop_has_is_quoted(ask: Ask) -> None:
    answer = ask("quote_price", **REQUEST)
    assert [(quote["vehicleType"], quote["price"]["total"]) for quote in answer["quotes"]] == [
        ("コンパクト", 6_600),
        ("ミニバン", 9_900),
    ]
    assert answer["spoken"] == (
        "8時間のご利用で、コンパクトカーが6,600円、ミニバンが9,900円です。いずれも税込みの金額でございます。"
    )
    assert ask("quote_price", language="en", **REQUEST)["spoken"] == (
        "For 8 hours, a compact car is 6,600 yen and a minivan is 9,900 yen, tax included."
    )


def test_extras_and_a_return_elsewhere_are_named_in_the_price(ask: Ask, shinjuku: Location) -> None:
    answer = ask(
        "quote_price",
        **REQUEST,
        vehicleType="コンパクト",
        returnLocationId="新宿店",
        extras=["チャイルドシート"],
    )
    price = answer["quotes"][0]["price"]
    assert [(line["key"], line["amount"]) for line in price["lines"]] == [
        ("base", 6_600),
        ("child-seat", 550),
        ("drop_off", 2_200),
    ]
    assert answer["spoken"] == (
        "コンパクトカーは8時間で、チャイルドシート、乗り捨て料金を含めて9,350円です。税込みの金額でございます。"
    )


def test_extras_are_named_once_for_all_classes(ask: Ask) -> None:
    assert ask("quote_price", **REQUEST, extras=["ETC"])["spoken"] == (
        "8時間のご利用で、ETCカードを含めて、コンパクトカーが6,930円、ミニバンが10,230円です。"
        "いずれも税込みの金額でございます。"
    )


def test_what_has_no_price_here_is_told_by_the_shop(ask: Ask) -> None:
    answer = ask("quote_price", **REQUEST, vehicleType="SUV")
    assert (answer["success"], answer["quotes"]) == (True, [])
    assert answer["spoken"] == "恐れ入ります。こちらの料金は、店舗より直接ご案内しております。"


def test_no_price_is_told_for_a_time_at_which_nothing_is_rented(ask: Ask) -> None:
    refused = ask("quote_price", **REQUEST | {"startDate": "2026-12-12T07:00:00"})
    assert (refused["success"], refused["code"]) == (False, "outside_opening_hours")
    assert refused["alternatives"]
    assert ask("quote_price", **REQUEST | {"endDate": REQUEST["startDate"]})["code"] == "ends_before_start"


def test_the_other_shops_hours_count_for_the_return(ask: Ask, shinjuku: Location) -> None:
    Location.objects.filter(pk="shinjuku").update(closes_at="17:00")
    refused = ask("quote_price", **REQUEST, returnLocationId="shinjuku")
    assert refused["code"] == "outside_opening_hours"
    assert "新宿店" in refused["spoken"]


def test_a_shop_that_takes_no_cars_of_this_one_is_refused(ask: Ask, shinjuku: Location) -> None:
    DropOff.objects.all().delete()
    assert ask("quote_price", **REQUEST, returnLocationId="shinjuku")["code"] == "no_drop_off"
    assert ask("quote_price", **REQUEST, returnLocationId="ekimae")["success"] is True
    assert ask("quote_price", **REQUEST, returnLocationId="月面店")["code"] == "unknown_location"


def test_an_unknown_extra_is_refused_with_what_there_is(ask: Ask) -> None:
    refused = ask("quote_price", **REQUEST, extras=["サーフボード"])
    assert (refused["code"], refused["status"]) == ("unknown_extra", 422)
    assert "ご用意できますのは、チャイルドシート、ETCカードです。" in refused["spoken"]


def test_a_quote_books_nothing_and_takes_few_queries(ask: Ask, shinjuku: Location) -> None:
    counts = []
    for other in ({"vehicleType": "コンパクト"}, {}, {"returnLocationId": "shinjuku", "extras": ["ETC"]}):
        with CaptureQueriesContext(connection) as queries:
            assert ask("quote_price", **REQUEST, **other)["success"]
        counts.append(len(queries))
    # The shop and its hours in three; the rates; the fleet's classes; the other shop, extras twice, the fee.
    assert counts == [4, 5, 11]
    assert not Reservation.calendar.exists()
