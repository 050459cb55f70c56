"""The way back of a step is in reach while the booking stands beside the page, on tablet and telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.conftest import PHONE
from tests.e2e.test_staff_accessibility import LISTS, clerk
from tests.product import Product

__all__ = ["clerk"]
pytestmark = pytest.mark.e2e
TABLET: ViewportSize = {"width": 1024, "height": 768}


@pytest.mark.parametrize("viewport", [TABLET, PHONE], ids=["tablet", "telephone"])
def test_cancellation_is_undone_beside_the_list(
    viewport: ViewportSize, clerk: Page, product: Product
) -> None:
    clerk.set_viewport_size(viewport)
    clerk.goto(f"{product.url}{LISTS}reservation/?status=confirmed")
    clerk.locator("#result_list tbody th a").first.click()
    panel = clerk.locator("#booking-panel")
    expect(panel.locator("h1")).to_be_focused()
    with clerk.expect_navigation():
        panel.locator("a.is-grave").click()
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="予約を取り消す").click()
    expect(panel.locator("h1")).to_be_focused()  # the booking is beside the page again
    with clerk.expect_navigation():
        clerk.locator(".messagelist .undo").click()  # which Playwright does only where nothing covers it
    expect(clerk.locator(".messagelist")).to_contain_text("元に戻しました")
