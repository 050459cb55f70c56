"""English names that were not asked for, or stand in a sentence: what speaks for one, and what does not."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.nlu.test_names import find, find_sure
from voice.engine.dialogue.nlu import names

# Of names that many have, and of names that no list holds.
CALLERS = [
    "Mary Jones",
    "Luke Carter",
    "Catherine Boyle",
    "Rajesh Venkataraman",
    "Bjorn Lindqvist",
    "Wanjiru Kamau",
]
UNASKED_EN = [
    "Name of {}.",
    "A compact tomorrow from 9 to 12, name's {}.",
    "My colleague {} needs an SUV tomorrow.",
    "One of our guests, {}, wants a kei car on the 9th.",
    "My wife {} would like the minivan.",
    "My father-in-law {} will drive it.",
    "It's for my boss, {}.",
    "I'd like to book for a friend, {}.",
    "Yes, the same again for my brother, {}.",
    "{} here, I need a car tomorrow.",
    "Hi, {} speaking.",
    "Put it in {}'s name.",
    "Make it out to {}.",
    "The driver's going to be {}.",
    "The driver will be {}.",
]
ONLY_ASKED_EN = [
    "Myself {}.",
    "I am called {}.",
    "I go by {}.",
    "Mine's {}.",
    "That'd be {}.",
    "Let's say {}.",
    "{} this side.",
]


@pytest.mark.parametrize("frame", UNASKED_EN)
@pytest.mark.parametrize("name", CALLERS)
def test_a_name_is_taken_where_its_frame_speaks_for_it(name: str, frame: str) -> None:
    assert find_sure(frame.format(name), "unasked") == name
    assert find_sure(frame.format(name), "asked") == name


@pytest.mark.parametrize("frame", ONLY_ASKED_EN)
@pytest.mark.parametrize("name", CALLERS)
def test_what_leads_to_many_things_leads_to_a_name_that_was_asked_for(name: str, frame: str) -> None:
    assert find_sure(frame.format(name), "asked") == name


@pytest.mark.parametrize("name", ["Zdenka Hrbek", "Thulani Mkhize", "Ewelina Brzozowska"])
@pytest.mark.parametrize("frame", ["Compact, the 9th, 10 to 4, {}.", "One sedan. Tomorrow. Ten to four. {}"])
def test_what_closes_a_list_is_a_name_and_is_read_back_with_it(name: str, frame: str) -> None:
    found = find(frame.format(name), "unasked")
    assert found is not None
    assert (found.text, found.is_sure) == (name, True)


@pytest.mark.parametrize(("heard", "meant"), [("Boyle", "Boyd"), ("Grant", "Granger"), ("Marsh", "Martin")])
@pytest.mark.parametrize(
    "words", ["Nearly, it's {0}.", "It's {0}, {1}.", "It's {0}, with a {2} at the end, {1}."]
)
def test_a_family_name_that_begins_alike_is_mended_whole(heard: str, meant: str, words: str) -> None:
    said = words.format(meant, "-".join(meant.upper()), meant[-1].upper())
    found = find(said, "mending", names.split_name(f"Catherine {heard}"))
    assert found is not None
    assert found.text == f"Catherine {meant}"


def test_a_remark_on_a_name_that_was_not_read_back_changes_nothing() -> None:
    assert (
        find("It's Zuckerbrot, with a D at the end", "mending", names.split_name("Catherine Boyle")) is None
    )


@pytest.mark.parametrize(
    "words",
    ["There's a dog coming with us.", "It has a big boot, hasn't it?", "No I want eleven to five.",
     "With a child on board.", "There is a train at ten."],
)  # fmt: skip
def test_an_article_is_no_letter_of_the_name(words: str) -> None:
    assert find(words, "mending", names.split_name("Karen Whitfield")) is None


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize(
    "frame",
    [
        "My friend {} recommended you.",
        "My colleague {} rented from you last year.",
        "My boss {} said it would be cheap.",
    ],
)
def test_whoever_is_only_spoken_of_books_nothing(name: str, frame: str) -> None:
    assert find_sure(frame.format(name), "unasked") == ""


@pytest.mark.parametrize(
    "words",
    [
        "Compact, the 9th, 10 to 4, Shinjuku Station.",
        "A compact, tomorrow, 10 to 4, two suitcases.",
        "It's his idea, not mine.",
    ],
)
def test_no_list_is_closed_by_a_name_that_is_a_place_or_a_word(words: str) -> None:
    assert find(words, "unasked") is None


@pytest.mark.parametrize(
    "words",
    [
        "Kia ora, keen to hire a compact from Shinjuku on Monday, one till five.",
        "For f's sake, just answer. A sedan, Shinagawa, the 15th, eleven to five.",
        "For goodness' sake, a compact in Shinjuku on Monday.", "Namaste, I need an SUV on Friday.",
    ],
)  # fmt: skip
def test_a_greeting_or_an_oath_is_nobodys_name(words: str) -> None:
    assert find(words, "unasked") is None


@pytest.mark.parametrize("name", ["Prakash Nair", "Lakshmi Venkat", "Rahul Deshmukh"])
@pytest.mark.parametrize(
    "frame", ["Good morning, myself {}. Kindly book one minivan.", "Myself {}, I need a car."]
)
def test_myself_introduces_a_name(name: str, frame: str) -> None:
    assert find_sure(frame.format(name), "unasked") == name


@pytest.mark.parametrize(
    "words",
    ["I'll drive it myself on Friday.", "I'll do it myself, thanks.", "For myself and my wife, a compact."],
)
def test_myself_alone_names_nobody(words: str) -> None:
    assert find(words, "unasked") is None


HUSBANDS = [
    "予約は夫の名前でお願いします。{}です。私は大森さやかです",
    "私は大森さやかです。夫の名前で、{}でお願いします",
    "主人の名義でお願いしたいんですけど、{}です、私は大森さやかといいます",
]
HUSBANDS_EN = [
    "Please put it in my husband's name, {}. I'm Sarah Brown.",
    "I'm Sarah Brown, but it's under my husband's name. {}.",
    "It's for my husband, under his name. {}. This is Sarah Brown.",
]


@pytest.mark.parametrize("words", HUSBANDS)
@pytest.mark.parametrize("husband", ["大森健一", "佐伯修"])
def test_the_name_is_anothers_where_it_is_booked_in_that(words: str, husband: str) -> None:
    assert find_sure(words.format(husband), "asked") == husband


@pytest.mark.parametrize("words", HUSBANDS_EN)
@pytest.mark.parametrize("husband", ["Ken Brown", "Luke Carter"])
def test_the_english_name_is_anothers_where_it_is_booked_in_that(words: str, husband: str) -> None:
    assert find_sure(words.format(husband), "asked") == husband


def test_of_two_names_of_which_one_is_the_callers_it_is_asked() -> None:
    words = "大森健一です。私は大森さやかです"
    assert find(words, "asked")
    assert not find_sure(words, "asked")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("片方は{}、もう片方は高梨洋介で", "高梨浩"),
        ("1台目は{}、2台目は高梨洋介です", "佐伯修"),
        ("one for {} and the other for Tom Lee", "Ann Lee"),
    ],
)
def test_of_two_cars_the_first_ones_name_is_taken(words: str, first: str) -> None:
    assert find_sure(words.format(first), "asked") == first
