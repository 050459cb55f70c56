"""Half of a name that was read back, and how it is written instead."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu import names
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

# The half as it was read back, as it is to be, how it is told, and its sound.
GIVENS = [
    ("由美", "優美", "優しいに美しい", "ゆみ"),
    ("裕子", "祐子", "祐天寺の祐に子供の子", "ゆうこ"),
    ("武", "猛", "勇猛の猛", "たけし"),
    ("正美", "雅美", "優雅の雅に美しい", "まさみ"),
]
FRAMES = [
    "{old}の字が違う、{how}で{new}",
    "{old}の字が違うと思うんですけど、{how}で{new}です",
    "あの、名前の漢字が違います、{how}と書いて{new}です",
    "下の名前の字が違ってて、{how}で{new}でお願いします",
    "{old}じゃなくて{how}で{new}です",
    "{kana}の字は{how}で{new}です",
]


def rename(known: str, words: str) -> str:
    """The name that was read back, as it is after the words; "" where they give none."""
    spans = names.recognise_name(read_utterance(words), "mending", names.split_name(known))
    return next((span.value.text for span in spans if span.value), "")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("old", "new", "how", "kana"), GIVENS)
def test_a_described_half_is_written_anew(old: str, new: str, how: str, kana: str, frame: str) -> None:
    words = frame.format(old=old, new=new, how=how, kana=kana)
    for family in ("渡辺", "佐藤", "高橋"):
        assert rename(f"{family}{old}", words) == f"{family}{new}", words


@pytest.mark.parametrize(
    "words", ["下の名前は優しいに美しいです", "由美の字、優しいに美しいで", "ゆみは優しいに美しいです"]
)
def test_a_description_alone_makes_the_half(words: str) -> None:
    assert rename("渡辺由美", words) == "渡辺優美"


@pytest.mark.parametrize(
    "words",
    [
        "漢字が違います",
        "名前は大丈夫です、大人に子供です",
        "新宿で借りて品川に返します",
        "時間は10時で、東京駅前店で新宿に返したいです",
        "早いに安いで決めました",
        "はい、それで合ってます",
    ],
)
def test_what_describes_no_name_mends_none(words: str) -> None:
    assert rename("渡辺由美", words) == ""


@pytest.mark.parametrize(
    ("known", "words", "name"),
    [
        ("阿部真", "まことは誠実の誠です", "阿部誠"),
        ("伊藤裕子", "ゆうこは優しい子の優子です", "伊藤優子"),
        ("山田太郎", "太郎は太いに朗らかの朗です", "山田太朗"),
    ],
)
def test_a_half_described_without_its_form_is_written_anew(known: str, words: str, name: str) -> None:
    assert rename(known, words) == name


@pytest.mark.parametrize("words", ["なかじまです", "なかじまりょうです", "あ、なかしまです"])
def test_how_it_is_read_leaves_the_characters(words: str) -> None:
    assert rename("中島亮", words) in ("", "中島亮")


@pytest.mark.parametrize("name", ["佐藤花子", "鈴木一郎", "長谷川みゆき"])
@pytest.mark.parametrize(
    "frame", ["{name}って言ったんですけど", "あの、{name}って伝えたんですが", "{name}って言いましたけど"]
)
def test_a_name_that_was_said_before_is_the_one(frame: str, name: str) -> None:
    assert rename("山田太郎", frame.format(name=name)) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ふじもとあきらです。藤本は普通の藤本で、あきらは日三つの晶です", "藤本晶"),
        ("たなかゆうこです、田中は普通の田中で、ゆうこは優しい子で優子です", "田中優子"),
        ("ふじもとあきらです。藤本は普通の藤本です", "藤本あきら"),
        ("ながた、永遠の永に田んぼの田、下はしょうです", "永田しょう"),
        ("小林浩二、浩二のじは二じゃなくて次のほうです", "小林浩次"),
        ("佐藤健太郎、郎は郎じゃなくて朗です", "佐藤健太朗"),
        ("斎藤です、斎藤は難しいほうの齋藤で、下は隆です", "齋藤隆"),
        ("木村さやかです、さやかはひらがなです", "木村さやか"),
    ],
)
def test_a_name_told_with_its_characters_is_written_so(words: str, name: str) -> None:
    spans = names.recognise_name(read_utterance(words), "asked", None)
    assert [span.value.text for span in spans if span.value] == [name]
