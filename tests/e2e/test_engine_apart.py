"""The Azure adapter, pointed at the engine in a process of its own: neither knows the difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, PHONE
from tests.e2e.conversation import WITNESS, await_booking, type_line
from tests.e2e.test_booking import TYPED
from tests.product import engine_alone, running

pytestmark = pytest.mark.e2e

KEY = "a-key-of-the-operator"


def test_a_booking_through_the_azure_adapter(playwright: Playwright, tmp_path: Path) -> None:
    with (
        engine_alone(tmp_path / "engine", KEY) as endpoint,
        running(
            tmp_path / "product",
            VOICE_PROVIDER="azure",
            AZURE_OPENAI_ENDPOINT=endpoint,
            AZURE_OPENAI_API_KEY=KEY,
            AZURE_OPENAI_DEPLOYMENT="our-realtime",
        ) as product,
    ):
        assert "azure gives sessions of our-realtime" in product.manage("doctor")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=PHONE)
        page.add_init_script(WITNESS)
        page.goto(product.url)
        for line in TYPED.lines:
            type_line(page, line)
        number = await_booking(page, seconds=30)
        (booked,) = product.booked_by_agent()
        assert booked["number"] == number
        browser.close()
