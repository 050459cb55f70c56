"""Cars out of service: taken, refused with the reason, released."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations.models import Block, Location, ShopAssignment, Vehicle
from tests.reservations.admin.pages import (
    BLOCKS,
    INSPECTION,
    MEANWHILE,
    page,
)
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]


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
    assert clerk.post(f"{BLOCKS}{row.pk}/step/release/").status_code == 302
    assert Block.objects.get().status == "released"
    assert [event.who for event in row.events.all()] == ["admin", "admin"]
    opened = page(clerk, f"{BLOCKS}{row.pk}/change/")
    assert "/step/release/" not in opened
    assert 'name="_save"' not in opened  # what is over stays as it was


def test_block_changes_in_its_form(clerk: Client, shop: Location, settings: Settings) -> None:
    clerk.post(f"{BLOCKS}add/", INSPECTION)
    row = Block.objects.get()
    url = f"{BLOCKS}{row.pk}/change/"
    opened = page(clerk, url)
    for value in ('value="2026-12-12"', 'value="09:00"', 'value="2026-12-13"', 'value="車検"'):
        assert value in opened
    form = opened.split('id="block_form"')[1].split("</form>")[0]
    (version,) = re.findall(r'name="version" value="([^"]+)"', form)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:01:00+09:00"
    wanted = {**INSPECTION, "vehicle": "c2", "ends_1": "12:00", "reason": "タイヤ交換", "version": version}
    assert clerk.post(url, wanted).status_code == 302
    after = Block.objects.get()
    assert (after.pk, after.vehicle_id, after.customer_name) == (row.pk, "c2", "タイヤ交換")
    assert (after.pickup_local.hour, after.return_local.hour) == (9, 12)
    response: Any = clerk.post(url, {**wanted, "reason": "板金"}, follow=True)  # as it was opened before
    assert MEANWHILE in response.content.decode()
    assert Block.objects.get().customer_name == "タイヤ交換"


def test_block_stays_where_a_booking_is_in_the_way_of_its_change(clerk: Client, book: Book) -> None:
    clerk.post(f"{BLOCKS}add/", INSPECTION)
    row, rental = Block.objects.get(), book("12-14T10:00", "12-14T18:00", car="c1")
    url = f"{BLOCKS}{row.pk}/change/"
    response: Any = clerk.post(url, {**INSPECTION, "ends_0": "2026-12-14"})
    assert list(response.context["adminform"].form.errors) == ["vehicle"]
    assert rental.number in response.content.decode()
    assert Block.objects.get().return_local.day == 13


def test_form_of_a_block_offers_the_cars_of_its_shop_alone(clerk: Client, shop: Location) -> None:
    other = Location.objects.create(id="ueno", name="上野店", region="東京", region_en="Tokyo")
    Vehicle.objects.create(id="u1", location=other, vehicle_class="compact", registration="足立 500 わ u1")
    clerk.post(f"{BLOCKS}add/", INSPECTION)
    url = f"{BLOCKS}{Block.objects.get().pk}/change/"
    assert "足立 500 わ u1" not in page(clerk, url)
    response: Any = clerk.post(url, {**INSPECTION, "vehicle": "u1"})
    assert list(response.context["adminform"].form.errors) == ["vehicle"]
    assert Block.objects.get().vehicle_id == "c1"


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
    ShopAssignment.objects.create(user=onlooker, location_id="ekimae")
    client = Client()
    client.force_login(onlooker)
    opened = page(client, f"{BLOCKS}{row.pk}/change/")
    assert "/step/" not in opened
    assert 'name="_save"' not in opened
    assert client.post(f"{BLOCKS}{row.pk}/change/", {**INSPECTION, "reason": "板金"}).status_code == 403
    assert Block.objects.get().customer_name == "車検"
    assert client.post(f"{BLOCKS}{row.pk}/step/release/").status_code == 403
    assert Block.objects.get().status == "blocked"
