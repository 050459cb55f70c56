"""The bar on top of every page of the staff: its places, the clerk's own shop, and the search."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reservations.models import Location
from tests.reservations.admin.pages import LIST, page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
SETTINGS = "/admin/settings/"


def read_bar(html: str) -> str:
    return html.split('<header class="bar"')[1].split("</header>")[0]


def read_places(html: str) -> list[str]:
    places = read_bar(html).split('class="bar-places"')[1].split("</nav>")[0]
    return re.findall(r">([^<>\s]+)</a>", places)


def read_shop(html: str) -> str:
    summary = html.split('class="bar-menu bar-shop"')[1].split("</summary>")[0]
    return summary.split('class="bar-menu-name">')[1].split("<")[0]


@pytest.fixture
def shinjuku(shop: Location) -> Location:
    return Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京")


@pytest.mark.parametrize(
    ("language", "places"),
    [("ja", ["本日", "予約", "車両"]), ("en", ["Today", "Bookings", "Cars"])],
)
def test_bar_leads_to_the_places_of_a_day(
    language: str, places: list[str], clerk: Client, shop: Location
) -> None:
    shown = read_places(page(clerk, SETTINGS, lang=language))
    assert [place for place in shown if place in places] == places
    assert shown[0] == places[0]


def test_bar_marks_the_place_that_is_looked_at(clerk: Client, shop: Location) -> None:
    assert f'<a href="{LIST}" aria-current="page">' in page(clerk, LIST)
    assert f'<a href="{LIST}" aria-current="page">' not in page(clerk, SETTINGS)


def test_bar_shows_only_what_the_clerk_may_see(clerk: Client, shop: Location) -> None:
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_vehicle"))
    clerk.force_login(onlooker)
    html = page(clerk, "/admin/reservations/vehicle/")
    assert "車両" in read_places(html)
    assert "予約" not in read_places(html)
    assert "bar-search" not in html
    assert "bar-new" not in html
    assert clerk.get("/admin/search/", {"q": "山田"}).status_code == 403


def test_login_page_shows_no_place(clerk: Client, shop: Location) -> None:
    clerk.logout()
    bar = read_bar(page(clerk, "/admin/login/"))
    assert "bar-places" not in bar
    assert "東京駅前店" not in bar


def test_tables_stand_behind_settings(clerk: Client, shop: Location) -> None:
    html = page(clerk, SETTINGS)
    for table in ("rate", "location", "extra", "cancellationfee", "block"):
        assert f'"/admin/reservations/{table}/"' in html
    assert SETTINGS in read_bar(html)


def test_own_shop_is_the_first_until_another_is_chosen_and_remembered(
    clerk: Client, shinjuku: Location
) -> None:
    assert read_shop(page(clerk, SETTINGS)) == "東京駅前店"
    answer: Any = clerk.post("/admin/own-shop/", {"shop": "shinjuku", "next": f"{LIST}?q=a"})
    assert answer["Location"] == f"{LIST}?q=a"
    assert read_shop(page(clerk, SETTINGS)) == "新宿店"
    assert read_shop(page(clerk, SETTINGS, lang="en")) == "Shinjuku"


def test_shop_of_an_address_is_not_remembered(clerk: Client, shinjuku: Location) -> None:
    assert read_shop(page(clerk, SETTINGS, shop="shinjuku")) == "新宿店"
    assert read_shop(page(clerk, SETTINGS)) == "東京駅前店"
    assert read_shop(page(clerk, SETTINGS, shop="nowhere")) == "東京駅前店"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", ""])
def test_choice_of_a_shop_leads_to_no_other_site(target: str, clerk: Client, shinjuku: Location) -> None:
    answer: Any = clerk.post("/admin/own-shop/", {"shop": "shinjuku", "next": target})
    assert answer["Location"] == "/admin/"


def test_unknown_shop_is_not_remembered(clerk: Client, shinjuku: Location) -> None:
    clerk.post("/admin/own-shop/", {"shop": "shinjuku"})
    clerk.post("/admin/own-shop/", {"shop": "nowhere"})
    clerk.get("/admin/own-shop/", {"shop": "ekimae"})
    assert read_shop(page(clerk, SETTINGS)) == "新宿店"


def test_company_without_a_shop_has_a_bar_all_the_same(clerk: Client, db: None) -> None:
    assert "bar-shop" not in page(clerk, SETTINGS)


def test_search_leads_to_the_one_booking_that_is_meant(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", name="山田太郎", phone="090-1234-5678")
    book("12-12T10:00", "12-12T18:00", name="佐藤花子")
    for said in (row.number, f"アール{row.number[2:]}", "山田", "5678"):
        answer: Any = clerk.get("/admin/search/", {"q": said})
        assert answer["Location"] == f"{LIST}{row.pk}/change/", said


@pytest.mark.parametrize(
    ("said", "target"), [("山田", f"{LIST}?q="), ("", LIST), ("nobody", f"{LIST}?q=nobody")]
)
def test_search_leads_to_the_list_where_several_or_none_fit(
    said: str, target: str, clerk: Client, book: Book
) -> None:
    for _ in range(2):
        book("12-12T10:00", "12-12T18:00", name="山田太郎")
    answer: Any = clerk.get("/admin/search/", {"q": said})
    assert answer["Location"].startswith(target)
    assert clerk.get(answer["Location"]).status_code == 200


def test_bar_asks_for_the_shops_alone(
    clerk: Client, shinjuku: Location, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6) as seen:  # session, user, log of the own actions, alarms, shops
        page(clerk, SETTINGS)
    assert sum('FROM "reservations_location"' in query["sql"] for query in seen.captured_queries) == 1
