"""How what was heard is compared with what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice.evaluation.hearing import Utterance, count_errors, find_percentiles, tally
from voice.evaluation.voices import break_off, choose_voices, find_language

pytestmark = pytest.mark.unit


def utter(said: str, *heard: str, language: str = "ja", **rest: float | bool) -> Utterance:
    return Utterance(said, language, "someone", heard, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "heard", "language"),
    [
        ("12月12日、10時から18時です", "１２月１２日 10時から18時です。", "ja"),
        ("九時", "9時", "ja"),
        ("A compact from 10 AM, please.", "a compact, from ten a.m. please", "en"),
        ("It's 090-1234-5678.", "It's 090 1234 5678", "en"),
    ],
)
def test_spelling_and_punctuation_are_no_errors(said: str, heard: str, language: str) -> None:
    assert utter(said, heard, language=language).is_exact


def test_errors_are_characters_in_japanese_and_words_in_english() -> None:
    assert utter("新大阪です", "市大阪です").errors == (1, 5)
    assert utter("the Tokyo shop please", "a Tokyo shop", language="en").errors == (2, 4)


def test_what_sounds_alike_is_right_by_its_kana() -> None:
    homophone = utter("東京駅前店です", "東京駅前点です")
    assert homophone.errors == (1, 7)
    assert homophone.sound_errors[0] == 0


def test_nothing_heard_is_unheard_and_two_turns_are_split() -> None:
    assert utter("はい", "").is_unheard
    assert utter("はい").is_unheard
    assert not utter("", "").is_unheard  # there were no words
    split = utter("12月12日にコンパクトを", "12月12日に", "コンパクトを")
    assert split.is_split
    assert split.is_exact


@pytest.mark.parametrize(
    ("said", "heard", "count"), [("abc", "abc", 0), ("abc", "", 3), ("", "ab", 2), ("abcd", "acbd", 2)]
)
def test_errors_are_the_fewest_changes(said: str, heard: str, count: int) -> None:
    assert count_errors(said, heard) == count


def test_a_tally_is_of_one_language() -> None:
    found = tally(
        "ja",
        [
            utter("はい", "はい", wait=1.0),
            utter("いいえ", "", wait=3.0, barged_in=True),
            utter("10時です", "10時です", barged_in=True, silence=0.4),
            utter("", "", wait=2.0),
            utter("yes", "no", language="en", wait=9.0),
        ],
    )
    assert (found.lines, found.exact, found.unheard, found.split) == (3, 2, 1, 0)
    assert found.error_rate == pytest.approx(3 / 10)
    assert found.wait == pytest.approx((2.0, 2.9))
    assert (found.barge_ins, found.missed_barge_ins, found.silence) == (2, 1, 0.4)


def test_percentiles_of_one_and_none() -> None:
    assert find_percentiles([]) == (0, 0)
    assert find_percentiles([2.0]) == (2.0, 2.0)


@pytest.mark.parametrize(("text", "language"), [("SUVで", "ja"), ("Yes", "en"), ("10", "ja")])
def test_a_line_is_spoken_in_the_language_it_is_written_in(text: str, language: str) -> None:
    assert find_language(text, "ja") == language


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "来週の土曜日に東京でレンタカーを借りたいのですが",
            ("来週の土曜日に東京で", "レンタカーを借りたいのですが"),
        ),
        ("090-1234-5678です、山田太郎です", ("090-1234-5678です、", "山田太郎です")),
        ("はい、お願いします", ("はい、お願いします",)),
        ("10時から18時です", ("10時から", "18時です")),
        ("コンパクトです", ("コンパクトです",)),
        ("It's 090-1234-5678. It's Emma Clark.", ("It's 090-1234-5678. ", "It's Emma Clark.")),
        ("Tokyo Station, please.", ("Tokyo Station, please.",)),
    ],
)
def test_a_caller_who_thinks_stops_between_two_phrases(text: str, pieces: tuple[str, ...]) -> None:
    assert break_off(text, "ja") == pieces


def test_a_caller_has_one_voice_which_is_not_the_agents(tmp_path: Path) -> None:
    casts = {
        choose_voices(f"{seed}", folder=tmp_path, weights=tmp_path, agents="jm_kumo").names
        for seed in range(60)
    }
    assert {dict(names)["ja"] for names in casts} == {"jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro"}
    assert {dict(names)["en"] for names in casts} == {"slt", "rms", "awb"}
