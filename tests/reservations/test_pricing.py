from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations import pricing
from reservations.pricing import Addition, Charges, FeeStep, Quote

pytestmark = pytest.mark.unit

START = datetime(2026, 12, 12, 1, tzinfo=UTC)
WS = Charges(hours_6=8_800, hours_12=11_000, hours_24=13_200, further_day=9_900, extra_hour=1_650)
CHILD_SEAT = Addition("child-seat", "チャイルドシート", "Child seat", 550, cap=1_100)
COVER = Addition("cover", "免責補償", "Collision damage waiver", 1_100)
ETC = Addition("etc", "ETCカード", "ETC card", 330, per_day=False)
STEPS = [FeeStep(6, 20, 6_600), FeeStep(2, 30, 6_600), FeeStep(0, 50, 6_600)]
PICKUP_DAY = date(2026, 12, 12)


def quote(hours: float, *additions: Addition, drop_off: int | None = None, charges: Charges = WS) -> Quote:
    return pricing.reckon(charges, START, START + timedelta(hours=hours), additions, drop_off)


@pytest.mark.parametrize(
    ("hours", "yen"),
    [
        (0.5, 8_800),
        (6, 8_800),
        (6.01, 11_000),
        (12, 11_000),
        (12.5, 13_200),
        (24, 13_200),
        (24.01, 14_850),
        (25, 14_850),
        (29, 13_200 + 5 * 1_650),
        (30, 13_200 + 9_900),  # six extra hours would cost as much as the day
        (48, 23_100),
        (50.5, 28_050),  # published: 2 days, 2 hours and 30 minutes
        (56, 33_000),  # published: 2 days and 8 hours
        (72, 33_000),
        (7 * 24, 13_200 + 6 * 9_900),
    ],
)
def test_the_basic_charge_goes_by_bands_further_days_and_extra_hours(hours: float, yen: int) -> None:
    assert quote(hours).total == yen


@pytest.mark.parametrize(
    ("hours", "name", "name_en"),
    [
        (6, "基本料金（6時間まで）", "Basic charge (up to 6 hours)"),
        (8, "基本料金（12時間まで）", "Basic charge (up to 12 hours)"),
        (25, "基本料金（1日間と1時間）", "Basic charge (1 day and 1 hour)"),
        (50.5, "基本料金（2日間と3時間）", "Basic charge (2 days and 3 hours)"),
        (56, "基本料金（3日間）", "Basic charge (3 days)"),
    ],
)
def test_its_line_says_the_length_that_is_charged(hours: float, name: str, name_en: str) -> None:
    line = quote(hours).lines[0]
    assert (line.key, line.name, line.name_en) == ("base", name, name_en)


def test_extra_hours_that_cost_nothing_are_not_a_day() -> None:
    assert quote(30, charges=replace(WS, extra_hour=0)).total == 13_200
    assert quote(30, charges=replace(WS, extra_hour=0, further_day=0)).total == 13_200


def test_an_extra_is_charged_for_each_24_hours_begun_up_to_its_cap() -> None:
    assert [quote(hours, CHILD_SEAT).lines[1].amount for hours in (8, 24, 25, 100)] == [
        550,
        550,
        1_100,
        1_100,
    ]
    assert [quote(hours, COVER).lines[1].amount for hours in (8, 24, 25, 100)] == [1_100, 1_100, 2_200, 5_500]


def test_an_extra_by_the_rental_is_charged_once() -> None:
    assert quote(100, ETC).lines[1].amount == 330


def test_a_return_elsewhere_adds_its_fee_as_the_last_line() -> None:
    lines = quote(8, COVER, drop_off=2_200).lines
    assert [line.key for line in lines] == ["base", "cover", "drop_off"]
    assert (lines[-1].name, lines[-1].name_en, lines[-1].amount) == ("乗り捨て料金", "One-way fee", 2_200)


def test_a_free_return_elsewhere_is_said_too() -> None:
    assert [line.amount for line in quote(8, drop_off=0).lines] == [11_000, 0]


def test_the_document_tells_total_currency_tax_and_lines() -> None:
    assert quote(8, ETC).as_document() == {
        "total": 11_330,
        "currency": "JPY",
        "taxIncluded": True,
        "lines": [
            {
                "key": "base",
                "name": "基本料金（12時間まで）",
                "nameEn": "Basic charge (up to 12 hours)",
                "amount": 11_000,
            },
            {"key": "etc", "name": "ETCカード", "nameEn": "ETC card", "amount": 330},
        ],
    }


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 31), 25), (date(2027, 3, 13), 23)])
def test_when_new_yorks_clocks_change_the_real_hours_are_charged(day: date, hours: int) -> None:
    zone = ZoneInfo("America/New_York")
    start = datetime(day.year, day.month, day.day, 10, tzinfo=zone)
    end = start + timedelta(days=1)  # ten o'clock there, the next day
    assert pricing.measure_length(start, end) == timedelta(hours=hours)
    assert pricing.reckon(WS, start, end).total == (13_200 if hours == 23 else 14_850)


def test_a_return_before_the_pickup_has_no_price() -> None:
    with pytest.raises(ValueError, match="not after the pickup"):
        quote(-1)


@pytest.mark.parametrize(
    ("days_before", "fee"),
    [(30, 0), (7, 0), (6, 2_000), (3, 2_000), (2, 3_000), (1, 3_000), (0, 5_000), (-1, 5_000)],
)
def test_cancelling_costs_more_as_the_pickup_comes_nearer(days_before: int, fee: int) -> None:
    today = PICKUP_DAY - timedelta(days=days_before)
    assert pricing.reckon_cancellation_fee(10_000, today, PICKUP_DAY, STEPS) == fee


def test_a_cancellation_fee_is_capped_and_floored_to_whole_yen() -> None:
    assert pricing.reckon_cancellation_fee(33_000, PICKUP_DAY, PICKUP_DAY, STEPS) == 6_600
    assert pricing.reckon_cancellation_fee(33_000, PICKUP_DAY, PICKUP_DAY, [FeeStep(0, 50)]) == 16_500
    assert pricing.reckon_cancellation_fee(4_999, PICKUP_DAY, PICKUP_DAY, STEPS) == 2_499


def test_without_a_table_cancelling_is_free() -> None:
    assert pricing.reckon_cancellation_fee(10_000, PICKUP_DAY, PICKUP_DAY, []) == 0


yen = st.integers(0, 50_000)
lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=40))
bands = st.lists(yen, min_size=3, max_size=3).map(sorted)
tariffs = st.builds(
    lambda rising, day, hour: Charges(rising[0], rising[1], rising[2], day, hour), bands, yen, yen
)
wished = st.lists(
    st.builds(
        Addition,
        key=st.sampled_from(["a", "b", "c"]),
        name=st.just("名"),
        name_en=st.just("name"),
        amount=yen,
        per_day=st.booleans(),
        cap=st.none() | yen,
    ),
    max_size=4,
)
fees = st.none() | yen


@given(tariffs, lengths, lengths, wished, fees)
def test_the_price_never_falls_as_the_return_moves_later(
    charges: Charges, one: timedelta, other: timedelta, additions: list[Addition], fee: int | None
) -> None:
    sooner, later = (
        pricing.reckon(charges, START, START + length, additions, fee) for length in sorted([one, other])
    )
    assert sooner.total <= later.total


@given(tariffs, lengths, wished, fees)
def test_a_total_is_the_sum_of_its_lines_in_whole_yen(
    charges: Charges, length: timedelta, additions: list[Addition], fee: int | None
) -> None:
    document = pricing.reckon(charges, START, START + length, additions, fee).as_document()
    amounts = [line["amount"] for line in document["lines"]]
    assert document["total"] == sum(amounts)
    assert all(type(amount) is int and amount >= 0 for amount in amounts)
    assert len(amounts) == 1 + len(additions) + (fee is not None)


@given(tariffs, lengths, wished, fees)
def test_extras_and_a_return_elsewhere_never_make_it_cheaper(
    charges: Charges, length: timedelta, additions: list[Addition], fee: int | None
) -> None:
    bare = pricing.reckon(charges, START, START + length)
    assert pricing.reckon(charges, START, START + length, additions, fee).total >= bare.total


@given(tariffs, lengths)
def test_extra_hours_never_cost_more_than_a_further_day(charges: Charges, length: timedelta) -> None:
    whole_days = pricing.DAY * pricing.count_begun(length, pricing.DAY)
    here = pricing.reckon(charges, START, START + length).total
    assert here <= pricing.reckon(charges, START, START + whole_days).total


@given(yen, st.integers(-5, 60), st.integers(-5, 60))
def test_waiting_longer_never_makes_cancelling_cheaper(base: int, one: int, other: int) -> None:
    near, far = (
        pricing.reckon_cancellation_fee(base, PICKUP_DAY - timedelta(days=left), PICKUP_DAY, STEPS)
        for left in sorted([one, other])
    )
    assert far <= near <= min(base, 6_600)
