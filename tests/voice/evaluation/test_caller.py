"""The scripted caller hears what he is asked for, and keeps to his script."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice.evaluation.caller import PATIENCE, REFUSAL, ScriptedCaller, find_topics
from voice.evaluation.scenario import Goal, Line, Scenario

pytestmark = pytest.mark.unit


def scenario(*lines: Line, language: str = "ja", goal: Goal | None = None, **answers: str) -> Scenario:
    spoken = {topic: (text,) for topic, text in answers.items()}
    return Scenario("x", "x", language, Path("x"), 1, lines, answers=spoken, goal=goal or Goal())


@pytest.mark.parametrize(
    ("reply", "language", "topics"),
    [
        ("ご希望の場所と日時をお聞かせください。", "ja", ("place", "day", "times")),
        ("何時から何時までご利用でしょうか。", "ja", ("times",)),
        ("お返しは何時になさいますか。", "ja", ("end",)),
        ("コンパクトカーが2台、SUVが1台空いております。どちらをご希望でしょうか。", "ja", ("class",)),
        ("品川店、新宿店でございます。どちらをご希望でしょうか。", "ja", ("place",)),
        ("ご予約のお名前をフルネームでお願いいたします。", "ja", ("name",)),
        ("ご予約のお名前をフルネームで、あわせてお電話番号もお願いいたします。", "ja", ("phone", "name")),
        (
            "お電話番号がございましたら、あわせてお聞かせください。こちらでよろしいでしょうか。",
            "ja",
            ("consent",),
        ),
        ("10時から18時、お名前は山田様。こちらでご予約してよろしいでしょうか。", "ja", ("consent",)),
        ("予約番号は R-1 です。ほかにご用件はございますか。", "ja", ("else",)),
        ("キャンセル料は0円です。取り消してよろしいでしょうか？", "ja", ("consent",)),
        ("新宿店でしたらご用意できます。こちらでいかがでしょうか。", "ja", ("alternative",)),
        ("ありがとうございました。失礼いたします。", "ja", ()),
        ("Where and when would you like a car?", "en", ("place", "day", "times")),
        ("We have 2 compact cars and 1 SUV free. Which one would you like?", "en", ("class",)),
        ("May I have your full name, please?", "en", ("name",)),
        ("May I have your full name, please, and a telephone number?", "en", ("phone", "name")),
        ("If there is a telephone number, please tell me that too. Shall I book it?", "en", ("consent",)),
        ("Tokyo Station, a compact car, in the name of John Smith. Shall I book it?", "en", ("consent",)),
        ("May I have your reservation number?", "en", ("number",)),
        ("What time will you return it?", "en", ("end",)),
        ("May I have your full name, please?", "ja", ("name",)),
    ],
)
def test_the_last_question_tells_what_is_asked(reply: str, language: str, topics: tuple[str, ...]) -> None:
    assert find_topics(reply, language) == topics


def test_a_line_waits_for_its_question() -> None:
    caller = ScriptedCaller(
        scenario(Line("車を借りたい"), Line("やっぱり11時", at="consent"), name="山田です", place="新宿")
    )
    said = [
        caller.listen(reply)
        for reply in (
            "ご用件をどうぞ。",
            "どちらの店舗ですか。",
            "お名前は？",
            "予約してよろしいでしょうか。",
        )
    ]
    assert [spoken and spoken.text for spoken in said] == ["車を借りたい", "新宿", "山田です", "やっぱり11時"]
    assert [spoken and spoken.own_line for spoken in said] == [True, False, False, True]


def test_two_facts_asked_at_once_are_told_at_once() -> None:
    caller = ScriptedCaller(scenario(Line("もしもし"), day="明日", times="10時から"))
    caller.listen("はい。")
    spoken = caller.listen("ご利用の日にちと、お時間をお聞かせください。")
    assert spoken
    assert spoken.text == "明日、10時から"


def test_who_wants_nothing_does_not_agree() -> None:
    caller = ScriptedCaller(scenario(Line("いくらですか")))
    caller.listen("はい。")
    spoken = caller.listen("ご予約してよろしいでしょうか。")
    assert spoken
    assert spoken.text == REFUSAL["ja"]


def test_a_caller_who_is_asked_in_a_circle_hangs_up() -> None:
    caller = ScriptedCaller(scenario(Line("もしもし"), name="山田です"))
    caller.listen("はい。")
    said = [caller.listen("お名前は？") for _ in range(PATIENCE + 1)]
    assert [spoken is None for spoken in said] == [False] * PATIENCE + [True]


def test_a_question_without_an_answer_ends_the_call() -> None:
    caller = ScriptedCaller(scenario(Line("事故です")))
    caller.listen("はい。")
    assert caller.listen("ご希望の店舗はどちらですか。") is None
    assert caller.unanswered == ("place",)


def test_a_caller_with_a_further_wish_stays_on_the_line() -> None:
    wishes = {"else": ("もう一台お願いします", "いえ、大丈夫です")}
    caller = ScriptedCaller(Scenario("x", "x", "ja", Path("x"), 1, (Line("もしもし"),), answers=wishes))
    caller.listen("はい。")
    said = [caller.listen("ほかにご用件はございますか。") for _ in range(2)]
    assert [spoken and spoken.last for spoken in said] == [False, True]
