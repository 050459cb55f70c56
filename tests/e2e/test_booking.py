"""A caller leaves with one reservation: by voice in Japanese, by voice in English, and by typing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, unhurried
from tests.e2e.conversation import (
    WITNESS,
    await_booking,
    await_callers_turn,
    captions,
    complaints,
    heard,
    say_and_read,
    say_line,
)
from tests.e2e.listening import hears_number, reading
from tests.product import PASSWORD, Product
from tests.soak import size

pytestmark = [pytest.mark.e2e, unhurried]


@dataclass(frozen=True)
class Script:
    language: str
    path: str
    lines: tuple[str, ...]
    location_id: str
    vehicle_type: str
    name: str
    start: str = "2026-12-12T10:00:00+09:00"
    end: str = "2026-12-12T18:00:00+09:00"
    recognised: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()  # what the agent says before the next line makes sense


JAPANESE = Script(
    language="ja",
    path="/",
    lines=(
        *size(
            ("来週の土曜日の朝10時から夕方6時まで、東京駅前店でコンパクトカーをお願いします",),
            whole=(
                "来週の土曜日に東京でレンタカーを借りたいのですが",
                "東京駅前店でお願いします。朝の10時から夕方6時まで使いたいです",
                "コンパクトカーでお願いします",
            ),
        ),
        "山田太郎です",
        "はい、お願いします",
    ),
    location_id="tokyo-ekimae",
    vehicle_type="コンパクト",
    name="山田太郎",
    recognised=("東京駅前", "コンパクト"),
)
ENGLISH = Script(
    language="en",
    path="/?lang=en",
    lines=(
        *size(
            (
                (
                    "I would like to rent a minivan at Tokyo Station next Saturday, "
                    "from ten in the morning until six in the evening."
                ),
            ),
            whole=(
                "I would like to rent a car in Tokyo next Saturday.",
                "The Tokyo Station shop, please. From ten in the morning until six in the evening.",
                "A minivan, please.",
            ),
        ),
        "My name is John Smith.",
        "Yes, please.",
    ),
    location_id="tokyo-ekimae",
    vehicle_type="ミニバン",
    name="John Smith",
    recognised=("minivan", "Smith"),
)
TYPED = Script(
    language="ja",
    path="/",
    lines=(
        "東京駅前店で12月13日の10時から18時まで、コンパクトをお願いします",
        "佐藤花子です",
        "はい、お願いします",
    ),
    location_id="tokyo-ekimae",
    vehicle_type="コンパクト",
    name="佐藤花子",
    start="2026-12-13T10:00:00+09:00",
    end="2026-12-13T18:00:00+09:00",
    recognised=("佐藤花子です",),
    answers=("お名前", "よろしいでしょうか", "予約番号"),
)


# The English caller talks over the relay (test_relay.py).
@pytest.mark.sound
@pytest.mark.parametrize(
    "script", size([JAPANESE], whole=[JAPANESE, ENGLISH]), ids=lambda script: script.language
)
def test_a_caller_books_by_talking(script: Script, open_page: Open, product: Product) -> None:
    before = product.booked_by_agent()
    page = open_page(script.path, script=WITNESS)
    page.get_by_test_id("call").click()
    await_callers_turn(page)
    assert_booked_by_talking(page, product, script, before)


def assert_booked_by_talking(
    page: Page, product: Product, script: Script, before: list[dict[str, Any]]
) -> None:
    """From the first line to the card and the clerk's page; the greeting was heard to its end."""
    for line in script.lines:
        say_line(page, line, script.language)
    number = await_booking(page, seconds=30)

    booked = new_booking(product, before)
    assert booked["number"] == number
    assert_as_scripted(booked, script)
    assert hears_number(heard(page), number, script.language), captions(page)
    assert complaints(page) == []
    page.get_by_test_id("hangup").click()
    expect(page.get_by_test_id("booking-card")).to_be_visible()
    assert_clerk_sees_the_conversation(page, product, number, script)


def test_a_caller_books_by_typing(open_page: Open, product: Product) -> None:
    before = product.booked_by_agent()
    page = open_page("/", script=WITNESS)
    number = booked_by_typing(page)

    booked = new_booking(product, before)
    assert booked["number"] == number
    assert_as_scripted(booked, TYPED)
    assert complaints(page) == []
    assert_card_stays(page, number)
    assert_clerk_sees_the_conversation(page, product, number, TYPED)


def assert_card_stays(page: Page, number: str) -> None:
    """After a reload, in the other language, on paper; until the caller removes it."""
    page.reload()
    assert await_booking(page, 5) == number
    card = page.get_by_test_id("booking-card")
    expect(card).to_contain_text("佐藤花子")
    page.get_by_role("link", name="English").click()
    expect(card.get_by_role("heading")).to_have_text("Your car is booked")
    assert await_booking(page, 5) == number
    expect(card).to_contain_text("Compact")
    page.emulate_media(media="print")
    expect(card).to_be_visible()
    expect(page.get_by_test_id("call")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_test_id("remove-booking").click()
    page.reload()
    expect(card).to_have_count(0)
    assert complaints(page) == []


def booked_by_typing(page: Page) -> str:
    """The number of what TYPED books; each line is typed as soon as the agent's answer can be read."""
    for line, answer in zip(TYPED.lines, TYPED.answers, strict=True):
        say_and_read(page, line, answer)
    return await_booking(page, seconds=30)


def new_booking(product: Product, before: list[dict[str, Any]]) -> dict[str, Any]:
    """The one reservation that was not there before; fails if there are none or several."""
    known = {row["number"] for row in before}
    (booked,) = [row for row in product.booked_by_agent() if row["number"] not in known]
    return booked


def assert_as_scripted(booked: dict[str, Any], script: Script) -> None:
    assert booked["locationId"] == script.location_id
    assert booked["vehicleType"] == script.vehicle_type
    assert same_name(booked["customerName"], script.name)
    period = [datetime.fromisoformat(booked[key]) for key in ("startDate", "endDate")]
    assert period == [datetime.fromisoformat(script.start), datetime.fromisoformat(script.end)]


def same_name(written: str, said: str) -> bool:
    """A voice has no spelling: what counts is how the name sounds. A short first name in a synthetic voice is
    "John" or "Jan" to the small recogniser; the family name is what a counter asks for."""
    if said.isascii():
        first, family = written.split()[0], written.split()[-1]
        return family.casefold() == said.split()[-1].casefold() and first[0] == said[0]
    return reading(written) == reading(said)


def assert_clerk_sees_the_conversation(page: Page, product: Product, number: str, script: Script) -> None:
    page.goto(f"{product.url}/admin/login/?next=/admin/reservations/reservation/%3Fq={number}")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    with page.expect_navigation():  # and its end: a page that is being parsed shows half of it
        page.get_by_role("link", name=number).click()
    page.get_by_role("tab", name=re.compile("会話|Conversation")).click()
    shown = page.locator("main").inner_text()
    # Which tool it was, and what the model asked for, is there to be unfolded.
    unfolded = str(page.locator(".conversation").text_content())
    for particular in ("create_reservation", script.location_id):
        assert particular in unfolded
        assert particular not in shown
    assert re.search(r"\d+ (ms|ミリ秒)", shown)
    for word in script.recognised:
        assert word in shown
