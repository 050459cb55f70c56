"""Of two days that were named together one is asked for, and is told by its date, its weekday or its turn."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

TODAY = "2026-12-01 (Tuesday), Asia/Tokyo"
FIRST = {
    "en": "A compact at Tokyo Station, ten to five, {}.",
    "ja": "東京駅前店でコンパクト、10時から17時、{}に",
}
LAST = {"en": ("John Smith", "Yes, please."), "ja": ("山田太郎", "はい、お願いします")}
CHOICES = {
    "en": (
        "the 14th or the 15th",
        "Monday the 14th or Tuesday the 15th",
        "Monday December 14 or Tuesday December 15",
        "the 14th or maybe the 15th",
        "December 14 or 15",
        "Monday the 14th or the Tuesday",
    ),
    "ja": ("14日か15日", "14日の月曜か15日の火曜"),
}
ANSWERS = {
    "en": {"Well, the Tuesday then.": 15, "Monday, please.": 14, "The 15th.": 15, "The later one.": 15},
    "ja": {"火曜で": 15, "月曜でお願いします": 14, "15日で": 15, "遅いほうで": 15},
}
CALLS = [
    (language, *pair)
    for language in CHOICES
    for pair in product(CHOICES[language], ANSWERS[language].items())
]


@pytest.mark.parametrize(("language", "choice", "answer"), CALLS)
def test_one_of_two_days_is_chosen_by_what_tells_it(
    language: str, choice: str, answer: tuple[str, int]
) -> None:
    call = Rehearsal(Fleet().run, language, today=TODAY)
    call.start()
    said, day = answer
    for line in (FIRST[language].format(choice), said, *LAST[language]):
        call.say(line)
    assert [made["startDate"][:16] for made in call.booked] == [f"2026-12-{day}T10:00"]
