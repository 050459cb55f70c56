"""The sheets: what is noted when the car leaves and when it comes back, and what the clerk is warned of."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations import booking
from reservations.errors import ChangedMeanwhile
from reservations.models import Location, Rate, Reservation, ShopAssignment
from reservations.sheets import Sheet
from reservations.values import Actor, Customer
from tests.reservations.admin.pages import LIST, page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
CLERK = Actor("staff", "hanako")


def sheet_of(row: Reservation, key: str = "hand_over") -> str:
    return f"/admin/sheet/{row.pk}/{key}/"


def fill(clerk: Client, path: str, **given: str) -> Any:
    """Sends the sheet as the page opened it, with what is `given`."""
    return clerk.post(path, {**read_hidden(page(clerk, path)), **given}, follow=True)


def read_hidden(html: str) -> dict[str, str]:
    """The hidden fields of the sheet, as they would be sent."""
    form = html.split('class="sheet"')[1].split("</form>")[0]
    hidden = [tag for tag in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in tag]
    pairs = [re.search(r'name="([^"]+)" value="([^"]*)"', tag) for tag in hidden]
    return {pair[1]: unescape(pair[2]) for pair in pairs if pair}


def out(book: Book, settings: Settings, end: str = "12-01T12:00") -> Reservation:
    row = book("12-01T09:00", end, "compact")
    booking.hand_over(row, actor=CLERK, sheet=Sheet(mileage=12_345))
    return Reservation.objects.get(pk=row.pk)


def test_hand_over_with_its_sheet(clerk: Client, store: str, tariff: None, book: Book) -> None:
    row = book("12-01T09:30", "12-01T18:00", "compact")
    html = page(clerk, sheet_of(row))
    assert 'name="paid" value="6000"' in html
    answer = fill(
        clerk, sheet_of(row), licence_seen="on", mileage="12345", fuel="7", paid="6000", next="/admin/"
    )
    assert answer.redirect_chain[-1][0] == "/admin/"
    row = Reservation.objects.get(pk=row.pk)
    assert (row.status, row.sheets["out"]["mileageKm"]) == ("out", 12_345)
    history = page(clerk, f"{LIST}{row.pk}/change/").split('class="journal"')[1]
    for words in ("運転免許証を確認", "走行距離：12,345km", "燃料：7/8", "お支払い：6,000円"):
        assert words in history


def test_nothing_is_handed_over_without_the_licence(clerk: Client, tariff: None, book: Book) -> None:
    row = book("12-01T09:30", "12-01T18:00", "compact")
    answer = fill(clerk, sheet_of(row), mileage="12345")
    assert "免許証を確認しないと" in answer.content.decode()
    assert 'value="12345"' in answer.content.decode()
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


def test_sheet_of_another_day_warns(clerk: Client, tariff: None, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    assert "本当に貸出にしますか？" in page(clerk, sheet_of(row))


def test_late_return_names_its_charge(clerk: Client, tariff: None, book: Book, settings: Settings) -> None:
    row = out(book, settings)
    settings.CLOCK_PINNED_AT = "2026-12-01T16:30:00+09:00"
    html = page(clerk, sheet_of(row, "take_back"))
    assert "4時間30分遅れています" in html
    assert 'name="late_charge" value="1000"' in html  # seven hours and a half: 6,000 instead of 5,000 yen
    fill(
        clerk, sheet_of(row, "take_back"), mileage="12400", fuel="8", late_charge="1000", damage="左ドアに傷"
    )
    row = Reservation.objects.get(pk=row.pk)
    assert row.status == "returned"
    assert row.sheets["returned"] == {
        "mileageKm": 12_400,
        "fuelEighths": 8,
        "lateChargeYen": 1000,
        "damage": "左ドアに傷",
    }
    history = page(clerk, f"{LIST}{row.pk}/change/").split('class="journal"')[1]
    assert "延長料金：1,000円" in history
    assert "傷・損傷あり" in history


def test_late_return_is_not_charged_for_a_tariff_that_rose_meanwhile(
    clerk: Client, tariff: None, book: Book, settings: Settings
) -> None:
    """As found: half an hour within the same band cost what the tariff had risen since the booking."""
    row = out(book, settings)
    Rate.objects.update(hours_6=7_000, hours_12=7_500)
    settings.CLOCK_PINNED_AT = "2026-12-01T12:30:00+09:00"
    assert 'name="late_charge" value' not in page(clerk, sheet_of(row, "take_back"))
    settings.CLOCK_PINNED_AT = "2026-12-01T16:30:00+09:00"
    assert 'name="late_charge" value="500"' in page(clerk, sheet_of(row, "take_back"))


def test_late_car_comes_back_though_its_extra_is_in_no_tariff_any_more(
    clerk: Client, tariff: None, book: Book, settings: Settings
) -> None:
    """As found: the sheet could not be opened."""
    row = out(book, settings)
    Reservation.objects.filter(pk=row.pk).update(extras=["gone"])
    settings.CLOCK_PINNED_AT = "2026-12-01T16:30:00+09:00"
    assert 'name="late_charge" value' not in page(clerk, sheet_of(row, "take_back"))
    fill(clerk, sheet_of(row, "take_back"), mileage="12400", fuel="8", late_charge="1000")
    assert Reservation.objects.get(pk=row.pk).status == "returned"


def test_return_in_time_asks_nothing_more(
    clerk: Client, tariff: None, book: Book, settings: Settings
) -> None:
    row = out(book, settings)
    html = page(clerk, sheet_of(row, "take_back"))
    assert "遅れています" not in html
    assert 'name="late_charge" value' not in html


def test_car_cannot_come_back_with_fewer_kilometres(
    clerk: Client, tariff: None, book: Book, settings: Settings
) -> None:
    row = out(book, settings)
    answer = fill(clerk, sheet_of(row, "take_back"), mileage="12344")
    assert "貸出時の走行距離は12345km" in answer.content.decode()
    assert Reservation.objects.get(pk=row.pk).status == "out"


def test_what_was_noted_stays_where_somebody_changed_the_booking_meanwhile(
    clerk: Client, tariff: None, store: str, book: Book, settings: Settings
) -> None:
    row = out(book, settings)
    path = sheet_of(row, "take_back")
    fields = read_hidden(page(clerk, path))
    settings.CLOCK_PINNED_AT = "2026-12-01T11:00:00+09:00"
    booking.change(row, customer=Customer(row.customer_name, notes="お電話あり"), actor=CLERK)
    answer: Any = clerk.post(path, {**fields, "mileage": "12400", "fuel": "8", "damage": "左ドアに傷"})
    html = answer.content.decode()
    assert "左ドアに傷" in html
    assert ChangedMeanwhile().as_problem("ja")["detail"] in html
    assert Reservation.objects.get(pk=row.pk).status == "out"
    clerk.post(path, {**read_hidden(html), "mileage": "12400", "fuel": "8", "damage": "左ドアに傷"})
    row = Reservation.objects.get(pk=row.pk)
    assert (row.status, row.sheets["returned"]["damage"]) == ("returned", "左ドアに傷")


def test_sheet_of_a_step_that_is_done_leads_away(
    clerk: Client, tariff: None, book: Book, settings: Settings
) -> None:
    row = out(book, settings)
    answer: Any = clerk.get(sheet_of(row), follow=True)
    assert "予約の状態が変わった" in answer.content.decode()
    assert clerk.get(sheet_of(row, "cancel")).status_code == 404


def test_sheet_is_for_who_may_change_bookings_of_the_shop(clerk: Client, shop: Location, book: Book) -> None:
    row = book("12-01T09:30", "12-01T18:00", "compact")
    elsewhere = User.objects.create_user("elsewhere", is_staff=True)
    elsewhere.user_permissions.add(
        *Permission.objects.filter(codename__in=("view_reservation", "change_reservation"))
    )
    clerk.force_login(elsewhere)
    assert clerk.get(sheet_of(row)).status_code == 404
    ShopAssignment.objects.create(user=elsewhere, location=shop)
    assert clerk.get(sheet_of(row)).status_code == 200


def test_booking_and_its_line_lead_to_the_sheet(clerk: Client, book: Book) -> None:
    row = book("12-01T09:30", "12-01T18:00", "compact")
    assert f'href="{sheet_of(row)}"' in page(clerk, f"{LIST}{row.pk}/change/")
    assert f'href="{sheet_of(row)}?next=/admin/"' in page(clerk, "/admin/")
