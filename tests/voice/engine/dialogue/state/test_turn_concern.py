"""What a turn is about, where its words are values and nothing else."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

DAYS = ["今度の土曜の2週間後に", "来週の火曜の3日後に", "12月16日の次の日の10時に", "明後日の夜7時から"]
SHOPS = ["東京駅前店で", "新宿店で", "新大阪駅前店で"]


def answer(language: str, said: str) -> str:
    call = Rehearsal(Fleet().run, language)
    call.start()
    return call.say(said)


@pytest.mark.parametrize(("day", "shop"), list(product(DAYS, SHOPS)))
def test_a_day_and_a_shop_complain_of_nothing(day: str, shop: str) -> None:
    assert "何時" in answer("ja", f"{day}{shop}")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ja", "今日、東京駅前店で事故です"), ("en", "Accident today at Tokyo Station.")],
)
def test_a_day_beside_an_accident_hides_none(language: str, said: str) -> None:
    assert "119" in answer(language, said)


WHOLE = {
    "ja": "新宿店で12月11日の10時から18時までミニバンを借りたいんですが",
    "en": "can I get a minivan at Shinjuku on December 11 from 10 am to 6 pm",
}
REASONS = {
    "ja": ["先週事故っちゃって", "息子が車をぶつけちゃって", "自分の車がパンクしたので", "足を骨折したので"],
    "en": [
        "I hurt my back",
        "someone hit my car while it was parked",
        "my son crashed our car",
        "I broke my ankle",
    ],
}


@pytest.mark.parametrize(
    ("language", "reason"), [(language, reason) for language in REASONS for reason in REASONS[language]]
)
def test_an_accident_that_is_the_reason_for_a_whole_rental_is_none(language: str, reason: str) -> None:
    told = answer(language, f"{reason}{'、' if language == 'ja' else ', '}{WHOLE[language]}")
    assert "119" not in told, told


@pytest.mark.parametrize(
    ("language", "said"),
    [("ja", "借りてるミニバンが事故で"), ("en", "I crashed the minivan"), ("en", "the SUV won't start")],
)
def test_an_accident_with_the_class_that_was_rented_is_one(language: str, said: str) -> None:
    told = answer(language, said)
    assert "お電話" in told or "call" in told.lower(), told
