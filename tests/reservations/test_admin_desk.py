"""What the desk shows of a booking and lets a clerk type: flags, price, car, journal; and who may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from reservations import booking
from reservations.journal import Actor
from reservations.models import DropOff, Extra, Location, Rate, Reservation, Vehicle
from tests.reservations.conftest import Book
from tests.reservations.test_admin import LIST, PHONED, clerk, numbers_on, page

__all__ = ["clerk"]
pytestmark = pytest.mark.db
STAFF = Actor("staff", "admin")


@pytest.fixture
def late(book: Book, settings: Settings) -> tuple[Reservation, Reservation]:
    """Nine o'clock: c1 should have been back last night, and leaves again at ten."""
    settings.CLOCK_PINNED_AT = "2026-11-30T09:00:00+09:00"
    first = book("11-30T10:00", "11-30T18:00", car="c1")
    booking.hand_over(first, actor=STAFF)
    second = book("12-01T10:00", "12-01T18:00", car="c1", actor=Actor("agent", session_id="s1"))
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    return first, second


def test_late_and_endangered_ones_are_flagged_and_found(
    clerk: Client, book: Book, late: tuple[Reservation, Reservation]
) -> None:
    calm = book("12-01T10:00", "12-01T18:00", car="c2")
    html = page(clerk, LIST)
    assert numbers_on(clerk, status="out") == {late[0].number}
    assert "貸出停止</a>" not in html.split('id="changelist-filter"')[1]
    for words in ("badge is-late", "badge is-risky", "badge is-agent", "遅延", "要注意", "音声受付"):
        assert words in html
    assert numbers_on(clerk, attention="late") == {late[0].number}
    assert numbers_on(clerk, attention="risky") == {late[1].number}
    assert numbers_on(clerk, attention="held") == set()
    assert numbers_on(clerk, q=calm.number, attention="late") == set()
    assert numbers_on(clerk, q=late[1].number, attention="risky") == {late[1].number}


def test_the_list_asks_as_often_for_many_as_for_one(
    clerk: Client, book: Book, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    book("12-01T10:00", "12-01T18:00", car="c1")
    page(clerk, LIST)
    with django_assert_num_queries(7):  # session, clerk, zones, two counts, rows, the shops to filter by
        page(clerk, LIST)
    for day in range(2, 9):
        book(f"12-0{day}T10:00", f"12-0{day}T18:00", car="c1")
    with django_assert_num_queries(7):
        page(clerk, LIST)


def test_who_may_only_look_finds_no_button_and_no_way(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    client = Client()
    client.force_login(onlooker)
    html = page(client, f"{LIST}{row.pk}/change/")
    assert "/step/" not in html
    assert "12/12 (土) 10:00" in html
    assert "コンパクト" in html
    for key in ("hand_over", "cancel"):
        assert client.post(f"{LIST}{row.pk}/step/{key}/", {"sure": "yes", "fee": "0"}).status_code == 403
    client.post(LIST, {"action": "cancel_chosen", "_selected_action": str(row.pk), "sure": "yes", "fee": "0"})
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


@pytest.fixture
def tariff(shop: Location) -> Location:
    amounts = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **amounts)
    Extra.objects.create(key="child-seat", name="チャイルドシート", name_en="Child seat", amount=1100)
    haneda = Location.objects.create(id="haneda", name="羽田店", name_en="Haneda")
    DropOff.objects.create(origin=shop, destination=haneda, fee=2200)
    return haneda


def test_a_clerk_books_one_way_with_an_extra(clerk: Client, tariff: Location) -> None:
    wish = {**PHONED, "return_location": "haneda", "extras": ["child-seat"]}
    response: Any = clerk.post(f"{LIST}add/", wish)
    assert response.status_code == 302
    row = Reservation.objects.get()
    assert (row.return_location, row.extras, row.price, row.pinned) == (tariff, ["child-seat"], 9300, False)
    html = page(clerk, f"{LIST}{row.pk}/change/")
    for words in ("東京駅前店 → 羽田店", "チャイルドシート", "1,100円", "9,300円", "合計"):
        assert words in html
    english = page(clerk, f"{LIST}{row.pk}/change/", lang="en")
    for words in ("Tokyo Station → Haneda", "Child seat", "9,300 yen", "Hand over the car", "Booked"):
        assert words in english


def test_a_car_that_is_named_is_pinned_until_it_is_cleared(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    for car, pinned in (("c2", True), ("", False)):
        response: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "car": car})
        assert response.status_code == 302
        row.refresh_from_db()
        assert (row.vehicle_id, row.pinned) == ("c2", pinned)


def test_another_class_finds_another_car(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    assert clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "wish": "minivan"}).status_code == 302
    row.refresh_from_db()
    assert (row.vehicle_class, row.vehicle_id) == ("minivan", "m1")
    refused: Any = clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "wish": "compact", "car": "m1"})
    assert "車種クラスが違います" in refused.content.decode()


def test_the_journal_tells_what_was_before_and_after(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "back_1": "19:00", "car": "c2"})
    clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "back_1": "19:00", "car": "c2", "notes": "窓側"})
    html = page(clerk, f"{LIST}{row.pk}/change/")
    for words in (
        "予約受付",
        "スタッフ (admin)",
        "返却: 12/12 (土) 18:00 → 12/12 (土) 19:00",
        "(品川 500 わ c1) →",
        "お客様情報・備考・オプション",
    ):
        assert words in html
    assert "{" not in html.split('class="journal"')[1].split("</ol>")[0]


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
