"""Words about the line, which answer no question: whether one is heard, and that one hears."""

from __future__ import annotations

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
HEARD = {"ja": "聞こえております", "en": "I can hear you"}
ASKS = {
    "ja": ["もしもし？", "もしもし、聞こえてますか？", "あれ、聞こえます？", "すみません、聞こえてますか"],
    "en": ["Hello? Can you hear me?", "Hello, are you there?", "Sorry, hello?", "Can you still hear me?"],
}
TELLS = {
    "ja": [
        "はい、聞こえてます、大丈夫です",
        "ちゃんと聞こえてますよ",
        "はい、聞こえます",
        "聞こえました、はい",
    ],
    "en": ["Yes, I can hear you fine.", "I can hear you now, yes", "Yes, I'm here"],
}
ABOUT_THE_LINE = [
    (language, words, words in ASKS[language])
    for language in ("ja", "en")
    for words in (*ASKS[language], *TELLS[language])
]


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize(("language", "words", "asks"), ABOUT_THE_LINE)
def test_words_about_the_line_are_no_answer(language: str, words: str, *, asks: bool, noise: bool) -> None:
    fleet = Fleet(free={(shop["id"], "コンパクト"): 3 for shop in SHOPS})
    rehearsal = Rehearsal(fleet.run, language)
    rehearsal.start()
    rehearsal.say(REQUEST[language])
    read_back = rehearsal.say(NAME[language])
    if noise:
        rehearsal.say("…")
    answer = rehearsal.say(words)
    assert not rehearsal.booked
    assert (HEARD[language] in answer) == asks
    assert answer.endswith(read_back.splitlines()[-1][-20:])  # it is read whole once more
    rehearsal.say(YES[language])
    assert [booking["customerName"] for booking in rehearsal.booked] == [
        {"ja": "山田太郎", "en": "John Smith"}[language]
    ]
