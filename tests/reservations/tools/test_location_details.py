"""Hours, address, directions and telephone of one shop."""

from __future__ import annotations

from datetime import date, time

import pytest
from pytest_django import Settings

from reservations.models import DatedHours, Location, Vehicle, WeeklyHours
from tests.reservations.conftest import Ask

pytestmark = [pytest.mark.db, pytest.mark.either]


def test_a_shop_tells_its_week_and_the_dates_that_differ(shop: Location, ask: Ask) -> None:
    WeeklyHours.objects.create(location=shop, weekday=6)
    WeeklyHours.objects.create(location=shop, weekday=5, opens_at=time(9), closes_at=time(17))
    new_year = {"first_day": date(2026, 12, 31), "last_day": date(2027, 1, 3), "reason": "年末年始"}
    DatedHours.objects.create(location=shop, **new_year, reason_en="New Year")
    Location.objects.update(address="東京都千代田区丸の内1-9-1", directions="八重洲口から徒歩3分です。")
    answer = ask("location_details", locationId="東京駅前")
    assert answer["today"] == {"opens": "08:00", "closes": "20:00"}
    assert answer["weeklyHours"][5:] == [
        {"weekday": 5, "opens": "09:00", "closes": "17:00"},
        {"weekday": 6, "closed": True},
    ]
    assert answer["exceptions"] == [
        {
            "firstDay": "2026-12-31",
            "lastDay": "2027-01-03",
            "closed": True,
            "reason": "年末年始",
            "reasonEn": "New Year",
        }
    ]
    assert answer["spoken"] == (
        "東京駅前店の本日の営業時間は、8時から20時です。"
        "住所は東京都千代田区丸の内1-9-1です。八重洲口から徒歩3分です。"
    )


def test_a_closed_day_is_said_with_its_reason(shop: Location, ask: Ask, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-31T09:00:00+09:00"
    DatedHours.objects.create(
        location=shop, first_day=date(2026, 12, 31), last_day=date(2026, 12, 31), reason="年末年始"
    )
    answer = ask("location_details", locationId="ekimae")
    assert answer["today"] == {"closed": True}
    assert answer["spoken"].startswith("東京駅前店は、年末年始のため、本日はお休みです。")


def test_shop_that_never_closes_is_said_so(shop: Location, ask: Ask) -> None:
    """As found: "open from 12 AM to 12 AM"."""
    Location.objects.update(opens_at=time(0), closes_at=time(0))
    japanese = ask("location_details", locationId="ekimae")["spoken"]
    english = ask("location_details", language="en", locationId="ekimae")["spoken"]
    assert japanese.startswith("東京駅前店の本日の営業時間は、24時間です。")
    assert english.startswith("Tokyo Station is open today around the clock.")


def test_what_is_closed_is_neither_listed_nor_booked(shop: Location, ask: Ask) -> None:
    WeeklyHours.objects.create(location=shop, weekday=6)
    wish = {
        "locationId": "ekimae",
        "startDate": "2026-12-12T10:00:00",
        "endDate": "2026-12-13T18:00:00",
        "customerName": "佐藤",
    }
    for tool in ("get_availability", "create_reservation"):
        assert ask(tool, **wish)["code"] == "closed_that_day"


def test_the_models_for_hire_are_told_whether_or_not_they_are_free(shop: Location, ask: Ask) -> None:
    Vehicle.objects.filter(pk="c1").update(model="ヤリス")
    Vehicle.objects.filter(pk="c2").update(model="ヤリス")
    Vehicle.objects.filter(pk="m1").update(model="フリード", active=False)
    assert ask("location_details", locationId="ekimae")["vehicleModels"] == [
        {"vehicleModel": "ヤリス", "vehicleType": "コンパクト", "vehicleTypeEn": "Compact"}
    ]
