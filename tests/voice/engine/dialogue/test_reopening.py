"""A detail that is to be another without a word of which, and shops of which any would do."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import SHOPS, Fleet

pytestmark = pytest.mark.unit

REQUEST = {
    "ja": "12月5日の10時から18時、東京駅前店でコンパクトをお願いします",
    "en": "A compact at Tokyo Station on December 5 from 10 AM to 6 PM, please.",
}
NAME = {"ja": "山田太郎です", "en": "My name is John Smith."}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
OTHER_DAY = {
    "ja": [
        "あ、その前に、ほかの日も見たいんですけど", "別の日も見てもらえますか", "他の日の空きも知りたいです",
        "日にちを変えたいんですけど", "違う日にしたいんですが",
    ],
    "en": ["Could I look at other days too?", "I'd like to change the date", "Can we try a different day?"],
}  # fmt: skip
OTHER_HOURS = {
    "ja": ["やっぱり時間を変えたいんですけど", "時間を変更したいです"],
    "en": ["I need to change the time", "Can I change the times?"],
}
LATER = {
    "ja": [
        "時間ってあとで変えられます？",
        "予約したあとで日にちを変えられますか",
        "あとで日程の変更ってできますか",
    ],
    "en": ["Can I change the date after I've booked?", "Can I change the time later on?"],
}
ANY_SHOP = [
    "{0}か{1}、どっちでもいいです", "{0}、{1}、どちらでも", "{0}か{1}で、空いてるほうで",
    "{0}か{1}で借りられるほうのお店で",
]  # fmt: skip
ANY_SHOP_EN = ["{0} or {1}, I don't mind", "{0} or {1}, either is fine", "{0} or {1}, whichever has one"]
JAPANESE = {"shinjuku": "新宿", "shinagawa": "品川", "tokyo-ekimae": "東京駅前店"}
ENGLISH = {"shinjuku": "Shinjuku", "shinagawa": "Shinagawa", "tokyo-ekimae": "Tokyo Station"}


def call(language: str) -> tuple[Rehearsal, Fleet]:
    fleet = Fleet(free={(shop["id"], "コンパクト"): 3 for shop in SHOPS})
    rehearsal = Rehearsal(fleet.run, language)
    rehearsal.start()
    return rehearsal, fleet


def list_words(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in words.items() for text in texts]


@pytest.mark.parametrize("stage", ["name", "read-back"])
@pytest.mark.parametrize(("language", "words"), list_words(OTHER_DAY))
def test_another_day_is_asked_for_and_booked(language: str, words: str, stage: str) -> None:
    rehearsal, fleet = call(language)
    lines = [REQUEST[language], *([NAME[language]] if stage == "read-back" else []), words]
    for line in lines:
        told = rehearsal.say(line)
    assert ("ご利用日" if language == "ja" else "What day") in told
    rehearsal.say("6日で" if language == "ja" else "the 6th")
    for line in [*([NAME[language]] if stage == "name" else []), YES[language]]:
        rehearsal.say(line)
    assert [booking["start"] for booking in fleet.bookings] == ["2026-12-06T10:00:00"]


@pytest.mark.parametrize(("language", "words"), list_words(OTHER_HOURS))
def test_other_hours_are_asked_for_while_the_name_is_due(language: str, words: str) -> None:
    rehearsal, fleet = call(language)
    rehearsal.say(REQUEST[language])
    assert ("何時から" if language == "ja" else "what time") in rehearsal.say(words).replace("What", "what")
    for line in ("11時から15時" if language == "ja" else "11 AM to 3 PM", NAME[language], YES[language]):
        rehearsal.say(line)
    assert [(booking["start"], booking["end"]) for booking in fleet.bookings] == [
        ("2026-12-05T11:00:00", "2026-12-05T15:00:00")
    ]


@pytest.mark.parametrize(("language", "words"), list_words(LATER))
def test_what_may_be_changed_later_leaves_the_day_and_is_not_passed_over(language: str, words: str) -> None:
    rehearsal, fleet = call(language)
    rehearsal.say(REQUEST[language])
    told = rehearsal.say(words)
    assert ("わかりかねます" if language == "ja" else "I'm sorry") in told
    assert ("お名前" if language == "ja" else "name") in told
    for line in (NAME[language], YES[language]):
        rehearsal.say(line)
    assert [booking["start"] for booking in fleet.bookings] == ["2026-12-05T10:00:00"]


@pytest.mark.parametrize(("one", "two"), list(permutations(JAPANESE, 2)))
@pytest.mark.parametrize("words", [*ANY_SHOP, *ANY_SHOP_EN])
def test_the_first_of_shops_left_open_that_has_a_car_is_taken(words: str, one: str, two: str) -> None:
    names = ENGLISH if words.isascii() else JAPANESE
    language = "en" if words.isascii() else "ja"
    wish = (
        "。12月5日の10時から18時、コンパクトで"
        if language == "ja"
        else ". December 5, 10 AM to 6 PM, a compact"
    )
    for free, booked in (({one, two}, one), ({two}, two)):
        fleet = Fleet(free={(shop, "コンパクト"): 2 for shop in free})
        rehearsal = Rehearsal(fleet.run, language)
        rehearsal.start()
        rehearsal.say(words.format(names[one], names[two]) + wish)
        for line in (NAME[language], YES[language]):
            rehearsal.say(line)
        assert [booking["shop"] for booking in fleet.bookings] == [booked]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_two_shops_that_were_named_are_asked_about_and_not_counted_as_all(language: str) -> None:
    rehearsal, fleet = call(language)
    told = rehearsal.say(
        "新宿か品川で借りたいんですけど"
        if language == "ja"
        else "I want to rent a car in Shinjuku or Shinagawa."
    )
    assert ("新宿店、品川店がございます" if language == "ja" else "Shinjuku and Shinagawa") in told
    assert "2つ" not in told
    assert "2 shops" not in told
    rehearsal.say("品川で" if language == "ja" else "Shinagawa then")
    rehearsal.say(REQUEST[language].replace("、東京駅前店で", "").replace(" at Tokyo Station", ""))
    for line in (NAME[language], YES[language]):
        rehearsal.say(line)
    assert [booking["shop"] for booking in fleet.bookings] == ["shinagawa"]
