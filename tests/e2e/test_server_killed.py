"""The server is killed in the middle of a call and started anew: the caller goes on where they were."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SPEED, NewPage
from tests.e2e.conversation import (
    AGENT_CAPTION,
    WITNESS,
    await_booking,
    await_callers_turn,
    captions,
    complaints,
    say_and_read,
)
from tests.product import answers, await_ready, running, serving

pytestmark = pytest.mark.e2e


def test_a_held_car_is_booked_although_the_server_was_killed(new_page: NewPage, tmp_path: Path) -> None:
    """The embedded engine dies with it: nothing is left of the call but the record and the page."""
    with running(tmp_path, REALTIME_SPEED=SPEED) as product:
        page = new_page(WITNESS)
        page.goto(product.url)
        say_and_read(page, "新宿店で12月14日の10時から18時まで、SUVをお願いします", "お名前")
        say_and_read(page, "田中一郎です", "よろしいでしょうか")
        (held,) = product.booked_by_agent()
        before = page.locator(AGENT_CAPTION).count()

        product.process.kill()
        product.process.wait()
        expect(page.locator("body")).to_have_attribute("data-state", "connecting", timeout=15_000)
        with serving("serve", product.environment, tmp_path / "again.log") as (process, log):
            await_ready(process, log, lambda _said: answers(product.port))
            since = time.perf_counter()
            page.locator(AGENT_CAPTION).nth(before).wait_for(timeout=60_000)
            print(f"killed: the agent speaks {time.perf_counter() - since:.2f} s after the port was open")
            await_callers_turn(page, before)  # a yes counts once the summary was told again
            say_and_read(page, "はい、お願いします", "予約番号")
            assert await_booking(page, seconds=30) == held["number"]
            said = captions(page)
            assert sum("お電話ありがとうございます" in words for words in said) == 1, said
            assert complaints(page) == []
