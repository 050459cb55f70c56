"""At the read-back: what agrees to a part only, takes leave, or wants nothing at all."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.read_backs import QUESTIONS, asked, each

pytestmark = pytest.mark.unit

SHORT_OF_YES = {
    "en": each(
        "the date is right|Yes, the time is fine|the name is correct|yes, the car's okay|Yes, I understand"
        "|understood|okay, got it|Okay, thanks, bye|great, thank you, goodbye"
    ),
    "ja": each(
        "車はそれでいいです|はい、日付は合ってます|名前は合ってます|はい、料金は大丈夫です|お店は間違いないです|はい、失礼します"
        "|はい、ありがとうございました、失礼します|わかりました、さようなら"
    ),
}


@pytest.mark.parametrize(("language", "yes"), [("en", "yes"), ("ja", "はい")])
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_right_in_part_or_takes_leave_is_short_of_a_yes(
    question: str, language: str, yes: str
) -> None:
    """The rest may be wrong: it is asked anew, and what was said changes nothing."""
    for words in SHORT_OF_YES[language]:
        conversation = asked(question, language)
        assert not conversation.say(words), words
        said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
        assert {"ja": "ご承諾のお返事かどうか", "en": "not sure whether that was a yes"}[language] in said, (
            words,
            said,
        )
        assert conversation.say(yes), words


@pytest.mark.parametrize("question", QUESTIONS[:2])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", word)
        for word in each(
            "no thanks|Don't book it|please don't book anything|cancel that|yes, cancel it|I'll pass"
            "|thanks but no thanks|no, forget it|I've changed my mind|no thank you, bye"
        )
    ]
    + [
        ("ja", word)
        for word in each(
            "いえ、いらないです|予約しません|予約しないでください|はい、キャンセルで|キャンセルをお願いします|今回は見送ります|せっかくですが、お断りします"
            "|いえ、やめておきます|うん、やっぱりなしで|はい、やめます"
        )
    ],
)
def test_to_want_none_is_more_than_a_no(question: str, language: str, words: str) -> None:
    """Nobody is asked what to change in a booking that is not wanted."""
    conversation = asked(question, language)
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert {"ja": "お取りせずに", "en": "I won't make a reservation"}[language] in said, said


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No, that's all fine, please book it"), ("ja", "いえ、それで予約してください")],
)
def test_a_no_that_ends_in_a_yes_is_asked_anew(language: str, words: str) -> None:
    conversation = asked("book", language)
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert {"ja": "ご承諾のお返事かどうか", "en": "not sure whether that was a yes"}[language] in said, said


DROPPED = {
    "ja": each(
        "ガソリンの件はもういいです|保険の話はもう結構です|さっきの質問は忘れてください|駐車場のことは大丈夫です|免許の話はいいです"
    ),
    "en": each(
        "never mind about the petrol thing|forget that parking question|don't worry about the parking bit"
    ),
}


@pytest.mark.parametrize("language", DROPPED)
@pytest.mark.parametrize("question", QUESTIONS)
def test_to_drop_another_question_says_nothing_of_this_one(question: str, language: str) -> None:
    """Neither an objection nor a wish for none: what was read out is read once more, and a yes does it."""
    for words in DROPPED[language]:
        conversation = asked(question, language)
        read_out = conversation.rehearsal.items[-1]["content"][0]["transcript"]
        assert not conversation.say(words), words
        said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
        assert said[-20:] == read_out[-20:], (words, said)
        assert conversation.say({"ja": "はい", "en": "yes"}[language]), words


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_follows_a_dropped_question_is_the_answer(question: str) -> None:
    for words in each(
        "ガソリンの件はもういいです。それでお願いします|保険の話は結構です、はい、お願いします"
    ):
        assert asked(question, "ja").say(words), words


@pytest.mark.parametrize("words", each("予約の件はもういいです|今回の話は結構です|車のことはもういいです"))
def test_to_drop_the_rental_is_no_dropped_question(words: str) -> None:
    conversation = asked("book", "ja")
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert "ご予約内容を確認" not in said, said


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Did you say Friday?"),
        ("en", "sorry, did you just say eleven o'clock"),
        ("en", "Wait, was that the 24th?"),
        ("en", "What was the date?"),
        ("ja", "金曜日でしたっけ？"),
        ("ja", "あれ、24日だったっけ"),
        ("ja", "すみません、11時っておっしゃいました？"),
        ("ja", "日付、いつでしたっけ"),
    ],
)
def test_who_asks_what_was_read_out_changes_nothing(question: str, language: str, words: str) -> None:
    conversation = asked(question, language)
    before = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert _cut_lead(said) in before, (before, said)
    assert conversation.say({"en": "yes", "ja": "はい"}[language])


def _cut_lead(said: str) -> str:
    """Without what leads into a read-back: the first may have been led in otherwise."""
    return said.split(": ", 1)[-1].removeprefix("ご予約内容を確認いたします。").strip()
