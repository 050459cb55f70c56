"""A reservation that exists is found by voice; one just made needs no number."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal

pytestmark = pytest.mark.unit

BOOKING = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"


def test_a_reservation_is_found_by_number_and_name() -> None:
    rehearsal, said = held(
        Desk(), "予約を確認したいのですが", "アール、よんぜろに、ななさんいちいちです", "山田太郎です"
    )
    assert "ご予約番号をお聞かせください" in said[1]
    assert said[2].startswith(f"ご予約番号 {NUMBER} ですね。")
    assert "東京駅前店、12月5日10時から18時、コンパクトのご予約を承っております。" in said[3]
    assert called(rehearsal, "find_reservation") == [{"number": NUMBER, "customerName": "山田太郎"}]
    assert "失礼いたします" in rehearsal.say("いいえ、大丈夫です")


def test_the_end_of_the_telephone_number_proves_it_too() -> None:
    rehearsal, said = held(Desk(), "予約の確認をお願いします", "402の7311", "電話は090-1234-5678です")
    assert "承っております" in said[-1]
    assert called(rehearsal, "find_reservation") == [{"number": NUMBER, "phoneLastFour": "5678"}]


def test_everything_may_be_said_at_once() -> None:
    rehearsal, said = held(Desk(), "予約番号402-7311、山田太郎です。キャンセルしたいのですが")
    assert "キャンセル料は2,200円です" in said[1]
    assert [call.name for call in rehearsal.calls] == ["find_reservation", "cancel_reservation"]


def test_a_booking_just_made_needs_no_number_to_be_changed() -> None:
    desk = Desk()
    rehearsal, said = held(desk, BOOKING, "はい", "やっぱり11時からにしてください")
    assert said[-1].endswith("12月5日11時から18時、コンパクトに変更いたします。よろしいでしょうか？")
    assert "変更いたしました" in rehearsal.say("はい")
    assert desk.times("R-402-7315") == ("12-05T11:00", "12-05T18:00")
    assert called(rehearsal, "change_reservation")[0] == {
        "number": "R-402-7315",
        "startDate": "2026-12-05T11:00:00",
        "endDate": "2026-12-05T18:00:00",
    }
    assert len(desk.bookings) == 1
    rehearsal.say("やっぱり10時からに戻して変更してください")
    rehearsal.say("はい")
    assert desk.times("R-402-7315") == ("12-05T10:00", "12-05T18:00")


def test_a_booking_just_made_needs_no_number_to_be_cancelled() -> None:
    desk = Desk(fee=0)
    rehearsal, said = held(desk, BOOKING, "はい", "キャンセルしてください")
    assert "キャンセル料は0円です" in said[-1]
    assert desk.status("R-402-7315") == "confirmed"
    assert "取り消しました" in rehearsal.say("はい")
    assert desk.status("R-402-7315") == "cancelled"
    assert "R-402-7315" not in rehearsal.say("ありがとうございます")
    assert desk.status() == "confirmed"


def test_an_english_booking_just_made_is_changed_then_cancelled() -> None:
    desk = Desk(spoken=False)
    lines = (
        "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
        "yes",
        "actually make it 11",
    )
    rehearsal, said = held(desk, *lines, language="en")
    assert "from 11 AM to 6 PM" in said[-1]
    rehearsal.say("yes please")
    assert desk.times("R-402-7315") == ("12-05T11:00", "12-05T18:00")
    assert "cancellation fee" in rehearsal.say("I want to cancel it")
    rehearsal.say("yes")
    assert desk.status("R-402-7315") == "cancelled"


def test_a_reservation_that_was_found_needs_no_number_again() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約を確認したい", "4027311", "山田太郎です", "キャンセルしてください", "はい")
    assert desk.status() == "cancelled"
    assert len(called(rehearsal, "find_reservation")) == 1


def test_without_the_tools_the_shop_is_to_be_called_as_before() -> None:
    rehearsal = Rehearsal(Desk().run, tools=TOOLS)
    rehearsal.start()
    assert "ご予約の確認や変更は、こちらでは承れません" in rehearsal.say("予約を確認したいのですが")
    assert not [call for call in rehearsal.calls if "reservation" in call.name]


def test_a_cancel_in_the_middle_of_booking_drops_the_booking_only() -> None:
    rehearsal, said = held(Desk(), BOOKING, "キャンセルします")
    assert "ご予約はお取りせずにおきます" in said[-1]
    assert called(rehearsal, "cancel_reservation") == []


def test_a_new_booking_can_be_made_after_a_cancellation() -> None:
    desk = Desk()
    held(desk, "予約をキャンセルしたい", "4027311", "5678", "はい", "新しく予約したいです", BOOKING, "はい")
    assert len(desk.bookings) == 1


def test_a_booking_that_was_begun_waits_meanwhile() -> None:
    desk = Desk()
    lines = (
        "東京駅前店で12月7日の10時から18時",
        "昨日した予約をキャンセルしたい、予約番号は4027311",
        "5678",
        "はい",
    )
    rehearsal, _ = held(desk, *lines)
    assert desk.status() == "cancelled"
    rehearsal.say("コンパクトで予約をお願いします")
    rehearsal.say("山田太郎です")
    rehearsal.say("はい")
    assert [made["start"] for made in desk.bookings] == ["2026-12-07T10:00:00"]


@pytest.mark.parametrize(
    "words", ["キャンセルじゃなくて確認だけしたいんですが", "取り消しではなくて、時間を確認したいんです"]
)
def test_an_act_that_is_denied_is_not_begun(words: str) -> None:
    rehearsal, said = held(Desk(), f"402-7311の山田太郎です。{words}")
    assert not called(rehearsal, "cancel_reservation")
    assert "10時" in said[-1]
