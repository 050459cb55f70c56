"""The page runs the tools itself, because its address asks for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.conversation import WITNESS, complaints
from tests.e2e.test_booking import (
    TYPED,
    assert_as_scripted,
    assert_clerk_sees_the_conversation,
    booked_by_typing,
    new_booking,
)
from tests.product import Product

pytestmark = pytest.mark.e2e


def test_a_caller_books_where_the_page_runs_the_tools(open_page: Open, product: Product) -> None:
    before = product.booked_by_agent()
    page = open_page("/", script=WITNESS)
    called = tools_called_by(page)
    page.goto(f"{product.url}/?tools=browser")
    number = booked_and_hung_up(page)
    booked = new_booking(product, before)
    assert booked["number"] == number
    assert_as_scripted(booked, TYPED)
    assert called[-1] == "create_reservation"
    assert complaints(page) == []
    assert_clerk_sees_the_conversation(page, product, number, TYPED)


def booked_and_hung_up(page: Page) -> str:
    number = booked_by_typing(page)
    expect(page.get_by_test_id("tool-card").first).to_be_visible()
    page.get_by_test_id("hangup").click()
    return number


def tools_called_by(page: Page) -> list[str]:
    """The tools that `page` asks our server for, as it goes."""
    called: list[str] = []

    def note(url: str) -> None:
        if tool := re.search(r"/api/functions/(\w+)$", url):
            called.append(tool[1])

    page.on("request", lambda request: note(request.url))
    return called
