"""Another shop takes a booking over: named with its price and its message, done with the yes to that."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations import booking
from reservations.models import Location, Message, Rate, Reservation, ShopAssignment, Vehicle
from reservations.values import Actor
from tests.reservations.admin.pages import change_url, page, read_messages
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db


@pytest.fixture
def nagoya(shop: Location) -> Location:
    there = Location.objects.create(pk="nagoya", name="名古屋店", name_en="Nagoya")
    Vehicle.objects.create(
        pk="n1", location=there, vehicle_class="compact", registration="名古屋 500 わ 7", model="フィット"
    )
    Vehicle.objects.create(pk="n2", location=there, vehicle_class="minivan")
    return there


@pytest.fixture
def row(book: Book, nagoya: Location, tariff: None) -> Reservation:
    amounts = {"hours_6": 6000, "hours_12": 9000, "hours_24": 9500, "further_day": 9500, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", location=nagoya, **amounts)
    return book("12-12T10:00", "12-12T18:00", "compact", name="佐藤花子", phone="090-1234-5678")


def url(row: Reservation, location: str = "nagoya", kind: str = "") -> str:
    return f"/admin/other-shop/{row.pk}/?location={location}&vehicle_class={kind}"


def read_yes(html: str) -> dict[str, str]:
    """What the page's yes would send."""
    form = html.split('method="post" class="asking-form"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_booking_page_leads_to_the_act(clerk: Client, row: Reservation) -> None:
    assert f'href="/admin/other-shop/{row.pk}/"' in page(clerk, change_url(row))
    assert "名古屋店" in page(clerk, f"/admin/other-shop/{row.pk}/")
    booking.cancel(row, actor=Actor("staff"))
    assert "other-shop" not in page(clerk, change_url(row))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_names_shops_prices_and_message_and_writes_nothing(
    language: str, clerk: Client, row: Reservation
) -> None:
    Message.objects.all().delete()
    html = page(clerk, url(row) + f"&lang={language}")
    shops = {"ja": ("東京駅前店", "名古屋店"), "en": ("Tokyo Station", "Nagoya")}[language]
    assert re.search(rf"<td>{shops[0]}</td><td>{shops[1]}</td>", html)
    assert "名古屋 500 わ 7" in html
    amounts = {"ja": ("6,000円", "9,000円", "+3,000円"), "en": ("6,000 yen", "9,000 yen", "+3,000 yen")}
    assert all(amount in html for amount in amounts[language])
    assert "090-1234-5678" in html
    assert "ご予約の店舗を東京駅前店から名古屋店に変更しました。" in html, "in the customer's language"
    assert Reservation.objects.get(pk=row.pk).location_id == "ekimae"
    assert not Message.objects.exists()


def test_yes_moves_it_and_sends_what_was_shown(clerk: Client, row: Reservation) -> None:
    sent = read_yes(page(clerk, url(row)))
    told = read_messages(clerk.post(url(row), sent, follow=True))
    assert "名古屋店に移しました" in told
    after = Reservation.objects.get(pk=row.pk)
    assert (after.location_id, after.vehicle_id, after.price, after.number) == (
        "nagoya",
        "n1",
        9000,
        row.number,
    )
    assert "東京駅前店から名古屋店" in Message.objects.get(kind="changed").body
    assert "店舗: 東京駅前店 → 名古屋店" in page(clerk, change_url(row))


def test_yes_to_another_price_is_asked_again(clerk: Client, row: Reservation) -> None:
    sent = read_yes(page(clerk, url(row)))
    Rate.objects.filter(location="nagoya").update(hours_12=9200)
    answer: Any = clerk.post(url(row), sent)
    assert "料金がさらに変わりました" in answer.content.decode()
    assert Reservation.objects.get(pk=row.pk).location_id == "ekimae"


def test_full_class_is_refused_with_its_reason_and_another_is_offered(
    clerk: Client, row: Reservation, nagoya: Location, book: Book
) -> None:
    book("12-12T10:00", "12-12T18:00", "compact", shop=nagoya)
    html = page(clerk, url(row))
    assert 'class="errornote" role="alert"' in html
    assert "agreed" not in html
    assert '<option value="minivan">' in html
    assert "agreed" in page(clerk, url(row, kind="minivan"))


def test_second_clerk_is_told(clerk: Client, row: Reservation, settings: Settings) -> None:
    sent = read_yes(page(clerk, url(row)))
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:30+09:00"
    booking.change(row, actor=Actor("staff"), vehicle_class="minivan")
    assert "変更" in read_messages(clerk.post(url(row), sent, follow=True))
    assert Reservation.objects.get(pk=row.pk).location_id == "ekimae"


def test_clerk_moves_only_between_own_shops(clerk: Client, row: Reservation, shop: Location) -> None:
    user = User.objects.create_user("hanako", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_reservation", "change_reservation"])
    )
    ShopAssignment.objects.create(user=user, location=shop)
    clerk.force_login(user)
    assert "other-shop" not in page(clerk, change_url(row))
    assert "agreed" not in page(clerk, url(row))
    looking = User.objects.create_user("jiro", is_staff=True)
    clerk.force_login(looking)
    assert clerk.get(url(row)).status_code == 403
