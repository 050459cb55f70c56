"""The owner of a booking who wants the same on another day too wants a second one: the first stays."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, play
from tests.voice.engine.dialogue.test_days_called_off import PROOF, YES

pytestmark = pytest.mark.unit

NAMES = {"ja": "山田太郎です", "en": "John Smith."}


@pytest.mark.parametrize("day", ["17", "19", "23"])
@pytest.mark.parametrize(
    "wish",
    [
        "今の予約なんですけど、{}日にも同じので1台",
        "{}日も同じ車でもう1台お願いします",
        "同じ条件で{}日にも予約したいんですが",
        "{}日にもう一回同じの取ってもらえますか",
        "それとは別に{}日にも同じ車で同じ時間で1台借りたいです",
        "I'd like the same car again on December {} as well.",
        "Could I book the same again for December {}?",
        "Can I have another one just like it on December {}?",
        "I'd like a second booking for December {}, same car, same times.",
    ],
)
def test_the_same_on_another_day_too_is_a_second_booking(wish: str, day: str) -> None:
    language = "en" if wish.isascii() else "ja"
    lines = (PROOF[language] + wish.format(day), NAMES[language], YES[language])
    desk, _, _ = play(language, *lines)
    assert desk.times() == ("12-16T10:00", "12-16T18:00")
    made = [desk.times(number) for number in desk.known if number != NUMBER]
    assert made == [(f"12-{day}T10:00", f"12-{day}T18:00")]
