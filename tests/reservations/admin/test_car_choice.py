"""A booking is offered its own shop's free cars; another shop's is refused where it was chosen."""

from __future__ import annotations

import html as markup
import re
from typing import Any

import pytest
from django.test import Client

from reservations import booking, repositories
from reservations.models import Location, Message, Reservation, Vehicle
from reservations.values import Actor
from tests.reservations.admin.pages import (
    LIST,
    PHONED,
    change_url,
    page,
    read_form,
)
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
STAFF = Actor("staff", "hanako")
ELSEWHERE = "この車両は予約の店舗では貸し出していません"
DAY = ("12-12T10:00", "12-12T18:00")


@pytest.fixture
def sapporo(store: str) -> Location:
    """Another shop, with a compact of its own."""
    there = Location.objects.create(id="sapporo", name="札幌店", name_en="Sapporo", region="北海道")
    Vehicle.objects.create(
        id="s1", location=there, vehicle_class="compact", registration="札幌 500 わ 1", model="ヤリス"
    )
    repositories.current().publish(["sapporo"])
    return there


def offered(html: str) -> dict[str, str]:
    """The cars to choose from: label by ID."""
    field = html.split('<select name="car"')[1].split("</select>")[0]
    found = re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)<', field)
    return {pk: markup.unescape(label) for pk, label in found}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_free_cars_of_the_shop_are_offered_by_plate_and_class(
    language: str, clerk: Client, sapporo: Location, book: Book
) -> None:
    row = book(*DAY, car="c1")
    book(*DAY, car="c2")
    html = page(clerk, change_url(row), lang=language)
    names = ("コンパクト", "ミニバン") if language == "ja" else ("Compact", "Minivan")
    assert offered(html) == {"c1": f"品川 500 わ c1 · {names[0]}", "m1": f"品川 500 わ m1 · {names[1]}"}


def test_late_car_and_one_out_of_service_are_not_offered(
    clerk: Client, store: str, book: Book, settings: Any
) -> None:
    late = book("12-01T09:00", "12-01T12:00", car="c2")
    booking.hand_over(late, actor=STAFF)
    Vehicle.objects.filter(pk="m1").update(active=False)
    settings.CLOCK_PINNED_AT = "2026-12-01T13:00:00+09:00"
    row = book("12-01T15:00", "12-01T18:00", car="c1")
    assert set(offered(page(clerk, change_url(row)))) == {"c1"}


def test_another_shops_car_is_refused_at_its_field(clerk: Client, sapporo: Location, book: Book) -> None:
    row = book(*DAY, car="c1", phone="+819012345678")
    written, _each = Message.objects.all().delete()
    assert written, "a change is told to this customer"
    answer: Any = clerk.post(change_url(row), {**read_form(clerk, row), "car": "s1"})
    assert answer.status_code == 200
    (refusal,) = answer.context["adminform"].form.errors["car"]
    assert ELSEWHERE in refusal
    assert "空いている車両がありません" not in answer.content.decode()
    assert "s1" not in offered(answer.content.decode())
    after = Reservation.objects.get(pk=row.pk)
    assert (after.location_id, after.vehicle_id, after.updated_at) == ("ekimae", "c1", row.updated_at)
    assert [event.action for event in after.events.all()] == ["created"]
    assert not Message.objects.exists()


def test_new_booking_with_another_shops_car_is_refused_at_its_field(clerk: Client, sapporo: Location) -> None:
    answer: Any = clerk.post(f"{LIST}add/", {**PHONED, "car": "s1"})
    (refusal,) = answer.context["adminform"].form.errors["car"]
    assert ELSEWHERE in refusal
    assert set(offered(answer.content.decode())) == {"c1", "c2", "m1"}
    assert not Reservation.objects.exists()
    assert not Message.objects.exists()


def test_cars_of_a_new_booking_stand_under_their_shops(clerk: Client, sapporo: Location) -> None:
    html = page(clerk, f"{LIST}add/")
    assert '<optgroup label="札幌店">' in html
    assert offered(html)["s1"] == "札幌 500 わ 1 · コンパクト · ヤリス"
    assert set(offered(page(clerk, f"{LIST}add/", location="sapporo"))) == {"s1"}


def test_taken_car_is_refused_at_its_field(clerk: Client, store: str, book: Book) -> None:
    row = book(*DAY, car="c1")
    book(*DAY, car="c2")
    answer: Any = clerk.post(change_url(row), {**read_form(clerk, row), "car": "c2"})
    assert answer.context["adminform"].form.errors["car"]
    assert Reservation.objects.get(pk=row.pk).vehicle_id == "c1"


def test_cars_are_offered_for_the_times_that_were_typed(clerk: Client, store: str, book: Book) -> None:
    row = book(*DAY, car="c1")
    book("12-13T10:00", "12-13T18:00", car="c1")
    book(*DAY, car="c2")
    sunday = {"pickup_0": "2026-12-13", "back_0": "2026-12-13"}
    answer: Any = clerk.post(change_url(row), {**read_form(clerk, row), **sunday, "car": "c1"})
    assert answer.status_code == 200
    assert set(offered(answer.content.decode())) == {"c1", "c2", "m1"}, "its own is always there"
    sent = {**read_form(clerk, row), **sunday, "car": "c2"}
    assert clerk.post(change_url(row), sent).status_code == 302
    assert Reservation.objects.get(pk=row.pk).vehicle_id == "c2"
