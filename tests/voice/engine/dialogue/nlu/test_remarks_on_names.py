"""What is said beside a name that is no part of it: what it is like, a rank, a letter of another word."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.nlu.test_names import find_sure
from voice.engine.dialogue.nlu.names import recognise_name, split_name
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Zoe Park. P A R K like where you leave the car", "Zoe Park"),
        ("Benjamin Cole, C O L E, like the poet", "Benjamin Cole"),
        ("it's Jun, Jun Watanabe, June without the e", "Jun Watanabe"),
        ("Ann Smith, that's Ann without an e", "Ann Smith"),
        ("Amy Clark, Clark with an e", "Amy Clarke"),
        ("Sue Brown, with an e", "Sue Browne"),
        ("Lars Hanson with an e", "Lars Hansen"),
        ("Tom Gray with an e", "Tom Grey"),
        ("Under Morgan please. Captain Lewis Morgan, retired", "Lewis Morgan"),
        ("Major Tom Ellis", "Tom Ellis"),
        ("Judge Helen Ward", "Helen Ward"),
        ("That's Harriet Jones-Baker, double barrelled", "Harriet Jones-Baker"),
        ("相川さんって呼ばれてるけど戸籍は合田、合田優です", "合田優"),
        ("大ちゃんって呼ばれてますけど、平野大輔です", "平野大輔"),
    ],
)
def test_what_is_remarked_is_no_part_of_the_name(words: str, name: str) -> None:
    assert find_sure(words, "asked") == name


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Rob Noon, as in midday", ""),
        ("Amy Winter, like the season", ""),
        ("Friday. Joe Friday.", ""),
        ("Amy Winter, like the season, and from eleven", "and from eleven"),
    ],
)
def test_what_a_name_is_like_is_read_by_nobody_else(words: str, left: str) -> None:
    spans = recognise_name(read_utterance(words), "asked")
    unread = words
    for span in sorted(spans, key=lambda each: -each.start):
        unread = unread[: span.start] + unread[span.end :]
    assert unread.strip(" .,") == left


@pytest.mark.parametrize(
    ("known", "words", "name"),
    [
        ("Oliver Brown", "Oliver with two Ls", "Olliver Brown"),
        ("Philip Jones", "philip with two ls", "Phillip Jones"),
        ("Lynn Park", "lynn with one n", "Lyn Park"),
        ("Lynn Park", "Lynn with just one N", "Lyn Park"),
        ("Geoff Hall", "jeff with a j", "Jeff Hall"),
        ("Mark Lee", "Marc with a C", "Marc Lee"),
        ("Steven Moor", "Stephen with a PH, and Moore with an E on the end", "Stephen Moore"),
        ("John Smith", "The name should be Jon Smith, no H.", "Jon Smith"),
        ("Sarah Cole", "It's Sara Cole without an H", "Sara Cole"),
        ("John Smith", "not john smith Tom Baker", "Tom Baker"),
        ("John Smith", "instead of John Smith Grace Kim", "Grace Kim"),
        ("John Smith", "i said Tom Baker", "Tom Baker"),
    ],
)
def test_a_remark_puts_right_the_name_that_was_read_back(known: str, words: str, name: str) -> None:
    spans = recognise_name(read_utterance(words), "mending", split_name(known))
    assert next((span.value.text for span in spans if span.value), "") == name
