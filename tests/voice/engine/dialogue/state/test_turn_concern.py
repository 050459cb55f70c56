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
