"""The clerk's desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.safestring import SafeString
from pytest_django import Settings

from reservations.admin import booking, register_panel
from reservations.journal import Actor
from reservations.models import Location, Reservation
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
LIST = "/admin/reservations/reservation/"
PHONED = {
    "location": "ekimae",
    "pickup_0": "2026-12-12",
    "pickup_1": "10:00",
    "back_0": "2026-12-12",
    "back_1": "18:00",
    "wish": "compact",
    "car": "",
    "customer_name": "佐藤花子",
    "customer_kana": "サトウハナコ",
    "customer_phone": "090-1234-5678",
    "customer_email": "",
    "notes": "",
}


def panel(reservation: Reservation) -> SafeString:
    return SafeString(f"<p>the conversation {reservation.session_id}</p>")


@pytest.fixture
def clerk(admin_client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(booking, "PANELS", [])
    monkeypatch.setattr(booking, "STYLESHEETS", [])
    register_panel(panel, stylesheet="beside.css")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return admin_client


def page(clerk: Client, path: str, **query: str) -> str:
    response: Any = clerk.get(path, query)
    assert response.status_code == 200
    return str(response.content.decode())


def numbers_on(clerk: Client, **query: str) -> set[str]:
    response: Any = clerk.get(LIST, query)
    assert response.status_code == 200
    return {row.number for row in response.context["cl"].result_list}


def test_the_list_shows_what_a_clerk_wants(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan")
    html = page(clerk, LIST)
    for text in (
        row.number,
        "12/12",
        "10:00",
        "18:00",
        "ミニバン",
        "東京駅前店",
        "山田太郎",
        "予約確定",
        "予約番号",
    ):
        assert text in html


def test_times_are_those_of_the_shop(clerk: Client, shop: Location, book: Book) -> None:
    Location.objects.filter(pk="ekimae").update(timezone="America/New_York")
    shop.refresh_from_db()
    book("12-12T10:00", "12-12T18:00", shop=shop)
    assert "10:00" in page(clerk, LIST)


def test_a_reservation_is_found_by_what_a_caller_says(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", name="山田太郎", phone="090-1234-5678")
    book("12-12T10:00", "12-12T18:00", name="佐藤花子")
    digits = row.number[2:].replace("-", "")
    for said in (
        row.number,
        digits,
        f"アール{digits}",
        f"{digits[:3]} {digits[3:]}",
        "山田",
        "090-1234-5678",
        "5678",
    ):
        assert row.number in numbers_on(clerk, q=said)
        assert len(numbers_on(clerk, q=said)) == 1, said


def test_todays_pickups_and_returns_are_one_click_away(clerk: Client, book: Book) -> None:
    leaving = book("12-01T10:00", "12-02T18:00", car="c1")
    coming = book("12-02T10:00", "12-02T18:00", car="c2", actor=Actor("agent", session_id="s1"))
    assert numbers_on(clerk, today="pickup") == {leaving.number}
    assert numbers_on(clerk, today="return") == set()
    assert numbers_on(clerk, by="agent") == {coming.number}
    assert numbers_on(clerk, by="people") == {leaving.number}


def test_a_reservation_shows_its_journal_and_its_conversation(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", actor=Actor("agent", session_id="s1"))
    html = page(clerk, f"{LIST}{row.pk}/change/")
    assert "<p>the conversation s1</p>" in html
    assert "beside.css" in html
    assert "予約受付" in html
    assert "9:00" in html  # when it was taken, by the clock at the shop: not midnight UTC
    assert "10:00" in html


def test_a_clerk_books_by_phone(clerk: Client, shop: Location) -> None:
    response: Any = clerk.post(f"{LIST}add/", PHONED)
    assert response.status_code == 302
    row = Reservation.objects.get()
    assert (row.source, row.customer_name, row.pickup_local.hour) == ("staff", "佐藤花子", 10)
    assert str(row.customer_phone) == "+819012345678"
    event = row.events.get()
    assert (event.actor, event.who) == ("staff", "admin")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"back_1": "09:00"}, "返却が貸出より後になっていません"),
        ({"pickup_1": "07:00"}, "8時から20時"),
        ({"pickup_0": "2026-11-12"}, "貸出日時が過ぎています"),
        ({"wish": "minivan"}, "空いている車両がありません"),
        ({"pickup_0": ""}, "必須"),
        ({"customer_name": ""}, "必須"),
    ],
)
def test_a_refusal_is_shown_on_the_form(
    change: dict[str, str], words: str, clerk: Client, book: Book
) -> None:
    book("12-12T10:00", "12-12T18:00", "minivan")
    response: Any = clerk.post(f"{LIST}add/", {**PHONED, **change})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Reservation.objects.count() == 1


def journal_form(row: Reservation) -> dict[str, str]:
    count = str(row.events.count())
    return {"events-TOTAL_FORMS": count, "events-INITIAL_FORMS": count}


def test_a_clerk_changes_a_booking(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    changed = {**PHONED, **journal_form(row), "back_1": "19:00", "car": "c2"}
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", changed)
    assert response.status_code == 302
    after = Reservation.objects.get(pk=row.pk)
    assert (after.number, after.vehicle_id, after.return_local.hour) == (row.number, "c2", 19)
    assert [event.action for event in after.events.all()] == ["created", "changed"]


def test_a_change_onto_a_taken_car_is_refused(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    book("12-12T10:00", "12-12T18:00", car="c2")
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, **journal_form(row), "car": "c2"})
    assert response.status_code == 200
    assert "空いている車両がありません" in response.content.decode()
    assert Reservation.objects.get(pk=row.pk).vehicle_id == "c1"


def test_a_clerk_cancels_and_nothing_is_forgotten(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    chosen = {"action": "cancel_chosen", "_selected_action": str(row.pk), "sure": "yes", "fee": "0"}
    assert clerk.post(LIST, chosen).status_code == 302
    assert Reservation.objects.get(pk=row.pk).status == "cancelled"
    assert clerk.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_shops_and_cars_have_their_pages(clerk: Client, shop: Location) -> None:
    assert "品川 500 わ c1" in page(clerk, "/admin/reservations/location/ekimae/change/")
    assert "コンパクト" in page(clerk, "/admin/reservations/vehicle/")
    assert page(clerk, "/admin/reservations/location/add/")
    assert page(clerk, "/admin/reservations/vehicle/c1/change/")
