"""Who is heard by a second model, and which of both accounts is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks.short_answers import EN, JA, stand_at
from voice.engine.interfaces import Expectation, Heard
from voice.engine.stt.second_look import Account, is_enough, join_accounts

pytestmark = pytest.mark.unit


def account(text: str, log_probability: float, language: str) -> Account:
    return Account(Heard(text, language, 0.5, "" if text else "unsure"), log_probability)


def stand(language: str, asked: str) -> Expectation:
    return stand_at(language, (JA if language == "ja" else EN)[asked][0])


@pytest.mark.parametrize(
    ("language", "asked", "text", "log_probability", "enough"),
    [
        ("ja", "day", "22日です", -0.1, True),
        ("ja", "day", "22日です", -0.2, False),
        ("ja", "class", "セダンで", -0.2, True),
        ("ja", "confirm", "はい", -0.25, True),
        ("ja", "confirm", "はい", -0.4, False),
        ("ja", "start", "有機航", -0.05, False),
        ("ja", "start", "", 0.0, False),
        ("en", "start", "At 2 p.m.", -0.1, True),
        ("en", "start", "At 2 p.m.", -0.2, False),
        ("en", "class", "A minivan.", -0.2, True),
        ("en", "class", "I'm in even.", -0.2, False),
        ("ja", "name", "サトウケンイチです", -0.2, True),
        ("ja", "name", "サトウケンイチです…?", -0.2, False),
        ("en", "name", "It's Mary Brown.", -0.2, True),
        ("en", "name", "It's Samantha Clark…?", -0.2, False),
    ],
)
def test_what_is_clear_is_not_heard_again(
    language: str, asked: str, text: str, log_probability: float, enough: bool
) -> None:
    assert is_enough(account(text, log_probability, language), stand(language, asked)) == enough


def test_words_are_enough_where_they_are_clear_and_no_question_stands() -> None:
    expected = Expectation()
    assert is_enough(account("明日、東京でセダンを", -0.1, "ja"), expected)
    assert not is_enough(account("明日、東京でセダンを", -0.2, "ja"), expected)


@pytest.mark.parametrize(
    ("language", "asked", "first", "second", "believed"),
    [
        ("ja", "day", ("12月22日です。", -0.7), ("22日", -0.9), "22日"),
        ("ja", "day", ("12月20日です。", -0.19), ("12月22日です。", -0.18), "12月22日か12月20日です。"),
        ("ja", "start", ("有機航", -0.5), ("4時半。", -0.4), "4時半。"),
        ("ja", "start", ("有機航", -0.5), ("4時半。", -0.9), "有機航"),
        ("ja", "end", ("17時か11時", -0.2), ("17時です。", -0.8), "17時です。"),
        ("ja", "end", ("", -1.4), ("18時です。", -0.3), "18時です。"),
        ("ja", "end", ("", -1.4), ("18時です。", -0.9), ""),
        ("ja", "confirm", ("いいえ", -0.9), ("はい", -0.9), "はい…?"),
        ("ja", "confirm", ("おや", -0.5), ("はい", -0.5), "おや"),
        ("ja", "confirm", ("はい", -0.9), ("はい、お願いします", -0.9), "はい、お願いします"),
        ("en", "start", ("8.40.", -0.7), ("8.30.", -0.4), "8.30 or 8.40."),
        ("en", "start", ("At it.", -0.5), ("At 8.", -0.5), "At 8."),
        ("en", "start", ("At it.", -0.5), ("At 8.", -0.9), "At it."),
        ("en", "confirm", ("No.", -0.5), ("Yes.", -0.5), "Yes…?"),
        ("en", "confirm", ("Class.", -0.5), ("Yes.", -0.5), "Class."),
        ("en", "confirm", ("Class.", -0.5), ("Yes.", -0.1), "Yes."),
        ("ja", "name", ("サトウケンイチです…?", -0.3), ("佐藤健一です…?", -0.3), "佐藤健一です"),
        ("en", "name", ("It's Anna Lee…?", -0.5), ("It's Anna Lee.", -0.5), "It's Anna Lee."),
    ],
)
def test_what_both_say_is_believed_and_what_one_says_where_it_is_sure(
    language: str, asked: str, first: tuple[str, float], second: tuple[str, float], believed: str
) -> None:
    heard = join_accounts(account(*first, language), account(*second, language), stand(language, asked))
    assert heard.text == believed


def test_two_accounts_that_contradict_each_other_are_a_voice_without_words() -> None:
    expected = stand_at("ja", ("東京駅前店で借りたいのですが",))
    first, second = (account(text, -0.4, "ja") for text in ("8時から20時まで", "9時から21時まで"))
    heard = join_accounts(first, second, expected)
    assert heard.text == ""
    assert heard.has_voice
    assert join_accounts(first, replace(second, log_probability=-0.1), expected).text == "9時から21時まで"
