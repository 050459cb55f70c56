"""Who hears what an extra costs, and does without it, gives up no booking."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.dialogue.test_contact_and_extras import UP_TO_THE_NAME, UP_TO_THE_NAME_EN

pytestmark = pytest.mark.unit

PRICED = ("locationId", "startDate", "endDate", "customerName", "vehicleType", "extras")
TOPICS = {"child-seat": ("チャイルドシート", "child seat"), "etc": ("ETC",), "insurance": ("補償",)}
ASKED = {
    "ja": ["チャイルドシートっていくらですか", "ETCカードはいくらで借りられますか", "補償は一日いくらですか"],
    "en": ["How much is a child seat?", "What does an ETC card cost?", "How much is the insurance?"],
}
DECLINED = {
    "ja": [
        "あ、じゃあ結構です",
        "それならいいです",
        "うーん、やめときます",
        "じゃあ要らないです",
        "高いですね、じゃあなしで",
        "そうですか、じゃあ結構です。自分で持っていきます",
        "けっこうするんですね、遠慮しときます",
        "ほな、ええわ",
    ],
    "en": [
        "Oh, never mind then.",
        "No thanks.",
        "I'll pass.",
        "Too much, skip it.",
        "OK, I don't need it.",
        "Hmm, forget it then.",
        "Right, I'll leave it. I'll bring my own.",
    ],
}
TOLD = {
    "ja": {"name": UP_TO_THE_NAME, "check": f"{UP_TO_THE_NAME}、山田太郎です"},
    "en": {"name": UP_TO_THE_NAME_EN, "check": f"{UP_TO_THE_NAME_EN} John Smith."},
}
NAME = {"ja": "山田太郎", "en": "John Smith"}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
CASES = [(language, *each) for language in TOLD for each in product(ASKED[language], DECLINED[language])]


@dataclass
class PricedFleet(Fleet):
    def create_reservation(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        return super().create_reservation(**{name: given[name] for name in PRICED[:-1] if name in given})

    def answer_question(self, question: str, **_at: str) -> dict[str, Any]:
        found = [name for name, words in TOPICS.items() if any(word in question for word in (name, *words))]
        told = [
            {"topic": name, "title": name, "answer": "550円です。", "answerEn": "550 yen."} for name in found
        ]
        return {"success": True, "known": bool(told), "answers": told, "spoken": "550"}


def open_call(language: str, stage: str) -> Rehearsal:
    definitions = [
        {"name": name, "parameters": {"properties": {each: {} for each in PRICED}}}
        for name in (*TOOLS, "answer_question")
    ]
    rehearsal = Rehearsal(PricedFleet().run, language, definitions=definitions)
    rehearsal.start()
    rehearsal.say(TOLD[language][stage])
    return rehearsal


@pytest.mark.parametrize("stage", ["name", "check"])
@pytest.mark.parametrize(("language", "question", "words"), CASES)
def test_the_booking_goes_on(stage: str, language: str, question: str, words: str) -> None:
    rehearsal = open_call(language, stage)
    assert "550" in rehearsal.say(question)
    reply = rehearsal.say(words)
    assert ("お名前" if language == "ja" else "name") in reply  # asked for, or read back
    for line in ([NAME[language]] if stage == "name" else []) + [YES[language]]:
        rehearsal.say(line)
    (made,) = called(rehearsal, "create_reservation")
    assert (made["customerName"], made.get("extras")) == (NAME[language], None)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "じゃあもう予約自体やめます"),
        ("ja", "結構です、やっぱり車は借りません"),
        ("en", "Never mind, cancel the whole booking."),
        ("en", "I'll pass, I don't want the car any more."),
    ],
)
def test_the_booking_itself_may_be_given_up(language: str, words: str) -> None:
    rehearsal = open_call(language, "check")
    rehearsal.say(ASKED[language][0])
    rehearsal.say(words)
    rehearsal.say(YES[language])
    assert called(rehearsal, "create_reservation") == []
