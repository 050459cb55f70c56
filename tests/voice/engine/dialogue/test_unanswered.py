"""Words that follow words before the agent has answered: nothing of them is lost, no yes outlives them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk, held
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

ALL_AT_ONCE = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"
PLACE_AND_TIME = "東京駅前店で12月5日の10時から18時まで"
SHOPS, SORRY = "東京駅前店、新宿店、品川店でございます", "聞き取れませんでした"


def typed(rehearsal: Rehearsal, *lines: str) -> str:
    """All these before the agent answers."""
    rehearsal.items += [item(line) for line in lines]
    return rehearsal.answer()


def item(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def read_back(fleet: Fleet) -> Rehearsal:
    rehearsal = Rehearsal(fleet.run)
    rehearsal.start()
    assert rehearsal.say(ALL_AT_ONCE).endswith("こちらでご予約してよろしいでしょうか。")
    return rehearsal


@pytest.mark.parametrize("lines", [(PLACE_AND_TIME, "営業時間は？"), ("営業時間は？", PLACE_AND_TIME)])
def test_a_question_and_a_request_are_both_answered(lines: tuple[str, str]) -> None:
    said = typed(Rehearsal(Fleet().run), *lines)
    assert "営業時間は8時から20時まで" in said
    assert "コンパクトカーが2台" in said


def test_two_questions_are_both_answered() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で")
    said = typed(rehearsal, "料金はいくらですか", "住所は")
    assert "料金は" in said
    assert "東京1-1にございます" in said


def test_a_yes_in_two_messages_is_a_yes() -> None:
    fleet = Fleet()
    assert "R-402-7315" in typed(read_back(fleet), "はい", "お願いします")
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize(
    "then",
    [
        "ちょっと待ってください",
        "やっぱり11時から",
        "12月5日の10時から18時ですよね？",
        "いいえ",
        "料金はいくらですか",
    ],
)
def test_nothing_is_booked_on_a_yes_that_goes_on(then: str) -> None:
    fleet = Fleet()
    assert typed(read_back(fleet), "はい", then)
    assert fleet.bookings == []


@pytest.mark.parametrize("then", ["ちょっと待ってください", "いいえ", "やっぱりやめます", "いくらですか"])
def test_nothing_is_cancelled_on_a_yes_that_goes_on(then: str) -> None:
    desk = Desk()
    rehearsal, said = held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です")
    assert said[-1].endswith("取り消してよろしいでしょうか？")
    assert typed(rehearsal, "はい", then)
    assert desk.status() == "confirmed"


def test_a_cancellation_agreed_to_in_two_messages_is_made() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です")
    assert "取り消しました" in typed(rehearsal, "はい", "お願いします")
    assert desk.status() == "cancelled"


def test_who_asks_for_a_moment_and_then_something_is_answered() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で")
    assert "東京1-1にございます" in typed(rehearsal, "ちょっと待ってください", "住所は")


def test_who_gives_up_and_then_asks_is_answered() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で")
    assert "東京1-1にございます" in typed(rehearsal, "やめます", "住所は")


def test_a_noise_does_not_swallow_the_words_before_it() -> None:
    assert SHOPS in typed(Rehearsal(Fleet().run), "東京で車を借りたいです", "")


def test_two_noises_that_get_one_answer_are_one_trouble() -> None:
    once, twice = Rehearsal(Fleet().run), Rehearsal(Fleet().run)
    said = once.say("")
    assert SORRY in said
    assert typed(twice, "", "") == said


def test_a_greeting_of_which_nothing_was_heard_is_said_again() -> None:
    rehearsal = Rehearsal(Fleet().run)
    greeting = rehearsal.start()
    rehearsal.interrupt(heard=0)
    assert rehearsal.answer() == greeting
    rehearsal.interrupt(heard=0)
    assert rehearsal.say("東京で").startswith("お電話ありがとうございます")


def test_an_answer_that_was_broken_off_is_said_again_where_nobody_spoke() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京で車を借りたいです")
    for heard in (0, 5):
        rehearsal.interrupt(heard=heard)
        assert SHOPS in rehearsal.answer()
    assert rehearsal.answer().startswith("もしもし")


def test_a_noise_over_an_answer_nobody_heard_repeats_it_once() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京で車を借りたいです")
    said = []
    for _ in range(3):
        rehearsal.interrupt(heard=0)
        said.append(rehearsal.say(""))
    assert [SHOPS in words for words in said] == [True, False, False]
    assert "キーボード" in said[-1]


def test_a_question_that_nobody_heard_is_answered_with_the_one_that_cut_in() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で")
    assert "東京1-1にございます" in rehearsal.say("住所は")
    rehearsal.interrupt(heard=0)
    said = rehearsal.say("料金はいくらですか")
    assert "東京1-1にございます" in said
    assert "料金は" in said


def test_a_call_that_was_announced_but_not_made_is_made_next() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    rehearsal.items.append(item("東京で車を借りたいです"))
    announced = rehearsal.respond()[0]
    rehearsal.items.append(
        {"type": "message", "role": "assistant", "content": [{"type": "output_audio", "transcript": "承知"}]}
    )
    said = rehearsal.answer()
    assert said.startswith(str(getattr(announced, "text", None)))
    assert SHOPS in said


GREETINGS = {"ja": "レンタカーの自動受付でございます", "en": "This is the automatic receptionist"}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ["東京で借りたいです"]),
        ("ja", ["来週の土曜日に東京で", "10時から18時まで"]),
        ("ja", ["こんにちは"]),
        ("ja", ["キャンセルしたいです"]),
        ("ja", ["予約の変更をお願いします"]),
        ("ja", ["営業時間は？"]),
        ("ja", ["やっぱりやめます"]),
        ("ja", ["ありがとう、さようなら"]),
        ("ja", ["ちょっと待ってください"]),
        ("ja", [ALL_AT_ONCE]),
        ("en", ["I want a car in Tokyo"]),
        ("en", ["I want to cancel my booking"]),
        ("en", ["Hold on a second"]),
        ("en", ["No thank you, goodbye"]),
        ("en", ["next Saturday in Tokyo", "from 10am to 6pm"]),
    ],
)
def test_who_types_first_is_greeted_once_whatever_the_answer(language: str, lines: list[str]) -> None:
    for rehearsal in (Rehearsal(Fleet().run, language), Rehearsal(Desk().run, language, tools=DESK_TOOLS)):
        assert typed(rehearsal, *lines).count(GREETINGS[language]) == 1
        assert GREETINGS[language] not in rehearsal.say("東京" if language == "ja" else "Tokyo")


@pytest.mark.parametrize(
    ("lines", "asks"),
    [
        (["東京駅前店で"], "日"),
        (["東京駅前店で", "12月5日の10時から18時まで"], "コンパクトカーが2台"),
        ([PLACE_AND_TIME, "コンパクトで"], "お名前"),
    ],
)
def test_who_types_first_is_asked_for_what_is_missing(lines: list[str], asks: str) -> None:
    said = typed(Rehearsal(Fleet().run), *lines)
    assert asks in said.splitlines()[-1]
    assert "どちらの" not in said  # shop: it has been told
