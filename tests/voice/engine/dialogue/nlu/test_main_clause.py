"""Which of several classes is wished for, where others only lead to it, tell why, or are asked about."""

from __future__ import annotations

import itertools

import pytest

from voice.engine.dialogue.nlu.classes import list_asked_about, recognise_classes
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.fallbacks import rank
from voice.engine.dialogue.nlu.main_clause import choose_main
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

NAMES = {
    "ja": {"ミニバン": "minivan", "セダン": "sedan", "軽自動車": "kei"},
    "en": {"minivan": "minivan", "sedan": "sedan", "suv": "suv"},
}
# What leads to another wish, or tells why it is none, and the wish.
LEADS = {
    "ja": [
        "{x}だと荷物が乗らないかな、",
        "うちは{x}に乗ってるんですが、",
        "友達は{x}って言ってるけど",
        "{x}でもいいけど、",
        "{x}が高いなら",
        "{x}じゃ駐車場に入らないから、",
        "{x}もあるし、",
    ],
    "en": [
        "a {x} is fine for me but ",
        "there's five of us and a {x} is cramped so ",
        "i was going to get a {x} but ",
        "my wife drives a {x} so ",
        "they told me to get a {x} but ",
    ],
}
REQUESTS = {
    "ja": ["{y}で", "{y}でお願いします", "{y}のほうが", "{y}を", "{y}にしようかな"],
    "en": ["a {y}", "a {y} please", "i'll do the {y}", "maybe the {y}", "my mum prefers a {y}"],
}
# Of none of these it is plain which is wished for.
OPEN = {
    "ja": ["{x}か{y}", "{x}と{y}", "{x}だけど{y}はどうですか"],
    "en": ["a {x} but a {y} is fine too", "a {x} or a {y}", "a {x} but is the {y} free"],
}
ASKED = {
    "ja": [
        "{x}って荷物は乗りますか",
        "{x}は運転しやすいですか",
        "{x}だと狭いですかね",
        "{x}と{y}ってどう違うんですか",
    ],
    "en": [
        "is the {x} big enough for four",
        "does a {x} fit three suitcases",
        "what's the difference between a {x} and a {y}",
        "is the {x} bigger than the {y}",
    ],
}


def _list_values(words: str) -> set[str]:
    utterance = read_utterance(words)
    standing = settle(utterance, recognise_classes(utterance)).standing
    return {str(span.value) for span in choose_main(utterance, standing)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_class_of_the_main_clause_is_wished_for(language: str) -> None:
    names = NAMES[language]
    lines = [
        (lead.format(x=x) + wish.format(y=y), names[y])
        for lead, wish in itertools.product(LEADS[language], REQUESTS[language])
        for x, y in itertools.permutations(names, 2)
    ]
    assert {line: _list_values(line) for line, _ in lines} == {line: {value} for line, value in lines}


@pytest.mark.parametrize(
    "line", ["a {x} because the {y} is hard to park", "{x}がいいです、{y}は駐車場に入らないから"]
)
def test_the_class_of_a_reason_behind_is_none(line: str) -> None:
    for x, y in itertools.permutations(NAMES["en" if line.isascii() else "ja"], 2):
        assert len(_list_values(line.format(x=x, y=y))) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_left_open_where_neither_is_plain(language: str) -> None:
    for line in OPEN[language]:
        for x, y in itertools.permutations(NAMES[language], 2):
            assert len(_list_values(line.format(x=x, y=y))) == 2, line


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_class_of_which_it_is_asked_how_it_is_is_not_chosen(language: str) -> None:
    for line in ASKED[language]:
        for x, y in itertools.permutations(NAMES[language], 2):
            utterance = read_utterance(line.format(x=x, y=y))
            spans = recognise_classes(utterance)
            assert list_asked_about(utterance, spans) == spans, line


@pytest.mark.parametrize(
    "line", ["could i get a sedan with room for four", "セダンにしたいけど荷物は乗りますか"]
)
def test_a_class_that_is_wished_for_beside_the_question_is_chosen(line: str) -> None:
    utterance = read_utterance(line)
    assert not list_asked_about(utterance, recognise_classes(utterance))


def test_who_will_do_something_names_no_second_choice() -> None:
    chosen = read_utterance("sedans are pricey, i'll do the minivan")
    assert not rank(chosen, recognise_classes(chosen))
    would_do = read_utterance("the minivan if you have one, a sedan would do")
    assert rank(would_do, recognise_classes(would_do))
