"""Every screen of the staff fits a phone, a tablet and a desktop, in Japanese and English, on a busy day.

The rules of WCAG are looked at on a tablet in test_staff_accessibility, and here on the phone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.conftest import ENGINE_KEY, PHONE
from tests.e2e.test_accessibility import AT_REST, AXE, RULES, RUN
from tests.product import PASSWORD, Product, running

pytestmark = pytest.mark.e2e
WIDTHS: dict[str, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "tablet": {"width": 1024, "height": 768},
    "phone": PHONE,
}
LISTS = "/admin/reservations/"
# A number of pixels by which the page can be pushed sideways; what is wide scrolls within itself.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What a finger presses, and is smaller than a finger: the words of those that are less than 44 pixels high.
SMALL = """() => [...document.querySelectorAll("button, input[type=submit], .act")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .map((each) => [each.getBoundingClientRect(), each.textContent || each.value])
  .filter(([box]) => box.width > 1 && box.height > 1 && box.height < 43.5)
  .map(([box, words]) => `${words.trim()} ${Math.round(box.height)}`)"""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Nobody calls here, so that it needs no engine: it is up at once."""
    provider = {"VOICE_PROVIDER": "openai", "OPENAI_API_KEY": ENGINE_KEY}
    with running(tmp_path_factory.mktemp("busy"), **provider) as product:
        product.manage("seed", "--demo-day")
        yield product


def list_screens(page: Page, product: Product) -> dict[str, str]:
    """The path of each, by what it is."""

    def find(path: str, link: str) -> str:
        page.goto(product.url + path)
        return page.locator(link).first.get_attribute("href") or ""

    booking = find(f"{LISTS}reservation/?status=confirmed", "#result_list tbody th a")
    key = booking.split("/")[4]
    return {
        "today": "/admin/",
        "what is to be checked": "/admin/?show=check",
        "the panel beside today": f"/admin/?booking={key}",
        "the board": "/admin/board/?shop=tokyo-ekimae",
        "a quick booking": "/admin/book/",
        "the bookings": f"{LISTS}reservation/",
        "a booking": booking,
        "a booking that is changed by hand": f"{LISTS}reservation/add/",
        "the sheet of a hand-over": f"/admin/sheet/{key}/hand_over/",
        "another shop": f"/admin/other-shop/{key}/",
        "a search": "/admin/search/?q=山田",
        "the calls": "/admin/calls/",
        "a call": find("/admin/calls/", "tbody th a"),
        "the cars": f"{LISTS}vehicle/",
        "a car": find(f"{LISTS}vehicle/", "#result_list tbody th a"),
        "a car out of service": f"{LISTS}block/add/",
        "the reports": "/admin/reports/",
        "the calendars": "/admin/reports/calendar/",
        "the settings": "/admin/settings/",
        "the logins": "/admin/logins/",
        "the second step": "/admin/second-step/own/",
        "the password": "/admin/password_change/",
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_screen_fits_every_width_and_finger(browser: Browser, busy: Product, language: str) -> None:
    page = browser.new_context(viewport=WIDTHS["desktop"], locale=language).new_page()
    page.goto(f"{busy.url}/admin/login/?next=/admin/&lang={language}")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[type=submit]").click()
    screens = list_screens(page, busy)
    linked = page.locator("header.bar a[href^='/admin/']").evaluate_all(
        "all => all.map((each) => each.pathname)"
    )
    assert set(linked) <= {path.partition("?")[0] for path in screens.values()}
    wrong = []
    for what, path in screens.items():
        assert path, what
        for width, size in WIDTHS.items():
            page.set_viewport_size(size)
            if width == "desktop":
                page.goto(busy.url + path)
                expect(page.locator("html")).to_have_attribute("lang", language)
                if "booking=" in path:
                    expect(page.locator("#booking-panel h1")).to_be_focused()
            if over := page.evaluate(OVERFLOW):
                wrong.append(f"{what}, {width}: {over} px too wide")
            wrong += [f"{what}, {width}: {small} px high" for small in page.evaluate(SMALL)]
        page.evaluate(AXE)
        page.evaluate(AT_REST)
        broken = page.evaluate(RUN, RULES)
        wrong += [f"{what}, phone: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in broken]
    page.context.close()
    assert wrong == []
