"""What is misheard sounds nearly like what was said."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.sounds import measure_distance, spell_sound

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
