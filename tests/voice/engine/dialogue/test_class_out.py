"""Who keeps to a class that is out is offered another time, shop or day for it, unasked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit
REQUESTED = {
    "ja": ("東京駅前店で12月15日の10時から17時、{}を借りたいです", "山田太郎です", "はい、お願いします"),
    "en": ("A {} at Tokyo Station on December 15 from 10 to 5, please", "Taro Yamada", "Yes, please"),
}
CLASSES = {"SUV": "SUV", "セダン": "sedan", "軽自動車": "kei car"}
KEEPS_TO_IT = {
    "ja": [
        "{}がいいんですけど",
        "えー、{}じゃないと困ります",
        "いつなら空いてますか",
        "うーん、どうしようかな",
        "{}がよかったんだけどなあ",
    ],
    "en": [
        "But I need a {}",
        "No, it has to be a {}",
        "When would you have one?",
        "Hmm, I really wanted the {}",
    ],
}
BOTH = [(language, said) for language in ("ja", "en") for said in KEEPS_TO_IT[language]]


def _begin(fleet: Fleet, language: str, car: str) -> Rehearsal:
    rehearsal = Rehearsal(fleet.run, language)
    declared: list[dict[str, Any]] = [rehearsal.definition(name) for name in TOOLS]
    declared[1]["parameters"]["properties"]["vehicleType"] = {"type": "string"}
    rehearsal.definitions = declared
    rehearsal.start()
    rehearsal.say(REQUESTED[language][0].format(car if language == "ja" else CLASSES[car]))
    return rehearsal


def _make_fleet(elsewhere: tuple[tuple[str, str], ...], back: dict[tuple[str, str], int]) -> Fleet:
    free = {("tokyo-ekimae", "コンパクト"): 2, ("tokyo-ekimae", "ミニバン"): 1}
    return Fleet(free={**free, **dict.fromkeys(elsewhere, 1)}, back=back)


@pytest.mark.parametrize("car", CLASSES)
@pytest.mark.parametrize(("language", "said"), BOTH)
def test_another_shop_is_offered_and_taken(language: str, said: str, car: str) -> None:
    fleet = _make_fleet((("shinjuku", car),), {})
    rehearsal = _begin(fleet, language, car)
    offered = rehearsal.say(said.format(car if language == "ja" else CLASSES[car]))
    assert ("新宿店" if language == "ja" else "Shinjuku") in offered, offered
    for answer in (REQUESTED[language][2], REQUESTED[language][1], REQUESTED[language][2]):
        rehearsal.say(answer)
    booked = [(each["shop"], each["car"], each["start"][:10]) for each in fleet.bookings]
    assert booked == [("shinjuku", car, "2026-12-15")]


@pytest.mark.parametrize("car", CLASSES)
@pytest.mark.parametrize(("language", "said"), BOTH)
def test_the_next_day_is_offered_where_no_shop_has_it(language: str, said: str, car: str) -> None:
    rehearsal = _begin(_make_fleet((), {("tokyo-ekimae", car): 2}), language, car)
    offered = rehearsal.say(said.format(car if language == "ja" else CLASSES[car]))
    assert ("12月17日" if language == "ja" else "December 17") in offered, offered


@pytest.mark.parametrize(
    ("language", "no", "other"),
    [
        ("ja", "いえ、東京駅がいいです", "じゃあコンパクトでいいです"),
        ("en", "No, I'd rather not", "Then the compact"),
    ],
)
def test_who_takes_no_alternative_may_still_take_another_class(language: str, no: str, other: str) -> None:
    fleet = _make_fleet((("shinjuku", "SUV"),), {("tokyo-ekimae", "SUV"): 1})
    rehearsal = _begin(fleet, language, "SUV")
    first = rehearsal.say(KEEPS_TO_IT[language][0].format("SUV"))
    second = rehearsal.say(no)
    assert ("新宿店" if language == "ja" else "Shinjuku") in first
    assert ("12月16日" if language == "ja" else "December 16") in second
    for answer in (other, REQUESTED[language][1], REQUESTED[language][2]):
        rehearsal.say(answer)
    assert [(each["shop"], each["car"]) for each in fleet.bookings] == [("tokyo-ekimae", "コンパクト")]


@pytest.mark.parametrize("that", ["その日で", "そこで", "その店で"])
@pytest.mark.parametrize("how", ["いいです", "お願いします", "大丈夫です", "とってください"])
def test_the_alternative_may_be_taken_by_pointing_at_it(that: str, how: str) -> None:
    fleet = _make_fleet((("shinjuku", "SUV"),), {})
    rehearsal = _begin(fleet, "ja", "SUV")
    rehearsal.say("SUVがいいんです")
    assert "お名前" in rehearsal.say(f"じゃあ{that}{how}")


def test_where_it_can_be_had_is_asked_once() -> None:
    rehearsal = _begin(_make_fleet((), {}), "ja", "SUV")
    for _ in range(3):
        rehearsal.say("SUVがいいんです")
    asked = [call.arguments for call in rehearsal.calls if call.arguments.get("vehicleType")]
    assert len(asked) == 1
