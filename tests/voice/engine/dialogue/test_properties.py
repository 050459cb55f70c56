"""What holds whatever a caller says: generated callers, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk, row
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.dialogue.two_steps import TwoStepFleet
from voice.engine.interfaces import Call

pytestmark = pytest.mark.unit

YES = {
    "ja": ["はい", "はい、お願いします", "それでお願いします", "ええ、大丈夫です", "お願いします"],
    "en": ["yes", "Yes, please.", "go ahead", "that's right", "sounds good, thanks"],
}
# Each has a yes in it, or sounds like one, and agrees to nothing.
NEARLY_YES = {
    "ja": [
        "はい、でも11時からで",
        "はい？",
        "いいえ、お願いします",
        "はいと言いたいところですが",
        "お願いしますと言った覚えはない",
        "問題あります",
        "はい、ただしキャンセル料が無料なら",
        "大丈夫ですか",
        "うーん、はい、いや",
        "コンパクトはいや",
        "もし予約したらどうなりますか",
        "はい、そのまま変えないで、やっぱりやめます",
        "お願いしようか迷っています",
    ],
    "en": [
        "yes, but from 11",
        "absolutely not",
        "yes?",
        "I would say yes if it were cheaper",
        "no, go ahead without me",
        "yes, keep the other one",
        "is that right",
        "sure, unless it rains",
        "yeah, no",
        "not yet, please",
        "what if I cancel",
        "yes to the sedan",
        "please don't",
        "that's not right",
    ],
}
REQUESTS = {
    "ja": [
        "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
        "東京駅前店で",
        "12月5日",
        "10時から18時",
        "コンパクトで",
        "ミニバンじゃなくてコンパクト",
        "山田太郎です",
        "名前は佐藤花子です",
        "やっぱり12月6日で",
        "11時からに変更して",
        "新宿にします",
        "予約をキャンセルしたい",
        "予約を変更したい",
        "R-402-7311、山田太郎です",
        "4027311",
        "5678",
        "時間が違います",
        "一番安いので",
        "もう一台お願いします",
    ],
    "en": [
        "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
        "Tokyo Station",
        "December 5",
        "from 10 AM to 6 PM",
        "a compact",
        "not the minivan, the compact",
        "John Smith",
        "my name is Mary Jones",
        "actually December 6",
        "make it 11",
        "Shinjuku instead",
        "I want to cancel my booking",
        "I'd like to change my booking",
        "R-402-7311, John Smith.",
        "5678",
        "the time is wrong",
        "the cheapest",
        "another car please",
    ],
}
NOISE = {
    "ja": [
        "",
        "えーっと",
        "電車が来ました",
        "料金はいくらですか",
        "ほにゃらら",
        "なんでもない",
        "人と話したい",
        "ありがとう",
        "違います",
    ],
    "en": [
        "",
        "um",
        "the train is coming",
        "how much is it?",
        "flibbertigibbet",
        "hold on",
        "I want a person",
        "thanks",
        "no",
    ],
}
MODIFIERS = {
    "ja": [
        "ほぼ{car}",
        "{car}もどき",
        "先代{car}",
        "{car}未満",
        "{car}恐怖症",
        "脱{car}",
        "友人の{car}",
        "{car}並み",
    ],
    "en": [
        "almost a {car}",
        "a {car} lookalike",
        "half a {car}",
        "hardly a {car}",
        "a {car} hater",
        "the former {car}",
    ],
}
CANCELS = {"予約をキャンセルしたい", "I want to cancel my booking"}
CARS = {
    "ja": {"コンパクト": "コンパクト", "ミニバン": "ミニバン"},
    "en": {"compact": "compact", "minivan": "minivan"},
}
NAMES = ("山田太郎", "佐藤花子", "John Smith", "Mary Jones")
LANGUAGES = st.sampled_from(["ja", "en"])


def is_write(call: Call) -> bool:
    """A call that makes something of what was quoted, or books in one step."""
    if call.name in ("change_reservation", "cancel_reservation"):
        return "confirmationToken" in call.arguments
    return call.name == "create_reservation"


@st.composite
def callers(draw: st.DrawFn) -> tuple[str, list[str]]:
    language = draw(LANGUAGES)
    begins = draw(st.sampled_from(REQUESTS[language]))
    pool = [*REQUESTS[language] * 2, *NEARLY_YES[language], *YES[language] * 2, *NOISE[language]]
    return language, [begins, *draw(st.lists(st.sampled_from(pool), min_size=3, max_size=9))]


# "I'd like to change my booking" may mean another change than the one that was just read back.
ANOTHER_CHANGE = (
    "en",
    [REQUESTS["en"][0], "make it 11", "yes", REQUESTS["en"][0], "I'd like to change my booking"],
)


CANCEL_AGAIN = (
    "ja",
    ["予約をキャンセルしたい", "R-402-7311、山田太郎です", "予約をキャンセルしたい", "はい"],
)


@settings(max_examples=size(20, whole=3000), deadline=None)
@example(caller=ANOTHER_CHANGE, in_two_steps=False)
@example(caller=CANCEL_AGAIN, in_two_steps=False)
@given(caller=callers(), in_two_steps=st.booleans())
def test_nothing_is_written_without_a_whole_yes_to_just_that(
    caller: tuple[str, list[str]], in_two_steps: bool
) -> None:
    language, lines = caller
    name = "山田太郎" if language == "ja" else "John Smith"
    fleet: Fleet = TwoStepFleet() if in_two_steps else Desk(known={"R-402-7311": row(name=name)})
    tools = ("list_locations", "get_availability", "create_reservation") if in_two_steps else DESK_TOOLS
    rehearsal = Rehearsal(fleet.run, language, tools=tools, two_steps=in_two_steps)
    read_out = ""
    for line in lines:
        before = len(rehearsal.calls)
        said = rehearsal.say(line)
        for call in rehearsal.calls[before:]:
            if is_write(call) and not (in_two_steps and "confirmationToken" not in call.arguments):
                assert line in YES[language] or says_it_again(line, call), (lines, call)
                assert_was_read_out(call.arguments, read_out)
        read_out = said if any(name in said for name in NAMES) else read_out


def says_it_again(line: str, call: Call) -> bool:
    """Whether `line` wishes for what was just quoted, once more: a yes to cancelling (docs/dialogue.md)."""
    return call.name == "cancel_reservation" and line in CANCELS


def assert_was_read_out(arguments: Any, read_out: str) -> None:
    """Name and hour of a booking stand in the read-back that was heard last."""
    if "customerName" in arguments and "number" not in arguments:
        assert arguments["customerName"] in read_out
        hour = int(arguments["startDate"][11:13])
        assert re.search(rf"{hour}時|\b{hour % 12 or 12} ?(?:AM|PM)", read_out)


@settings(max_examples=size(20, whole=3000), deadline=None)
@given(caller=callers())
def test_no_question_is_asked_thrice_in_a_row(caller: tuple[str, list[str]]) -> None:
    """The same words, while what the caller says changes nothing."""
    language, lines = caller
    rehearsal = Rehearsal(Desk().run, language, tools=DESK_TOOLS)
    rehearsal.start()
    for line in lines:
        rehearsal.say(line)
    stubborn = [rehearsal.say("ほにゃらら" if language == "ja" else "flibbertigibbet") for _ in range(4)]
    questions = [re.split(r"(?<=[。.?])\s*", said.strip())[-2] for said in stubborn]
    for three in zip(questions, questions[1:], questions[2:], strict=False):
        assert len(set(three)) > 1 or is_closing(three[0]), (lines, stubborn)


def is_closing(question: str) -> bool:
    """ "Anything else?" may be asked after each wish, and a call that is over is over."""
    return any(word in question for word in ("ほか", "else", "失礼", "Goodbye", "お待ちしております"))


@settings(max_examples=size(12, whole=500), deadline=None)
@given(data=st.data(), language=LANGUAGES)
def test_words_beside_a_class_never_vanish_silently(data: st.DataObject, language: str) -> None:
    """The class is asked for, or at least said back, so that the caller can object."""
    modifier = data.draw(st.sampled_from(MODIFIERS[language]))
    word, told = data.draw(st.sampled_from(sorted(CARS[language].items())))
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    opening = (
        "東京駅前店で12月5日の10時から18時まで"
        if language == "ja"
        else "Tokyo Station on December 5 from 10 to 6"
    )
    rehearsal.say(opening)
    said = rehearsal.say(modifier.format(car=word))
    assert told.lower() in said.lower(), said
