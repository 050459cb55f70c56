"""Which shop a caller means, or that any will do."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu import places

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "どこでもいいです",
        "どちらでも",
        "お任せします",
        "おまかせで",
        "Anywhere is fine.",
        "either one",
        "Whichever is near",
        "any of them",
        "Any one will do",
    ],
)
def test_a_caller_leaves_the_choice_of_a_shop_to_us(text: str) -> None:
    assert places.accepts_any(text)


@pytest.mark.parametrize(
    "text",
    [
        "どちらでもない",
        "どれでもありません",
        "どこでもいいわけではない",
        "新宿以外ならどこでも",
        "Not any of them",
        "I don't want either",
        "anywhere but Shinjuku",
        "many ones",
        "Neither",
        "",
        "東京駅前店",
    ],
)
def test_a_choice_with_an_exception_is_not_left_to_us(text: str) -> None:
    assert not places.accepts_any(text)
