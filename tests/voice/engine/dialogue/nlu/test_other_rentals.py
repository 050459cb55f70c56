"""A change and another rental in one breath: only what is said of the first is read for it."""

from __future__ import annotations

from itertools import product

import pytest

from voice.engine.dialogue.nlu.other_rentals import part_by_clauses

pytestmark = pytest.mark.unit

CHANGES = ["返却を28日の18時にしてほしい", "12日を13日に変えてほしい", "車をSUVに変更したい"]
OTHERS = [
    "あと別にもう一台、27日に借りたくて",
    "27日にもう1台予約したいんです",
    "それとは別に新しく予約したくて、27日の10時から",
    "もう一件、27日の9時から17時で予約をお願いします",
]


@pytest.mark.parametrize(("change", "other"), list(product(CHANGES, OTHERS)))
def test_another_rental_is_left_out_of_a_change(change: str, other: str) -> None:
    for words in (f"{change}のと、{other}", f"{change}んですけど、{other}", f"{change}です。{other}。"):
        left, other = part_by_clauses(words)
        assert change in left, words
        assert "27" not in left, words
        assert "27" in other, words
    first, _ = part_by_clauses(f"{other}。それで、今の予約は{change}です")
    assert change in first
    assert "27" not in first


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            "Could you make my return 6 pm on the 28th, and I'd also like to book another car on the 27th.",
            "Could you make my return 6 pm on the 28th,",
        ),
        (
            "Move my booking to the 13th. I need a second car on the 27th, ten to six.",
            "Move my booking to the 13th.",
        ),
    ],
)
def test_another_rental_is_left_out_in_english(words: str, left: str) -> None:
    assert part_by_clauses(words)[0].strip() == left


@pytest.mark.parametrize(
    "words",
    [
        "もう一台のほうに変えたい",
        "12日の予約、もう一台あるSUVに変えられますか",
        "もう1時間遅くしてください",
        "もう一日延長したいんです",
        "Could I change it to another car?",
        "Make it another hour later, please.",
        "27日にもう1台借りたいんです",
    ],
)
def test_words_of_one_rental_stay_whole(words: str) -> None:
    assert part_by_clauses(words) == (words, "")
