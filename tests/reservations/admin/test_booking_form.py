"""A clerk takes and changes a booking in the form; a refusal is shown on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.test import Client

from reservations import booking
from reservations.models import Location, Reservation, ShopAssignment, Vehicle
from reservations.values import Actor
from tests.reservations.admin.pages import BLOCKS, INSPECTION, LIST, PHONED, change_url, page, read_messages
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
STAFF = Actor("staff", "admin")


def test_a_clerk_books_by_phone(clerk: Client, shop: Location) -> None:
    response: Any = clerk.post(f"{LIST}add/", PHONED)
    assert response.status_code == 302
    row = Reservation.objects.get()
    assert (row.source, row.customer_name, row.pickup_local.hour) == ("staff", "佐藤花子", 10)
    assert str(row.customer_phone) == "+819012345678"
    event = row.events.get()
    assert (event.actor, event.who) == ("staff", "admin")


def open_form(clerk: Client, path: str) -> dict[str, str]:
    """What the page of a new row carries hidden."""
    found = re.search(r'name="form_key" value="([^"]+)"', page(clerk, path))
    return {"form_key": found[1]} if found else {}


@pytest.mark.parametrize(("path", "given"), [(f"{LIST}add/", PHONED), (f"{BLOCKS}add/", INSPECTION)])
def test_form_of_a_new_row_that_is_sent_twice_writes_one(
    path: str, given: dict[str, str], clerk: Client, shop: Location
) -> None:
    """As found: a second click on the button took a second car."""
    hidden = open_form(clerk, path)
    first, second = (clerk.post(path, {**given, **hidden}, follow=True) for _ in range(2))
    assert Reservation.calendar.count() == 1
    assert "すでに送信されています" in read_messages(second)
    assert "すでに送信されています" not in read_messages(first)
    clerk.post(path, {**given, **open_form(clerk, path), "vehicle": "c2"})
    assert Reservation.calendar.count() == 2


def test_form_of_a_new_booking_that_was_refused_or_failed_can_be_sent_again(
    clerk: Client, shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{LIST}add/"
    hidden = open_form(clerk, path)
    refused: Any = clerk.post(path, {**PHONED, **hidden, "customer_name": ""})
    assert (refused.status_code, hidden["form_key"] in refused.content.decode()) == (200, True)
    create = booking.create

    def create_in_vain(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(booking, "create", create)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(booking, "create", create_in_vain)
    assert clerk.post(path, {**PHONED, **hidden}).status_code == 503
    assert clerk.post(path, {**PHONED, **hidden}).status_code == 302
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"back_1": "09:00"}, "返却が貸出より後になっていません"),
        ({"pickup_1": "07:00"}, "8時から20時"),
        ({"pickup_0": "2026-11-12"}, "貸出日時が過ぎています"),
        ({"vehicle_class": "minivan"}, "空いている車両がありません"),
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


@pytest.mark.parametrize(
    ("number", "written"), [("+819012345678", "090-1234-5678"), ("+442079460958", "+442079460958")]
)
def test_a_telephone_stands_in_the_form_as_staff_write_it(
    number: str, written: str, clerk: Client, book: Book
) -> None:
    row = book("12-12T10:00", "12-12T18:00", phone=number)
    field = page(clerk, change_url(row)).split('name="customer_phone"')[1].split(">")[0]
    assert f'value="{written}"' in field


def audit_log_form(row: Reservation) -> dict[str, str]:
    count = str(row.events.count())
    return {"events-TOTAL_FORMS": count, "events-INITIAL_FORMS": count}


def test_a_clerk_changes_a_booking(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    changed = {**PHONED, **audit_log_form(row), "back_1": "19:00", "car": "c2"}
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", changed)
    assert response.status_code == 302
    after = Reservation.objects.get(pk=row.pk)
    assert (after.number, after.vehicle_id, after.return_local.hour) == (row.number, "c2", 19)
    assert [event.action for event in after.events.all()] == ["created", "changed"]


def test_a_change_onto_a_taken_car_is_refused(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    book("12-12T10:00", "12-12T18:00", car="c2")
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, **audit_log_form(row), "car": "c2"})
    assert response.status_code == 200
    assert "空いている車両がありません" in response.content.decode()
    assert Reservation.objects.get(pk=row.pk).vehicle_id == "c1"


def test_a_car_that_is_named_is_pinned_until_it_is_cleared(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    for car, pinned in (("c2", True), ("", False)):
        response: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "car": car})
        assert response.status_code == 302
        row.refresh_from_db()
        assert (row.vehicle_id, row.pinned) == ("c2", pinned)


def test_another_class_finds_another_car(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    assert clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "vehicle_class": "minivan"}).status_code == 302
    row.refresh_from_db()
    assert (row.vehicle_class, row.vehicle_id) == ("minivan", "m1")
    refused: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "vehicle_class": "compact", "car": "m1"})
    assert "車種クラスが違います" in refused.content.decode()


def test_what_is_on_the_road_only_comes_back_at_another_time(clerk: Client, book: Book) -> None:
    row = book("12-01T09:00", "12-01T18:00", car="c1")
    booking.hand_over(row, actor=STAFF)
    changed = {**PHONED, "pickup_0": "2026-12-05", "back_0": "2026-12-01", "back_1": "19:00", "car": "c2"}
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", changed)
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.vehicle_id, row.pickup_local.day, row.return_local.hour) == ("c1", 1, 19)


def test_a_car_no_longer_for_hire_stays_with_its_booking(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    Vehicle.objects.filter(pk="c1").update(active=False)
    response: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "car": "c1", "notes": "窓側"})
    assert response.status_code == 302


def test_saving_an_unknown_booking_says_so(clerk: Client, shop: Location) -> None:
    path = f"{LIST}00000000-0000-4000-8000-000000000000/change/"
    response: Any = clerk.post(path, PHONED, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/"
    assert "見つかりませんでした" in read_messages(response)
    assert not Reservation.objects.exists()


def test_form_that_comes_back_keeps_the_page_around_it(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    response: Any = clerk.post(change_url(row), {**PHONED, "customer_name": ""})
    for name in ("title", "subtitle", "original", "object_id", "preserved_filters", "media"):
        assert str(response.context[name]) == str(clerk.get(change_url(row)).context[name])


def test_clerk_who_may_only_look_cannot_save(client: Client, clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    viewer = get_user_model().objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    ShopAssignment.objects.create(user=viewer, location_id="ekimae")
    client.force_login(viewer)
    for path in (change_url(row), f"{LIST}add/"):
        assert client.post(path, {**PHONED, "notes": "窓側"}).status_code == 403
    row.refresh_from_db()
    assert (row.notes, Reservation.objects.count()) == ("", 1)
