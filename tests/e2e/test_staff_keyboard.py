"""The ten tasks of a clerk's day, done in a real browser by the keys alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.test_board import book_by_agent
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.e2e
DAY, BOOKED = "2026-12-16", "2026-12-17"  # of this test alone
MOST_TABS = 120


@pytest.fixture
def clerk(browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{product.url}/admin/login/?next=/admin/")
    expect(page.locator("#id_username")).to_be_focused()  # by itself, with the page's first frame
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)
    reach(page, page.locator(".bar-shop summary"))
    page.keyboard.press("Enter")
    reach(page, page.locator(".bar-shop").get_by_role("button", name="東京駅前店"))
    enter(page)
    yield page
    context.close()


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """By Tab, as far as it takes: what it does not reach, nobody reaches without a mouse."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab does not come to {wanted}")


def enter(page: Page) -> None:
    """On what leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def find(page: Page, telephone: str) -> None:
    """The search of the bar, which leads to the one booking that fits."""
    page.keyboard.press("/")
    page.keyboard.type(telephone)
    enter(page)
    expect(page.locator(".headline")).to_contain_text("浜崎")


def save(page: Page) -> None:
    reach(page, page.locator(".submit-row [name=_save]"))
    enter(page)


def agree(page: Page) -> None:
    """To the new price."""
    expect(page.locator(".new-price")).to_be_visible()
    reach(page, page.locator("[name=agreed_price]"))
    enter(page)


def test_booking_is_found_changed_extended_read_and_cancelled(clerk: Page, product: Product) -> None:
    number = book_by_agent(product, "10:00", "14:00", "浜崎鍵子", day=BOOKED, phone="080-7531-2468")

    def booked() -> dict[str, object]:
        (row,) = [row for row in product.reservations() if row["number"] == number]
        return row

    find(clerk, "080-7531-2468")
    before = booked()["vehicleId"]  # another car, of another class
    cars = clerk.locator("#id_car")
    reach(clerk, cars)
    while cars.input_value() in {"", before}:
        clerk.keyboard.press("ArrowDown")
    save(clerk)
    agree(clerk)
    assert booked()["vehicleId"] != before
    find(clerk, "080-7531-2468")
    reach(clerk, clerk.locator("#id_back_1"))
    clerk.keyboard.press("Control+A")
    clerk.keyboard.type("19:30")
    save(clerk)
    agree(clerk)
    assert booked()["endDate"] == f"{BOOKED}T19:30:00+09:00"
    find(clerk, "080-7531-2468")  # the conversation behind it
    reach(clerk, clerk.get_by_role("tab", selected=True))
    clerk.keyboard.press("ArrowRight")
    clerk.keyboard.press("ArrowRight")
    expect(clerk.get_by_role("tab", name="会話")).to_be_focused()
    expect(clerk.get_by_text("関連情報")).to_be_visible()
    find(clerk, "080-7531-2468")  # cancelled with its fee
    reach(clerk, clerk.get_by_role("link", name=re.compile("予約を取り消す")))
    enter(clerk)
    reach(clerk, clerk.locator(".asking-form button"))
    enter(clerk)
    assert booked()["status"] == "cancelled"


def test_day_is_turned_and_a_car_is_taken_back_from_today(clerk: Page, product: Product) -> None:
    book_by_agent(product, "11:00", "12:00", "浜田早子", day="2026-12-01")
    clerk.keyboard.press("/")
    reach(clerk, clerk.get_by_role("link", name="本日").first, key="Shift+Tab")
    enter(clerk)
    give = clerk.get_by_role("button", name="貸出: 浜田早子")
    reach(clerk, give)
    enter(clerk)
    if "asking" in (clerk.locator("body").get_attribute("class") or ""):
        reach(clerk, clerk.locator(".asking-form button"))
        enter(clerk)
    expect(clerk.locator(".messagelist")).to_contain_text("お渡ししました")
    reach(clerk, clerk.get_by_role("button", name="返却: 浜田早子"))
    enter(clerk)
    expect(clerk.locator(".messagelist .undo")).to_be_visible()
    today = clerk.locator("h1").inner_text()
    reach(clerk, clerk.get_by_role("link", name="翌日"))
    enter(clerk)
    expect(clerk.locator("h1")).not_to_have_text(today)


def test_car_is_taken_out_of_service_on_the_board(clerk: Page, product: Product) -> None:
    clerk.goto(f"{product.url}/admin/board/?day={DAY}&days=1")
    expect(clerk.locator("#board-live.is-live")).to_be_visible()
    reach(clerk, clerk.locator("#board-print"))
    clerk.keyboard.press("Tab")  # into the board
    expect(clerk.locator(".board-free")).to_be_focused()
    clerk.keyboard.press("Enter")
    reach(clerk, clerk.locator("#board-new [name=reason]"))
    clerk.keyboard.type("洗車")
    enter(clerk)
    expect(clerk.locator(".board-bar", has_text="洗車")).to_be_visible()
