"""When something is wrong the page says so, in words, with the next step."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, OpenUntouched
from tests.e2e.conversation import WITNESS, complaints

pytestmark = pytest.mark.e2e

NO_MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("refused", "%s"); };
"""


@pytest.mark.parametrize(
    ("path", "fault", "words"),
    [
        ("/", "NotAllowedError", "マイク"),
        ("/?lang=en", "NotAllowedError", "microphone"),
        ("/", "NotFoundError", "マイク"),
    ],
)
def test_a_refused_microphone_is_explained_and_typing_is_offered(
    path: str, fault: str, words: str, open_page: Open
) -> None:
    page = open_page(path, script=WITNESS + NO_MICROPHONE % fault)
    page.get_by_test_id("call").click()
    expect(page.get_by_test_id("trouble")).to_contain_text(words)
    expect(page.get_by_test_id("trouble").locator("a[href^='tel:']")).to_be_visible()
    expect(page.get_by_test_id("text-input")).to_be_enabled(timeout=20_000)
    assert complaints(page) == []


def test_a_busy_provider_is_explained_with_a_retry(open_page: Open) -> None:
    page = open_page("/", script=WITNESS)
    page.route("**/api/realtime/session", lambda route: route.fulfill(status=503, body=BUSY, headers=PROBLEM))
    page.get_by_test_id("text-input").fill("予約したいです")
    page.get_by_test_id("text-input").press("Enter")
    expect(page.get_by_test_id("trouble")).to_be_visible()
    page.unroute("**/api/realtime/session")
    page.get_by_test_id("trouble").get_by_role("button").first.click()
    expect(page.get_by_test_id("captions")).not_to_be_empty(timeout=30_000)


TYPES_BY_ITSELF = """
addEventListener("load", () => {
  const silent = document.getElementById("silent");
  const tell = () => console.log(`silent hidden: ${silent.hidden}`);
  new MutationObserver(tell).observe(silent, { attributes: true });
  document.getElementById("text").value = "東京で借りたいです";
  document.getElementById("typing").requestSubmit();
});
"""  # to Chromium all that Playwright does in a page, looking included, is done by the visitor


@pytest.mark.parametrize(("path", "words"), [("/", "触れる"), ("/?transport=relay&lang=en", "Touch")])
def test_a_voice_that_the_browser_holds_back_sounds_at_the_next_touch(
    path: str, words: str, open_untouched: OpenUntouched
) -> None:
    page = open_untouched(path, WITNESS + TYPES_BY_ITSELF, "silent hidden: false")
    silent = page.get_by_test_id("silent")
    expect(silent).to_be_visible()
    expect(silent).to_contain_text(words)
    page.mouse.click(5, 200)
    expect(silent).to_be_hidden(timeout=10_000)
    assert page.locator("#voice").evaluate("(voice) => !voice.paused")
    if "relay" in path:  # what waited is played from its beginning
        expect(page.locator("body")).to_have_attribute("data-state", "speaking", timeout=10_000)
    assert complaints(page) == []


PROBLEM = {"Content-Type": "application/problem+json"}
BUSY = (
    '{"success": false, "code": "provider_unavailable", "status": 503, "title": "Unavailable", "spoken": ""}'
)


KEPT = """() => {
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""  # Chromium keeps no page that Playwright drives


def test_a_page_that_is_shown_again_shows_that_its_call_has_ended(open_page: Open) -> None:
    page = open_page("/", script=WITNESS)
    page.evaluate(KEPT)
    expect(page.locator("body")).to_have_attribute("data-state", "idle")
    page.get_by_test_id("text-input").fill("こんにちは")
    page.get_by_test_id("text-input").press("Enter")
    expect(page.get_by_test_id("hangup")).to_be_visible(timeout=20_000)
    page.evaluate(KEPT)
    expect(page.locator("body")).to_have_attribute("data-state", "ended")
    expect(page.get_by_test_id("call")).to_be_visible()
    expect(page.get_by_test_id("hangup")).to_be_hidden()
