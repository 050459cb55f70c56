"""When something is wrong the page says so, in words, with the next step."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
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


PROBLEM = {"Content-Type": "application/problem+json"}
BUSY = (
    '{"success": false, "code": "provider_unavailable", "status": 503, "title": "Unavailable", "spoken": ""}'
)
