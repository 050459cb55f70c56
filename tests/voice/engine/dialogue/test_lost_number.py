"""Who has lost a reservation's number is asked for the name, the telephone and the day instead."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import BY_CUSTOMER, DESK_TOOLS, Desk, called, row
from tests.voice.engine.dialogue.dialogue import Rehearsal

FACTS = {"customerName": "山田太郎", "customerPhone": "09012345678", "pickupDay": "2026-12-05"}
ENGLISH = {**FACTS, "customerName": "John Smith"}
LOST = {
    "ja": [
        "予約をキャンセルしたいんですが、番号がわかりません",
        "予約番号を忘れちゃったんですけど、キャンセルできますか",
        "予約のキャンセルをお願いします。控えをなくしてしまって",
        "予約メール消しちゃって番号がわかんないんです。キャンセルしたいんですけど",
        "予約を取り消したいんやけど、番号どっかいってもうて、わからへんわ",
    ],
    "en": [
        "I want to cancel my reservation but I can't find the confirmation number.",
        "I've lost my booking number and I need to cancel",
        "cancel my booking please i don't have the number",
        "I'd like to cancel my booking. I deleted the email with the number.",
    ],
}
TOLD = {
    "ja": ["山田太郎です、090-1234-5678です", "12月5日です"],
    "en": ["John Smith, 090-1234-5678", "December 5."],
}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}


def hold(
    language: str, *lines: str, tools: tuple[str, ...] = (*DESK_TOOLS, BY_CUSTOMER)
) -> tuple[Rehearsal, Desk]:
    desk = Desk(known={"R-402-7311": row(name=FACTS["customerName"] if language == "ja" else "John Smith")})
    rehearsal = Rehearsal(desk.run, language, tools=tools)
    rehearsal.start()
    for line in lines:
        rehearsal.say(line)
    return rehearsal, desk


@pytest.mark.parametrize(
    ("language", "words"), [(each, words) for each, said in LOST.items() for words in said]
)
def test_three_facts_stand_in_place_of_the_number(language: str, words: str) -> None:
    rehearsal, desk = hold(language, words, *TOLD[language], YES[language])
    assert called(rehearsal, BY_CUSTOMER) == [FACTS if language == "ja" else ENGLISH]
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    "lines",
    [
        ["予約をキャンセルしたいです", "番号がわからないんです", "山田太郎、090-1234-5678", "12月5日"],
        [
            "12月5日の予約をキャンセルしたいんですが、番号をなくしてしまって",
            "山田太郎、電話は090-1234-5678です",
        ],
        ["12月5日に予約した山田太郎です。電話は090-1234-5678。番号がわからないんですがキャンセルしたいです"],
        [
            "予約の取り消しで、番号がわかりません",
            "090-1234-5678です",
            "山田太郎と申します",
            "来週の土曜です、12月5日",
        ],
    ],
)
def test_the_facts_may_come_in_any_order(lines: list[str]) -> None:
    rehearsal, desk = hold("ja", *lines, YES["ja"])
    assert called(rehearsal, BY_CUSTOMER) == [FACTS]
    assert desk.status() == "cancelled"


def test_a_wrong_fact_is_asked_for_anew_and_a_second_one_ends_it() -> None:
    wrong = ["山田太郎、090-1234-5678", "12月6日です"]
    rehearsal, desk = hold("ja", LOST["ja"][0], *wrong, "あ、5日でした", YES["ja"])
    assert [each["pickupDay"] for each in called(rehearsal, BY_CUSTOMER)] == ["2026-12-06", "2026-12-05"]
    assert desk.status() == "cancelled"
    rehearsal, desk = hold("ja", LOST["ja"][0], *wrong, "7日です", "8日です", "9日です")
    assert len(called(rehearsal, BY_CUSTOMER)) == 2
    assert desk.status() == "confirmed"


def test_who_does_not_know_the_facts_is_sent_to_the_shop() -> None:
    rehearsal, desk = hold("ja", LOST["ja"][0])
    assert "ご連絡ください" in rehearsal.say("電話番号はわからないです")
    assert not called(rehearsal, BY_CUSTOMER)
    assert desk.status() == "confirmed"


def test_a_session_without_the_tool_sends_him_there_at_once() -> None:
    rehearsal, _desk = hold("ja", tools=DESK_TOOLS)
    assert "店舗でお調べいたします" in rehearsal.say(LOST["ja"][0])


def test_a_change_is_made_of_the_one_that_was_found() -> None:
    line = "12月5日の予約を11時からにしたいんですけど、番号が手元になくて"
    rehearsal, desk = hold("ja", line, "山田太郎、090-1234-5678", YES["ja"])
    assert called(rehearsal, BY_CUSTOMER) == [FACTS]
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "番号がわからないんですけど、予約の変更で、2日後ろに変更したいんですけど"),
        ("ja", "予約番号が手元になくて、予約の確認をお願いしたいんです"),
        ("en", "I don't know my booking number and I'd like to check my reservation"),
    ],
)
def test_who_has_forgotten_the_number_is_not_told_of_a_telephone(language: str, line: str) -> None:
    rehearsal, _ = hold(language, line)
    said = rehearsal.items[-1]["content"][0]["transcript"]
    assert "03-" not in said
    assert {"ja": "番号がなくてもお調べできます", "en": "without the number"}[language] in said


@pytest.mark.parametrize(
    "line",
    [
        "5日から借りてるんですけど、一日延ばして6日までにしたいんです",
        "5日の予約なのですが、一日延ばして6日までにしたいのです",
        "返却を一日延ばして6日までにしたいんですけど",
    ],
)
def test_a_change_said_before_the_number_is_missed_is_kept(line: str) -> None:
    told = ["番号を忘れました", "山田太郎です。090-1234-5678です"]
    day = [] if "5日" in line else ["12月5日です"]
    rehearsal, desk = hold("ja", line, *told, *day, YES["ja"])
    assert called(rehearsal, BY_CUSTOMER) == [FACTS]
    assert desk.times() == ("12-05T10:00", "12-06T18:00")


@pytest.mark.parametrize(
    "words", ["控えてないです", "メモしてなくて", "書いてないんですよ", "メール見てないので"]
)
def test_a_number_that_was_never_written_down_is_lost(words: str) -> None:
    desk = Desk()
    rehearsal = Rehearsal(desk.run, tools=(*DESK_TOOLS, BY_CUSTOMER))
    rehearsal.start()
    rehearsal.say("予約の確認をしたいんですが")
    assert "番号がなくてもお調べできます" in rehearsal.say(words)
