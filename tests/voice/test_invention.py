"""A loop or a video's credits are no words, in either language; what people say twice or thrice is."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.invention import is_invented, is_loop

pytestmark = pytest.mark.unit

# The page's twin (static/voice/call/invention.js) is held to the same.
CASES = json.loads((Path(__file__).parents[1] / "tapes" / "inventions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["silence"])
def test_what_is_written_over_silence_is_no_words(text: str) -> None:
    assert is_invented(text)


@pytest.mark.parametrize("text", CASES["words"])
def test_what_people_say_stays(text: str) -> None:
    assert not is_invented(text)


ENGLISH = ["okay", "all right", "thank you", "I don't know", "so let's go on", "we'll be right back"]
JAPANESE = ["はい", "いいえ", "そうですか", "ありがとうございました", "次の駅は東京です", "ん"]
JOINTS = st.sampled_from([" ", ", ", ". ", "、", "。", "！"])


@given(st.sampled_from([*ENGLISH, *JAPANESE]), st.integers(9, 60), JOINTS)
def test_anything_often_enough_is_a_loop(phrase: str, times: int, joint: str) -> None:
    assert is_loop(joint.join([phrase] * times))


@given(st.sampled_from([*ENGLISH, *JAPANESE]), st.integers(1, 3), JOINTS)
def test_anything_up_to_three_times_is_meant(phrase: str, times: int, joint: str) -> None:
    assert not is_loop(joint.join([phrase] * times))


@given(st.text("0123456789", min_size=1, max_size=15))
def test_a_number_is_never_a_loop(number: str) -> None:
    spoken = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    for text in (number, "-".join(number), " ".join(spoken[int(figure)] for figure in number)):
        assert not is_loop(text)


@given(st.lists(st.sampled_from(ENGLISH), min_size=40, max_size=60))
def test_a_shuffle_of_a_few_phrases_is_a_loop(phrases: list[str]) -> None:
    few = [phrase if phrase in ENGLISH[:2] else ENGLISH[0] for phrase in phrases]
    assert is_loop(". ".join(few))


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9), unique=True, max_size=60))
def test_words_that_are_all_different_are_no_loop(words: list[str]) -> None:
    assert not is_loop(" ".join(words))


@pytest.mark.parametrize(
    "piece", ["a", "a'", "ab ", "あ", "あいうえお", "0", "zero ", "字", "thank you ", "\u0301", " "]
)
def test_the_measure_takes_time_by_the_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        is_invented(text)
        return time.process_time() - started

    small = max(min(seconds(10_000) for _ in range(3)), 0.005)
    assert (
        min(seconds(100_000) for _ in range(2)) < 40 * small
    )  # ten times, if it is linear; a hundred, if not
