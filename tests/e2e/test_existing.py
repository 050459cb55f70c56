"""A caller changes and cancels a booking: only after what it means was told and agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.conftest import CHROMIUM, FLAGS, PHONE, Open
from tests.e2e.conversation import WITNESS, await_booking, complaints, say_and_hear
from tests.product import Product, running

pytestmark = pytest.mark.e2e
# What is typed, and what the agent must have said before the next line makes sense.
BOOKS = [
    ("新宿店で12月14日の10時から18時まで、SUVをお願いします", "お名前"),
    ("田中一郎です", "よろしいでしょうか"),
    ("はい、お願いします", "予約番号"),
]
MOVES = [
    ("やっぱり11時からにしてください", "変更いたします"),
    ("はい", "変更いたしました"),
]
CANCELS = [
    ("予約をキャンセルしたいんですが", "番号"),
    ("{number}です", "お名前"),
    ("田中一郎です", "お取り消ししてよろしいでしょうか"),
    ("はい", "お取り消しいたしました"),
]


def test_a_caller_changes_and_cancels_what_was_booked(open_page: Open, product: Product) -> None:
    page = open_page("/", script=WITNESS)
    talk(page, BOOKS)
    number = await_booking(page, seconds=30)
    talk(page, MOVES)
    assert booking(product, number)["startDate"] == "2026-12-14T11:00:00+09:00"
    expect(page.get_by_test_id("booking-card")).to_contain_text("11:00")
    assert complaints(page) == []

    another_day = open_page("/", script=WITNESS)
    talk(another_day, CANCELS[:3], number=number)
    assert booking(product, number)["status"] == "confirmed"
    talk(another_day, CANCELS[3:])
    assert booking(product, number)["status"] == "cancelled"
    assert complaints(another_day) == []


def test_where_two_steps_are_required_the_server_asks_and_the_car_is_held(
    playwright: Playwright, tmp_path: Path
) -> None:
    with running(tmp_path / "product", BOOKING_CONFIRMATION="required") as product:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=PHONE)
        page.add_init_script(WITNESS)
        page.goto(product.url)
        talk(page, BOOKS[:2])
        (held,) = product.booked_by_agent()
        assert held["status"] == "held"
        talk(page, BOOKS[2:])
        assert await_booking(page, seconds=30) == held["number"]
        (booked,) = product.booked_by_agent()
        assert booked["status"] == "confirmed"
        browser.close()


def talk(page: Page, lines: list[tuple[str, str]], number: str = "") -> None:
    for line, answer in lines:
        say_and_hear(page, line.format(number=number), answer)


def booking(product: Product, number: str) -> dict[str, Any]:
    (row,) = [each for each in product.reservations() if each["number"] == number]
    return row
