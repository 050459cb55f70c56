"""The classifier of concerns: how often it is right on sentences kept back, and which head is stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.soak import SOAK, size
from voice.engine.dialogue.nlu import concern
from voice.engine.dialogue.nlu.concern import (
    ACTS,
    LONGEST,
    MOST_CLAUSES,
    TROUBLE,
    UNREADABLE,
    Encoder,
    Head,
    judge_clauses,
    judge_concern,
    read_head,
    read_sentences,
)
from voice.engine.models import known_weights
from voice.engine.models.weights import WeightsError, find_cache_directory

pytestmark = [pytest.mark.unit, pytest.mark.engine, pytest.mark.long]

HELD_OUT = Path(__file__).parent / "held_out_concerns"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(find_cache_directory(None))


@pytest.fixture(scope="module")
def head() -> Head:
    return read_head()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sentences_kept_back_are_judged_rightly(encoder: Encoder, head: Head, language: str) -> None:
    """95 % of all, 97 % of those of which the classifier is sure; trouble is told from all else in 98 %."""
    kept = read_sentences(HELD_OUT, language)[:: size(3, whole=1)]
    judged = head.judge(encoder.encode(sentence for _, sentence in kept))
    right = [found.name == wanted for found, (wanted, _) in zip(judged, kept, strict=True)]
    sure = [is_right for is_right, found in zip(right, judged, strict=True) if found.is_sure]
    told = [
        (found.name in TROUBLE) == (wanted in TROUBLE)
        for found, (wanted, _) in zip(judged, kept, strict=True)
    ]
    assert np.mean(right) >= 0.95
    assert len(sure) / len(kept) >= 0.9
    assert np.mean(sure) >= 0.97
    assert np.mean(told) >= 0.98


def test_no_sentence_kept_back_is_trained_on() -> None:
    trained = {sentence for _, sentence in read_sentences()}
    assert not trained & {sentence for _, sentence in read_sentences(HELD_OUT)}


def test_each_concern_has_sentences_in_both_languages() -> None:
    names = {language: {name for name, _ in read_sentences(languages=language)} for language in ("ja", "en")}
    kept = {language: {name for name, _ in read_sentences(HELD_OUT, language)} for language in ("ja", "en")}
    assert names["ja"] == names["en"] == kept["ja"] == kept["en"]
    assert {*TROUBLE, *ACTS, *UNREADABLE} <= names["ja"]


def test_a_sentence_stands_under_one_concern() -> None:
    sentences = [sentence for _, sentence in read_sentences()]
    assert len(sentences) == len(set(sentences))


def test_the_stored_head_was_trained_on_the_sentences_as_they_are(head: Head) -> None:
    """Whoever changes the sentences runs `manage.py train_concerns`."""
    assert head.sentences == concern.hash_sentences(read_sentences())


def test_the_stored_head_is_what_training_makes(encoder: Encoder, head: Head) -> None:
    """A part of the sentences gives a head of its own, twice the same; all of them give the stored one.

    Another kind of processor adds in another order, so the weights are compared, not the bytes.
    """
    sentences = read_sentences()[:: size(40, whole=1)]
    vectors = encoder.encode(sentence for _, sentence in sentences)
    made = concern.train(sentences, vectors)
    assert made.write() == concern.train(sentences, vectors).write()
    if SOAK:
        assert made.names == head.names
        np.testing.assert_allclose(made.weights, head.weights, atol=0.02)


def test_a_head_that_is_not_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_weights, "CONCERN_HEAD", "0" * 64)
    with pytest.raises(WeightsError, match="train_concerns"):
        read_head()


def test_a_mistake_in_the_sentences_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ja.txt").write_text("[book]\n車を借りたい\n[Book a car]\n予約したい\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ja\.txt:3"):
        read_sentences(tmp_path)


def test_punctuation_and_capitals_change_nothing() -> None:
    assert judge_concern("I'VE HAD AN ACCIDENT!").whole == judge_concern("i've had an accident").whole


def test_a_clause_of_trouble_counts_beside_a_preface() -> None:
    assert "accident" in judge_concern("あっ、ちょっと待って、今運転中の車がぶつけられました").names


def test_in_a_wish_for_a_car_an_accident_tells_only_why() -> None:
    assert judge_concern("自分の車がぶつけられて修理中なので、車を借りたいんですけど").names == {"book"}


@pytest.mark.parametrize(
    "text", ["", "。。。", "?", "\U0001f697", "a" * 10_000, "車" * 10_000, "あ、" * 5_000]
)
def test_any_text_is_judged(text: str) -> None:
    """A pasted page costs no more than its beginning and its end."""
    verdict = judge_concern(text)
    assert 0 <= verdict.whole.probability <= 1
    assert len(verdict.clauses) <= MOST_CLAUSES


def test_each_clause_of_a_long_text_is_judged_as_it_would_be_alone() -> None:
    spoken = [
        "友達と相談しながら決めてたので遅くなったんですけど、",
        "家族が東北のほうから久しぶりに来るもんですから、",
        "駅までみんなを迎えに行ってから温泉に連れていこうかと思ってまして、",
        "犬も一緒に乗せていいですか、",
        "去年は電車でばたばたして荷物も重かったし大変だったんですよね、",
        "キャンセル料はいつからかかりますか、",
        "それで今年は最初から車にしようっていう話になりまして、",
        "12月10日の10時から18時でお願いします",
    ]
    text = "".join(spoken)
    assert len(text) > LONGEST
    judged = judge_clauses(text)
    assert [clause for clause, _ in judged] == spoken
    about = {clause: concern.name for clause, concern in judged}
    assert about[spoken[3]] == "question.pets"
    assert about[spoken[5]] == "question.cancellation"
    assert len(judge_clauses("あのですね、" * 500)) == 500


@pytest.mark.parametrize(
    ("wish", "concerns"),
    [
        ("お店は東京駅前店で、おたくは評判がいいと聞きました、1月5日の朝9時から14時までで、SUVを", set()),
        ("おたくの車、シートに染みがついとったで、どうしてくれるんですか", {"complaint"}),
    ],
)
def test_beside_the_clauses_of_a_wish_hardly_a_complaint_is_one(wish: str, concerns: set[str]) -> None:
    assert judge_concern(wish).names & {"complaint"} == concerns


def test_yes_and_no_are_one_concern() -> None:
    """So that no consent can come from the classifier."""
    for text in ("はい、お願いします", "いいえ、結構です", "yes please", "no thank you"):
        assert judge_concern(text).whole.name == "answer.reply"


EXCUSES_JA = [
    "急で悪いんですけど、",
    "お忙しいところ申し訳ないのですが、",
    "夜分遅くに大変申し訳ありませんが、",
]
ASKED_JA = [
    "今日の午後って借りられますか",
    "車を予約したいんです",
    "予約をキャンセルしたいんですが",
    "営業時間は何時までですか",
    "事故を起こしてしまいました",
]
EXCUSES_EN = ["Sorry to bother you, but ", "Sorry for the short notice, "]
ASKED_EN = ["can I rent a car today?", "I'd like to cancel my booking", "what time do you close?"]
BOTH = [*((each, ASKED_JA) for each in EXCUSES_JA), *((each, ASKED_EN) for each in EXCUSES_EN)]


@pytest.mark.parametrize(("excuse", "wishes"), BOTH)
def test_an_excuse_is_no_complaint(excuse: str, wishes: list[str]) -> None:
    for wish in wishes:
        heard, meant = judge_concern(excuse + wish).whole, judge_concern(wish).whole
        assert heard.name == meant.name, wish
        # Texts that are weighed together are weighed to within a rounding of the encoder's.
        assert heard.probability == pytest.approx(meant.probability, abs=1e-4), wish
        clauses = judge_clauses(excuse + wish)
        kept = "".join(clause for clause, _ in clauses)
        assert kept.replace(" ", "") == (excuse + wish).replace(" ", ""), wish
        assert all(found.name != "complaint" for _, found in clauses), wish
