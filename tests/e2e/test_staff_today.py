"""A line of today's page has room for all that stands on it, at every width and in the longer language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_staff_accessibility import clerk
from tests.product import Product

__all__ = ["clerk"]
pytestmark = pytest.mark.e2e
# Pairs of what a line shows that lie over each other.
OVERLAPS = """line => {
  const ink = ".line-hour, .badge, .plate, .line-class, .line-phone a, .line-price, .line-acts > *";
  const parts = [...line.querySelectorAll(ink)];
  const boxes = parts.map((part) => [part.className || part.tagName, part.getBoundingClientRect()]);
  const lap = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const meet = (a, b) => lap(a, b, "left", "right") > 1 && lap(a, b, "top", "bottom") > 1;
  return boxes.flatMap(([name, box], at) =>
    boxes.slice(at + 1).filter(([, its]) => meet(box, its)).map(([other]) => `${name} over ${other}`));
}"""


def test_nothing_of_a_line_lies_over_another_part_of_it(clerk: Page, product: Product) -> None:
    clerk.goto(f"{product.url}/admin/book/?pickup=2026-12-01T11:00&back=2026-12-01T19:00&lang=en")
    clerk.locator("#offers input:enabled").first.check()
    clerk.locator("#id_customer_name").fill("Bartholomew Featherstonehaugh")
    clerk.locator("#id_customer_phone").fill("+1 201-555-0120")
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="Book", exact=True).click()
    for width in (390, 800, 1024, 1440, 1700, 1920):
        clerk.set_viewport_size({"width": width, "height": 800})
        for show in ("", "?show=departures"):
            clerk.goto(f"{product.url}/admin/{show}")
            line = clerk.locator(".day-line", has_text="Featherstonehaugh").first
            expect(line.locator(".act")).to_be_visible()
            assert line.evaluate(OVERLAPS) == [], (width, show)
