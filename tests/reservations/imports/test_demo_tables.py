from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from reservations import clock, tariff, times, tools, vehicle_classes
from reservations.admin.vehicles import INSPECTION_SOON
from reservations.errors import NoDropOff
from reservations.imports import demo, demo_tables, documents
from reservations.management.commands.seed import load_documents
from reservations.models import CancellationFee, DropOff, Extra, Location, Rate, Season, Vehicle
from reservations.tools import Caller

pytestmark = [pytest.mark.db, pytest.mark.either]
TODAY = date(2026, 12, 1)
TABLES = (Rate, Season, Extra, DropOff, CancellationFee)


def seed(*options: str) -> str:
    out = io.StringIO()
    call_command("seed", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def company(db: None) -> None:
    """Its shops and its tariff, without the bookings that no price asks for."""
    shops = documents.read_batch({"locations": demo.describe_shops(TODAY)})
    load_documents(shops, is_demo=True, reset=False)


def contents() -> list[list[tuple[object, ...]]]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def test_every_class_of_the_demo_fleet_has_a_price_at_every_shop(company: None) -> None:
    for shop in Location.objects.all():
        found = tariff.quote_classes(
            shop,
            list(demo_tables.USUAL),
            times.read_instant("2026-12-12T10:00", shop.timezone),
            times.read_instant("2026-12-12T18:00", shop.timezone),
        )
        assert {kind: quote.total for kind, quote in found.items()} == {
            "compact": 6_600, "suv": 9_900, "minivan": 12_650, "sedan": 9_350, "kei": 5_830,
        }  # fmt: skip
    assert {vehicle_classes.key_of(kind) for kind in demo.CARS} == set(demo_tables.USUAL)


def test_a_caller_hears_the_price_of_a_day_in_tokyo(company: None) -> None:
    given = {
        "locationId": "東京駅前店",
        "vehicleType": "コンパクトカー",
        "startDate": "2026-12-12T10:00:00",
        "endDate": "2026-12-12T18:00:00",
        "extras": ["免責補償", "チャイルドシート"],
        "returnLocationId": "新宿店",
    }
    answer = tools.run("quote_price", given, caller=Caller("agent", "s"))
    assert answer["spoken"] == (
        "コンパクトカーは8時間で、免責補償、チャイルドシート、乗り捨て料金を含めて10,450円です。"
        "税込みの金額でございます。"
    )


def test_new_year_is_dearer(company: None) -> None:
    shop = Location.objects.get(pk="shinjuku")
    usual, new_year = (
        tariff.quote(
            shop,
            "compact",
            times.read_instant(f"{day}T10:00", shop.timezone),
            times.read_instant(f"{day}T18:00", shop.timezone),
        )
        for day in ("2026-12-27", "2027-01-04")
    )
    assert usual
    assert new_year
    assert (usual.total, new_year.total) == (6_600, 7_920)


@pytest.mark.parametrize(
    ("origin", "destination", "fee"),
    [
        ("tokyo-ekimae", "shinagawa", 2_200),
        ("shinjuku", "shin-osaka", 33_000),
        ("shin-osaka", "shinjuku", 33_000),
    ],
)
def test_a_car_may_come_back_elsewhere_for_a_fee(
    origin: str, destination: str, fee: int, company: None
) -> None:
    shops = Location.objects.in_bulk()
    assert tariff.find_drop_off_fee(shops[origin], shops[destination]) == fee


@pytest.mark.parametrize("pair", [("sapporo", "shinjuku"), ("shin-osaka", "sapporo")])
def test_no_car_leaves_hokkaido_or_goes_there(pair: tuple[str, str], company: None) -> None:
    shops = Location.objects.in_bulk()
    with pytest.raises(NoDropOff):
        tariff.find_drop_off_fee(shops[pair[0]], shops[pair[1]])


def test_it_is_seeded_once(db: None) -> None:
    assert "tariff lines added" in seed()
    before = contents()
    assert all(before)
    assert "tariff" not in seed()
    assert contents() == before


def test_what_a_clerk_made_of_it_stays(company: None) -> None:
    Rate.objects.all().delete()
    Extra.objects.filter(key="etc").update(amount=440)
    before = contents()
    seed()
    assert contents() == before


def test_reset_brings_it_back_as_it_was(company: None) -> None:
    Extra.objects.filter(key="etc").update(amount=440)
    assert "tariff lines added" in seed("--reset")
    assert Extra.objects.get(key="etc").amount == 330


def test_cars_have_inspections_that_end_later_and_what_is_entered_stays(company: None) -> None:
    today = clock.today(ZoneInfo("Asia/Tokyo"))
    dates = dict(Vehicle.objects.values_list("pk", "inspection_until"))
    days_left = {(day - today).days for day in dates.values() if day}
    assert len(days_left) == len(dates)
    assert 20 < min(days_left) < INSPECTION_SOON.days, "no hand-over of today asks, and the list marks one"
    assert max(days_left) <= 365
    past, entered = today - timedelta(days=1), today + timedelta(days=3)
    Vehicle.objects.filter(pk="shinjuku-c1").update(inspection_until=past)
    Vehicle.objects.filter(pk="shinjuku-c2").update(inspection_until=entered)
    assert "1 inspection dates added" in seed()
    assert "inspection" not in seed()
    now = dict(Vehicle.objects.values_list("pk", "inspection_until"))
    assert now == dates | {"shinjuku-c1": today + timedelta(days=365), "shinjuku-c2": entered}


def test_reset_for_a_companys_own_documents_leaves_no_tariff(company: None, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('[{"id": "own", "name": "中央店", "inventory": []}]', encoding="utf-8")
    seed("--file", str(path), "--reset")
    assert contents() == [[], [], [], [], []]


@pytest.mark.parametrize(
    ("today", "seasons"),
    [
        (date(2026, 12, 1), [date(2026, 12, 28), date(2027, 4, 29), date(2027, 8, 10)]),
        (date(2026, 12, 30), [date(2026, 12, 28), date(2027, 4, 29), date(2027, 8, 10), date(2027, 12, 28)]),
        (date(2027, 1, 4), [date(2026, 12, 28), date(2027, 4, 29), date(2027, 8, 10), date(2027, 12, 28)]),
        (date(2027, 1, 5), [date(2027, 4, 29), date(2027, 8, 10), date(2027, 12, 28)]),
    ],
)
def test_the_seasons_are_those_of_the_year_to_come(today: date, seasons: list[date]) -> None:
    assert [season.first_day for season in demo_tables.list_coming_seasons(today)] == seasons


def test_a_season_costs_a_fifth_more_in_round_figures() -> None:
    assert [demo_tables.raise_price(yen) for yen in (6_600, 8_250, 1_210)] == [7_920, 9_900, 1_540]
