"""A caller books, changes and cancels: each only after what it means was told and agreed to."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.conversation import WITNESS, await_booking, complaints, say_and_read
from tests.e2e.test_booking import new_booking
from tests.product import Product

pytestmark = pytest.mark.e2e
# What is typed, and what the agent must have said before the next line makes sense.
BOOKS = [
    ("新宿店で12月14日の10時から18時まで、SUVをお願いします", "お名前"),
    ("田中一郎です", "よろしいでしょうか"),
    ("はい、お願いします", "予約番号"),
]
MOVES = [
    ("やっぱり11時からにしてください", "になります。よろしいでしょうか"),
    ("はい", "変更いたしました"),
]
CANCELS = [
    ("予約をキャンセルしたいんですが", "番号"),
    ("{number}です", "お名前"),
    ("田中一郎です", "お取り消ししてよろしいでしょうか"),
    ("はい", "お取り消しいたしました"),
]


def test_a_booking_is_held_confirmed_changed_and_cancelled(new_page: NewPage, product: Product) -> None:
    before = product.booked_by_agent()
    page = opened(new_page, product)
    talk(page, BOOKS[:2])
    held = new_booking(product, before)
    assert held["status"] == "held"
    talk(page, BOOKS[2:])
    number = await_booking(page, seconds=30)
    assert (held["number"], booking(product, number)["status"]) == (number, "confirmed")

    talk(page, MOVES)
    assert booking(product, number)["startDate"] == "2026-12-14T11:00:00+09:00"
    expect(page.get_by_test_id("booking-card")).to_contain_text("11:00")
    assert complaints(page) == []

    another_day = opened(new_page, product)
    talk(another_day, CANCELS[:3], number=number)
    assert booking(product, number)["status"] == "confirmed"
    talk(another_day, CANCELS[3:])
    assert booking(product, number)["status"] == "cancelled"
    assert complaints(another_day) == []


def opened(new_page: NewPage, product: Product) -> Page:
    page = new_page(WITNESS)
    page.goto(product.url)
    return page


def talk(page: Page, lines: list[tuple[str, str]], number: str = "") -> None:
    for line, answer in lines:
        say_and_read(page, line.format(number=number), answer)


def booking(product: Product, number: str) -> dict[str, Any]:
    (row,) = [each for each in product.reservations() if each["number"] == number]
    return row
