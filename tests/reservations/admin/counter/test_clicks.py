"""How many clicks and fields a clerk needs for the tasks of a day: each page is used as it is shown.

A `Browser` follows only what stands on the page: a link, or a button of a form with its fields. Each is a
click; each field that is typed is a field.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reservations import booking
from reservations.models import Block, Location, Reservation
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
CLERK = Actor("staff", "hanako")


class Browser:
    """At the first page. `clicks`, `fields`: how many so far."""

    def __init__(self, client: Client) -> None:
        self.client, self.clicks, self.fields = client, 0, 0
        self.typed: dict[str, str] = {}
        self.open("/admin/")

    def open(self, path: str) -> None:
        self.read(self.client.get(path, follow=True))

    def read(self, answer: Any) -> None:
        assert answer.status_code == 200
        self.html = answer.content.decode()
        self.typed = {}

    def follow(self, pattern: str) -> None:
        """Clicks the first link whose tag or words fit."""
        links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>.*?</a>', self.html, re.DOTALL)
        tags = re.findall(r"<a [^>]*>.*?</a>", self.html, re.DOTALL)
        path = next(unescape(link) for link, tag in zip(links, tags, strict=True) if re.search(pattern, tag))
        self.clicks += 1
        self.open(path if path.startswith("/") else f"/admin/{path}")

    def type(self, name: str, value: str) -> None:
        assert f'name="{name}"' in self.html
        self.fields += 1
        self.typed[name] = value

    def choose(self, name: str, value: str) -> None:
        """Clicks a radio button, or ticks a box."""
        assert f'name="{name}"' in self.html
        self.clicks += 1
        self.typed[name] = value

    def press(self, form: str, button: str = "") -> None:
        """Clicks a button of the first form whose head fits, with what the page and the clerk put in it.

        `button`: its name; it sends its value where it has one."""
        forms = re.findall(r"(<form[^>]*>)(.*?)</form>", self.html, re.DOTALL)
        head, inside = next((head, inside) for head, inside in forms if re.search(form, head + inside))
        sent = {}
        for tag in re.findall(r"<input[^>]*>", inside):
            name, value = (re.search(rf'\b{part}="([^"]*)"', tag) for part in ("name", "value"))
            if name and not re.search(r'type="(radio|checkbox|submit)"', tag):
                sent[name[1]] = unescape(value[1]) if value else ""
        for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options)
            sent[name] = chosen[1] if chosen else ""
        value = re.search(rf'<button[^>]* name="{button}" value="([^"]*)"', inside)
        sent |= self.typed | ({button: unescape(value[1]) if value else "yes"} if button else {})
        action = re.search(r'action="([^"]*)"', head)
        path = unescape(action[1]) if action else self.path
        method = self.client.get if 'method="post"' not in head else self.client.post
        self.clicks += 'role="search"' not in head  # there Enter does it
        self.read(method(path, sent, follow=True))

    @property
    def path(self) -> str:
        return self._path

    def at(self, path: str) -> Browser:
        """Where a form without an address of its own is sent."""
        self._path = path
        return self


@pytest.fixture
def browser(clerk: Client, tariff: None) -> Browser:
    return Browser(clerk)


def test_departures_with_plate_and_telephone_are_the_first_page(browser: Browser, book: Book) -> None:
    book("12-01T10:00", "12-01T18:00", "compact", phone="090-1234-5678")
    browser.open("/admin/")
    assert "090-1234-5678" in browser.html
    assert 'class="plate"' in browser.html
    assert browser.clicks == 0


def test_booking_is_found_by_its_telephone_in_one_field(browser: Browser, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact", phone="090-1234-5678")
    browser.type("q", "09012345678")
    browser.press('role="search"')
    assert row.number in browser.html
    assert (browser.clicks, browser.fields) <= (1, 1)


def test_walk_in_takes_six_clicks_and_three_fields(browser: Browser) -> None:
    browser.follow("bar-new")
    browser.at("/admin/book/").type("back", "2026-12-01T19:00")
    browser.choose("vehicle_class", "compact")
    browser.type("customer_name", "佐藤花子")
    browser.type("customer_phone", "090-1234-5678")
    browser.press("quick-booking", "hand_over")
    row = Reservation.objects.get()
    browser.at(f"/admin/sheet/{row.pk}/hand_over/").choose("licence_seen", "on")
    browser.press('class="sheet"')
    assert Reservation.objects.get().status == "out"
    assert browser.clicks <= 6
    assert browser.fields <= 3


def test_car_is_taken_back_by_one_click_and_undone_by_another(
    browser: Browser, book: Book, settings: Settings
) -> None:
    row = book("12-01T09:30", "12-01T18:00", "compact")
    booking.hand_over(row, actor=CLERK)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:30:00+09:00"
    browser.open("/admin/")
    browser.press(f"{row.pk}/step/take_back/")
    assert Reservation.objects.get().status == "returned"
    assert browser.clicks == 1
    browser.press(f"{row.pk}/step/undo_return/")
    assert Reservation.objects.get().status == "out"


def test_cancellation_with_its_fee_takes_four_clicks(browser: Browser, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    browser.open("/admin/")
    browser.follow(f"{row.pk}/change/")
    browser.follow("step/cancel/")
    assert "3,000円" in browser.html
    browser.at(f"/admin/reservations/reservation/{row.pk}/step/cancel/").press('class="asking-form"')
    assert Reservation.objects.get().status == "cancelled"
    assert browser.clicks <= 4


def test_car_is_changed_in_three_clicks(browser: Browser, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    other = {"c1": "c2", "c2": "c1"}[row.vehicle_id]
    browser.open("/admin/")
    browser.follow(f"{row.pk}/change/")
    assert f'<option value="{other}">' in browser.html
    browser.at(f"/admin/reservations/reservation/{row.pk}/change/").choose("car", other)
    browser.press('id="reservation_form"', "_save")
    assert Reservation.objects.get().vehicle_id == other
    assert browser.clicks <= 3


def test_extension_takes_three_clicks_with_its_price_agreed(browser: Browser, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    browser.open("/admin/")
    browser.follow(f"{row.pk}/change/")
    browser.at(f"/admin/reservations/reservation/{row.pk}/change/").type("back_0", "2026-12-02")
    browser.press('id="reservation_form"', "_save")
    assert "+9,000円" in browser.html
    assert Reservation.objects.get().price == 6000
    browser.press('id="reservation_form"', "agreed_price")
    after = Reservation.objects.get()
    assert (after.return_local.day, after.price) == (2, 15000)
    assert browser.clicks <= 3
    assert browser.fields <= 1


def test_car_is_blocked_in_three_clicks_and_one_field(browser: Browser, shop: Location) -> None:
    browser.follow("/admin/board/")
    # An empty time of the board; static/staff/board/page.js fills in the form that opens there.
    browser.clicks += 1
    filled = ("c1", "2026-12-12", "09:00", "2026-12-12", "20:00")
    fields = ("vehicle", "starts_0", "starts_1", "ends_0", "ends_1")
    for name, value in zip(fields, filled, strict=True):
        assert f'type="hidden" name="{name}"' in browser.html
        browser.typed[name] = value
    browser.type("reason", "車検")
    browser.press('class="board-block"', "_save")
    block = Block.objects.get()
    assert (block.vehicle_id, block.customer_name) == ("c1", "車検")
    assert (block.pickup_local.hour, block.return_local.hour) == (9, 20)
    assert browser.clicks <= 3
    assert browser.fields <= 1


def test_conversation_behind_a_booking_is_two_clicks_away(browser: Browser, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    browser.open("/admin/")
    browser.follow(f"{row.pk}/change/")
    assert 'data-conversation="会話"' in browser.html  # the second: its tab
    assert "tab-conversation" in browser.html
    assert browser.clicks + 1 <= 2


def test_tomorrow_is_one_click_away(browser: Browser, book: Book) -> None:
    row = book("12-02T10:00", "12-02T18:00", "compact")
    browser.follow("翌日")
    assert row.customer_name in browser.html
    assert browser.clicks == 1
