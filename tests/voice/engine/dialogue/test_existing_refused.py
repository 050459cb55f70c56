"""A desk tool refuses, is slow, or was not understood: told in its words, with what is possible instead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue.desk import NUMBER, Desk, held
from tests.voice.engine.dialogue.dialogue import Rehearsal
from voice.engine.dialogue.nlu.consent import Question, judge
from voice.engine.interfaces import Call

pytestmark = pytest.mark.unit

FOUND = ("予約の変更をしたい", "4027311", "5678")


def count(rehearsal: Rehearsal, name: str) -> int:
    return len([call for call in rehearsal.calls if call.name == name])


def test_a_wrong_number_is_asked_for_once_more() -> None:
    rehearsal, said = held(Desk(), "予約を確認したい", "4027320", "山田太郎です")
    assert "そのご予約が見つかりませんでした。ご予約番号か、お名前、またはお電話番号の下4桁を" in said[-1]
    assert "承っております" in rehearsal.say("402の7311です")
    assert count(rehearsal, "find_reservation") == 2


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("4027320", "あ、ごめんなさい、最後11でした"),
        ("4027320", "すみません、末尾が11です"),
        ("4027131", "7311でした"),
        ("4027371", "すみません、7311"),
        ("4027320", "あ、すみません、402の7311です"),
    ],
)
def test_the_end_of_a_number_that_was_not_found_is_put_right(wrong: str, right: str) -> None:
    rehearsal, _ = held(Desk(), "予約を確認したい", wrong, "山田太郎です")
    assert "承っております" in rehearsal.say(right)


def test_four_digits_unlike_the_number_are_a_telephones_after_a_wrong_name() -> None:
    rehearsal, _ = held(Desk(), "予約を確認したい", "4027311", "鈴木一郎です")
    assert "承っております" in rehearsal.say("5678です")


def test_a_wrong_name_is_asked_for_once_more_and_the_same_is_not_looked_up_again() -> None:
    rehearsal, _ = held(Desk(), "予約を確認したい", "4027311", "鈴木一郎です")
    said = rehearsal.say("4027311です")
    assert said.endswith("ご予約のお名前、またはお電話番号の下4桁をお願いいたします。")
    assert count(rehearsal, "find_reservation") == 1
    assert "承っております" in rehearsal.say("5678")


def test_after_a_refusal_another_fact_goes_with_the_same_number() -> None:
    for fact in ("下4桁は5678です", "5678", "山田太郎です"):
        rehearsal, _ = held(Desk(), "予約を確認したい", "4027311", "鈴木一郎です")
        assert "承っております" in rehearsal.say(fact)
        assert count(rehearsal, "find_reservation") == 2


def test_a_number_that_was_misheard_is_corrected_and_repeated() -> None:
    rehearsal, said = held(Desk(), "予約を確認したい", "4027320", "違います、7311です")
    assert "R-402-7320" in said[2]
    assert said[3].startswith("ご予約番号 R-402-7311 ですね。")
    assert "R-402-7320" in rehearsal.say("いえ、402の7320です")


def test_too_many_attempts_lead_to_the_shop_and_nothing_is_told() -> None:
    rehearsal, said = held(Desk(wrong=3), "予約をキャンセルしたい", "4027311", "山田太郎です")
    assert "店舗までお電話ください" in said[-1]
    assert said[-1].endswith("ほかにご用件はございますか。")
    assert "コンパクト" not in said[-1]
    assert count(rehearsal, "cancel_reservation") == 0


def test_too_many_attempts_in_english() -> None:
    _, said = held(Desk(wrong=3), "cancel my booking", "402 7311", "it ends in 5678", language="en")
    assert "I couldn't confirm that booking several times" in said[-1]


def test_closed_hours_are_told_and_another_time_is_taken() -> None:
    desk = Desk()
    rehearsal, said = held(desk, *FOUND, "朝5時からにしてください")
    assert said[-1].endswith("営業時間は8時から20時までです。何時になさいますか？")
    assert "9時から18時、コンパクトに変更" in rehearsal.say("9時から")
    rehearsal.say("はい")
    assert desk.known[NUMBER]["start"] == "2026-12-05T09:00:00"


def test_closed_hours_in_english_are_told_in_english() -> None:
    lines = ("I want to change my booking", "402 7311", "it ends in 5678", "pick it up at 5 in the morning")
    _, said = held(Desk(spoken=False), *lines, language="en")
    assert said[-1] == "\n".join([said[-1].split("\n")[0], said[-1].split("\n")[-1]])
    assert "How would you like to change it?" in said[-1]


def test_what_is_free_instead_is_offered_at_the_same_shop() -> None:
    desk = Desk()
    rehearsal, said = held(desk, *FOUND, "セダンに変更してください")
    assert "東京駅前店、12月6日日曜日の10時から18時まででしたら、セダン" in said[-1]
    assert "新大阪" not in said[-1]
    assert "12月6日10時から18時、セダンに変更いたします" in rehearsal.say("はい")
    assert desk.known[NUMBER]["car"] == "コンパクト"
    rehearsal.say("はい")
    assert desk.known[NUMBER]["car"] == "セダン"
    assert desk.known[NUMBER]["start"] == "2026-12-06T10:00:00"


def test_a_refused_alternative_leaves_all_as_it_was() -> None:
    desk = Desk()
    rehearsal, said = held(desk, *FOUND, "セダンに変更してください", "いいえ")
    assert "どのように変更なさいますか" in said[-1]
    assert "そのままにいたします" in rehearsal.say("結構です")
    assert desk.known[NUMBER]["car"] == "コンパクト"


def test_a_booking_already_cancelled_cannot_be_cancelled() -> None:
    desk = Desk()
    desk.known[NUMBER]["status"] = "cancelled"
    rehearsal, said = held(desk, "予約をキャンセルしたい", "4027311", "5678")
    assert "もう変更や取り消しができません" in said[-1]
    assert count(rehearsal, "cancel_reservation") == 1


def test_a_stale_token_is_quoted_and_asked_about_anew() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "5678")
    desk.tokens.clear()
    assert "取り消してよろしいでしょうか" in rehearsal.say("はい")
    assert desk.known[NUMBER]["status"] == "confirmed"
    assert "取り消しました" in rehearsal.say("はい")


def test_a_busy_tool_is_tried_once_more_if_the_caller_agrees() -> None:
    desk = Desk(fail={"find_reservation": ["busy"], "cancel_reservation": ["busy"]})
    rehearsal, said = held(desk, "予約をキャンセルしたい", "4027311", "5678")
    assert "もう一度お試ししてよろしいでしょうか" in said[-1]
    assert "もう一度お試ししてよろしいでしょうか" in rehearsal.say("はい")
    assert "キャンセル料は2,200円" in rehearsal.say("はい")
    assert desk.known[NUMBER]["status"] == "confirmed"


def test_a_tool_that_keeps_failing_leads_to_the_telephone() -> None:
    desk = Desk(fail={"find_reservation": ["internal", "internal"]})
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "5678")
    assert "店舗まで直接ご連絡ください" in rehearsal.say("はい")
    assert count(rehearsal, "find_reservation") == 2


@pytest.mark.parametrize("words", ["番号がわからないのですが", "忘れました", "手元にないです"])
def test_who_has_no_number_is_sent_to_the_shop(words: str) -> None:
    rehearsal, said = held(Desk(), "予約を変更したい", words)
    assert "ご予約番号がわからない場合は" in said[-1]
    assert "03-1234-0001" in said[-1]
    assert [call.name for call in rehearsal.calls] == ["list_locations"]


def test_what_was_not_heard_is_asked_again_in_other_words() -> None:
    rehearsal, said = held(Desk(), "予約を確認したい", "", "", "")
    assert len(set(said[1:])) == 4
    assert "キーボード" in said[-1]
    assert "下4桁" in rehearsal.say("402の7311")


def test_a_fee_that_a_noise_broke_off_is_told_again() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約をキャンセルしたい", "4027311", "5678")
    rehearsal.interrupt(heard=3)
    assert "キャンセル料は2,200円です" in rehearsal.say("")
    rehearsal.interrupt(heard=3)
    assert "キャンセル料は2,200円です" in rehearsal.say("キャンセルしてください")
    assert desk.known[NUMBER]["status"] == "confirmed"


def test_what_came_of_it_is_told_again_when_it_was_talked_over() -> None:
    rehearsal, _ = held(Desk(), "予約をキャンセルしたい", "4027311", "5678", "はい")
    rehearsal.interrupt(heard=4)
    assert "取り消しました" in rehearsal.say("もしもし")
    assert "取り消しました" not in rehearsal.say("ありがとうございます")


def test_the_same_request_while_the_tool_runs_is_called_once() -> None:
    rehearsal, _ = held(Desk(), "予約をキャンセルしたい", "4027311")
    rehearsal.items.append(_user("5678"))
    spoken, call = rehearsal.respond()
    assert isinstance(call, Call)
    rehearsal.items += [
        spoken_item(getattr(spoken, "text", "")),
        {
            "type": "function_call",
            "name": call.name,
            "call_id": "x",
            "status": "completed",
            "arguments": "{}",
        },
    ]
    assert "確認しております" in rehearsal.say("予約をキャンセルしたい")
    assert count(rehearsal, "find_reservation") == 0


PHRASES = st.sampled_from(
    """予約をキャンセルしたい|予約を変更したい|予約を確認したい|4027311|山田太郎です|5678|11時からに|日曜日に|いいえ
キャンセルしてください|やっぱりやめます|ちょっと待って|いくらですか|営業時間は?||新しく予約したい|1時間遅く
わかりません|もう一度|cancel my booking|no|店を変えたい
東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です""".replace("\n", "|").split("|")
)


@settings(max_examples=size(20, whole=150), deadline=None)
@given(st.lists(st.one_of(PHRASES, st.text(max_size=20)), min_size=1, max_size=10), st.integers(0, 10))
def test_whatever_callers_say_nothing_is_undone_without_a_yes(lines: list[str], cut_at: int) -> None:
    desk = Desk()
    rehearsal, _ = held(desk)
    before = {number: dict(kept) for number, kept in desk.known.items()}
    for index, line in enumerate(line for line in lines if "はい" not in line):
        assert rehearsal.say(line)
        if index == cut_at:
            rehearsal.interrupt(heard=5)
    questions = [Question("cancel", "cancel"), Question("change", "change")]
    agreed = [
        line for line in lines if any(judge(line, question) in ("yes", "again") for question in questions)
    ]
    assert agreed or {number: desk.known[number] for number in before} == before


def _user(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def spoken_item(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_audio", "transcript": text}]}
