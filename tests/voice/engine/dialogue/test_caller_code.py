"""Where name and number are not enough: a code was sent to the customer, and the caller is asked for it."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held, row

pytestmark = pytest.mark.unit

CANCEL = ("予約をキャンセルしたいんですが", "4027311です", "山田太郎です")
CANCEL_EN = ("I'd like to cancel my booking", "It's four oh two, seven three double one", "John Smith")


def secured(code: str = "350817", **other: object) -> Desk:
    return Desk(code=code, **other)  # type: ignore[arg-type]


def secured_english() -> Desk:
    return secured(known={NUMBER: row(name="John Smith")}, spoken=False)


def test_the_code_is_asked_for_before_the_fee_is_told() -> None:
    desk = secured()
    rehearsal, said = held(desk, *CANCEL)
    assert said[-1].endswith(
        "末尾5678のお電話に6桁の番号をお送りしました。お送りした6桁の番号をお聞かせください。"
    )
    assert "キャンセル料は2,200円" in rehearsal.say("350817です")
    assert desk.status() == "confirmed"
    assert "取り消しました" in rehearsal.say("はい、お願いします")
    assert desk.status() == "cancelled"
    assert [call.get("identityCode") for call in called(rehearsal, "cancel_reservation")] == [
        None,
        "350817",
        "350817",
    ]


def test_the_code_is_asked_for_in_english() -> None:
    desk = secured_english()
    rehearsal, said = held(desk, *CANCEL_EN, language="en")
    assert said[-1].endswith(
        "I have sent a code to the phone or e-mail on the booking. Could you read me the six digits, please?"
    )
    assert "fee is 2,200 yen" in rehearsal.say("three five zero, eight one seven")
    assert "Your booking is cancelled." in rehearsal.say("Yes, please cancel it")
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        "350817",
        "350-817です",
        "はい、さんごぜろ、はちいちななです",
        "確認番号は、さんごぜろはちいちななです",
        "三五〇の八一七です",
        "えっと、350、817ですね",
        "350818、あ、いえ、350817です",
    ],
)
def test_a_code_is_understood_however_it_is_said(words: str) -> None:
    rehearsal, said = held(secured(), *CANCEL, words)
    assert "キャンセル料は2,200円" in said[-1]
    assert called(rehearsal, "cancel_reservation")[-1]["identityCode"] == "350817"


@pytest.mark.parametrize(
    "words",
    [
        "It's 350817.",
        "thirty-five, oh eight, seventeen",
        "three five oh eight one seven",
        "the code is 350 817",
        "350 8 1 7, I think",
    ],
)
def test_a_code_is_understood_in_english(words: str) -> None:
    rehearsal, said = held(secured_english(), *CANCEL_EN, words, language="en")
    assert "fee is 2,200 yen" in said[-1]
    assert called(rehearsal, "cancel_reservation")[-1]["identityCode"] == "350817"


def test_a_code_is_said_in_two_breaths() -> None:
    _, said = held(secured(), *CANCEL, "350", "817です")
    assert said[-2].endswith("続きの番号をお願いいたします。")
    assert "キャンセル料は2,200円" in said[-1]


def test_the_rest_of_a_code_is_asked_for_after_it_was_waited_for() -> None:
    _, said = held(secured(), *CANCEL, "まだ届きません", "350")
    assert said[-1].endswith("続きの番号をお願いいたします。")


def test_a_wrong_code_is_asked_for_twice_and_then_the_shop_helps() -> None:
    desk = secured()
    rehearsal, said = held(desk, *CANCEL, "111111", "222222")
    for again in said[-2:]:
        assert again.endswith("番号が違うようです。お送りした6桁の番号をお聞かせください。")
    last = rehearsal.say("333333")
    assert "03-" in last
    assert last.endswith("ほかにご用件はございますか。")
    assert "もう一度" not in last
    assert desk.status() == "confirmed"
    codes = [call.get("identityCode") for call in called(rehearsal, "cancel_reservation")]
    assert codes == [None, "111111", "222222", "333333"]


def test_the_right_code_after_a_wrong_one_goes_on() -> None:
    _, said = held(secured(), *CANCEL, "111111", "350817")
    assert "キャンセル料は2,200円" in said[-1]


def test_a_wrong_code_said_again_is_one_more_try() -> None:
    desk = secured()
    _, said = held(desk, *CANCEL, "111111", "111111")
    assert said[-1].endswith("お送りした6桁の番号をお聞かせください。")


def test_a_code_that_has_not_come_yet_is_waited_for_once() -> None:
    desk = secured()
    rehearsal, said = held(desk, *CANCEL, "まだ届かないんですが")
    assert "届くまで少しかかる" in said[-1]
    assert "03-" in rehearsal.say("やっぱり届きません")
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "words",
    ["その電話はもう使っていないんです", "機種変更して見られません", "わかりません", "いいえ"],
)
def test_who_cannot_read_it_is_given_the_telephone(words: str) -> None:
    desk = secured()
    _, said = held(desk, *CANCEL, words)
    assert "03-" in said[-1]
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "words", ["I no longer have that phone", "I can't read it, sorry", "No", "I don't have it with me"]
)
def test_who_cannot_read_it_is_given_the_telephone_in_english(words: str) -> None:
    _, said = held(secured_english(), *CANCEL_EN, words, language="en")
    assert said[-1] == "Please call 03-1234-0001. Is there anything else?"


@pytest.mark.parametrize("words", ["It hasn't arrived yet", "I didn't get anything", "nothing came"])
def test_a_code_that_has_not_come_is_waited_for_in_english(words: str) -> None:
    _, said = held(secured_english(), *CANCEL_EN, words, language="en")
    assert "It may take a moment to arrive." in said[-1]


def test_who_lets_it_be_keeps_the_booking() -> None:
    desk = secured()
    _, said = held(desk, *CANCEL, "やっぱりやめておきます")
    assert "ご予約はそのままにいたします" in said[-1]
    assert desk.status() == "confirmed"


def test_a_change_waits_for_the_code_and_is_not_forgotten() -> None:
    desk = secured()
    rehearsal, said = held(desk, "予約を変更したい", "4027311", "山田太郎です", "11時からにしてください")
    assert said[-1].endswith("6桁の番号をお聞かせください。")
    assert "11時から18時" in rehearsal.say("350817")
    rehearsal.say("はい")
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


def test_a_code_that_was_told_once_is_good_for_the_next_step_too() -> None:
    desk = secured()
    rehearsal, _ = held(
        desk, "予約を変更したい", "4027311", "山田太郎です", "11時からにしてください", "350817", "はい"
    )
    assert "キャンセル料" in rehearsal.say("やっぱりその予約をキャンセルしてください")
    rehearsal.say("はい")
    assert desk.status() == "cancelled"


def test_a_code_that_ran_out_before_the_yes_is_replaced_by_another() -> None:
    desk = secured()
    rehearsal, _ = held(desk, *CANCEL, "350817")
    desk.code = "999000"
    assert rehearsal.say("はい").endswith("6桁の番号をお聞かせください。")
    assert "キャンセル料" in rehearsal.say("999000")
    rehearsal.say("はい")
    assert desk.status() == "cancelled"


def test_a_tool_that_wants_a_code_for_ever_is_left() -> None:
    class Stubborn(Desk):
        def _allowed(self, given: dict[str, object]) -> dict[str, object]:
            return super()._allowed({**given, "identityCode": ""})

    rehearsal, said = held(Stubborn(code="350817"), *CANCEL, "350817", "350817", "350817")
    assert said[-1].endswith("ほかにご用件はございますか。")
    assert len(called(rehearsal, "cancel_reservation")) == 4


def test_looking_up_asks_for_no_code() -> None:
    _, said = held(secured(), "予約を確認したい", "4027311", "山田太郎です")
    assert "のご予約を承っております" in said[-1]
