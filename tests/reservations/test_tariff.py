from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reservations import tariff, times
from reservations.errors import NoDropOff, UnknownExtra
from reservations.models import (
    CancellationFee,
    DropOff,
    Extra,
    Location,
    Rate,
    Reservation,
    Season,
)
from reservations.pricing import Quote

pytestmark = [pytest.mark.db, pytest.mark.either]


@pytest.fixture
def sapporo(shop: Location) -> Location:
    return Location.objects.create(id="sapporo", name="札幌駅前店", name_en="Sapporo Station", region="札幌")


@pytest.fixture(autouse=True)
def company_rate(shop: Location) -> Rate:
    return rate(8_800)


@pytest.fixture
def child_seat(db: None) -> Extra:
    return Extra.objects.create(
        key="child-seat", name="チャイルドシート", name_en="Child seat", amount=550, cap=1_100
    )


@pytest.fixture
def cover(db: None) -> tuple[Extra, Extra]:
    return (
        Extra.objects.create(key="cover", name="免責補償", name_en="Damage waiver", amount=1_100),
        Extra.objects.create(key="cover-noc", name="免責補償とNOC補償", name_en="Full cover", amount=1_650),
    )


def rate(hours_6: int, kind: str = "compact", **where: Any) -> Rate:
    """A rate that is told by its price for six hours."""
    return Rate.objects.create(
        vehicle_class=kind, hours_6=hours_6, hours_12=11_000, hours_24=13_200,
        further_day=9_900, extra_hour=1_650, **where,
    )  # fmt: skip


def season(first: date, last: date) -> Season:
    return Season.objects.create(name="年末年始", name_en="New Year", first_day=first, last_day=last)


def instant(text: str, zone: str = "Asia/Tokyo") -> datetime:
    return times.read_instant(f"2026-{text}", zone)


def quote(shop: Location, kind: str = "compact", **other: Any) -> Quote | None:
    return tariff.quote(shop, kind, instant("12-12T10:00"), instant("12-12T16:00"), **other)


def six_hours(shop: Location, day: str = "12-12", kind: str = "compact") -> int:
    zone = shop.timezone
    found = tariff.quote(shop, kind, instant(f"{day}T10:00", zone), instant(f"{day}T16:00", zone))
    assert found
    return found.total


def test_a_class_without_a_rate_has_no_price(shop: Location) -> None:
    assert quote(shop, "minivan") is None


def test_another_shops_rate_is_no_rate_here(shop: Location, sapporo: Location) -> None:
    rate(5_000, "minivan", location=sapporo)
    assert quote(shop, "minivan") is None


def test_the_published_example_of_two_days_two_and_a_half_hours(shop: Location) -> None:
    found = tariff.quote(shop, "compact", instant("12-10T10:00"), instant("12-12T12:30"))
    assert found
    assert found.total == 28_050


def test_the_published_example_of_two_days_and_eight_hours(shop: Location) -> None:
    found = tariff.quote(shop, "compact", instant("12-10T10:00"), instant("12-12T18:00"))
    assert found
    assert found.total == 33_000


def test_a_shops_own_rate_goes_before_the_companys(shop: Location, sapporo: Location) -> None:
    rate(5_000, location=sapporo)
    assert (six_hours(shop), six_hours(sapporo)) == (8_800, 5_000)


def test_a_season_goes_before_the_usual_rate_on_its_days(shop: Location) -> None:
    rate(10_000, season=season(date(2026, 12, 28), date(2026, 12, 30)))
    prices = [six_hours(shop, day) for day in ("12-27", "12-28", "12-30", "12-31")]
    assert prices == [8_800, 10_000, 10_000, 8_800]


def test_the_day_of_the_pickup_decides_the_season(shop: Location) -> None:
    rate(10_000, season=season(date(2026, 12, 28), date(2026, 12, 30)))
    into = tariff.quote(shop, "compact", instant("12-27T22:00"), instant("12-28T04:00"))
    out = tariff.quote(shop, "compact", instant("12-30T22:00"), instant("12-31T04:00"))
    assert into
    assert out
    assert (into.total, out.total) == (8_800, 10_000)


def test_the_season_begins_by_the_clock_on_the_shops_own_wall(shop: Location) -> None:
    away = Location.objects.create(id="ny", name="ニューヨーク店", timezone="America/New_York")
    rate(10_000, season=season(date(2026, 12, 28), date(2026, 12, 30)))
    eve = instant("12-27T23:00", "America/New_York")  # in Tokyo it is the 28th
    found = tariff.quote(away, "compact", eve, eve + timedelta(hours=6))
    assert found
    assert found.total == 8_800


def test_a_shops_usual_rate_goes_before_the_companys_season(shop: Location, sapporo: Location) -> None:
    days = season(date(2026, 12, 1), date(2026, 12, 31))
    rate(10_000, season=days)
    rate(5_000, location=sapporo)
    assert six_hours(sapporo) == 5_000
    rate(6_000, location=sapporo, season=days)
    assert (six_hours(shop), six_hours(sapporo)) == (10_000, 6_000)


def test_of_two_seasons_the_later_begun_one_counts(shop: Location) -> None:
    rate(10_000, season=season(date(2026, 12, 10), date(2026, 12, 31)))
    rate(9_000, season=season(date(2026, 12, 1), date(2026, 12, 31)))
    assert six_hours(shop) == 10_000


def test_extras_are_added_in_the_order_of_the_wish(shop: Location, child_seat: Extra, cover: Any) -> None:
    found = quote(shop, extras=["cover", "child-seat"])
    assert found
    assert [(line.key, line.amount) for line in found.lines] == [
        ("base", 8_800),
        ("cover", 1_100),
        ("child-seat", 550),
    ]


def test_who_asks_for_cover_and_for_cover_with_noc_pays_the_larger_alone(shop: Location, cover: Any) -> None:
    found = quote(shop, extras=["cover", "cover-noc", "cover-noc"])
    assert found
    assert [line.key for line in found.lines] == ["base", "cover-noc"]


def test_an_extra_that_we_do_not_have_is_refused_with_those_that_we_have(
    shop: Location, child_seat: Extra
) -> None:
    with pytest.raises(UnknownExtra) as refused:
        quote(shop, extras=["surfboard"])
    problem = refused.value.as_problem("ja")
    assert (problem["code"], problem["status"]) == ("unknown_extra", 422)
    assert problem["spoken"] == (
        "申し訳ございません。そちらのオプションはご用意がございません。"
        "ご用意できますのは、チャイルドシートです。どちらをご希望でしょうか？"
    )
    assert "We can add Child seat." in refused.value.as_problem("en")["spoken"]


def test_where_there_are_no_extras_the_refusal_says_so(shop: Location) -> None:
    with pytest.raises(UnknownExtra) as refused:
        quote(shop, extras=["surfboard"])
    assert refused.value.as_problem("ja")["spoken"] == (
        "申し訳ございません。オプションのご用意がございません。オプションなしでよろしいでしょうか？"
    )


def test_a_booking_keeps_the_price_of_an_extra_that_is_offered_no_longer(
    shop: Location, child_seat: Extra
) -> None:
    Extra.objects.update(active=False)
    found = quote(shop, extras=["child-seat"])
    assert found
    assert found.total == 9_350
    with pytest.raises(UnknownExtra):
        tariff.find_extra_keys(["チャイルドシート"])


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("child-seat", "child-seat"),
        ("チャイルドシート", "child-seat"),
        ("チャイルドシート付き", "child-seat"),
        ("ベビーシート", "child-seat"),
        ("Child Seats", "child-seat"),
        ("免責補償", "cover"),
        ("免責", "cover"),
        ("CDW", "cover"),
        ("ＮＯＣ補償", "cover-noc"),
        ("NOC", "cover-noc"),
        ("免責補償とNOC補償", "cover-noc"),
        ("免責補償+NOC", "cover-noc"),
    ],
)
def test_extras_are_understood_as_people_say_them(said: str, key: str, child_seat: Extra, cover: Any) -> None:
    assert tariff.find_extra_keys([said]) == [key]


@pytest.mark.parametrize(
    "said", ["なし", "免責補償なし", "補償は不要", "いりません。", "none", "no cover", "Without NOC"]
)
def test_what_a_caller_does_not_want_is_no_wish(said: str, cover: Any) -> None:
    assert tariff.find_extra_keys([said, "NOC"]) == ["cover-noc"]
    assert tariff.find_extra_keys([said]) == []


def test_an_operators_own_extra_is_found_by_its_own_name(db: None) -> None:
    Extra.objects.create(key="ski", name="スキーキャリア", name_en="Ski rack", amount=1_100)
    assert tariff.find_extra_keys(["スキーキャリア"]) == tariff.find_extra_keys(["ski rack"]) == ["ski"]


def test_cover_and_noc_said_apart_are_one_extra(cover: Any) -> None:
    assert tariff.find_extra_keys(["免責補償", "NOC補償"]) == ["cover-noc"]


def test_a_return_at_another_shop_costs_its_fee(shop: Location, sapporo: Location) -> None:
    DropOff.objects.create(origin=shop, destination=sapporo, fee=33_000)
    found = quote(shop, return_location=sapporo)
    assert found
    assert [(line.key, line.amount) for line in found.lines] == [
        ("base", 8_800),
        ("drop_off", 33_000),
    ]


def test_a_return_at_the_same_shop_costs_nothing(shop: Location) -> None:
    found = quote(shop, return_location=shop)
    assert found
    assert [line.key for line in found.lines] == ["base"]


@pytest.mark.parametrize("listed", [True, False])
def test_a_pair_that_is_forbidden_or_not_listed_is_refused(
    shop: Location, sapporo: Location, *, listed: bool
) -> None:
    DropOff.objects.create(origin=sapporo, destination=shop, fee=33_000)  # the other way round
    if listed:
        DropOff.objects.create(origin=shop, destination=sapporo, fee=None)
    with pytest.raises(NoDropOff) as refused:
        quote(shop, return_location=sapporo)
    problem = refused.value.as_problem("ja")
    assert (problem["code"], problem["status"]) == ("no_drop_off", 409)
    assert problem["detail"] == "東京駅前店の車は札幌駅前店に返却できません。"
    assert problem["spoken"] == (
        "申し訳ございません。東京駅前店でお借りになったお車は、札幌駅前店ではご返却いただけません。"
        "東京駅前店でのご返却でよろしいでしょうか？"
    )
    assert "Sapporo Station" in refused.value.as_problem("en")["spoken"]


def test_a_quote_takes_one_query_and_one_more_for_extras_and_for_a_return_elsewhere(
    shop: Location, sapporo: Location, child_seat: Extra
) -> None:
    DropOff.objects.create(origin=shop, destination=sapporo, fee=33_000)
    rate(10_000, season=season(date(2026, 12, 1), date(2026, 12, 31)))
    counts = []
    for other in ({}, {"extras": ["child-seat"]}, {"extras": ["child-seat"], "return_location": sapporo}):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            quote(shop, **other)
        counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        tariff.quote_classes(
            shop, ["compact", "minivan", "suv"], instant("12-12T10:00"), instant("12-12T16:00")
        )
    assert (*counts, len(queries)) == (1, 2, 3, 1)


def test_several_classes_are_quoted_in_the_order_asked_and_without_those_that_have_no_rate(
    shop: Location,
) -> None:
    rate(10_500, "minivan")
    found = tariff.quote_classes(
        shop, ["minivan", "suv", "compact"], instant("12-12T10:00"), instant("12-12T16:00")
    )
    assert {kind: quote.total for kind, quote in found.items()} == {"minivan": 10_500, "compact": 8_800}
    assert list(found) == ["minivan", "compact"]


@pytest.fixture
def fees(db: None) -> None:
    for days_before, percent in ((6, 20), (2, 30), (0, 50)):
        CancellationFee.objects.create(days_before=days_before, percent=percent, cap=6_600)


def booking(shop: Location, **other: Any) -> Reservation:
    """A booking that was priced when it was made; not stored, as the tariff reads its columns alone."""
    lines = [{"key": "base", "amount": 10_000}, {"key": "cover", "amount": 5_000}]
    columns: dict[str, Any] = {
        "price": 15_000, "price_lines": lines, "pickup_at": instant("12-12T10:00"), "status": "confirmed",
    }  # fmt: skip
    return Reservation(location=shop, **columns | other)


def test_cancelling_costs_a_part_of_the_basic_charge_that_was_agreed(shop: Location, fees: None) -> None:
    Rate.objects.all().delete()  # today's tariff does not matter
    at = {"12-05T23:59": 0, "12-06T00:00": 2_000, "12-10T00:00": 3_000, "12-12T00:00": 5_000}
    row = booking(shop)
    assert {day: tariff.find_cancellation_fee(row, instant(day)) for day in at} == at


def test_the_days_before_are_counted_on_the_shops_own_calendar(shop: Location, fees: None) -> None:
    shop.timezone = "America/New_York"
    row = booking(shop, pickup_at=instant("12-12T10:00", "America/New_York"))
    eve = instant("12-11T23:30", "America/New_York")  # in Tokyo it is the 12th
    assert tariff.find_cancellation_fee(row, eve) == 3_000


def test_a_booking_without_a_price_is_cancelled_for_nothing(shop: Location, fees: None) -> None:
    assert (
        tariff.find_cancellation_fee(booking(shop, price=None, price_lines=[]), instant("12-12T09:00")) == 0
    )


def test_giving_back_what_was_only_held_costs_nothing(shop: Location, fees: None) -> None:
    row = booking(shop, status="held", hold_expires_at=instant("12-12T10:00"))
    assert tariff.find_cancellation_fee(row, instant("12-12T09:00")) == 0


def test_a_cancellation_fee_takes_one_query(shop: Location, fees: None) -> None:
    row = booking(shop)
    with CaptureQueriesContext(connection) as queries:
        tariff.find_cancellation_fee(row, instant("12-12T09:00"))
    assert len(queries) == 1
