"""The company's answers, and an honest word with the telephone where there is none."""

from __future__ import annotations

import pytest

from reservations.models import Answer, Location
from tests.reservations.conftest import Ask

pytestmark = [pytest.mark.db, pytest.mark.either]


@pytest.fixture(autouse=True)
def answers(shop: Location) -> None:
    Location.objects.update(phone="+81-3-5555-0101")
    Answer.objects.create(
        topic="pets", title="ペット", title_en="Pets", words="犬, ペット, dog",
        answer="ペットはご遠慮ください。", answer_en="No pets, please.",
    )  # fmt: skip
    Answer.objects.create(
        topic="deposit", title="保証金", words="保証金, deposit", answer="保証金はございません。"
    )


def test_a_question_is_answered_in_the_callers_language(ask: Ask) -> None:
    assert ask("answer_question", question="犬を連れて行ってもいいですか") == {
        "success": True,
        "known": True,
        "answers": [
            {
                "topic": "pets",
                "title": "ペット",
                "titleEn": "Pets",
                "answer": "ペットはご遠慮ください。",
                "answerEn": "No pets, please.",
            }
        ],
        "spoken": "ペットはご遠慮ください。",
    }
    told = ask("answer_question", language="en", question="Can I bring my dog?")
    assert (told["answers"][0]["titleEn"], told["spoken"]) == ("Pets", "No pets, please.")


def test_the_id_of_a_topic_is_a_question_too(ask: Ask) -> None:
    assert ask("answer_question", question="deposit")["spoken"] == "保証金はございません。"


def test_two_questions_are_answered_in_one(ask: Ask) -> None:
    told = ask("answer_question", question="保証金と、あと犬のことなんですけど")
    assert told["spoken"] == "保証金はございません。ペットはご遠慮ください。"


def test_what_is_not_known_is_told_with_the_telephone_and_the_topics_there_are(ask: Ask) -> None:
    told = ask("answer_question", question="ルーフボックスは付けられますか")
    assert (told["success"], told["known"], told["answers"]) == (True, False, [])
    assert told["spoken"] == (
        "申し訳ございません。その点はこちらではわかりかねます。"
        "恐れ入りますが、東京駅前店、お電話 03-5555-0101 にお尋ねください。"
    )
    assert told["topics"] == [
        {"topic": "deposit", "title": "保証金", "titleEn": "保証金"},
        {"topic": "pets", "title": "ペット", "titleEn": "Pets"},
    ]


def test_an_answer_that_nobody_wrote_in_english_is_not_known_there(ask: Ask) -> None:
    told = ask("answer_question", language="en", question="is there a deposit")
    assert told["known"] is False
    assert told["spoken"] == ("I'm sorry, I do not know that here. Please ask Tokyo Station at 03-5555-0101.")


def test_the_telephone_is_that_of_the_shop_asked_about(ask: Ask) -> None:
    Location.objects.create(id="shinjuku", name="新宿店", phone="03-5555-0102")
    told = ask("answer_question", question="ルーフボックスは？", locationId="新宿店")
    assert "新宿店、お電話 03-5555-0102 に" in told["spoken"]
    assert ask("answer_question", question="犬", locationId="月面店")["code"] == "unknown_location"


def test_without_any_telephone_the_shop_is_named_alone(ask: Ask) -> None:
    Location.objects.update(phone="")
    assert ask("answer_question", question="ルーフボックスは？")["spoken"].endswith("店舗にお尋ねください。")
