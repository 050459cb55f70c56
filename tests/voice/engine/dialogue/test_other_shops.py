"""Another shop, named once the rental is read back: a question about it is none for it."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet

pytestmark = pytest.mark.unit

OF_SHINJUKU = {
    "ja": [
        "新宿店は何時までやってますか", "新宿店ってどこにありますか", "新宿店にも駐車場ありますか",
        "新宿店だと遠いですか",
    ],
    "en": [
        "Is Shinjuku open late?", "What time does Shinjuku close?", "Where is the Shinjuku branch?",
        "Does Shinjuku have parking?", "How far is Shinjuku from there?",
    ],
}  # fmt: skip
AT_SHINJUKU = {
    "ja": ["新宿店でもいいですか", "新宿店に変えられますか", "新宿店で受け取れますか"],
    "en": [
        "Could I pick it up at Shinjuku instead?",
        "Can we do Shinjuku?",
        "Is it possible to change to Shinjuku?",
    ],
}
WHOLE = {
    "ja": "東京駅前店で12月5日の10時から18時コンパクト、山田太郎です",
    "en": "A compact at Tokyo Station on December 5 from 10 am to 6 pm, John Smith",
}
AGREED = {"ja": "はい、お願いします", "en": "Yes, please."}


def rehearse(language: str, words: str) -> tuple[Rehearsal, list[str]]:
    """A whole rental at Tokyo Station, the words at its read-back, and a yes."""
    call = Rehearsal(Fleet(free={(shop["id"], car): 3 for shop in SHOPS for car in CARS}).run, language)
    return call, [call.say(line) for line in (WHOLE[language], words, AGREED[language])]


@pytest.mark.parametrize(
    ("language", "words"), [(one, each) for one in OF_SHINJUKU for each in OF_SHINJUKU[one]]
)
def test_a_question_about_another_shop_chooses_none(language: str, words: str) -> None:
    call, replies = rehearse(language, words)
    assert [each["locationId"] for each in call.booked] == ["tokyo-ekimae"], replies
    if "何時" in words or "close" in words or "どこ" in words or "Where" in words:
        assert ("新宿店" if language == "ja" else "Shinjuku") in replies[-2], replies


@pytest.mark.parametrize(
    ("language", "words"), [(one, each) for one in AT_SHINJUKU for each in AT_SHINJUKU[one]]
)
def test_a_wish_in_the_form_of_a_question_does(language: str, words: str) -> None:
    call, replies = rehearse(language, words)
    assert [each["locationId"] for each in call.booked] == ["shinjuku"], replies
