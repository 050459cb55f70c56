"""`python -m tests.pictures`: README's screenshots, and every screen in both languages and widths."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, PHONE
from tests.e2e.conversation import WITNESS, await_booking, type_line
from tests.product import PASSWORD, ROOT, Product, running

IMAGES = ROOT / "docs" / "images"
EVERY_SCREEN = ROOT / "var" / "screens"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# Another car each: the demo fleet is small.
CARS = {
    ("ja", "phone"): "コンパクト",
    ("ja", "desktop"): "ミニバン",
    ("en", "phone"): "an SUV",
    ("en", "desktop"): "a sedan",
}
LINES = {
    "ja": [
        "来週の土曜日、朝の10時から夕方6時まで、東京駅前店で{car}をお願いします",
        "山田太郎です",
        "はい、お願いします",
    ],
    "en": ["{car} at the Tokyo Station shop next Saturday, 10 am to 6 pm", "John Smith", "Yes, please"],
}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    EVERY_SCREEN.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as product,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LINES:
            for width, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
                page = browser.new_page(viewport=viewport, device_scale_factor=2)
                number = walk(page, product, language, width)
                if (language, width) == ("ja", "desktop"):
                    page.screenshot(path=IMAGES / "page.png")
                    clerk(browser, product, number).screenshot(path=IMAGES / "admin.png")
        browser.close()


def walk(page: Page, product: Product, language: str, width: str) -> str:
    """A typed booking, with a picture of each screen on the way; the reservation's number."""
    name, car = f"{language}-{width}", CARS[language, width]
    page.add_init_script(WITNESS)
    page.goto(f"{product.url}/?lang={language}")
    page.screenshot(path=EVERY_SCREEN / f"{name}-1-idle.png")
    for step, line in enumerate(LINES[language], start=2):
        type_line(page, line.format(car=car))
        page.screenshot(path=EVERY_SCREEN / f"{name}-{step}.png")
    number = await_booking(page, seconds=30)
    page.screenshot(path=EVERY_SCREEN / f"{name}-9-booked.png")
    return number


def clerk(browser: Browser, product: Product, number: str) -> Page:
    """The reservation's page in the admin, and the lists on the way there."""
    page = browser.new_page(viewport=DESKTOP, device_scale_factor=2)
    page.goto(f"{product.url}/admin/login/?next=/admin/reservations/reservation/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.screenshot(path=EVERY_SCREEN / "admin-1-list.png", full_page=True)
    page.get_by_role("link", name=number).click()
    page.locator(".conversation").evaluate("part => part.scrollIntoView()")
    page.screenshot(path=EVERY_SCREEN / "admin-2-reservation.png", full_page=True)
    return page


if __name__ == "__main__":
    main()
