"""Wishes of who has a booking that are told beside something else, or in other words than usual."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import Desk, called, held
from voice.engine.dialogue.nlu.new_phone import find_new_phone

pytestmark = pytest.mark.unit

NUMBER, FACT = "R-402-7311", "5678"
YES = {"ja": "はい", "en": "Yes, please."}


def call(language: str, line: str) -> tuple[Desk, str]:
    desk = Desk()
    _, said = held(desk, line, FACT, YES[language], language=language)
    return desk, said[-2]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "R-402-7311の件、やっぱいいです、行かないことになったんで"),
        ("ja", "R-402-7311、夫が熱を出したので全部なしでお願いします"),
        ("ja", "R-402-7311です。大変申し訳ございませんが今回は見送らせていただきたく"),
        ("ja", "R-402-7311、母が入院しまして、その、5日はもう行けそうにないんです"),
        ("en", "I've been transferred abroad, so I'm afraid R-402-7311 will have to be called off"),
        ("en", "I've got a booking, R-402-7311, and something's come up, can I get out of it?"),
        ("en", "R-402-7311, and I'm in hospital with a broken leg so I can't make it on the 5th, obviously"),
    ],
)
def test_who_cannot_come_at_all_is_asked_whether_to_cancel(language: str, line: str) -> None:
    desk, asked = call(language, line)
    assert asked.endswith(("取り消してよろしいでしょうか？", "Shall I cancel the booking?")), asked
    assert desk.status() == "cancelled"


ASKED = {
    "ja": ("冬タイヤって付きますか？", "チャイルドシート、もう頼んでありましたっけ？"),
    "en": ("Do you do winter tyres? ", "Did I ask for a child seat already? "),
}
TAKEN = {
    "ja": ("まだなら1つお願いします", "付くなら付けといてください", "あれば付けてほしいです"),
    "en": ("If not, one please", "If so add them", "Please add one"),
}
WISHED = [(language, *pair) for language in ASKED for pair in product(ASKED[language], TAKEN[language])]


@pytest.mark.parametrize(("language", "asked", "taken"), WISHED)
def test_an_extra_that_is_asked_about_and_then_wished_for_is_added(
    language: str, asked: str, taken: str
) -> None:
    desk, _ = call(language, f"{NUMBER}. {asked}{taken}")
    assert len(desk.known[NUMBER]["extras"]) == 1


@pytest.mark.parametrize(("language", "asked"), [(one, each) for one in ASKED for each in ASKED[one]])
def test_an_extra_that_is_only_asked_about_is_not_added(language: str, asked: str) -> None:
    desk, _ = call(language, f"{NUMBER}. {asked}")
    assert desk.known[NUMBER]["extras"] == []


def test_an_etc_card_is_lent_upon_a_polite_request() -> None:
    desk, _ = call("ja", f"{NUMBER}で予約しております山田太郎ですが、ETCカードも貸していただけますでしょうか")
    assert desk.known[NUMBER]["extras"] == ["ETCカード"]


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        (
            "ja",
            "R-402-7311です。店の営業は20時まででしたよね、返すの19時ぎりぎりにしたいんですけど",
            ("10:00", "19:00"),
        ),
        (
            "en",
            "Number's R four oh two, seven three double one. Can I bring it back at five",
            ("10:00", "17:00"),
        ),
        ("en", "402 7311, my meeting ends at three so let's say four till seven", ("16:00", "19:00")),
    ],
)
def test_a_number_told_in_any_way_is_of_a_booking(language: str, line: str, times: tuple[str, str]) -> None:
    desk, asked = call(language, line)
    assert desk.times() == tuple(f"12-05T{time}" for time in times), asked


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("電話番号が変わったので新しいのは080-1111-2222です", "08011112222"),
        ("登録の電話番号変えたいです。新しい番号が080-1111-2222、前のは090-1234-9876です", "08011112222"),
        ("I've a new mobile, it's 080 1111 2222 now", "08011112222"),
        ("My number's changed, it's 080 1111 2222", "08011112222"),
        ("could you update the phone number from 090 1234 9876 to 080 1111 2222", "08011112222"),
        ("電話番号は080-1111-2222です", ""),
        ("my phone number is 080 1111 2222", ""),
        ("予約番号が変わったみたいで、電話は080-1111-2222です", ""),
    ],
)
def test_the_new_number_is_known_from_others(words: str, phone: str) -> None:
    assert find_new_phone(words)[0] == phone


def test_a_new_telephone_number_is_no_proof_and_becomes_that_of_the_booking() -> None:
    desk = Desk()
    rehearsal, said = held(desk, f"{NUMBER}です電話番号が変わったので新しいのは080-1111-2222です")
    assert "下4桁" in said[-1]
    assert [dict(call.arguments) for call in rehearsal.calls if call.name == "find_reservation"] == []
    assert called(rehearsal, "change_reservation") == []
