"""A caller's network breaks off, and becomes another: the conversation goes on, and the car stays held."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.conversation import AGENT_CAPTION, WITNESS, await_booking, captions, complaints, say_and_read
from tests.e2e.network import Network
from tests.e2e.test_booking import new_booking
from tests.e2e.test_page_tools import tools_called_by
from tests.product import Product
from tests.soak import size

pytestmark = pytest.mark.e2e

TUNNEL_MS = size(4_000, whole=8_000)
BACK_WITHIN = 12_000  # milliseconds; on a free machine it takes two seconds, as is printed


def test_a_held_car_is_booked_after_a_tunnel_and_a_change_of_networks(
    new_page: NewPage, product: Product
) -> None:
    book_in_one_conversation(new_page, product, run_by_page=False)


def book_in_one_conversation(new_page: NewPage, product: Product, *, run_by_page: bool) -> None:
    earlier = product.booked_by_agent()
    with Network(product.port) as network:
        page = new_page(WITNESS)
        called = tools_called_by(page)
        network.lead(page)
        page.goto(network.url)
        say_and_read(page, "新宿店で12月15日の10時から18時まで、SUVをお願いします", "お名前")
        say_and_read(page, "田中一郎です", "よろしいでしょうか")
        held = new_booking(product, earlier)

        network.cut()
        page.context.set_offline(True)
        expect(page.locator("body")).to_have_attribute("data-state", "connecting", timeout=15_000)
        page.wait_for_timeout(TUNNEL_MS)
        before, since = agent_words(page), time.perf_counter()
        network.change()
        network.restore()
        page.context.set_offline(False)
        speaks_again(page, before, since, "after a tunnel")

        # No event tells of the second one: the page notices by itself that nothing arrives any more.
        before, since = agent_words(page), time.perf_counter()
        network.change()
        speaks_again(page, before, since, "from one network to another")

        say_and_read(page, "はい、お願いします", "予約番号")
        assert await_booking(page, seconds=30) == held["number"]
        assert called[-1:] == (["create_reservation"] if run_by_page else [])
        said = captions(page)
        assert sum("お電話ありがとうございます" in words for words in said) == 1, said
        assert complaints(page) == []


def agent_words(page: Page) -> int:
    return page.locator(AGENT_CAPTION).count()


def speaks_again(page: Page, before: int, since: float, how: str) -> None:
    page.locator(AGENT_CAPTION).nth(before).wait_for(timeout=BACK_WITHIN)
    print(f"{how}: the agent speaks {time.perf_counter() - since:.2f} s after the network was there")
