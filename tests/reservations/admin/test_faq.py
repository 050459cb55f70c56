"""Staff write the answers to questions, see how they will be said, and cannot name a price there is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reservations import questions
from reservations.models import Answer, Extra, Location

pytestmark = [pytest.mark.db, pytest.mark.either]
AT = "/admin/reservations/answer/"
PETS = {
    "topic": "pets", "location": "", "title": "ペット", "title_en": "", "words": "犬、ペット", "active": "on",
    "answer": "ペットは{cage}でお乗りいただけます。", "answer_en": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def cage(shop: Location) -> None:
    Extra.objects.create(key="cage", name="ケージ", amount=550, per="rental")


def send(clerk: Client, path: str, data: dict[str, str]) -> str:
    """What the page says afterwards; nothing where it was saved."""
    response: Any = clerk.post(AT + path, data)
    assert response.status_code in {200, 302}
    return "" if response.status_code == 302 else str(response.content.decode())


def read(clerk: Client, path: str = "") -> str:
    response: Any = clerk.get(AT + path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_answer_is_given_as_soon_as_it_is_written(clerk: Client) -> None:
    assert send(clerk, "add/", PETS) == ""
    (found,) = questions.find_answers("犬は乗れますか", shop=None)
    assert found.text == "ペットはご利用1回につき税込み550円でお乗りいただけます。"


def test_the_pages_are_in_japanese_and_show_what_is_said(clerk: Client) -> None:
    send(clerk, "add/", PETS)
    listed, form = read(clerk), read(clerk, f"{Answer.objects.get().pk}/change/")
    for words in ("よくあるご質問", "話題", "店舗", "話す内容", "使用中", "全店舗"):
        assert words in listed
    assert "ペットはご利用1回につき税込み550円でお乗りいただけます。" in listed
    for words in ("お客様の言葉", "回答 (英語)", "{cage}", "{cancellation-fees}", "話す内容 (英語)"):
        assert words in form


def test_a_price_that_there_is_not_is_refused_by_name(clerk: Client) -> None:
    for field in ("answer", "answer_en"):
        html = send(clerk, "add/", {**PETS, field: "{kennel}でどうぞ。"})
        assert "{kennel} はありません。" in html
        assert "{cage}" in html
    assert not Answer.objects.exists()


def test_a_topic_has_one_answer_a_shop(clerk: Client) -> None:
    assert send(clerk, "add/", PETS) == ""
    assert "この話題の回答はすでにあります。" in send(clerk, "add/", PETS)
    assert send(clerk, "add/", {**PETS, "location": "ekimae"}) == ""
    assert Answer.objects.count() == 2
