"""Where the tool holds the car first: its summary is the read-back, and only a yes makes the reservation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.two_steps import TwoStepFleet

pytestmark = pytest.mark.unit

ALL_AT_ONCE = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"


def rehearse(fleet: TwoStepFleet, *lines: str, language: str = "ja") -> tuple[Rehearsal, list[str]]:
    rehearsal = Rehearsal(fleet.run, language, two_steps=True)
    return rehearsal, [rehearsal.start(), *(rehearsal.say(line) for line in lines)]


def test_the_caller_is_asked_once_with_the_tools_own_summary() -> None:
    fleet = TwoStepFleet()
    rehearsal, said = rehearse(fleet, ALL_AT_ONCE)
    assert "料金は8,800円です。こちらでよろしいでしょうか？" in said[-1]
    assert "ご予約してよろしいでしょうか" not in said[-1]
    assert fleet.bookings == []
    said.append(rehearsal.say("はい"))
    assert "R-402-7315" in said[-1]
    assert "よろしいでしょうか" not in said[-1]
    first, second = rehearsal.booked
    assert dict(second) == {**first, "confirmationToken": "000000a1"}
    assert len(fleet.bookings) == 1


def test_a_yes_that_the_server_did_not_see_is_asked_for_again() -> None:
    """Once, and not in a circle of calls: with just the same summary, and upon that a new yes."""
    fleet = TwoStepFleet(unheard=1)
    rehearsal, said = rehearse(fleet, ALL_AT_ONCE, "はい")
    assert "料金は8,800円です。こちらでよろしいでしょうか？" in said[-1]
    assert (len(rehearsal.booked), fleet.bookings) == (2, [])
    assert "R-402-7315" in rehearsal.say("はい")
    assert len(fleet.bookings) == 1


def test_in_english_the_summary_is_ours_where_the_tools_is_not() -> None:
    fleet = TwoStepFleet()
    lines = ("A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith", "yes")
    _, said = rehearse(fleet, *lines, language="en")
    assert "in the name of John Smith. Shall I book it?" in said[1]
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize("words", ["いいえ", "ちょっと待ってください", "こちらでいいですか?", ""])
def test_without_a_clear_yes_nothing_is_made(words: str) -> None:
    fleet = TwoStepFleet()
    rehearsal, _ = rehearse(fleet, ALL_AT_ONCE, words)
    assert len(rehearsal.booked) == 1
    assert fleet.bookings == []


def test_a_no_asks_what_to_change_and_the_change_is_held_anew() -> None:
    fleet = TwoStepFleet()
    rehearsal, said = rehearse(fleet, ALL_AT_ONCE, "いいえ", "ミニバンにしてください")
    assert "どちらを変更いたしましょうか" in said[2]
    assert "ミニバン、山田太郎様" in said[3]
    assert "confirmationToken" not in rehearsal.booked[-1]
    rehearsal.say("はい")
    assert [made["car"] for made in fleet.bookings] == ["ミニバン"]


def test_a_yes_to_a_summary_nobody_heard_makes_nothing() -> None:
    fleet = TwoStepFleet()
    rehearsal, _ = rehearse(fleet, ALL_AT_ONCE)
    rehearsal.interrupt(heard=10)
    assert "料金は8,800円です" in rehearsal.say("はい")
    assert fleet.bookings == []
    rehearsal.say("はい")
    assert len(fleet.bookings) == 1
    assert len(rehearsal.booked) == 2


def test_an_expired_hold_is_renewed_once_without_asking_again() -> None:
    fleet = TwoStepFleet(lapses=1)
    rehearsal, said = rehearse(fleet, ALL_AT_ONCE, "はい")
    assert "R-402-7315" in said[-1]
    assert "料金は" not in said[-1]
    assert len(rehearsal.booked) == 4
    assert len(fleet.bookings) == 1


def test_a_renewed_hold_at_another_price_is_asked_about() -> None:
    fleet = TwoStepFleet(lapses=1)
    rehearsal, _ = rehearse(fleet, ALL_AT_ONCE)
    fleet.price = "9,900円"
    assert "料金は9,900円です。こちらでよろしいでしょうか？" in rehearsal.say("はい")
    assert fleet.bookings == []
    assert "R-402-7315" in rehearsal.say("はい")


def test_a_hold_that_expires_twice_is_told_and_asked_about() -> None:
    fleet = TwoStepFleet(lapses=2)
    rehearsal, said = rehearse(fleet, ALL_AT_ONCE, "はい")
    assert "お取り置きの時間が過ぎてしまいました" in said[-1]
    assert said[-1].endswith("よろしいでしょうか？")
    assert fleet.bookings == []
    assert "R-402-7315" in rehearsal.say("はい")


def test_a_car_taken_before_it_was_held_leads_to_an_alternative() -> None:
    fleet = TwoStepFleet()
    rehearsal, _ = rehearse(fleet, "東京駅前店で12月5日の10時から18時までコンパクト")
    fleet.free.pop(("tokyo-ekimae", "コンパクト"))
    assert "新大阪駅前店" in rehearsal.say("山田太郎です")
    rehearsal.say("はい")
    rehearsal.say("はい")
    assert [made["shop"] for made in fleet.bookings] == ["osaka"]


def test_where_no_token_is_declared_all_stays_as_it_was() -> None:
    def refuse(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        assert name != "create_reservation", arguments
        return TwoStepFleet().run(name, arguments)

    assert "ご予約内容を確認いたします" in Rehearsal(refuse).say(ALL_AT_ONCE)
