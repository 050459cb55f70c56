"""A car's page: what is ahead of it, how far it has been driven, until when its inspection is valid."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations import booking, times
from reservations.models import Location, PersonalDataView, Reservation, ShopAssignment, Vehicle
from reservations.sheets import Sheet
from reservations.values import Actor
from tests import rows
from tests.reservations.admin.pages import CAR, SHOP, page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
CLERK = Actor("staff", "hanako")


def block(car: str, start: str, end: str) -> None:
    at = [times.read_instant(f"2026-{text}", "Asia/Tokyo") for text in (start, end)]
    booking.block(Vehicle.objects.get(pk=car), starts_at=at[0], ends_at=at[1], reason="車検", actor=CLERK)


def test_car_page_names_what_is_ahead_soonest_first(clerk: Client, book: Book) -> None:
    later = book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")
    block("c1", "12-10T09:00", "12-10T17:00")
    sooner = book("12-05T10:00", "12-05T18:00", car="c1", name="山田太郎")
    book("12-05T10:00", "12-05T18:00", car="c2", name="鈴木一郎")
    seen = page(clerk, CAR)
    places = [seen.index(words) for words in ("山田太郎", "車検", "佐藤花子")]
    assert places == sorted(places)
    assert "鈴木一郎" not in seen
    assert f"/admin/reservations/reservation/{later.pk}/change/" in seen
    assert "/admin/reservations/block/" in seen
    assert "vehicle=c1" in seen  # to take it out of service
    assert PersonalDataView.objects.get().subjects.split() == [sooner.number, later.number]


def test_car_page_tells_what_is_over_from_what_is_late(clerk: Client, book: Book, settings: Settings) -> None:
    over = book("12-01T10:00", "12-01T12:00", car="c1", name="佐藤花子")
    booking.hand_over(over, actor=CLERK)
    next_one = book("12-01T14:00", "12-01T18:00", car="c1", name="山田太郎")
    settings.CLOCK_PINNED_AT = "2026-12-01T13:00:00+09:00"
    seen = page(clerk, CAR)
    assert "佐藤花子" in seen
    assert "遅延" in seen
    assert "要注意" in seen
    booking.take_back(Reservation.objects.get(pk=over.pk), actor=CLERK, sheet=Sheet(mileage=12_345))
    seen = page(clerk, CAR)
    assert "佐藤花子" not in seen
    assert "要注意" not in seen
    assert next_one.number in seen
    assert "12,345 km" in seen


def test_mileage_is_that_of_the_latest_sheet(clerk: Client, book: Book) -> None:
    assert "最後に記録した走行距離: <b>—</b>" in page(clerk, CAR)
    row = book("12-01T09:00", "12-01T18:00", car="c1")
    booking.hand_over(row, actor=CLERK, sheet=Sheet(mileage=100))
    assert "<b>100 km</b>" in page(clerk, CAR)
    booking.take_back(Reservation.objects.get(pk=row.pk), actor=CLERK)  # without one
    assert "<b>100 km</b>" in page(clerk, CAR)


def test_another_shops_booking_keeps_the_car_and_names_nobody(
    clerk: Client, shop: Location, client: Client
) -> None:
    """A car that was driven here one-way, and is booked from the shop that it left."""
    other = Location.objects.create(id="ueno", name="上野店", region="東京", region_en="Tokyo")
    car = Vehicle.objects.get(pk="c1")
    at = [times.read_instant(text, "Asia/Tokyo") for text in ("2026-12-05T10:00", "2026-12-05T18:00")]
    rows.create(
        shop,
        pickup_at=at[0],
        return_at=at[1],
        customer=booking.Customer("佐藤花子"),
        actor=CLERK,
        vehicle_class=None,
        vehicle=car,
        return_location=None,
        hold_for=None,
    )
    Vehicle.objects.filter(pk="c1").update(location=other)
    user = User.objects.create_user("ueno", is_staff=True)
    for name in ("view_vehicle", "view_reservation"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    ShopAssignment.objects.create(user=user, location=other)
    client.force_login(user)
    seen = page(client, CAR)
    assert "他店の予約" in seen
    assert "12/05" in seen
    assert "佐藤花子" not in seen
    assert not PersonalDataView.objects.exists()


@pytest.mark.parametrize(
    ("until", "words"), [("2026-11-30", "期限切れ"), ("2026-12-20", "まもなく満了"), ("2027-12-20", "")]
)
def test_inspection_is_marked_before_it_ends(until: str, words: str, clerk: Client, shop: Location) -> None:
    Vehicle.objects.filter(pk="c1").update(inspection_until=date.fromisoformat(until))
    seen = page(clerk, "/admin/reservations/vehicle/")
    assert until.replace("-", "/") in seen
    for mark in ("期限切れ", "まもなく満了"):
        assert (mark in seen) == (mark == words)


def read_class(html: str, name: str = "vehicle_class") -> str:
    (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    (value,) = re.findall(r'value="([^"]*)"', field)
    return str(value)


@pytest.mark.parametrize(("language", "shown"), [("ja", "コンパクト"), ("en", "Compact")])
def test_class_of_a_car_is_shown_by_its_name_and_offered(
    language: str, shown: str, clerk: Client, shop: Location
) -> None:
    for address, name in ((CAR, "vehicle_class"), (SHOP, "vehicles-0-vehicle_class")):
        html = page(clerk, address, lang=language)
        assert read_class(html, name) == shown
        assert f'list="id_{name}_known"' in html
        offered = html.split(f'<datalist id="id_{name}_known">')[1].split("</datalist>")[0]
        assert f'<option value="{shown}">' in offered


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("ミニバン", "minivan", "ミニバン"),
        ("minivan", "minivan", "ミニバン"),
        ("Minivan", "minivan", "ミニバン"),
        (" ワンボックス ", "minivan", "ミニバン"),
        ("トラック", "トラック", "トラック"),  # a class that this company has from now on
    ],
)
def test_class_of_a_car_is_typed_by_its_name(
    typed: str, kept: str, shown: str, clerk: Client, shop: Location
) -> None:
    form = {"id": "c1", "location": "ekimae", "registration": "品川 500 わ c1", "active": "on"}
    assert clerk.post(CAR, {**form, "vehicle_class": typed}).status_code == 302
    assert Vehicle.objects.get(pk="c1").vehicle_class == kept
    assert read_class(page(clerk, CAR)) == shown
    unchanged = LogEntry.objects.count()
    clerk.post(CAR, {**form, "vehicle_class": shown})
    assert LogEntry.objects.order_by("-pk")[0].get_change_message() == "変更はありませんでした。"
    assert LogEntry.objects.count() == unchanged + 1


def test_car_page_speaks_english(clerk: Client, book: Book) -> None:
    assert "Nothing is booked." in page(clerk, CAR, lang="en")
    book("12-05T10:00", "12-05T18:00", car="c1", name="John Smith")
    seen = page(clerk, CAR, lang="en")
    assert "Ahead of this car" in seen
    assert "John Smith" in seen
