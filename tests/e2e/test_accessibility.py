"""No screen of the page breaks a rule of WCAG 2.2 AA that a machine can see (axe-core)."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.conversation import WITNESS, say_and_read
from tests.product import ROOT

pytestmark = pytest.mark.e2e

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the colours decide, and so is looked at in the dark too.
COLOURS = ["color-contrast", "link-in-text-block"]
SCHEMES: tuple[tuple[Literal["light", "dark"], list[str]], ...] = (("light", RULES), ("dark", COLOURS))
RUN = "rules => axe.run(document, { runOnly: rules }).then(({ violations }) => violations)"
REFUSED = (
    "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"
)


# What still glides under a bar is half hidden there, and a target too small for that moment.
AT_REST = """async () => {
  const targets = () => [...document.querySelectorAll("a, button")];
  const places = () => targets().map((each) => each.getBoundingClientRect().y).join();
  for (let before = ""; before !== places(); ) {
    before = places();
    await new Promise((next) => setTimeout(() => requestAnimationFrame(next), 100));
  }
}"""


def violations(page: Page) -> list[str]:
    """Each broken rule with the first element that breaks it, in light; in dark those of the colours."""
    page.evaluate(AXE)  # by the debugger's door: the page's own policy stays in force
    page.evaluate(AT_REST)
    found: list[str] = []
    for scheme, rules in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        broken: list[dict[str, Any]] = page.evaluate(RUN, rules)
        found += [
            f"{scheme}: {rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:160]}" for rule in broken
        ]
    return found


@pytest.mark.parametrize("path", ["/", "/?lang=en", "/s/tokyo-ekimae"])
def test_before_the_call(path: str, open_page: Open) -> None:
    page = open_page(path)
    assert violations(page) == []


def test_in_a_conversation(open_page: Open) -> None:
    page = open_page("/", script=WITNESS)
    say_and_read(page, "東京駅前店で12月20日の10時から18時まで、SUVをお願いします", "お名前")
    assert violations(page) == []
    say_and_read(page, "鈴木一郎です", "よろしいでしょうか")
    say_and_read(page, "はい、お願いします", "予約番号")
    page.get_by_test_id("booking-card").scroll_into_view_if_needed()
    assert violations(page) == []
    page.get_by_test_id("hangup").click()
    expect(page.get_by_test_id("call")).to_be_visible()
    assert violations(page) == []


def test_in_trouble(open_page: Open) -> None:
    page = open_page("/", script=REFUSED)
    page.get_by_test_id("call").click()
    expect(page.get_by_test_id("trouble")).to_be_visible()
    assert violations(page) == []


def test_the_whole_booking_needs_only_the_keyboard(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    page.keyboard.type("予約したいです")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("captions")).to_contain_text("予約したいです", timeout=20_000)


def test_nothing_has_to_be_scrolled_sideways(open_page: Open) -> None:
    page = open_page("/")
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
