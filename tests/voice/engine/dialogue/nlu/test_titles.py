"""A topic that staff added is found by what its title means, and by nothing that means something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import size
from voice.engine.dialogue.nlu.concern import match_title, read_sentences

pytestmark = pytest.mark.unit

HELD_OUT = Path(__file__).parent / "held_out_concerns"
OWN = {
    "bicycle": ("自転車キャリア", "Bicycle racks"),
    "points": ("ポイントカード", "Loyalty points"),
    "wifi": ("ポケットWi-Fi", "Pocket Wi-Fi"),
    "left-luggage": ("荷物のお預かり", "Storing luggage"),
    "surfboard": ("サーフボード", "Surfboards"),
    "beach": ("砂浜での走行", "Driving on the beach"),
    "moving": ("引っ越しでのご利用", "Moving house"),
}
TITLES = tuple((topic, title) for topic, both in OWN.items() for title in both)
ASKED = [
    ("bicycle", "自転車を積めるやつってあります？"),
    ("bicycle", "do you have something to put bicycles on"),
    ("points", "ポイントは付きますか"),
    ("points", "ポイントってたまる？"),
    ("points", "do I earn points"),
    ("points", "is there a loyalty programme"),
    ("left-luggage", "スーツケースを預かってもらえますか"),
    ("surfboard", "サーフィンの板を積めますか"),
    ("surfboard", "I want to bring my surf board along"),
    ("beach", "砂浜を走ってもいいですか"),
    ("beach", "Can I drive it onto the beach?"),
    ("moving", "引っ越しに使いたいんですが"),
    ("moving", "12日でお願いします。引っ越しに使ってもいいんですよね"),
]


@pytest.mark.parametrize(("topic", "words"), ASKED)
def test_a_title_is_found_by_what_it_means(topic: str, words: str) -> None:
    assert match_title(words, TITLES) == topic


def test_other_matters_find_no_title() -> None:
    held_out = [
        (concern, words) for concern, words in read_sentences(HELD_OUT) if concern != "question.other"
    ]
    asked = held_out[:: len(held_out) // size(60, whole=len(held_out))]
    wrong = [words for _, words in asked if match_title(words, TITLES)]
    assert len(wrong) <= len(asked) * 0.02, wrong


def test_two_titles_of_one_meaning_are_none() -> None:
    both = (("a", "自転車キャリア"), ("b", "自転車のキャリア"))
    assert match_title("自転車を積めるやつってあります？", both) == ""


def test_what_the_classifier_knows_is_left_to_it() -> None:
    assert match_title("犬を乗せてもいいですか", (("pets", "ペット"),)) == ""


@pytest.mark.parametrize(("words", "titles"), [("", TITLES), ("ポイントは付きますか", ())])
def test_nothing_is_found_in_nothing(words: str, titles: tuple[tuple[str, str], ...]) -> None:
    assert match_title(words, titles) == ""
