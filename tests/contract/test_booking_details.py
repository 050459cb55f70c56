"""Telephone, e-mail, extras and a return elsewhere, given with the booking: kept, priced and read back."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from reservations import repositories
from reservations.models import DropOff, Extra, Location, Rate
from reservations.values import Shop
from tests.contract.conftest import SATURDAY, Ask

pytestmark = [pytest.mark.db, pytest.mark.django_db]
REQUEST = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **SATURDAY}
DETAILS = {
    "customerPhone": "０９０ー１２３４ー５６７８",
    "extras": ["チャイルドシート", "ETC"],
    "returnLocationId": "新宿店",
}


@pytest.fixture(autouse=True)
def tariff(shop: Shop) -> None:
    """Another shop too, to which a car may be returned for 2,200 yen."""
    away = Location.objects.create(
        id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京", closes_at="19:00"
    )
    repositories.current().publish(["shinjuku"])
    DropOff.objects.create(origin_id=shop.id, destination=away, fee=2_200)
    Extra.objects.create(
        key="child-seat", name="チャイルドシート", name_en="Child seat", amount=550, cap=1_100
    )
    Extra.objects.create(key="etc", name="ETCカード", name_en="ETC card", amount=330, per="rental")
    Rate.objects.create(
        vehicle_class="compact", hours_6=5_000, hours_12=6_000, hours_24=8_000,
        further_day=6_000, extra_hour=1_000,
    )  # fmt: skip


def kept(session: str = "s1") -> list[tuple[Any, ...]]:
    """What the session's live bookings and holds have beside the first contract's details."""
    return [
        (
            row.status,
            str(row.customer_phone),
            row.customer_email,
            tuple(row.extras),
            row.return_location_id,
            row.price,
        )
        for row in repositories.current().find_by_session(session)
        if row.status in ("held", "confirmed")
    ]


def test_all_details_are_kept_and_priced(ask: Ask) -> None:
    booked = ask("create_reservation", **REQUEST, **DETAILS)
    assert kept() == [("confirmed", "+819012345678", "", ("child-seat", "etc"), "shinjuku", 9_080)]
    assert [(line["key"], line["amount"]) for line in booked["price"]["lines"]] == [
        ("base", 6_000),
        ("child-seat", 550),
        ("etc", 330),
        ("drop_off", 2_200),
    ]
    assert (booked["extras"], booked["returnLocationId"]) == (["child-seat", "etc"], "shinjuku")
    assert (booked["returnLocationName"], booked["returnLocationNameEn"]) == ("新宿店", "Shinjuku")


def test_an_address_stands_for_a_telephone(ask: Ask) -> None:
    assert ask("create_reservation", **REQUEST, customerEmail="taro@example.com")["success"]
    assert kept() == [("confirmed", "", "taro@example.com", (), None, 6_000)]


@pytest.mark.parametrize("left_out", [{}, dict.fromkeys((*DETAILS, "customerEmail")), {"extras": []}])
def test_without_details_it_is_the_first_contracts_booking(ask: Ask, left_out: dict[str, Any]) -> None:
    booked = ask("create_reservation", **REQUEST, **left_out)
    assert kept() == [("confirmed", "", "", (), None, 6_000)]
    assert not booked.keys() & {"extras", "returnLocationId", "returnLocationName"}


def test_a_return_to_the_same_shop_is_none_elsewhere(ask: Ask) -> None:
    booked = ask("create_reservation", **REQUEST, returnLocationId="東京駅前店")
    assert kept() == [("confirmed", "", "", (), None, 6_000)]
    assert "returnLocationId" not in booked


@pytest.mark.parametrize(
    ("wrong", "code", "spoken"),
    [
        ({"customerPhone": "12"}, "invalid_arguments", "電話番号"),
        ({"customerEmail": "taro at example"}, "invalid_arguments", "メールアドレス"),
        ({"extras": ["サーフボード"]}, "unknown_extra", "チャイルドシート、ETCカード"),
        ({"returnLocationId": "月面店"}, "unknown_location", ""),
        ({"returnLocationId": "新宿店", "endDate": "2026-12-12T19:30:00"}, "outside_opening_hours", "新宿店"),
    ],
)
def test_a_detail_that_cannot_be_had_books_nothing(
    ask: Ask, wrong: dict[str, Any], code: str, spoken: str
) -> None:
    refused = ask("create_reservation", **{**REQUEST, **wrong})
    assert (refused["success"], refused["code"]) == (False, code)
    assert spoken in refused["spoken"]
    assert kept() == []


def test_a_pair_of_shops_without_a_fee_is_not_offered(ask: Ask) -> None:
    DropOff.objects.all().delete()
    assert ask("create_reservation", **{**REQUEST, "returnLocationId": "新宿店"})["code"] == "no_drop_off"
    assert kept() == []


def test_a_refused_one_way_offers_times_at_which_the_other_shop_takes_the_car(ask: Ask) -> None:
    request = {**REQUEST, "returnLocationId": "新宿店", "vehicleType": "minivan"}
    Rate.objects.create(
        vehicle_class="minivan", hours_6=1, hours_12=1, hours_24=1, further_day=1, extra_hour=1
    )
    assert ask("create_reservation", session="s2", **request)["success"]
    refused = ask("create_reservation", **request)
    assert refused["code"] == "no_vehicle_available"
    assert refused["alternatives"]
    for near in refused["alternatives"]:
        told = {name: near[name] for name in ("locationId", "startDate", "endDate", "vehicleType")}
        assert ask("get_availability", **told)["availableVehicles"]
        assert near["endDate"][11:16] <= "19:00"


def test_the_summary_names_all_that_is_agreed_to(ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    held = ask("create_reservation", **REQUEST, **DETAILS)
    assert held["spoken"] == (
        "ご予約内容を確認いたします。東京駅前店、12月12日土曜日の10時から18時、ご返却は新宿店、"
        "コンパクトカー、お名前は山田太郎様、お電話番号は 090-1234-5678 です。"
        "料金はチャイルドシート、ETCカード、乗り捨て料金を含めて、税込みで9,080円です。よろしいでしょうか？"
    )
    booked = ask("create_reservation", **REQUEST, **DETAILS, confirmationToken=held["confirmationToken"])
    assert (booked["number"], booked["status"]) == (held["number"], "confirmed")
    assert kept() == [("confirmed", "+819012345678", "", ("child-seat", "etc"), "shinjuku", 9_080)]


def test_a_yes_may_leave_out_what_was_read(ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    token = ask("create_reservation", **REQUEST, **DETAILS)["confirmationToken"]
    assert ask("create_reservation", **REQUEST, confirmationToken=token)["status"] == "confirmed"
    assert kept() == [("confirmed", "+819012345678", "", ("child-seat", "etc"), "shinjuku", 9_080)]


@pytest.mark.parametrize(
    "other",
    [
        {"customerPhone": "03-1234-5678"},
        {"customerEmail": "taro@example.com"},
        {"extras": ["ETC"]},
        {"extras": []},
        {"returnLocationId": "東京駅前店"},
    ],
)
def test_a_yes_to_other_details_than_were_read_books_nothing(
    ask: Ask, settings: Settings, other: dict[str, Any]
) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    token = ask("create_reservation", **REQUEST, **DETAILS)["confirmationToken"]
    request = {**REQUEST, **DETAILS, **other}
    assert ask("create_reservation", **request, confirmationToken=token)["code"] == "hold_expired"
    assert [row[0] for row in kept()] == ["held"]
    # Asked for without the old token, it is held instead of the first, and read back anew.
    anew = ask("create_reservation", **request)
    assert anew["needsConfirmation"] is True
    assert anew["confirmationToken"] != token
    assert [row[0] for row in kept()] == ["held"]
    assert ask("create_reservation", **request, confirmationToken=anew["confirmationToken"])["success"]


def test_what_is_booked_is_not_booked_again_for_another_detail(ask: Ask) -> None:
    first = ask("create_reservation", **REQUEST)
    again = ask("create_reservation", **REQUEST, **DETAILS)
    assert (again["number"], again["alreadyBooked"]) == (first["number"], True)
    assert kept() == [("confirmed", "", "", (), None, 6_000)]
