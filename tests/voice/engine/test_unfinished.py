"""Who has paused in the middle of a sentence is told from who has finished."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.engine.unfinished import is_unfinished

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "来週の土曜日に",
        "来週の土曜日に、えーと",
        "来週の土曜日に東京駅前店で",
        "12月5日の10時から",
        "10時から",
        "コンパクトで",
        "コンパクトカーを",
        "12月5日の",
        "名前は、",
        "えっと。",
        "あのー",
        "セダンと",
        "友達が",
        "帰りは",
        "名前は",
        "0、90の88、12の3",
        "電話は0、9、0の1、2、3",
        "番号は、Rの5、1、8",
        "山田太郎です、090-1234",
    ],
)
def test_a_japanese_sentence_that_wants_more(text: str) -> None:
    assert is_unfinished(text, "ja")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "はい",
        "いいえ、違います。",
        "来週の土曜日に東京でレンタカーを借りたいのですが",
        "来週の土曜日に、東京でレンタカーを借りたいのですが、",
        "予約を変更したいんですけど",
        "予約を変更したいんですけど、",
        "10時から18時まで",
        "コンパクト",
        "12月5日",
        "山田太郎です",
        "ちょっと待って",
        "保険はありますか？",
        "こんにちは",
        "1番",
        "2人",
        "時間がないので",
        "12月16日10:00",
        "電話は090-1234-5678",
        "R-402-7311",
        "番号はRの4、0、2の7、3、1、1",
        "2026年",
    ],
)
def test_a_japanese_answer_that_is_whole(text: str) -> None:
    assert not is_unfinished(text, "ja")


@pytest.mark.parametrize(
    "text",
    [
        "I would like to rent a car from",
        "From ten in the morning to",
        "My name is",
        "I want a compact and.",
        "Um",
        "On Saturday,",
        "I need a car in Tokyo on the",
        "Let me see...",
        "It's 090 1234",
        "The number is R-402",
    ],
)
def test_an_english_sentence_that_wants_more(text: str) -> None:
    assert is_unfinished(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes.",
        "No, thank you.",
        "Tokyo Station, please.",
        "A compact car",
        "What is it for?",
        "Where do you want me to come from?",
        "Saturday at ten",
        "I'd like to",
    ],
)
def test_an_english_answer_that_is_whole(text: str) -> None:
    assert not is_unfinished(text, "en")


@given(st.text("0123456789", min_size=2, max_size=9), st.sampled_from(["ja", "en"]))
def test_the_beginning_of_a_telephone_number_wants_more(digits: str, language: str) -> None:
    assert is_unfinished(f"0{digits[:8]}", language)
    assert not is_unfinished(f"09{digits:0>9}", language)
    assert not is_unfinished(f"1{digits}", language)


@given(st.text(), st.sampled_from(["ja", "en"]))
def test_any_text_is_judged(text: str, language: str) -> None:
    assert is_unfinished(text, language) in {True, False}
