"""What a clerk has typed into the booking beside the page is given up by nobody but the clerk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.e2e.test_staff_accessibility import LISTS, clerk
from tests.product import PASSWORD, Product

__all__ = ["clerk"]
pytestmark = pytest.mark.e2e
NOTES = "娘さんの車いすを積む"


@pytest.fixture
def rows(clerk: Page, product: Product) -> Locator:
    """The numbers in a list, each of which opens its booking beside it."""
    clerk.set_viewport_size({"width": 1440, "height": 900})
    clerk.goto(f"{product.url}{LISTS}reservation/?status=confirmed")
    return clerk.locator("#result_list tbody th a")


def open_beside(clerk: Page, row: Locator) -> Locator:
    number = row.inner_text()
    row.click()
    panel = clerk.locator("#booking-panel")
    expect(panel.locator("[data-body]")).to_contain_text(number)
    return panel


def save_in_vain(clerk: Page, panel: Locator) -> list[str]:
    """What the clerk is told."""
    told: list[str] = []

    def read(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.accept()

    clerk.once("dialog", read)
    panel.locator("[name=_save]").click()
    expect(panel).not_to_have_attribute("aria-busy", "true")
    return told


def test_what_was_typed_is_kept_when_another_booking_is_opened(clerk: Page, rows: Locator) -> None:
    panel = open_beside(clerk, rows.first)
    panel.locator("#id_notes").fill(NOTES)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    clerk.once("dialog", stay)
    rows.nth(1).click()
    assert len(asked) == 1
    expect(panel.locator("#id_notes")).to_have_value(NOTES)
    expect(panel.locator("[data-body]")).to_contain_text(rows.first.inner_text())
    clerk.once("dialog", lambda dialog: dialog.accept())
    open_beside(clerk, rows.nth(1))


@pytest.mark.parametrize("status", [0, 502], ids=["no network", "a server's fault"])
def test_what_could_not_be_sent_stays(clerk: Page, rows: Locator, status: int) -> None:
    panel = open_beside(clerk, rows.first)
    panel.locator("#id_notes").fill(NOTES)
    clerk.route("**/change/", lambda route: route.fulfill(status=status) if status else route.abort())
    assert ["送信できませんでした" in each for each in save_in_vain(clerk, panel)] == [True]
    expect(panel.locator("#id_notes")).to_have_value(NOTES)


def test_slow_answer_of_an_earlier_booking_is_not_shown_for_the_later_one(clerk: Page, rows: Locator) -> None:
    held: list[Route] = []
    first = f"**{(rows.first.get_attribute('href') or '').partition('?')[0]}"
    clerk.route(first, lambda route: held.append(route))
    with clerk.expect_request(first):
        rows.first.click()
    panel = open_beside(clerk, rows.nth(1))
    with clerk.expect_response(first) as late:
        held[0].continue_()
    late.value.finished()
    expect(panel.locator("[data-body]")).to_contain_text(rows.nth(1).inner_text())


def test_refused_form_is_given_up_by_the_clerk_alone(clerk: Page, rows: Locator) -> None:
    panel = open_beside(clerk, rows.first)
    panel.locator("#id_customer_name").fill("")
    panel.locator("#id_notes").fill(NOTES)
    panel.locator("[name=_save]").click()
    expect(panel.locator(".errornote")).to_be_focused()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    clerk.on("dialog", stay)
    with clerk.expect_event("dialog"):
        clerk.evaluate("void setTimeout(() => location.reload())")
    clerk.keyboard.press("Escape")
    assert asked == ["beforeunload", "confirm"]
    expect(panel.locator("#id_notes")).to_have_value(NOTES)


def test_who_was_logged_out_saves_after_a_new_login(clerk: Page, product: Product, rows: Locator) -> None:
    panel = open_beside(clerk, rows.first)
    panel.locator("#id_notes").fill(NOTES)
    clerk.context.clear_cookies(name="sessionid")
    assert ["別のタブでログイン" in each for each in save_in_vain(clerk, panel)] == [True]
    log_in(clerk.context.new_page(), product)
    with clerk.expect_navigation():
        panel.locator("[name=_save]").click()
    expect(panel.locator("#id_notes")).to_have_value(NOTES)


def test_second_of_two_clerks_keeps_what_was_typed(clerk: Page, product: Product, rows: Locator) -> None:
    panel = open_beside(clerk, rows.nth(2))
    panel.locator("#id_notes").fill("禁煙車")
    other = clerk.context.new_page()
    other.goto(product.url + (rows.nth(2).get_attribute("href") or ""))
    other.locator("#id_customer_name").fill("田中美咲")
    with other.expect_navigation():
        other.locator("[name=_save]").click()
    panel.locator("[name=_save]").click()
    expect(panel.locator(".errornote")).to_contain_text("ほかの方がすでに変更しています")
    expect(panel.locator("#id_customer_name")).to_have_value("田中美咲")
    expect(panel.locator("#id_notes")).to_have_value("禁煙車")
    with clerk.expect_navigation():
        panel.locator("[name=_save]").click()
    expect(panel.locator("#id_customer_name")).to_have_value("田中美咲")
    expect(panel.locator("#id_notes")).to_have_value("禁煙車")


def test_second_of_two_clerks_keeps_what_was_typed_on_the_bookings_own_page(
    clerk: Page, product: Product, rows: Locator
) -> None:
    own = product.url + (rows.nth(3).get_attribute("href") or "")
    other = clerk.context.new_page()
    for tab in (clerk, other):
        tab.goto(own)
    clerk.locator("#id_notes").fill("禁煙車")
    other.locator("#id_customer_name").fill("田中美咲")
    for tab in (other, clerk):
        with tab.expect_navigation():
            tab.locator("[name=_save]").click()
    expect(clerk.locator(".messagelist")).to_contain_text("ほかの方がすでに変更しています")
    expect(clerk.locator(".errornote")).to_have_text("入力した内容は残してあります。")
    expect(clerk.locator("#id_customer_name")).to_have_value("田中美咲")
    expect(clerk.locator("#id_notes")).to_have_value("禁煙車")
    with clerk.expect_navigation():
        clerk.locator("[name=_save]").click()
    clerk.goto(own)
    expect(clerk.locator("#id_customer_name")).to_have_value("田中美咲")
    expect(clerk.locator("#id_notes")).to_have_value("禁煙車")
    expect(clerk.locator(".errornote")).to_have_count(0)


def log_in(tab: Page, product: Product) -> None:
    tab.goto(f"{product.url}/admin/login/?next=/admin/")
    tab.locator("#id_username").fill("admin")
    tab.locator("#id_password").fill(PASSWORD)
    tab.locator("[type=submit]").click()
    expect(tab.locator("header.bar")).to_be_visible()
