"""What a caller takes back: one mechanism, whatever the pieces are."""

from __future__ import annotations

import itertools

import pytest

from tests.processor_time import measure
from voice.engine.dialogue.nlu import classes, corrections
from voice.engine.dialogue.nlu.utterance import Span, Utterance, read_utterance

pytestmark = pytest.mark.unit

PAIRS = {
    "ja": [("セダン", "コンパクト"), ("SUV", "軽自動車")],
    "en": [("sedan", "compact"), ("SUV", "kei car")],
}
KEYS = {"セダン": "sedan", "コンパクト": "compact", "SUV": "suv", "軽自動車": "kei", "kei car": "kei"}
LATER_STANDS = {
    "ja": [
        "{x}、いや、{y}で",
        "{x}じゃなくて{y}",
        "{x}で、あ、やっぱり{y}でお願いします",
        "{x}じゃない、{y}です",
        "{x}、違う、{y}",
        "{x}にして、ごめんなさい、{y}で",
        "{x}、もとい{y}",
        "{x}っていうか{y}",
        "{x}はやめて{y}に",
        "{x}より{y}がいいです",
        "{x}の間違いで{y}です",
        "{x}やなくて{y}や",
        "{x}ではなく{y}を",
        "あ、{x}以外で、{y}",
        "えっと{x} いえ {y}",
        "{x}を{y}にしたいです",
        "{x}から{y}に変更してください",
    ],
    "en": [
        "a {x}, no wait, a {y}",
        "a {x} I mean a {y}",
        "the {x}, sorry, the {y}",
        "a {x}, actually a {y}",
        "not the {x}, the {y}",
        "not a {x} but a {y}",
        "a {y}, not a {x}",
        "a {y} instead of the {x}",
        "a {y} rather than a {x}",
        "{x} scratch that {y}",
        "I don't want a {x}, give me the {y}",
        "a {x}, or rather a {y}",
        "the {x} no the {y}",
        "{x}. Oops, {y}.",
        "swap the {x} for a {y}",
        "can you change the {x} to a {y}?",
        "I'd like to upgrade from the {x} to the {y}",
        "I said a {x}, it's a {y} I want",
        "I've told you the {x}, but I meant the {y}",
        "you've got down a {x}, it should be a {y}",
    ],
}
# A class that is named with a reservation is no choice.
RESERVED = {
    "ja": [
        "{x}はちょっと大きいかなあ",
        "{x}だと少し小さいですね",
        "{x}はちょっと…",
        "{x}はさすがに高いなあ",
        "{x}は狭すぎます",
        "{x}は微妙ですね",
        "{x}はあまり好きじゃないです",
        "{x}は苦手なんです",
    ],
    "en": [
        "the {x} is a bit big for us",
        "the {x} seems a little too small",
        "I think the {x} is too expensive",
        "the {x} would be rather cramped",
        "not sure about the {x}",
        "I'm not really convinced by the {x}",
        "I'm not sure if the {x} is big enough",
        "I don't know about the {x}",
        "the {x} isn't big enough",
    ],
}
TAKEN_ALL_THE_SAME = {
    "ja": ["{x}はちょっと大きいけど、それでいいです", "{x}でお願いします。ちょっと大きい荷物があるので"],
    "en": ["the {x} is a bit big but that's fine", "no, the {x}", "Hmm, no, the {x} as we had it first."],
}
ONLY_NOT = {
    "ja": ["{x}以外で", "{x}じゃないのがいいです", "{x}は嫌です", "{x}はいらないです", "{x}を除いて"],
    "en": [
        "not a {x}, please",
        "anything but a {x}",
        "no {x}, please",
        "other than the {x}",
        "I don't like the {x}",
    ],
}
BOTH_STAND = {"ja": ["{x}か{y}で", "{x}と{y}どっち"], "en": ["a {x} or a {y}", "the {x} and the {y}"]}


def settle(text: str) -> tuple[list[str], list[str]]:
    utterance = read_utterance(text)
    settled = corrections.settle(utterance, classes.recognise_classes(utterance))
    return [span.value for span in settled.standing], [span.value for span in settled.excluded]


def fill(patterns: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    return [
        (pattern.format(x=x, y=y), KEYS.get(x, x.lower()), KEYS.get(y, y.lower()))
        for language, lines in patterns.items()
        for pattern, pair in itertools.product(lines, PAIRS[language])
        for x, y in (pair, pair[::-1])
    ]


@pytest.mark.parametrize(("text", "taken_back", "wanted"), fill(LATER_STANDS))
def test_of_two_pieces_the_one_that_is_meant_stands(text: str, taken_back: str, wanted: str) -> None:
    standing, excluded = settle(text)
    assert standing == [wanted]
    assert set(excluded) <= {taken_back}


@pytest.mark.parametrize(("text", "refused", "_other"), fill(ONLY_NOT))
def test_what_is_not_meant_is_excluded(text: str, refused: str, _other: str) -> None:
    assert settle(text) == ([], [refused])


@pytest.mark.parametrize(("text", "named", "_other"), fill(RESERVED))
def test_what_is_named_with_a_reservation_is_no_choice(text: str, named: str, _other: str) -> None:
    assert settle(text) == ([], [named])


@pytest.mark.parametrize(("text", "named", "_other"), fill(TAKEN_ALL_THE_SAME))
def test_what_is_taken_all_the_same_stands(text: str, named: str, _other: str) -> None:
    assert settle(text) == ([named], [])


@pytest.mark.parametrize(("text", "one", "two"), fill(BOTH_STAND))
def test_two_pieces_without_a_turn_both_stand(text: str, one: str, two: str) -> None:
    assert settle(text) == ([one, two], [])


@pytest.mark.parametrize(
    "text", ["anything but a sedan or an SUV", "セダンとSUV以外で", "セダンやSUVはいらないです"]
)
def test_several_are_excluded_together(text: str) -> None:
    standing, excluded = settle(text)
    assert (standing, sorted(excluded)) == ([], ["sedan", "suv"])


@pytest.mark.parametrize("piece", ["not a sedan ", "セダンじゃなくて", "no ", "いや、", "sedan "])
def test_it_takes_time_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    utterance = Utterance(text, "ja", text, text, ())
    spans = [Span("class", "sedan", at, at + 1) for at in range(0, len(text) - 1, 7)]
    assert measure(lambda: corrections.settle(utterance, spans)) < 2
