"""What a decoder wrote over nothing is not taken for words; what was said is."""

from __future__ import annotations

import pytest

from voice.engine.stt.hallucination_filter import judge
from voice.engine.stt.whisper import Decoded

pytestmark = pytest.mark.unit

VOCABULARY = "東京駅前店、新大阪駅前店、コンパクト、SUV、ミニバン"


def kept(
    text: str, *, log: float = -0.3, nothing: float = 0.05, seconds: float = 3.0, language: str = "ja"
) -> str:
    return judge(Decoded(text, language, log, nothing), vocabulary=VOCABULARY, seconds=seconds).text


def test_what_was_said_clearly_is_kept() -> None:
    heard = judge(Decoded("東京駅前店でお願いします", "ja", -0.2, 0.01), vocabulary=VOCABULARY, seconds=2.0)
    assert heard.text == "東京駅前店でお願いします"
    assert heard.confidence == pytest.approx(0.8187, abs=1e-3)
    assert heard.why_empty == ""


@pytest.mark.parametrize(
    "text",
    [
        "ご視聴ありがとうございました",
        "ご視聴ありがとうございました。",
        "チャンネル登録をお願いいたします",
        "最後までご視聴いただきありがとうございます",
        "Thank you for watching!",
        "Thanks for watching.",
        "字幕 by 誰か",
    ],
)
def test_the_credits_of_a_video_are_never_words(text: str) -> None:
    assert kept(text) == ""


@pytest.mark.parametrize("text", ["", " ", "。", "...", "♪~", "(音楽)", "[BLANK_AUDIO]", "（拍手）"])
def test_no_letters_are_no_words(text: str) -> None:
    assert kept(text) == ""


def test_silence_and_doubt_are_dropped() -> None:
    assert kept("予約したいです", nothing=0.7) == ""
    assert kept("予約したいです", log=-1.3) == ""


def test_a_recital_of_the_vocabulary_is_dropped() -> None:
    assert kept("東京駅前店、新大阪駅前店") == ""
    assert kept("コンパクト SUV ミニバン") == ""


def test_one_term_alone_is_an_answer_when_it_was_clear() -> None:
    assert kept("東京駅前店") == "東京駅前店"
    assert kept("東京駅前店", log=-0.9) == ""


def test_thanks_are_believed_only_when_clear() -> None:
    assert kept("ありがとうございました。") == "ありがとうございました。"
    assert kept("Thank you.", nothing=0.5, language="en") == ""


def test_a_sentence_that_came_out_twice_is_said_once() -> None:
    assert kept("はい、お願いします。はい、お願いします。") == "はい、お願いします。"
    assert kept("I'd like a compact. I'd like a compact.", language="en") == "I'd like a compact."
    assert kept("東京駅前店でお願いします東京駅前店でお願いします") == "東京駅前店でお願いします"


def test_more_words_than_anyone_can_say_are_not_believed() -> None:
    assert kept("東京駅前店で朝の十時から夕方の六時まで使いたいのですがよろしいでしょうか", seconds=0.6) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Okay. All right. All right. All right. All right. All right.", "en"),
        ("はい。はい。はい。はい。はい。はい。はい。はい。はい。", "ja"),
        (
            "ありがとうございました。ありがとうございました。ありがとうございました。ありがとうございました。",
            "ja",
        ),
    ],
)
def test_a_loop_is_no_words_however_sure_the_decoder_is(text: str, language: str) -> None:
    decoded = Decoded(text, language, -0.1, 0.01)
    heard = judge(decoded, vocabulary=VOCABULARY, seconds=10.0)
    assert (heard.text, heard.why_empty) == ("", "a loop")


def test_a_second_account_after_a_loop_is_believed_only_when_clear() -> None:
    def second(log: float) -> str:
        decoded = Decoded("コンパクトでお願いします", "ja", log, 0.05, after_loop=True)
        return judge(decoded, vocabulary=VOCABULARY, seconds=3.0).text

    assert second(-0.3) == "コンパクトでお願いします"
    assert second(-0.9) == ""


@pytest.mark.parametrize(
    "text", ["はい、はい", "いいえ、いいえ、違います", "no, no, no", "東京、東京駅前です"]
)
def test_what_people_say_twice_is_kept(text: str) -> None:
    assert kept(text) == text


def test_what_answers_the_question_is_believed_at_a_lower_likelihood() -> None:
    def answered(log: float, nothing: float = 0.1) -> str:
        decoded = Decoded("うん。", "ja", log, nothing, answers=True)
        return judge(decoded, vocabulary=VOCABULARY, seconds=0.5, asked=True).text

    assert answered(-1.6) == "うん。"
    assert kept("うん。", log=-1.6) == ""
    assert answered(-2.5) == ""
    assert answered(-0.5, nothing=0.7) == ""


@pytest.mark.parametrize(
    ("asked", "nothing", "voice"), [(True, 0.1, True), (True, 0.5, False), (False, 0.1, False)]
)
def test_a_voice_without_words_is_no_noise_where_an_answer_is_awaited(
    asked: bool, nothing: float, voice: bool
) -> None:
    heard = judge(Decoded("じゅ", "ja", -1.9, nothing), vocabulary="", seconds=0.4, asked=asked)
    assert (heard.text, heard.has_voice) == ("", voice)
