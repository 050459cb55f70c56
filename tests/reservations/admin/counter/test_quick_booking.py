"""The quick booking: when, which class at which price, for whom; nothing twice, nothing at another price."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError
from django.test import Client

from reservations import shops
from reservations.admin.counter import quick_booking
from reservations.admin.counter.quick_booking import propose_times
from reservations.models import Extra, Location, Rate, Reservation, ShopAssignment
from tests.reservations.admin.pages import LIST, page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
BOOK = "/admin/book/"
OFFERS = "/admin/book/offers/"
SATURDAY = {"pickup": "2026-12-12T10:00", "back": "2026-12-12T18:00"}
CUSTOMER = {"customer_name": "佐藤花子", "customer_phone": "090-1234-5678"}


@pytest.fixture
def two_shops(shop: Location) -> Location:
    """The other one, with a car of the same class."""
    other = Location.objects.create(pk="fuchu", name="府中店")
    other.vehicles.create(pk="f1", vehicle_class="compact", registration="多摩 500 あ 9-99")
    return other


def read_offers(html: str) -> dict[str, tuple[str, str]]:
    """How many cars of each class are free, and at which price."""
    parts = html.split('<label class="offer')[1:]
    found = {}
    for part in parts:
        name, free, price = (
            re.search(rf'class="offer-{what}">\s*([^<]+?)\s*<', part) for what in ("name", "free", "price")
        )
        assert name
        assert free
        assert price
        found[name[1]] = (free[1], price[1])
    return found


def read_fields(html: str) -> dict[str, str]:
    """The hidden fields of the form, as they would be sent."""
    form = html.split('id="quick-booking"')[1].split("</form>")[0]
    hidden = [tag for tag in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in tag]
    pairs = [re.search(r'name="([^"]+)" value="([^"]*)"', tag) for tag in hidden]
    return {pair[1]: unescape(pair[2]) for pair in pairs if pair}


def send(clerk: Client, **given: str) -> Any:
    """Fills in the page as it is, and presses one of its buttons."""
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    return clerk.post(BOOK, {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", **given})


def test_classes_have_their_free_cars_and_prices(clerk: Client, tariff: None, book: Book) -> None:
    book("12-12T09:00", "12-12T12:00", car="c1")
    assert read_offers(page(clerk, BOOK, **SATURDAY)) == {
        "コンパクト": ("空車1台", "6,000円"),
        "ミニバン": ("空車1台", "料金は店舗でご案内"),
    }


def test_full_class_cannot_be_chosen(clerk: Client, tariff: None, book: Book) -> None:
    book("12-12T09:00", "12-12T12:00", car="m1")
    html = page(clerk, BOOK, **SATURDAY)
    assert read_offers(html)["ミニバン"][0] == "満車"
    assert re.search(r'value="minivan"[^>]* disabled', html)


def test_offers_follow_times_and_extras(clerk: Client, tariff: None) -> None:
    later = {**SATURDAY, "back": "2026-12-14T10:00"}
    assert read_offers(page(clerk, OFFERS, **later))["コンパクト"][1] == "15,000円"
    response: Any = clerk.get(OFFERS, {**later, "extras": ["child-seat"]})
    assert read_offers(response.content.decode())["コンパクト"][1] == "17,200円"


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"back": "2026-12-12T09:00"}, "返却が貸出より後"),
        ({"back": "2026-12-12T22:00"}, "営業時間"),
        ({"pickup": ""}, "日時を入力"),
        ({"pickup": "someday"}, "日時を入力"),
    ],
)
def test_offers_say_why_there_are_none(
    times: dict[str, str], reason: str, clerk: Client, shop: Location
) -> None:
    html = page(clerk, OFFERS, **{**SATURDAY, **times})
    assert reason in html
    assert read_offers(html) == {}


def test_booking_is_made_as_it_was_shown(clerk: Client, store: str, tariff: None) -> None:
    answer = send(clerk, book="yes")
    row = Reservation.objects.get()
    assert answer["Location"] == f"{LIST}{row.pk}/change/"
    assert (row.customer_name, str(row.customer_phone), row.price) == ("佐藤花子", "+819012345678", 6000)
    assert (row.pickup_local.strftime("%m-%d %H:%M"), row.status) == ("12-12 10:00", "confirmed")
    assert (row.source, row.events.get().who) == ("staff", "admin")
    assert "を予約しました" in clerk.get(answer["Location"]).content.decode()


def test_walk_in_goes_on_to_the_hand_over_sheet(clerk: Client, store: str, tariff: None) -> None:
    fields = read_fields(page(clerk, BOOK))
    now = {"pickup": "2026-12-01T09:00", "back": "2026-12-01T20:00"}
    answer: Any = clerk.post(
        BOOK, {**fields, **now, **CUSTOMER, "vehicle_class": "compact", "hand_over": "yes"}
    )
    row = Reservation.objects.get()
    assert answer["Location"] == f"/admin/sheet/{row.pk}/hand_over/?next=%2Fadmin%2F"
    html = page(clerk, answer["Location"])
    assert "佐藤花子" in html
    assert "を予約しました" in html


def test_form_that_is_sent_twice_books_once(clerk: Client, tariff: None) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    first, second = (clerk.post(BOOK, sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Reservation.objects.count() == 1


def test_form_that_is_sent_again_while_it_is_booked_books_once(
    clerk: Client, tariff: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As found: two cars, for a button that was pressed twice where no script holds the second press back."""
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    book_once, again = quick_booking.book, []

    def book_while_it_is_sent_again(*given: Any) -> Any:
        monkeypatch.setattr(quick_booking, "book", book_once)
        again.append(clerk.post(BOOK, sent, follow=True).content.decode())
        return book_once(*given)

    monkeypatch.setattr(quick_booking, "book", book_while_it_is_sent_again)
    assert clerk.post(BOOK, sent).status_code == 302
    assert Reservation.objects.count() == 1
    assert "この予約はすでに送信されています" in again[0]


def test_form_whose_booking_failed_can_be_sent_again(
    clerk: Client, tariff: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    book_once = quick_booking.book

    def book_in_vain(*given: Any) -> Any:
        monkeypatch.setattr(quick_booking, "book", book_once)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(quick_booking, "book", book_in_vain)
    assert clerk.post(BOOK, sent).status_code == 503
    answer = clerk.post(BOOK, sent)
    assert answer["Location"] == f"{LIST}{Reservation.objects.get().pk}/change/"


@pytest.mark.parametrize("shown", ["ekimae", "fuchu"])
def test_form_books_at_the_shop_that_it_showed(
    shown: str, clerk: Client, tariff: None, two_shops: Location
) -> None:
    """As found: the clerk chose another shop on another tab, and the form booked there."""
    clerk.post("/admin/own-shop/", {"shop": shown})
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    clerk.post("/admin/own-shop/", {"shop": "fuchu" if shown == "ekimae" else "ekimae"})
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    assert clerk.post(BOOK, sent).status_code == 302
    assert Reservation.objects.get().location_id == shown


def test_form_of_a_shop_that_is_no_longer_the_clerks_books_nowhere(
    clerk: Client, tariff: None, two_shops: Location
) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY, shop="ekimae"))
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    moved = User.objects.create_user("moved", is_staff=True)
    moved.user_permissions.add(Permission.objects.get(codename="add_reservation"))
    ShopAssignment.objects.create(user=moved, location=two_shops)
    clerk.force_login(moved)
    assert clerk.post(BOOK, sent).status_code == 403
    assert not Reservation.objects.exists()


def test_form_that_was_refused_can_be_sent_again(clerk: Client, tariff: None, book: Book) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    sent = {**fields, **SATURDAY, **CUSTOMER, "book": "yes"}
    book("12-12T09:00", "12-12T12:00", car="m1")
    assert clerk.post(BOOK, {**sent, "vehicle_class": "minivan"}).status_code == 200
    assert clerk.post(BOOK, {**sent, "vehicle_class": "compact"}).status_code == 302


def test_nothing_is_booked_at_another_price_than_was_shown(clerk: Client, tariff: None) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    Rate.objects.update(hours_12=7500)
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "book": "yes"}
    answer: Any = clerk.post(BOOK, sent)
    html = answer.content.decode()
    assert "料金が変わりました" in html
    assert read_offers(html)["コンパクト"][1] == "7,500円"
    assert Reservation.objects.count() == 0
    clerk.post(BOOK, {**sent, **read_fields(html)})
    assert Reservation.objects.get().price == 7500


def test_what_was_typed_stays_where_the_car_is_gone(clerk: Client, tariff: None, book: Book) -> None:
    fields = read_fields(page(clerk, BOOK, **SATURDAY))
    for car in ("c1", "c2"):
        book("12-12T09:00", "12-12T20:00", car=car)
    answer: Any = clerk.post(BOOK, {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact"})
    html = answer.content.decode()
    assert 'role="alert"' in html
    for value in (*CUSTOMER.values(), *SATURDAY.values()):
        assert f'value="{value}"' in html
    assert Reservation.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"customer_name": ""}, "必須"),
        ({"customer_phone": "12"}, "電話番号"),
        ({"vehicle_class": "spaceship"}, "車両"),
        ({"vehicle_class": ""}, "必須"),
    ],
)
def test_faults_are_told_in_the_language_of_the_page(
    wrong: dict[str, str], why: str, clerk: Client, tariff: None
) -> None:
    answer = send(clerk, **wrong)
    errors = " ".join(re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.content.decode(), re.DOTALL))
    assert why in errors
    assert Reservation.objects.count() == 0


def test_car_of_the_board_is_booked_itself(clerk: Client, tariff: None) -> None:
    html = page(clerk, BOOK, **SATURDAY, car="c2")
    assert "品川 500 わ c2" in html
    fields = read_fields(html)
    clerk.post(BOOK, {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact"})
    row = Reservation.objects.get()
    assert (row.vehicle_id, row.pinned) == ("c2", True)


def test_extras_are_booked_with_it(clerk: Client, tariff: None) -> None:
    response: Any = clerk.get(BOOK, {**SATURDAY, "extras": ["child-seat"]})
    fields = read_fields(response.content.decode())
    sent = {**fields, **SATURDAY, **CUSTOMER, "vehicle_class": "compact", "extras": ["child-seat"]}
    clerk.post(BOOK, sent)
    row = Reservation.objects.get()
    assert (row.extras, row.price) == ([Extra.objects.get().pk], 7100)


def test_screen_is_for_who_may_book(clerk: Client, shop: Location) -> None:
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    ShopAssignment.objects.create(user=onlooker, location=shop)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    clerk.force_login(onlooker)
    for path in (BOOK, OFFERS):
        assert clerk.get(path).status_code == 403


@pytest.mark.parametrize(
    ("now", "proposal"),
    [
        ("2026-12-01T09:07:30", ("12-01 09:15", "12-01 20:00")),
        ("2026-12-01T17:30:00", ("12-01 17:30", "12-02 17:30")),
        ("2026-12-01T21:00:00", ("12-03 08:00", "12-03 20:00")),
    ],
)
def test_times_are_proposed_by_the_hours_of_the_shop(
    now: str, proposal: tuple[str, str], shop: Location
) -> None:
    shop.weekly_hours.create(weekday=2)  # Wednesday, the second
    known = shops.one(shop.pk)
    assert known
    found = propose_times(known, datetime.fromisoformat(f"{now}+09:00"))
    assert tuple(at.strftime("%m-%d %H:%M") for at in found) == proposal
