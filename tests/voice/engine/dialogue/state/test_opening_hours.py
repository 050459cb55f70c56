"""Hours that are told by when the shop opens and closes are those of the shop."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = [pytest.mark.unit, pytest.mark.engine]

PLACE = {"en": "Tokyo Station on December 5, please.", "ja": "12月5日に東京駅前店でお願いします"}
FROM_OPENING = [
    ("en", "From when you open until three o'clock."),
    ("en", "As soon as you open, till 3 pm."),
    ("en", "First thing in the morning till three in the afternoon."),
    ("en", "From opening time to three."),
    ("en", "As early as possible until three."),
    ("en", "Early as possible, and back by three."),
    ("ja", "開店から15時まで"),
    ("ja", "オープンと同時に借りて、返すのは15時で"),
]
UNTIL_CLOSING = [
    ("en", "From noon till closing time."),
    ("en", "Noon until you close."),
    ("en", "From twelve to close of business."),
    ("en", "From noon till whenever you shut."),
    ("ja", "12時から閉店まで"),
    ("ja", "12時から閉店ぎりぎりまで"),
]


def ask_when(language: str, words: str) -> tuple[str, str]:
    """The period of which it is then asked what is free."""
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    rehearsal.say(PLACE[language])
    rehearsal.say(words)
    (asked,) = called(rehearsal, "get_availability")
    return str(asked["startDate"])[5:16], str(asked["endDate"])[5:16]


@pytest.mark.parametrize(("language", "words"), FROM_OPENING)
def test_a_pickup_may_be_told_by_when_the_shop_opens(language: str, words: str) -> None:
    assert ask_when(language, words) == ("12-05T08:00", "12-05T15:00")


@pytest.mark.parametrize(("language", "words"), UNTIL_CLOSING)
def test_a_return_may_be_told_by_when_the_shop_closes(language: str, words: str) -> None:
    assert ask_when(language, words) == ("12-05T12:00", "12-05T20:00")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "When do you open?"),
        ("en", "What's closing time?"),
        ("ja", "開店は何時ですか"),
        ("ja", "閉店時間を教えてください"),
    ],
)
def test_who_asks_for_the_hours_tells_none(language: str, words: str) -> None:
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    rehearsal.say(PLACE[language])
    said = rehearsal.say(words)
    assert "8" in said
    assert not called(rehearsal, "get_availability")


@pytest.mark.parametrize(
    "question",
    ["What's the latest I can return a car to Shinjuku?", "How late can I drop it off at Shinjuku?"],
)
def test_a_shop_whose_hours_are_asked_is_no_return_elsewhere(question: str) -> None:
    rehearsal = Rehearsal(Fleet().run, "en")
    rehearsal.start()
    rehearsal.say(question)
    rehearsal.say("Right. So December 5, from one to seven, a compact.")
    (asked,) = called(rehearsal, "get_availability")
    assert asked["locationId"] == "shinjuku"
