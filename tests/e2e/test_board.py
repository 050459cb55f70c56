"""The board in a real browser: live, moved by pointer and keyboard, and open to everybody."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e.conftest import NewPage
from tests.e2e.test_accessibility import violations
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.e2e
DAY = "2026-12-22"  # of these tests alone
TALL: ViewportSize = {"width": 1024, "height": 2400}  # every car of the demo is in view
SLOW_TASKS = """
window.slow = [];
new PerformanceObserver((list) => window.slow.push(...list.getEntries().map((task) => task.duration)))
  .observe({ type: "longtask", buffered: true });
"""


def book_by_agent(product: Product, start: str, end: str, name: str) -> str:
    """As an agent's tool does; the number."""
    _status, session = product.post(
        "/api/realtime/session", {"toolMode": "browser", "locationId": "tokyo-ekimae"}
    )
    status, booked = product.post(
        "/api/functions/create_reservation",
        {
            "locationId": "tokyo-ekimae",
            "vehicleType": "minivan",
            "startDate": f"{DAY}T{start}:00",
            "endDate": f"{DAY}T{end}:00",
            "customerName": name,
            "customerPhone": "090-1234-5678",
        },
        X_Session_Token=session["sessionToken"],
    )
    assert status == 200, booked
    return str(booked["number"])


@pytest.fixture
def board(new_page: NewPage, product: Product) -> Page:
    page = new_page(SLOW_TASKS)
    page.set_viewport_size(TALL)
    page.goto(f"{product.url}/admin/login/?next=/admin/board/%3Fshop%3Dtokyo-ekimae%26day%3D{DAY}%26days%3D1")
    page.get_by_label("ユーザー名").fill("admin")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.locator("#board-live")).to_have_text("更新中")
    return page


def bar_of(page: Page, name: str) -> Locator:
    return page.locator(".board-bar", has_text=name)


def car_of(page: Page, name: str) -> str:
    """The plate in whose row the bar is."""
    row = page.locator(".board-row", has=bar_of(page, name))
    return row.locator(".plate").inner_text()


def test_board_is_live_and_moves_bookings(board: Page, product: Product) -> None:
    began = time.monotonic()
    first = book_by_agent(product, "10:00", "14:00", "佐藤花子")
    expect(bar_of(board, "佐藤花子")).to_be_visible(timeout=1000)
    print(f"booked and on the board after {time.monotonic() - began:.2f} s")
    said = re.compile(rf"佐藤花子 予約確定 .*10:00–14:00 {first} 音声受付")
    expect(bar_of(board, "佐藤花子")).to_have_accessible_name(said)
    book_by_agent(product, "12:00", "16:00", "鈴木一郎")
    expect(bar_of(board, "鈴木一郎")).to_be_visible(timeout=1000)

    # A drag that would double-book is refused where it was dropped, with the reason, and nothing changes.
    own = car_of(board, "佐藤花子")
    drag(board, bar_of(board, "佐藤花子"), onto=bar_of(board, "鈴木一郎"))
    refusal = board.locator("#board-refusal")
    expect(refusal).to_contain_text("鈴木一郎様の予約")
    assert car_of(board, "佐藤花子") == own
    assert violations(board) == []
    board.keyboard.press("Escape")
    expect(refusal).to_be_hidden()

    # The keyboard alone: an hour later, asked with the price, and done.
    bar_of(board, "佐藤花子").focus()
    board.keyboard.press("m")
    for _ in range(4):
        board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("佐藤花子様の予約をこのように変更しますか？")
    expect(dialog).to_contain_text("15:00")
    assert violations(board) == []
    board.keyboard.press("Enter")
    expect(bar_of(board, "佐藤花子")).to_have_accessible_name(re.compile("11:00–15:00"))
    (row,) = [row for row in product.reservations() if row["number"] == first]
    assert row["startDate"] == f"{DAY}T11:00:00+09:00"

    # Enter opens the panel, Escape leads back to the bar.
    bar_of(board, "佐藤花子").focus()
    board.keyboard.press("Enter")
    expect(board.locator("#board-panel")).to_contain_text("090-1234-5678")
    assert violations(board) == []
    board.keyboard.press("Escape")
    expect(bar_of(board, "佐藤花子")).to_be_focused()
    slow: list[float] = board.evaluate("window.slow")
    print("tasks over 50 ms:", slow)


def drag(page: Page, bar: Locator, *, onto: Locator) -> None:
    start, end = bar.bounding_box(), onto.bounding_box()
    assert start
    assert end
    x = start["x"] + 40
    page.mouse.move(x, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(x, end["y"] + 20, steps=6)
    page.mouse.up()
