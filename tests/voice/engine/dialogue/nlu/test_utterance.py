"""An utterance in its spellings, and what of it nobody understood."""

from __future__ import annotations

import re

import pytest

from tests.processor_time import measure
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance

pytestmark = pytest.mark.unit


def find(utterance: Utterance, words: str) -> Span:
    """A span over the first `words`, as a recogniser would have yielded it."""
    start = utterance.plain.index(words)
    return Span("known", words, start, start + len(words))


def read(text: str, *known: str) -> Reading:
    utterance = read_utterance(text)
    return Reading(utterance, tuple(find(utterance, words) for words in known))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("10時からお願いします", "ja"),
        ("SUV を Tokyo Station で予約したいんですけど", "ja"),
        ("コンパクト", "ja"),
        ("John Smith", "en"),
        ("I'd like a compact at 東京駅前店 on December 21st from 10am to 6pm", "en"),
        ("", "en"),
    ],
)
def test_a_mixed_sentence_has_the_language_of_most_of_its_words(text: str, language: str) -> None:
    assert read_utterance(text).language == language


@pytest.mark.parametrize(
    ("raw", "plain", "text"),
    [
        ("  The Twenty-First of May ", "The Twenty-First of May", "the 21th of may"),
        ("\uff11\uff12月\u3000二十日 \uff33\uff35\uff36", "12月 二十日 SUV", "12月 20日 suv"),
        ("I\u2019m \u2014 at three", "I'm - at three", "i'm - at 3"),
        ("İzmir at ten", "İzmir at ten", "i\u0307zmir at 10"),
    ],
)
def test_text_is_in_one_spelling_and_plain_keeps_the_case(raw: str, plain: str, text: str) -> None:
    utterance = read_utterance(raw)
    assert (utterance.raw, utterance.plain, utterance.text) == (raw, plain, text)


@pytest.mark.parametrize(
    "raw",
    [
        "on the twenty-first at three thirty",
        "十二月二十四日の十時から",
        "İİ ten İ twenty-five pm",
        "ten",
        "At TEN.",
    ],
)
def test_offsets_of_text_lead_back_to_the_words_they_were_made_of(raw: str) -> None:
    """Digits and their ending lead back to their number word, every other letter to itself."""
    utterance = read_utterance(raw)
    covered = 0
    for piece in re.finditer(r"\d+(?:th)?|\D", utterance.text):
        start, end = utterance.map_back(*piece.span())
        assert covered <= end
        if piece[0][0].isdigit():
            assert utterance.plain[start:end].lower() in {
                "ten", "three", "thirty", "twenty-first", "twenty-five", "十二", "二十四", "十",
            }  # fmt: skip
        else:
            assert piece[0] in utterance.plain[start:end].lower()
        covered = end
    assert covered == len(utterance.plain)
    assert utterance.map_back(len(utterance.text), len(utterance.text)) == (covered, covered)


def test_a_span_of_text_stands_where_its_words_stand() -> None:
    utterance = read_utterance("from Twenty-Three hours")
    at = utterance.text.index("23")
    span = utterance.span("time", 23, at, at + 2)
    assert utterance.plain[span.start : span.end] == "Twenty-Three"


@pytest.mark.parametrize(
    ("text", "known", "residue"),
    [
        ("えーっと、土曜日の10時から借りたいんですけど", ["土曜日", "10時"], []),
        ("Um, I'd like a compact on Saturday, please.", ["compact", "Saturday"], []),
        ("the second Saturday", ["Saturday"], ["second"]),
        ("コンパクト以外で", ["コンパクト"], ["以外"]),
        ("コンパクトもどき", ["コンパクト"], ["もどき"]),
        ("来月の第2土曜日", ["土曜日"], ["来月の第2"]),
        ("not a minivan please", ["minivan"], ["not"]),
        ("Saturday, if possible", ["Saturday"], []),
        ("Tokyo Station で Saturday に", ["Saturday"], ["Tokyo Station"]),
        ("a minivan or whatever fits five golf bags", ["minivan"], ["or whatever fits five golf bags"]),
        ("Saturday", [], ["Saturday"]),
        ("お願いします", [], []),
    ],
)
def test_residue_is_the_content_that_nothing_covers(text: str, known: list[str], residue: list[str]) -> None:
    assert [piece.value for piece in read(text, *known).residue] == residue


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("the second Saturday", "Saturday"),
        ("the last of the Saturdays", "Saturdays"),
        ("not a minivan", "minivan"),
        ("コンパクト以外で", "コンパクト"),
        ("最後の金曜", "金曜"),
        ("金曜の次の日", "金曜"),
    ],
)
def test_a_value_beside_residue_is_uncertain(text: str, known: str) -> None:
    reading = read(text, known)
    assert reading.touches_residue(reading.spans[0])


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("My sister is coming. Saturday, please", "Saturday"),
        ("妹が来るので、土曜日に", "土曜日"),
        ("Saturday for my sister", "Saturday"),
        ("土曜日に妹と", "土曜日"),
        ("Saturday", "Saturday"),
    ],
)
def test_a_value_parted_from_residue_is_certain(text: str, known: str) -> None:
    reading = read(text, known)
    assert not reading.touches_residue(reading.spans[0])


@pytest.mark.parametrize("piece", ["ten ", "の", "a the ", "second Saturday ", "えーっと", "十", "x,"])
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def read_and_ask() -> None:
        utterance = read_utterance(piece * (20_000 // len(piece)))
        reading = Reading(utterance, (Span("known", 0, 0, 1), Span("known", 0, 500, 501)))
        for span in reading.spans:
            reading.touches_residue(span)

    assert measure(read_and_ask) < 2
