"""What is misheard sounds nearly like what was said."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.sounds import (
    compare_sounds,
    compare_with_all,
    measure_distance,
    spell_sound,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "heard", "other"),
    [
        ("8時", "はちじ", "七時"),
        ("予約", "ようやく", "小役"),
        ("Shinjuku", "Shinjyuku", "Shinagawa"),
        ("Osaka", "大阪", "Sapporo"),
    ],
)
def test_what_is_misheard_sounds_nearer_than_another_answer(said: str, heard: str, other: str) -> None:
    near = measure_distance(spell_sound(said), spell_sound(heard))
    assert near < 0.25
    assert near < measure_distance(spell_sound(other), spell_sound(heard))


@pytest.mark.parametrize(("one", "two"), [("kuji", "goji"), ("asita", "asida"), ("", "a"), ("a", "tokyo")])
def test_a_distance_is_the_same_both_ways(one: str, two: str) -> None:
    assert measure_distance(one, two) == pytest.approx(measure_distance(two, one))
    assert measure_distance(one, one) == (0 if one else 1)


def test_many_words_are_compared_as_one_by_one() -> None:
    words = ("9日の水曜", "17時", "コンパクト", "Shinjuku", "")
    for heard in ("ここの家の水用", "ジョウハッシュディ", "sit down", "…", ""):
        one_by_one = [compare_sounds(word, heard) for word in words]
        assert compare_with_all(heard, words) == pytest.approx(one_by_one)
        assert compare_with_all(heard, ()) == ()


def test_kanji_of_syllables_are_read_so_but_not_behind_a_figure() -> None:
    assert compare_sounds("9日の水曜", "ここの家の水用") < 0.05
    assert compare_sounds("12月9日", "12月9日") == 0
