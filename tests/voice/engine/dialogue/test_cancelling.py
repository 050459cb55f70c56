"""A reservation is cancelled by voice: the fee is told first, and nothing is done without a clear yes."""

from __future__ import annotations

import re

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held

pytestmark = pytest.mark.unit


def test_a_cancellation_tells_the_fee_and_waits_for_a_yes() -> None:
    desk = Desk()
    rehearsal, said = held(desk, "予約をキャンセルしたいんですが", "4027311です", "山田太郎です")
    assert "12月5日10時から18時、コンパクトのご予約" in said[-1]
    assert said[-1].endswith("キャンセル料は2,200円です。取り消してよろしいでしょうか？")
    assert desk.status() == "confirmed"
    assert "取り消しました" in rehearsal.say("はい、お願いします")
    assert desk.status() == "cancelled"
    quote, write = called(rehearsal, "cancel_reservation")
    assert write == {**quote, "confirmationToken": "000000c0"}


def test_an_english_cancellation() -> None:
    desk = Desk(known={NUMBER: {**Desk().known[NUMBER], "name": "John Smith"}}, spoken=False)
    rehearsal, said = held(
        desk,
        "I'd like to cancel my booking",
        "It's four oh two, seven three double one",
        "John Smith",
        language="en",
    )
    assert said[1] == "May I have your reservation number?"
    assert said[2].startswith(f"Reservation {NUMBER}.")
    assert "I have your booking: Tokyo Station, Saturday, December 5, from 10 AM to 6 PM" in said[3]
    assert said[3].endswith("The cancellation fee is 2,200 yen. Shall I cancel the booking?")
    assert desk.status() == "confirmed"
    assert "Your booking is cancelled." in rehearsal.say("Yes, please cancel it")
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        "いいえ",
        "やっぱりやめます",
        "キャンセルしないでください",
        "キャンセルしません",
        "ちょっと待ってください",
        "キャンセル料はいくらですか",
        "キャンセルしてもいいですか",
        "高いですね",
        "はい、でもやっぱりやめておきます",
        "",
    ],
)
def test_nothing_is_cancelled_without_a_clear_yes(words: str) -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です", words)
    assert desk.status() == "confirmed"
    assert len(called(rehearsal, "cancel_reservation")) == 1


@pytest.mark.parametrize(
    "words", ["no", "don't cancel it", "wait a moment", "how much is the fee?", "can you cancel it?", "hmm"]
)
def test_nothing_is_cancelled_without_a_clear_yes_in_english(words: str) -> None:
    desk = Desk(spoken=False)
    held(desk, "cancel my reservation please", "402 7311", "it ends in 5678", words, language="en")
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "words",
    ["はい", "お願いします", "はい、キャンセルで", "キャンセルしてください", "取り消しをお願いします"],
)
def test_the_word_for_cancelling_is_no_refusal(words: str) -> None:
    desk = Desk()
    held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です", words)
    assert desk.status() == "cancelled"


def test_the_same_request_again_over_the_fee_is_no_yes_to_it() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です")
    for _ in range(3):
        rehearsal.interrupt(heard=3)
        assert "キャンセル料は2,200円です" in rehearsal.say("キャンセルしてください")
    assert desk.status() == "confirmed"
    assert len(called(rehearsal, "cancel_reservation")) == 1
    rehearsal.say("はい")
    assert desk.status() == "cancelled"


def test_a_no_leaves_the_booking_and_says_so() -> None:
    rehearsal, said = held(
        Desk(), "予約をキャンセルしたい", "4027311", "山田太郎です", "いいえ、やめておきます"
    )
    assert "ご予約はそのままにいたします" in said[-1]
    assert "失礼いたします" in rehearsal.say("大丈夫です")


@pytest.mark.parametrize(
    "words", ["Oh wait, I misread it, it's {}.", "That was the wrong number, it's {}.", "Wrong number. {}."]
)
def test_a_number_that_was_misread_is_taken_anew(words: str) -> None:
    desk = Desk(known={NUMBER: {**Desk().known[NUMBER], "name": "John Smith"}}, spoken=False)
    first = "I'd like to cancel R-402-7377, John Smith."
    rehearsal, _said = held(desk, first, words.format(NUMBER), language="en")
    assert called(rehearsal, "find_reservation")[-1]["number"] == NUMBER
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        *(
            ("ja", f"{lead}{act}{supposed}{asked}")
            for lead in ("", "もし前の日に", "予約する前に聞きたいんですけど、")
            for act in ("キャンセル",)
            for supposed in ("したら", "する場合", "した場合", "するとき")
            for asked in ("いくらかかりますか", "は料金がかかりますか")
        ),
        *(
            ("en", f"{asked} {supposed}{when}?")
            for asked in ("Is there any charge", "Do I pay anything", "What does it cost")
            for supposed in (
                "if I cancel",
                "when we cancel",
                "if I have to cancel",
                "in case I need to cancel",
            )
            for when in ("", " the day before")
        ),
    ],
)
def test_to_ask_what_cancelling_would_cost_cancels_nothing(language: str, words: str) -> None:
    """Before there is a booking: it was taken for the wish to cancel one, and its number asked for."""
    _, said = held(Desk(), words, language=language)
    assert not re.search("予約番号|reservation number", said[-1]), said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "飛行機が遅れて10時には行けなくなりました"),
        ("ja", "予約の件ですが、電車が止まって10時に着けないです"),
        ("en", "My booking on the 5th: the train stopped, so I can't make it at 10"),
    ],
)
def test_an_hour_that_cannot_be_kept_calls_nothing_off(language: str, words: str) -> None:
    desk = Desk()
    about = f"5日の予約なんですが、{words}" if language == "ja" else words
    _, said = held(desk, about, "402-7311", "5678", language=language)
    assert ("何時に変更" if language == "ja" else "To what time") in said[-1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "予約をキャンセルして、代わりに12月9日で取り直したいんです"),
        ("ja", "今の予約は取り消して12月9日に予約し直したいです"),
        ("en", "I'd like to cancel my booking and rebook it for December 9"),
    ],
)
def test_to_cancel_and_book_anew_is_to_move(language: str, words: str) -> None:
    desk = Desk()
    held(desk, words, "402-7311", "5678", "はい" if language == "ja" else "yes, please", language=language)
    assert desk.status() == "confirmed"
    assert desk.times() == ("12-09T10:00", "12-09T18:00")


@pytest.mark.parametrize(
    "words",
    [
        "Hi, got to call off a rental I'm afraid.", "I have to call my booking off",
        "Please scrap the reservation", "I need to get out of a rental", "We want to ditch our booking",
        "I'm pulling out of a reservation, sorry", "Can I back out of my reservation?",
        "Change of plan, could you take my rental off your books?",
    ],
)  # fmt: skip
def test_a_booking_that_is_called_off_is_to_be_cancelled(words: str) -> None:
    _, replies = held(Desk(), words, language="en")
    assert "reservation number" in replies[-1]


@pytest.mark.parametrize(
    "words", ["Can I drop the rental off in Shinjuku?", "I need to drop off a rental at noon"]
)
def test_a_car_that_is_dropped_off_is_not_called_off(words: str) -> None:
    _, replies = held(Desk(), words, language="en")
    assert "reservation number" not in replies[-1]


@pytest.mark.parametrize(
    "words", ["Hmm, that clashes. Bin it, please.", "Scrap that, then.", "Let's get rid of it."]
)
def test_a_booking_that_was_read_out_is_cancelled_in_any_words(words: str) -> None:
    desk = Desk()
    held(desk, "What have you got me down for? R-402-7311", "5678", words, "Yes, cancel it.", language="en")
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        "やっぱり乗ります",
        "いや、使います",
        "やっぱり行くことにします",
        "いえ、乗ることにします",
    ],
)
def test_who_takes_the_car_after_all_keeps_the_booking(words: str) -> None:
    desk = Desk()
    rehearsal, said = held(desk, "予約をキャンセルしたい", "4027311", "山田太郎です", words)
    assert "そのままに" in said[-1], said[-1]
    rehearsal.say("はい")
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "ちょっと待って、やっぱり日にちの変更ってできます？"),
        ("ja", "じゃあ日を変えることってできます？"),
        ("ja", "日をずらしてもらうことはできますか"),
        ("ja", "キャンセルじゃなくて変更にできますか"),
        ("ja", "日にち変えられますか？"),
        ("en", "Hang on, could I move it instead?"),
        ("en", "Is it possible to change the day?"),
    ],
)
def test_who_asks_to_move_it_instead_is_asked_how_and_a_yes_cancels_nothing(
    language: str, words: str
) -> None:
    """As found: the fee was read once more, and the next yes cancelled."""
    asked = {
        "ja": ("予約をキャンセルしたい", "4027311", "山田太郎です"),
        "en": ("cancel my reservation please", "402 7311", "it ends in 5678"),
    }
    desk = Desk(spoken=language == "ja")
    rehearsal, said = held(desk, *asked[language], words, language=language)
    assert {"ja": "どのように変更", "en": "like to change"}[language] in said[-1], said[-1]
    rehearsal.say({"ja": "はい", "en": "Yes."}[language])
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Actually, what if I just kept it? No, leave it, I'll keep it."),
        ("ja", "取り消さなかったらどうなります？いえ、そのままにしてください。"),
    ],
)
def test_a_no_after_a_question_leaves_the_booking(language: str, line: str) -> None:
    desk = Desk()
    opening = {"ja": "予約をキャンセルしたいんですが", "en": "I'd like to cancel my booking"}[language]
    rehearsal, _ = held(desk, opening, "4027311", "5678", language=language)
    rehearsal.say(line)
    rehearsal.say({"ja": "はい", "en": "Yes, please."}[language])
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "words",
    ["drop the van at eight", "drop the car on the 6th", "drop it by noon", "drop our car before ten"],
)
def test_who_drops_the_car_at_an_hour_cancels_nothing(words: str) -> None:
    desk = Desk()
    rehearsal, _ = held(desk, f"{NUMBER}. Our plans have changed, so we'd {words}.", "5678", language="en")
    assert not called(rehearsal, "cancel_reservation")
