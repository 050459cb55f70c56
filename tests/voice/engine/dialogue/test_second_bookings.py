"""A second booking in one conversation: it is made, or it is said that nothing new was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.dialogue.two_steps import TwoStepFleet

pytestmark = pytest.mark.unit

JOHN = "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith"
TARO = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"


def booked_once(fleet: Fleet, language: str, *, two_steps: bool = False) -> Rehearsal:
    tools = DESK_TOOLS if isinstance(fleet, Desk) else TOOLS
    rehearsal = Rehearsal(fleet.run, language, tools=tools, two_steps=two_steps)
    rehearsal.start()
    rehearsal.say(JOHN if language == "en" else TARO)
    assert "R-402-7315" in rehearsal.say("yes" if language == "en" else "はい")
    return rehearsal


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Same again but for the 6th, please."),
        ("en", "Yes, and the same thing again the day after."),
        ("en", "One more on the 6th, everything else the same."),
        ("ja", "6日もまったく同じ内容でお願いします"),
    ],
)
def test_the_same_again_is_in_the_same_name(language: str, words: str) -> None:
    fleet = Fleet()
    rehearsal = booked_once(fleet, language)
    rehearsal.say(words)
    rehearsal.say("yes" if language == "en" else "はい")
    first, second = fleet.bookings
    assert second["name"] == first["name"]
    assert second["start"][:10] == "2026-12-06"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "別の予約もお願いしたいんですが"),
        ("ja", "もう一件も予約したいんですけど"),
        ("en", "I'd like to make another booking, please."),
    ],
)
def test_another_booking_as_such_takes_over_nothing(language: str, words: str) -> None:
    fleet = Fleet()
    rehearsal = booked_once(fleet, language)
    assert "12月5日" not in rehearsal.say(words)
    rehearsal.say("はい、お願いします" if language == "ja" else "Yes, please.")
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize("fleet", [Fleet, TwoStepFleet, Desk])
@pytest.mark.parametrize(
    ("language", "lines", "name"),
    [
        ("en", ["Another compact for my wife Mary Smith, same times", "yes please"], "Mary Smith"),
        ("en", ["another compact for my wife, Mary Smith, same shop and times, please", "yes"], "Mary Smith"),
        ("en", ["I need another car, same times", "a compact", "Mary Smith", "yes"], "Mary Smith"),
        ("en", ["the same for my husband Paul Jones", "yes"], "Paul Jones"),
        ("ja", ["同じ時間にもう1台コンパクトをお願いします", "山田花子です", "はい"], "山田花子"),
        ("ja", ["妻の分も同じ内容でお願いします", "妻の山田花子です", "はい"], "山田花子"),
        ("ja", ["同じ日の同じ時間に弟でもコンパクトを一台", "山田次郎です", "はい"], "山田次郎"),
        ("ja", ["妻がコンパクトを同じ時間に借りたいそうです", "山田花子です", "はい"], "山田花子"),
        ("en", ["My colleague needs a compact, same time and place", "Mary Jones", "yes"], "Mary Jones"),
        ("en", ["A compact for my brother, same time", "Paul Jones", "yes"], "Paul Jones"),
    ],
)
def test_a_second_booking_for_somebody_else_is_made(
    fleet: type[Fleet], language: str, lines: list[str], name: str
) -> None:
    company = fleet()
    rehearsal = booked_once(company, language, two_steps=fleet is TwoStepFleet)
    for line in lines:
        rehearsal.say(line)
    first, second = company.bookings
    assert second == {**first, "name": name}


@pytest.mark.parametrize(
    ("language", "first", "more", "name"),
    [
        (
            "ja",
            TARO.replace("コンパクト", "コンパクトを2台"),
            "もう1台も同じ時間で、山田花子の名前でお願いします",
            "山田花子",
        ),
        (
            "en",
            JOHN.replace("A compact", "Two compacts"),
            "The second one, same times, for Mary Smith",
            "Mary Smith",
        ),
    ],
)
def test_the_second_of_two_cars_of_a_class_is_of_that_class(
    language: str, first: str, more: str, name: str
) -> None:
    company = Fleet()
    rehearsal = Rehearsal(company.run, language)
    rehearsal.start()
    yes = "yes" if language == "en" else "はい"
    for line in (first, yes, more, yes):
        rehearsal.say(line)
    one, two = company.bookings
    assert two == {**one, "name": name}


class Repeating(Fleet):
    """Answers the same request with the booking that stands, as the real tools do."""

    def create_reservation(self, *given: Any, **named: Any) -> dict[str, Any]:
        if self.bookings:
            self.free["tokyo-ekimae", "コンパクト"] += 1
            made = super().create_reservation(*given, **named)
            self.bookings.pop()
            return made | {"alreadyBooked": True, "number": "R-402-7315"}
        return super().create_reservation(*given, **named)


@pytest.mark.parametrize(
    ("language", "lines", "told", "complete"),
    [
        (
            "en",
            [JOHN.replace("A compact", "I need another car, a compact"), "yes"],
            "That booking was already made: the number is R-402-7315",
            "Your reservation is complete",
        ),
        (
            "ja",
            ["もう1台、" + TARO, "はい"],
            "そのご予約はすでに承っております。予約番号は R-402-7315",
            "予約が完了いたしました",
        ),
    ],
)
def test_a_repeat_is_told_as_the_booking_that_stands(
    language: str, lines: list[str], told: str, complete: str
) -> None:
    fleet = Repeating()
    rehearsal = booked_once(fleet, language)
    said = [rehearsal.say(line) for line in lines][-1]
    assert told in said
    assert {"ja": "新しいご予約はお取りしておりません", "en": "Nothing new was booked"}[language] in said
    assert complete not in said
    assert len(fleet.bookings) == 1
    assert len(rehearsal.booked) == 2
    assert {"en": "A second car under the same name", "ja": "同じお名前での2台目"}[language] in said


@pytest.mark.parametrize("answer", [False, None, "true", 1])
def test_only_a_true_already_booked_says_so(answer: object) -> None:
    def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return Fleet().run(name, arguments) | {"alreadyBooked": answer}

    rehearsal = Rehearsal(run)
    rehearsal.say(TARO)
    assert "予約が完了いたしました" in rehearsal.say("はい")


OTHERWISE = {
    "en": [
        "I'd rather pick it up at eleven.",
        "return at 7 PM",
        "On second thoughts, a minivan rather than the compact.",
    ],
    "ja": ["11時からがいいです", "返すのは19時になりそうです", "ミニバンのほうがいいかなあ"],
}


@pytest.mark.parametrize(
    ("language", "words"), [(lang, text) for lang, texts in OTHERWISE.items() for text in texts]
)
def test_another_value_right_after_the_booking_changes_it(language: str, words: str) -> None:
    company = Desk()
    rehearsal = booked_once(company, language)
    rehearsal.say(words)
    rehearsal.say("yes" if language == "en" else "はい")
    booked = company.known["R-402-7315"]
    assert (booked["start"][11:16], booked["end"][11:16], booked["car"]) != ("10:00", "18:00", "コンパクト")


@pytest.mark.parametrize("words", ["10時からですよね、わかりました", "はい、コンパクトですね"])
def test_what_was_booked_said_once_more_changes_nothing(words: str) -> None:
    company = Desk()
    rehearsal = booked_once(company, "ja")
    assert "変更" not in rehearsal.say(words)


TWO_CARS = {
    "en": ["Two cars, a compact and a minivan, at Tokyo Station on December 5 from 10 to 6, John Smith",
           "the compact first", "yes"],
    "ja": ["コンパクトとミニバンの2台、東京駅前店で12月5日の10時から18時、山田太郎です",
           "まずコンパクトで", "はい"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Yes, the minivan. Same times, same name.", "yes"]),
        ("en", ["The minivan, please.", "John Smith", "yes"]),
        ("ja", ["はい、ミニバンを。ほかは全部同じで", "はい"]),
        ("ja", ["ミニバンをお願いします", "山田太郎です", "はい"]),
    ],
)
def test_the_second_of_two_cars_need_only_be_named(language: str, lines: list[str]) -> None:
    desk = Desk(free={("tokyo-ekimae", car): 2 for car in ("コンパクト", "ミニバン")})
    rehearsal = Rehearsal(desk.run, language, tools=DESK_TOOLS)
    rehearsal.start()
    for line in [*TWO_CARS[language], *lines]:
        rehearsal.say(line)
    first, second = desk.bookings
    assert (first["car"], second["car"]) == ("コンパクト", "ミニバン")
    assert {name: first[name] for name in ("shop", "start", "end", "name")} == {
        name: second[name] for name in ("shop", "start", "end", "name")
    }


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Actually, make that one a minivan instead."), ("ja", "やっぱりさっきのをミニバンに変えて")],
)
def test_the_first_of_two_cars_may_still_be_another(language: str, line: str) -> None:
    desk = Desk(free={("tokyo-ekimae", car): 2 for car in ("コンパクト", "ミニバン")})
    rehearsal = Rehearsal(desk.run, language, tools=DESK_TOOLS)
    rehearsal.start()
    for words in [*TWO_CARS[language], line, "yes" if language == "en" else "はい"]:
        rehearsal.say(words)
    assert len(desk.bookings) == 1
    assert [kept["car"] for kept in desk.known.values()].count("ミニバン") == 1


@pytest.mark.parametrize(
    "words",
    [
        "あと、来週じゃなくて再来週の、12日にも同じので予約したいです",
        "それと、11日じゃなくて12日にも、もう一件お願いします",
    ],
)
def test_a_day_that_is_put_right_in_a_further_wish_refuses_nothing(words: str) -> None:
    fleet = Fleet()
    rehearsal = booked_once(fleet, "ja")
    assert "R-402-7315" not in rehearsal.say(words)
    assert "12日" in rehearsal.say("10時から18時、東京駅前店でコンパクト、山田太郎です")
