"""Shops with their hours, and cars out of service, at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from reservations.models import Block, Location, Vehicle
from tests.reservations.conftest import Book
from tests.reservations.test_admin import clerk, page

__all__ = ["clerk"]
pytestmark = pytest.mark.db
SHOP = "/admin/reservations/location/ekimae/change/"
BLOCKS = "/admin/reservations/block/"
INSPECTION = {
    "vehicle": "c1",
    "starts_0": "2026-12-12",
    "starts_1": "09:00",
    "ends_0": "2026-12-13",
    "ends_1": "17:00",
    "reason": "車検",
}
ROWS = ("weekly_hours", "dated_hours", "vehicles")


def shop_form(
    weekly: list[dict[str, str]] | None = None, dated: list[dict[str, str]] | None = None, **own: str
) -> dict[str, str]:
    form = {
        "name": "東京駅前店",
        "timezone": "Asia/Tokyo",
        "opens_at": "08:00",
        "closes_at": "20:00",
        "lead_minutes": "60",
        "horizon_days": "180",
        "shortest_minutes": "60",
        "longest_days": "30",
        "turnaround_minutes": "30",
        **own,
    }
    for prefix, rows in zip(ROWS, (weekly or [], dated or [], []), strict=True):
        form |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form


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


def test_a_car_goes_out_of_service_and_comes_back(clerk: Client, shop: Location) -> None:
    assert "東京駅前店" in page(clerk, f"{BLOCKS}add/")
    assert clerk.post(f"{BLOCKS}add/", INSPECTION).status_code == 302
    row = Block.objects.get()
    assert (row.vehicle_id, row.pickup_local.hour, row.return_local.hour) == ("c1", 9, 17)
    for words in ("車検", "貸出停止", "09:00"):
        assert words in page(clerk, BLOCKS)
    assert "車検" not in page(clerk, BLOCKS, service="released")
    opened = page(clerk, f"{BLOCKS}{row.pk}/change/")
    assert "貸出を再開する" in opened
    assert 'name="_save"' not in opened
    assert clerk.post(f"{BLOCKS}{row.pk}/step/release/").status_code == 302
    assert Block.objects.get().status == "released"
    assert [event.who for event in row.events.all()] == ["admin", "admin"]
    assert "/step/release/" not in page(clerk, f"{BLOCKS}{row.pk}/change/")


def test_a_booking_in_the_way_is_named(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    response: Any = clerk.post(f"{BLOCKS}add/", INSPECTION)
    assert response.status_code == 200
    assert f"予約 {row.number} が入っています" in response.content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"ends_0": "2026-12-11"}, "後になっていません"), ({"reason": ""}, "必須"), ({"starts_1": ""}, "必須")],
)
def test_a_bad_block_is_refused_in_words(
    change: dict[str, str], words: str, clerk: Client, shop: Location
) -> None:
    response: Any = clerk.post(f"{BLOCKS}add/", {**INSPECTION, **change})
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("ends", {"ends_0": "2026-12-11"}),
        ("ends", {"ends_0": "9999-12-31"}),
        ("starts", {"starts_0": "0001-01-01"}),
        ("vehicle", {"vehicle": "c1"}),
    ],
)
def test_a_bad_block_is_refused_at_the_field(
    field: str, change: dict[str, str], clerk: Client, book: Book
) -> None:
    book("12-12T10:00", "12-12T18:00", car="c1")
    response: Any = clerk.post(f"{BLOCKS}add/", {**INSPECTION, "vehicle": "m1", **change})
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Block.objects.exists()


def test_many_are_released_from_the_list(clerk: Client, shop: Location) -> None:
    for car in ("c1", "c2"):
        clerk.post(f"{BLOCKS}add/", {**INSPECTION, "vehicle": car})
    chosen = {"action": "release_chosen", "_selected_action": [str(row.pk) for row in Block.objects.all()]}
    assert clerk.post(BLOCKS, chosen).status_code == 302
    assert {row.status for row in Block.objects.all()} == {"released"}


def test_who_may_only_look_releases_nothing(clerk: Client, shop: Location) -> None:
    clerk.post(f"{BLOCKS}add/", INSPECTION)
    row = Block.objects.get()
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_block"))
    client = Client()
    client.force_login(onlooker)
    assert "/step/" not in page(client, f"{BLOCKS}{row.pk}/change/")
    assert client.post(f"{BLOCKS}{row.pk}/step/release/").status_code == 403
    assert Block.objects.get().status == "blocked"
