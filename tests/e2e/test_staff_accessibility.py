"""No screen of the counter, and no form of the staff, breaks a rule of WCAG 2.2 AA that a machine can see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import violations
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.e2e
LISTS = "/admin/reservations/"
FORMS = ("reservation", "rate", "location", "extra", "cancellationfee", "season", "block")


@pytest.fixture
def clerk(browser: Browser, product: Product) -> Iterator[Page]:
    """A tablet at the counter, in Japanese."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{product.url}/admin/login/?next=/admin/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    yield page
    context.close()


def test_every_screen_of_the_counter_and_every_form_is_for_everybody(clerk: Page, product: Product) -> None:
    broken: dict[str, list[str]] = {}

    def look(path: str) -> None:
        clerk.goto(product.url + path)
        if found := violations(clerk):
            broken[path] = found

    for path in ("/admin/", "/admin/?show=check", "/admin/book/", "/admin/settings/", f"{LISTS}reservation/"):
        look(path)
    clerk.goto(f"{product.url}{LISTS}reservation/?status=confirmed")
    booking = clerk.locator("#result_list tbody th a").first.get_attribute("href") or ""
    look(booking)
    look(f"/admin/sheet/{booking.split('/')[4]}/hand_over/")
    clerk.goto(f"{product.url}/admin/?booking={booking.split('/')[4]}")  # beside Today
    expect(clerk.locator("#booking-panel h1")).to_be_focused()
    if found := violations(clerk):
        broken["the panel"] = found
    clerk.keyboard.press("Escape")
    expect(clerk.locator("#booking-panel")).to_be_hidden()
    look("/admin/reports/calendar/")
    look("/admin/reports/")
    clerk.set_viewport_size({"width": 390, "height": 844})
    look("/admin/reports/")
    hidden = "all => all.map((each) => each.scrollWidth - each.clientWidth)"
    widths = clerk.locator(".report-scroll").evaluate_all(hidden)
    assert set(widths) <= {0}
    clerk.set_viewport_size({"width": 1024, "height": 768})
    for form in FORMS:
        look(f"{LISTS}{form}/add/")
    clerk.goto(f"{product.url}/admin/settings/")
    paths = "all => [...new Set(all.map((each) => each.pathname))]"
    linked: list[str] = clerk.locator("#content a").evaluate_all(paths)
    tables = [path for path in linked if path.count("/") == 4]
    assert len(tables) > 12
    for table in tables:
        look(table)
    for table in ("location", "season"):  # their rows have rows of their own
        clerk.goto(f"{product.url}{LISTS}{table}/")
        look(clerk.locator("#result_list tbody th a").first.get_attribute("href") or "")
    assert broken == {}


def test_other_shop_and_the_panel_beside_the_list_are_for_everybody(clerk: Page, product: Product) -> None:
    broken: dict[str, list[str]] = {}

    def look(what: str) -> None:
        if found := violations(clerk):
            broken[what] = found

    clerk.goto(f"{product.url}{LISTS}reservation/?status=confirmed")
    opener = clerk.locator("#result_list tbody th a").first
    opener.press("Enter")
    expect(clerk.locator("#booking-panel h1")).to_be_focused()
    look("the panel beside the list")
    clerk.keyboard.press("Escape")
    expect(opener).to_be_focused()
    look("the list after its panel")
    clerk.locator(".filter-chips summary").first.press("Enter")
    expect(clerk.locator("#from-day")).to_be_visible()
    look("the list with a filter that is open")
    clerk.goto(product.url + (opener.get_attribute("href") or ""))
    with clerk.expect_navigation():
        clerk.get_by_role("link", name="ほかの店舗へ").click()
    look("the other shop")
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="車両・料金・通知を見る").press("Enter")
    expect(clerk.locator(".new-price")).to_be_visible()
    look("the other shop with its price")
    clerk.goto(f"{product.url}/admin/nonsense/")
    look("an address that does not exist")
    assert broken == {}


@pytest.mark.parametrize(
    ("language", "show", "strength"),
    [("ja", "表示", ("弱い", "とても強い")), ("en", "Show", ("Weak", "Strong"))],
)
def test_password_is_shown_to_who_types_it_and_sent_as_one(
    browser: Browser, product: Product, language: str, show: str, strength: tuple[str, str]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{product.url}/admin/login/?next=/admin/%3Flang%3D{language}&lang={language}")
    field, button = page.locator("#id_password"), page.get_by_role("button", name=show)
    page.locator("#id_username").fill("admin")
    field.fill(PASSWORD)
    button.press("Enter")
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []
    button.click()
    expect(field).to_have_attribute("type", "password")
    button.click()
    page.locator("[type=submit]").click()
    expect(page.locator(".bar-user")).to_be_visible()
    page.goto(f"{product.url}/admin/password_change/?lang={language}")
    expect(page.get_by_role("button", name=show)).to_have_count(3)
    for typed, told in zip(["123456789012", "willow-anchor-77-harbour"], strength, strict=True):
        page.locator("#id_new_password1").fill(typed)
        expect(page.locator(".password-strength output")).to_have_text(told)
    assert violations(page) == []
    context.close()


def test_walk_in_is_booked_and_handed_over_by_the_keyboard_alone(clerk: Page, product: Product) -> None:
    clerk.goto(f"{product.url}/admin/")
    clerk.keyboard.press("/")
    expect(clerk.locator("[data-search]")).to_be_focused()
    clerk.locator(".bar-new").press("Enter")
    clerk.locator("#offers input:enabled").first.press("Space")
    clerk.locator("#id_customer_name").press_sequentially("佐藤花子")
    clerk.locator("#id_customer_phone").press_sequentially("090-1234-5678")
    clerk.locator("[name=hand_over]").press("Enter")
    clerk.locator("#id_licence_seen").press("Space")
    clerk.locator("#id_mileage").press("Enter")
    expect(clerk.locator(".messagelist")).to_contain_text("お渡ししました")
    expect(clerk.locator(".messagelist .undo")).to_be_visible()


def test_classes_follow_the_times_as_they_are_typed(clerk: Page, product: Product) -> None:
    clerk.goto(f"{product.url}/admin/book/?pickup=2026-12-22T10:00&back=2026-12-22T18:00")
    price = clerk.locator("#offers .offer-price").first
    before = price.inner_text()
    clerk.locator("#id_back").fill("2026-12-24T18:00")
    expect(price).not_to_have_text(before)
    clerk.locator("#id_back").fill("2026-12-22T23:00")
    expect(clerk.locator("#offers [role=alert]")).to_contain_text("営業時間")
