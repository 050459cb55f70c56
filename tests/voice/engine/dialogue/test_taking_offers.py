"""What is offered in place of the wish is taken by a part of it; the whole is read back before the yes."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue.nlu.consent import Question, judge

pytestmark = [pytest.mark.unit]

REQUESTS = {
    "en": "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
    "ja": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
}
PARTS_EN = [
    "Shinjuku",
    "the compact",
    "ten to six",
    "six",
    "Saturday",
    "six at Shinjuku",
    "the compact at Shinjuku",
]
WAYS_EN = [
    "{}.", "{} is fine.", "{} then.", "Okay, {} works for me.", "Yes, {}.", "{} will do.", "Let's do {}.",
    "I'll take {}, please.", "{} would be fine too.",
]  # fmt: skip
PARTS_JA = ["新宿", "新宿店", "コンパクト", "18時", "土曜日"]
WAYS_JA = [
    "{}で。",
    "{}でいいです",
    "じゃあ、{}で",
    "はい、{}でお願いします",
    "{}でも大丈夫です",
    "{}にします",
]
NOT_TAKEN = {
    "en": [
        "Not Shinjuku.", "Shinjuku is too far.", "Six is too early.",
        "Shinagawa is fine.",
        "Is the compact an automatic?",
    ],
    "ja": ["新宿じゃなくて", "18時だと早いな", "品川でいいです"],
}  # fmt: skip


def take(language: str, words: str) -> list[dict[str, object]]:
    """What is booked by `words` and a yes: a compact at Shinjuku was offered for one at Tokyo Station."""
    fleet = Fleet(free={("shinjuku", "コンパクト"): 1})
    call = Rehearsal(fleet.run, language)
    call.start()
    assert ("at Shinjuku" if language == "en" else "新宿店") in call.say(REQUESTS[language])
    call.say(words)
    assert not fleet.bookings
    call.say("Yes, please." if language == "en" else "はい、お願いします")
    return fleet.bookings


@pytest.mark.parametrize(
    ("language", "part", "way"),
    [
        (language, part, way)
        for language, parts, ways in (("en", PARTS_EN, WAYS_EN), ("ja", PARTS_JA, WAYS_JA))
        for part in parts
        for way in ways
    ],
)
def test_part_of_an_offer_takes_it(language: str, part: str, way: str) -> None:
    booked = take(language, way.format(part))
    assert [(one["shop"], one["start"], one["car"]) for one in booked] == [
        ("shinjuku", "2026-12-05T10:00:00", "コンパクト")
    ]


@pytest.mark.parametrize(("language", "words"), [(key, each) for key in NOT_TAKEN for each in NOT_TAKEN[key]])
def test_other_words_beside_a_part_take_nothing(language: str, words: str) -> None:
    assert take(language, words) == []


@pytest.mark.parametrize(
    "words",
    [
        "I guess so.",
        "It'll have to do.",
        "Well, if that's all you have.",
        "Fair enough.",
        "We could live with that.",
    ],
)
def test_a_grudging_yes_takes_an_offer_and_books_nothing(words: str) -> None:
    assert judge(words, Question("offer")) == "yes"
    assert [judge(words, Question(each)) for each in ("book", "change", "cancel", "retry")] == [""] * 4
