"""A clerk watches a typed call, sends its caller a message, takes the call over, and gives it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.conversation import WITNESS, complaints, say_and_read
from tests.e2e.test_accessibility import violations
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.e2e


def test_clerk_whispers_takes_over_and_gives_back(new_page: NewPage, product: Product) -> None:
    caller, clerk = new_page(WITNESS), new_page(WITNESS)
    caller.goto(product.url)
    say_and_read(caller, "12月20日に新宿店で借りたいのですが", "何時")

    log_in(clerk, product)
    card = clerk.locator(".call-card", has_text="何時から何時まで")
    expect(card).to_be_visible(timeout=30_000)
    assert violations(clerk) == []
    card.get_by_role("link").click()

    expect(clerk.get_by_text("12月20日に新宿店で借りたい")).to_be_visible()
    # The rules take no instructions: the page says so, and the message is the caller's to hear.
    expect(clerk.get_by_text("指示には従えません")).to_be_visible()
    say_to(clerk, "お客様への伝言", "本日は満車に近いです。")
    expect(of_staff(caller).first).to_contain_text(
        "係の者よりお伝えいたします。本日は満車に近いです。", timeout=30_000
    )

    clerk.get_by_role("button", name="応対を代わる").click()
    expect(caller.get_by_test_id("person")).to_be_visible(timeout=30_000)
    assert violations(clerk) == []
    say_to(clerk, "お客様に応対中です", "店長の花子です。ご用件をどうぞ。")
    expect(of_staff(caller).nth(1)).to_contain_text("店長の花子です。ご用件をどうぞ。", timeout=30_000)
    caller.get_by_test_id("text-input").fill("10時から18時まで、SUVをお願いします")
    caller.get_by_test_id("text-input").press("Enter")
    lines = clerk.locator(".conversation-line")
    expect(lines.last).to_contain_text("10時から18時まで", timeout=30_000)
    expect(lines.filter(has_text="店長の花子です")).to_have_class(re.compile("is-staff"))

    clerk.get_by_role("button", name="音声受付に戻す").click()
    expect(caller.get_by_test_id("person")).to_be_hidden(timeout=30_000)
    # The agent has heard what was typed meanwhile.
    expect(caller.locator("[data-role=agent]").filter(has_text="お名前")).to_be_visible(timeout=30_000)

    clerk.get_by_text("通話を終了…").click()
    clerk.get_by_role("button", name="通話を終了", exact=True).click()
    expect(caller.locator("body")).to_have_attribute("data-state", "ended", timeout=40_000)
    expect(of_staff(caller).last).to_contain_text("お電話はここまでとさせていただきます")
    # Nothing is offered any more that can only be refused.
    expect(clerk.get_by_role("link", name="結果を見る")).to_be_visible(timeout=30_000)
    expect(clerk.get_by_role("button", name="応対を代わる")).to_be_hidden()
    assert violations(clerk) == []
    clerk.get_by_role("link", name="結果を見る").click()
    expect(clerk.locator(".calls-facts").first).to_contain_text("係が終了しました")
    assert complaints(caller) == []
    assert complaints(clerk) == []


def log_in(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/admin/login/?next=/admin/calls/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()


def say_to(clerk: Page, label: str, words: str) -> None:
    field = clerk.get_by_label(label)
    field.fill(words)
    field.press("Enter")
    expect(field).to_have_value("", timeout=30_000)


def of_staff(caller: Page) -> Locator:
    return caller.locator("[data-testid=caption][data-role=staff]")
