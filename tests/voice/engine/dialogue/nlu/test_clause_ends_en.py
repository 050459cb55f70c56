"""English without a comma and a full stop: where its clauses end, and that what has them is left as it is."""

from __future__ import annotations

import random
import re

import pytest

from voice.engine.dialogue.nlu.clause_ends_en import part_clauses_en
from voice.engine.dialogue.nlu.punctuation import spell_out

pytestmark = pytest.mark.unit

PARTED = [
    "hi there, i'd like a compact on the 16th",
    "yes, make it two child seats",
    "a compact at tokyo station on december 12 from 10 am to 6 pm, john smith",
    "r-518-3306, oliver hart, could you move it to the 20th",
    "it's oliver hart, r-518-3306",
    "a compact please, can i bring my dog",
    "ten to six, how much would that be",
    "in shinjuku, no, not shinjuku, shinagawa on december 12",
    "from ten, no, eleven to six",
    "friday, no wait, saturday",
    "nine to five, but i may come later, is that ok",
    "no, i want the minivan",
    "make it eleven, and leave everything else",
    "that's right, book it",
    "a sedan from shinagawa on friday, my name is rob keller",
    "we land at nine, so we'd start at ten",
    "i don't need it any more, the name's oliver hart",
]
WHOLE = [
    "a compact at shinjuku on the 16th from ten to six",
    "no child seat please",
    "no later than five",
    "yes please",
    "the car i booked for friday",
    "i think it's the 17th",
    "what time do you open",
    "oh nine oh one two three four",
    "two adults and three children",
    "thank you very much",
    "half past nine until a quarter to five",
    "can you tell me what's free on the 16th",
    "i can be there by ten",
    "absolutely not",
    "kei tanaka",
    "okay no choice",
    "yeah right",
    "the 5th is a saturday",
    "my name's now jane smith",
    "a compact lookalike",
    "i said ten but meant eleven",
    "I'd Like A Compact At Tokyo Station",
]


def leave_out_commas(text: str) -> str:
    return re.sub(r",(?= )", "", text)


@pytest.mark.parametrize("text", PARTED)
def test_a_comma_parts_the_clauses_of_who_writes_none(text: str) -> None:
    assert part_clauses_en(leave_out_commas(text)) == text


@pytest.mark.parametrize("text", PARTED)
def test_what_has_its_commas_gets_no_second_one(text: str) -> None:
    assert part_clauses_en(text) == text


@pytest.mark.parametrize("text", WHOLE)
def test_one_clause_stays_whole(text: str) -> None:
    assert part_clauses_en(text) == text


def test_a_capital_begins_a_sentence_where_no_full_stop_ends_the_last() -> None:
    assert (
        part_clauses_en("A compact on the 9th It's for my mother")
        == "A compact on the 9th. It's for my mother"
    )
    assert (
        part_clauses_en("move it to the Saturday after Same times")
        == "move it to the Saturday after. Same times"
    )


@pytest.mark.parametrize("seed", range(40))
def test_answers_wishes_and_names_in_a_row_are_parted(seed: int) -> None:
    draw = random.Random(seed)
    pieces = [
        draw.choice(["hello", "hi there", "yes", "no", "ok", "sorry"]),
        draw.choice(["i'd like a sedan", "i need a kei", "could i have an suv", "make it a minivan"]),
        draw.choice(["my name is rob keller", "how much is that", "it's for my mother", "i'm on foot"]),
    ]
    text = ", ".join(pieces)
    assert part_clauses_en(leave_out_commas(text)) == text
    assert part_clauses_en(leave_out_commas(text).upper()).count(",") == 2


def test_a_long_text_keeps_its_words() -> None:
    text = "ten to six no seven make it a compact please " * 200
    parted = part_clauses_en(text)
    assert parted.replace(",", "") == text
    assert parted.count(",") >= 400


def test_the_dialogue_reads_the_parted_words() -> None:
    assert spell_out("yes make it eleven my name is rob keller", naming=False) == (
        "yes, make it eleven, my name is rob keller"
    )
