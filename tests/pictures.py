"""`python -m tests.pictures`: the pictures of README.md and docs/desk.md, and the callers' screens.

The pictures of the documents go to docs/images, small; the callers' page in both languages and widths to
var/screens, to be looked at. All of them show the demo's day (`seed --demo-day`).
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, PHONE
from tests.e2e.conversation import WITNESS, await_booking, say_and_read
from tests.product import PASSWORD, ROOT, Product, running

IMAGES = ROOT / "docs" / "images"
EVERY_SCREEN = ROOT / "var" / "screens"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TALL: ViewportSize = {"width": 1280, "height": 1040}  # the caller's page: the whole of a booking's card
TABLET: ViewportSize = {"width": 1024, "height": 768}  # at the counter
SCALE, QUALITY = 1.5, 60  # pixels to a point, and WebP's: sharp letters in few bytes
MOST_BYTES = 100_000
# Another car each: the demo fleet is small.
CARS = {
    ("ja", "phone"): "コンパクト",
    ("ja", "desktop"): "ミニバン",
    ("en", "phone"): "an SUV",
    ("en", "desktop"): "a sedan",
}
# What the caller types, and what the agent must have said before the next line makes sense.
LINES = {
    "ja": [
        ("来週の土曜日、朝の10時から夕方6時まで、東京駅前店で{car}をお願いします", "お名前"),
        ("山田太郎です", "よろしいでしょうか"),
        ("はい、お願いします", "予約番号"),
    ],
    "en": [
        ("{car} at the Tokyo Station shop next Saturday, 10 am to 6 pm", "name"),
        ("John Smith", "Shall I book it"),
        ("Yes, please", "number"),
    ],
}
# Each place of the staff site (reservations/admin/places.py), and the picture that shows it or what it does.
SHOWN_IN = {
    "board": "board",
    "board_facts": "board",
    "board_move": "board",
    "board_panel": "board-panel",
    "quick_booking": "new-booking",
    "offers": "new-booking",
    "sheet": "sheet",
    "shop_change": "shop-change",
    "own_shop": "today",
    "search": "search",
    "calls": "calls",
    "live_calls": "calls",
    "call": "call",
    "call_lines": "call",
    "call_act": "call",
    "reports": "reports",
    "calendar_feeds": "calendar-feeds",
}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    EVERY_SCREEN.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as product,
        sync_playwright() as started,
    ):
        product.manage("seed", "--demo-day")
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LINES:
            for width, viewport in (("phone", PHONE), ("desktop", TALL)):
                page = new_page(browser, viewport)
                number = walk(page, product, language, width)
                if (language, width) == ("ja", "desktop"):
                    take(page, "page")
                    take_desk(browser, product, number)
                page.close()
        browser.close()
    print_sizes()


def new_page(browser: Browser, viewport: ViewportSize) -> Page:
    page = browser.new_page(viewport=viewport, device_scale_factor=2, locale="ja-JP")
    page.emulate_media(reduced_motion="reduce")
    return page


def take(page: Page, name: str) -> None:
    """What `page` shows once it is at rest, as WebP, which Playwright's own screenshots cannot be."""
    page.wait_for_load_state("networkidle")
    browser = page.context.new_cdp_session(page)
    size = page.viewport_size or DESKTOP
    top: float = page.evaluate("scrollY")  # a clip counts from the document's beginning
    clip = {"x": 0, "y": top, **size, "scale": SCALE}
    before = after = ""
    for _try in range(10):
        before, after = (
            after,
            browser.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "clip": clip})[
                "data"
            ],
        )
        if before == after:
            break
        page.wait_for_timeout(300)
    (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(after))


def walk(page: Page, product: Product, language: str, width: str) -> str:
    """A typed booking, with a picture of each screen on the way; the reservation's number."""
    name, car = f"{language}-{width}", CARS[language, width]
    page.add_init_script(WITNESS)
    page.goto(f"{product.url}/?lang={language}")
    page.screenshot(path=EVERY_SCREEN / f"{name}-1-idle.png")
    for step, (line, answer) in enumerate(LINES[language], start=2):
        say_and_read(page, line.format(car=car), answer)
        page.screenshot(path=EVERY_SCREEN / f"{name}-{step}.png")
    number = await_booking(page, seconds=30)
    page.screenshot(path=EVERY_SCREEN / f"{name}-9-booked.png")
    return number


# --- the desk ------------------------------------------------------------------------------------------


def take_desk(browser: Browser, product: Product, number: str) -> None:
    """Every screen of docs/desk.md as a clerk of the shop at Tokyo Station has it; `number` was just booked
    by a caller whose call goes on."""
    page = new_page(browser, DESKTOP)

    def show(path: str, name: str, then: Callable[[Page], object] = lambda _page: None) -> None:
        page.goto(product.url + path)
        then(page)
        take(page, name)

    page.goto(f"{product.url}/admin/login/?next=/admin/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    take(page, "login")
    with page.expect_navigation():
        page.locator("[type=submit]").click()
    choose_shop(page, "東京駅前店")
    page.set_viewport_size(TABLET)
    take(page, "today")
    page.set_viewport_size(DESKTOP)
    sheet = page.locator("a[href*='/admin/sheet/']").first.get_attribute("href") or ""
    show(sheet, "sheet")
    show("/admin/board/?shop=tokyo-ekimae", "board", await_board)
    show("/admin/board/?shop=tokyo-ekimae", "board-panel", open_panel)
    show("/admin/book/", "new-booking")
    show("/admin/reservations/reservation/", "bookings")
    show("/admin/reservations/reservation/", "panel", open_beside)
    show(f"/admin/search/?q={number}", "booking")
    show(f"/admin/search/?q={number}", "admin", open_conversation)
    show(f"/admin/search/?q={number}", "shop-change", open_shop_change)
    show("/admin/search/?q=山田", "search")
    show("/admin/reservations/vehicle/", "car", open_car)
    show("/admin/calls/", "calls", lambda page: expect(page.locator(".call-card").first).to_be_visible())
    show("/admin/calls/", "call", open_call)
    show("/admin/reports/", "reports")
    show("/admin/reports/calendar/", "calendar-feeds")
    show("/admin/settings/", "settings")
    # The same in English: what a clerk has before them all day.
    with page.expect_navigation():
        page.locator(".bar-language button").click()
    page.set_viewport_size(TABLET)
    show("/admin/", "today-en")
    page.set_viewport_size(DESKTOP)
    show("/admin/board/?shop=tokyo-ekimae", "board-en", await_board)
    show("/admin/book/", "new-booking-en")
    show("/admin/reservations/reservation/", "panel-en", open_beside)
    page.close()


def choose_shop(page: Page, name: str) -> None:
    """By the bar, as a clerk does."""
    page.locator(".bar-shop summary").click()
    with page.expect_navigation():
        page.locator(".bar-shop").get_by_role("button", name=name).click()


def await_board(page: Page) -> None:
    expect(page.locator("#board-live.is-live")).to_be_visible()


def open_panel(page: Page) -> None:
    await_board(page)
    page.locator(".board-bar", has_text="予約確定").first.click()
    expect(page.locator("#board-panel-body")).not_to_be_empty()


def open_beside(page: Page) -> None:
    page.locator("#result_list tbody th a").nth(2).click()
    expect(page.locator("#booking-panel h1")).to_be_focused()


def open_car(page: Page) -> None:
    """One that is booked."""
    with page.expect_navigation():
        page.locator("#result_list tbody th a", has_text="品川 503").click()


def open_conversation(page: Page) -> None:
    page.get_by_role("tab", name="会話").click()


def open_call(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".call-card").get_by_role("link").first.click()


def open_shop_change(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="ほかの店舗へ").click()
    with page.expect_navigation():
        page.get_by_role("button", name="車両・料金・通知を見る").click()


def print_sizes() -> None:
    for image in sorted(IMAGES.glob("*.webp")):
        print(f"{image.stat().st_size / 1000:4.0f} KB {image.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
