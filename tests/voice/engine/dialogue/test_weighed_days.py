"""Days that the caller only weighs, or tells first by their weekday, are no two ends of a rental."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

TODAY = "2026-12-01 (Tuesday), Asia/Tokyo"
WEIGHS = [
    "17日かな、",
    "17日かなあ、うーん、",
    "17日かも、えーと",
    "17日の木曜かな、",
    "17日かもしれないけど、",
    "17日、あ",
]
TAKES = ["19日がいいかな", "19日の土曜がいいな", "19日のほうがいいか", "19日で"]
ON_A_WEEKDAY = [
    "木曜日に友達を迎えに行くんで、その日だけ、10日です。{rest}",
    "木曜に借りたいんですが、10日の{rest}",
    "木曜日なんですけど、えっと10日ですね、{rest}",
]
REST = "10時から17時、東京駅前店でコンパクト"


def read_start(words: str) -> list[str]:
    """The beginning and end of what is booked by these first words, read-backs agreed to."""
    call = Rehearsal(Fleet().run, "ja", today=TODAY)
    call.start()
    for line in (words, "山田太郎", "はい、お願いします"):
        call.say(line)
    return [f"{made['startDate'][:16]} {made['endDate'][:16]}" for made in call.booked]


@pytest.mark.parametrize(("first", "then"), list(product(WEIGHS, TAKES)))
def test_a_day_that_is_weighed_is_given_up_for_the_next(first: str, then: str) -> None:
    assert read_start(f"{first}{then}。{REST}") == ["2026-12-19T10:00 2026-12-19T17:00"]


@pytest.mark.parametrize("words", ["18日かな、19日かな、", "18日かな19日かなで、"])
def test_of_two_days_that_are_weighed_one_is_asked_for(words: str) -> None:
    assert not read_start(f"{words}{REST}")


def test_a_day_that_is_weighed_may_begin_a_range() -> None:
    assert read_start(f"17日かな、19日まで、{REST}") == ["2026-12-17T10:00 2026-12-19T17:00"]


@pytest.mark.parametrize("words", ON_A_WEEKDAY)
def test_a_date_tells_which_weekday_was_meant(words: str) -> None:
    assert read_start(words.format(rest=REST)) == ["2026-12-10T10:00 2026-12-10T17:00"]
