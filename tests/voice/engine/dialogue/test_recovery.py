"""When things go wrong: nothing heard, words cut off, tools that fail, are slow or missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue import respond
from voice.engine.interfaces import Call, Prompt, Say

pytestmark = pytest.mark.unit

ALL_AT_ONCE = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"


def test_what_was_not_heard_is_asked_again_in_other_words_then_by_keyboard() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で12月5日の10時から18時までコンパクト")
    first, second, third = (rehearsal.say("") for _ in range(3))
    assert first.startswith("申し訳ございません、うまく聞き取れませんでした。")
    assert len({first, second, third}) == 3
    assert "キーボード" in third
    assert all("お名前" in said for said in (first, second, third))


def test_after_trouble_the_answer_is_taken_all_the_same() -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run)
    for line in ("", "東京駅前店で12月5日の10時から18時までコンパクト", "", "", "山田太郎", "", "はい"):
        rehearsal.say(line)
    assert len(fleet.bookings) == 1


def test_an_answer_to_a_question_that_was_cut_off_still_applies() -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run)
    rehearsal.say("東京駅前店で12月5日の10時から18時")
    rehearsal.interrupt(heard=4)
    rehearsal.say("コンパクトで")
    rehearsal.interrupt(heard=0)
    said = rehearsal.say("山田太郎")
    assert "山田太郎様" in said


def test_a_yes_to_a_read_back_nobody_heard_books_nothing() -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run)
    rehearsal.say(ALL_AT_ONCE)
    rehearsal.interrupt(heard=10)
    said = rehearsal.say("はい")
    assert fleet.bookings == []
    assert "山田太郎様" in said
    rehearsal.say("はい")
    assert len(fleet.bookings) == 1


def test_a_read_back_that_noises_broke_off_is_not_taken_for_heard() -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run)
    rehearsal.say(ALL_AT_ONCE)
    for _ in range(2):
        rehearsal.interrupt(heard=10)
        assert "山田太郎様" in rehearsal.say("")
    rehearsal.interrupt(heard=10)
    assert "山田太郎様" in rehearsal.say("はい")
    assert fleet.bookings == []


def test_what_a_noise_broke_off_is_said_again_whole() -> None:
    rehearsal = Rehearsal(Fleet().run)
    shops = rehearsal.say("東京で車を借りたいです").split("\n")[-1]
    assert "新宿店" in shops
    rehearsal.interrupt(heard=5)
    assert rehearsal.say("").endswith(shops)
    rehearsal.interrupt(heard=5)
    assert "新宿店" not in rehearsal.say("")


def test_what_was_heard_but_for_its_question_is_not_said_again() -> None:
    rehearsal = Rehearsal(Fleet().run)
    shops = rehearsal.say("東京で車を借りたいです").split("\n")[-1]
    rehearsal.interrupt(heard=len(shops) - 5)
    assert "新宿店" not in rehearsal.say("")


def test_the_number_is_told_again_when_it_was_talked_over() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say(ALL_AT_ONCE)
    rehearsal.say("はい")
    rehearsal.interrupt(heard=5)
    assert "R-402-7315" in rehearsal.say("ありがとうございます")


def test_words_spoken_while_a_tool_runs_are_kept_and_nothing_is_called_twice() -> None:
    rehearsal = Rehearsal(Fleet().run)
    call = {
        "type": "function_call",
        "name": "list_locations",
        "arguments": "{}",
        "call_id": "c",
        "status": "completed",
    }
    rehearsal.items += [
        _user("東京で借りたい"),
        _agent("少々お待ちください。"),
        call,
        _user("12月5日の10時から18時です"),
    ]
    parts = rehearsal.respond()
    assert [type(part) for part in parts] == [Say]
    rehearsal.items += [_agent(parts[0].text)] if isinstance(parts[0], Say) else []
    rehearsal.items.append({"type": "function_call_output", "call_id": "c", "output": _list_of(Fleet())})
    assert "東京駅前店" in rehearsal.answer()
    assert "12月5日土曜日" in rehearsal.say("新宿店で")


def test_asked_for_a_word_while_a_tool_runs_it_says_that_it_is_still_looking_and_then_answers() -> None:
    rehearsal = Rehearsal(Fleet().run)
    call = {"type": "function_call", "name": "list_locations", "arguments": "{}", "call_id": "c"}
    rehearsal.items += [
        _user("東京で借りたい"),
        _agent("少々お待ちください。"),
        {**call, "status": "completed"},
    ]
    (word,) = rehearsal.respond()
    assert isinstance(word, Say)
    assert "確認しております" in word.text
    rehearsal.items.append(_agent(word.text))
    rehearsal.items.append({"type": "function_call_output", "call_id": "c", "output": _list_of(Fleet())})
    assert "東京駅前店" in rehearsal.answer()


def test_a_tool_that_never_answers_does_not_hold_the_line() -> None:
    rehearsal = Rehearsal(Fleet().run)
    call = {
        "type": "function_call",
        "name": "list_locations",
        "arguments": "{}",
        "call_id": "c",
        "status": "completed",
    }
    rehearsal.items += [_user("東京で借りたい"), _agent("少々お待ちください。"), call]
    said = [rehearsal.say("もしもし") for _ in range(4)]
    assert "確認しております" in said[0]
    assert "確認しております" not in said[-1]


def test_a_call_that_was_never_answered_is_not_made_again() -> None:
    """Whatever the order and the spaces of its arguments on the wire."""
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say("東京駅前店で12月5日です")
    asked = {
        "endDate": "2026-12-05T18:00:00",
        "startDate": "2026-12-05T10:00:00",
        "locationId": "tokyo-ekimae",
    }
    call = {"type": "function_call", "name": "get_availability", "call_id": "c", "status": "completed"}
    rehearsal.items += [
        _user("10時から18時まで"),
        _agent("確認いたします。"),
        call | {"arguments": json.dumps(asked, indent=1)},
    ]
    for _ in range(4):
        rehearsal.say("もしもし")
    assert "get_availability" not in [made.name for made in rehearsal.calls]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ["東京駅前店で12月5日の10時から18時までコンパクト", *["ほにゃららぽよよん"] * 4]),
        ("ja", ["車を借りたい", *["そこはかとなく"] * 4]),
        (
            "ja",
            ["東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です", *["うーん、どうしよう"] * 4],
        ),
        (
            "ja",
            ["東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です", "いいえ", *["違います"] * 4],
        ),
        ("en", ["I'd like a car", *["colourless green ideas"] * 4]),
        ("en", ["A compact at Tokyo Station on December 5 from 10 to 6", *["it is 42 degrees"] * 4]),
        # What is heard is another choice each time, of which none is made.
        (
            "ja",
            [
                "東京駅前店でコンパクトを借りたい",
                *(f"12月{day}日か{day + 1}日です" for day in (20, 21, 22, 23, 24)),
            ],
        ),
        (
            "en",
            [
                "A compact at Tokyo Station",
                *(f"the {day}th or the {day + 1}th" for day in (10, 11, 12, 13, 14)),
            ],
        ),
        (
            "ja",
            [
                "東京駅前店で12月5日にコンパクトを",
                "10時から",
                *(f"{hour}時か{hour + 1}時" for hour in (14, 15, 16, 17, 18)),
            ],
        ),
    ],
)
def test_nobody_goes_round_in_circles(language: str, lines: list[str]) -> None:
    """A question is asked twice, in other words; then there is the keyboard, then the telephone."""
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, language)
    rehearsal.start()
    said = [rehearsal.say(line) for line in lines][-4:]
    typing, calling = ("キーボード", "ご連絡ください") if language == "ja" else ("type", "Please call")
    ways = [typing if typing in words else calling if calling in words else "" for words in said]
    assert [way for way in ways if way] == [typing, calling]
    assert len(set(said)) == 4
    assert fleet.bookings == []


def test_a_busy_tool_is_tried_once_more_if_the_caller_agrees() -> None:
    fleet = Fleet(fail={"create_reservation": ["busy"]})
    rehearsal = Rehearsal(fleet.run)
    rehearsal.say(ALL_AT_ONCE)
    assert "もう一度お試ししてよろしいでしょうか" in rehearsal.say("はい")
    assert fleet.bookings == []
    assert "R-402-7315" in rehearsal.say("はい")
    assert len(fleet.bookings) == 1


def test_a_tool_that_fails_twice_leads_to_the_telephone() -> None:
    fleet = Fleet(fail={"create_reservation": ["internal", "internal"]})
    rehearsal = Rehearsal(fleet.run)
    for line in (ALL_AT_ONCE, "はい"):
        rehearsal.say(line)
    assert "03-1234-0001" in rehearsal.say("はい")
    rehearsal.say("はい")
    rehearsal.say("お願いします")
    assert len(rehearsal.booked) == 2
    assert fleet.bookings == []


def test_a_refused_retry_leads_to_the_telephone() -> None:
    rehearsal = Rehearsal(Fleet(fail={"get_availability": ["busy"]}).run)
    rehearsal.say("東京駅前店で12月5日の10時から18時")
    assert "03-1234-0001" in rehearsal.say("いいえ")


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("unknown_location", "どちら"),
        ("in_the_past", "ご利用日"),
        ("too_far_ahead", "ご利用日"),
        ("ends_before_start", "お返し"),
        ("too_long", "お返し"),
        ("outside_opening_hours", "何時から"),
        ("ambiguous_time", "何時から"),
    ],
)
def test_a_refusal_asks_only_for_what_was_wrong(code: str, question: str) -> None:
    rehearsal = Rehearsal(Fleet(fail={"get_availability": [code]}).run)
    said = rehearsal.say("東京駅前店で12月5日の10時から18時までコンパクト")
    assert question in said.splitlines()[-1]
    assert len([call for call in rehearsal.calls if call.name == "get_availability"]) == 1


def test_only_the_end_that_lies_outside_opening_hours_is_asked_again() -> None:
    rehearsal = Rehearsal(Fleet().run)
    said = rehearsal.say("東京駅前店で12月5日の朝5時から18時までコンパクト")
    assert said.endswith("営業時間は8時から20時まででございます。何時からご利用でしょうか。")
    assert "10時から18時まで" in rehearsal.say("10時です")


def test_a_car_taken_meanwhile_is_not_claimed_as_booked() -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run)
    rehearsal.say(ALL_AT_ONCE)
    fleet.free.pop(("tokyo-ekimae", "コンパクト"))
    said = rehearsal.say("はい")
    assert "予約番号" not in said
    assert "新大阪駅前店" in said
    rehearsal.say("はい")
    rehearsal.say("はい")
    assert [booking["shop"] for booking in fleet.bookings] == ["osaka"]


def test_the_tools_own_words_are_spoken_in_the_callers_language() -> None:
    def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "get_availability":
            return {
                "success": False,
                "code": "too_far_ahead",
                "spoken": "ご予約は1年先までとなっております。",
            }
        return Fleet().run(name, arguments)

    assert "1年先まで" in Rehearsal(run).say("東京駅前店で12月5日の10時から18時")
    english = Rehearsal(run, "en").say("Tokyo Station on December 5 from 10 to 6")
    assert "too far ahead" in english


def test_without_tools_it_says_kindly_what_it_cannot_do() -> None:
    rehearsal = Rehearsal(Fleet().run, tools=())
    said = [rehearsal.start()]
    said += [
        rehearsal.say(line)
        for line in ("東京駅前店で", "12月5日の10時から18時", "コンパクト", "山田太郎", "はい")
    ]
    assert "ご予約の作成ができません" in said[-1]
    assert rehearsal.calls == []


def test_a_past_day_and_a_return_before_the_pickup_are_noticed() -> None:
    rehearsal = Rehearsal(Fleet().run)
    assert "過ぎた日付" in rehearsal.say("東京駅前店で昨日の10時から18時")
    assert "空車状況" in rehearsal.say("明日です")
    rehearsal = Rehearsal(Fleet().run)
    assert "より前" in rehearsal.say("東京駅前店で明日の18時から10時まで")


def test_a_second_response_without_new_words_asks_whether_the_caller_is_there() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    assert rehearsal.answer().startswith("もしもし")


def test_the_same_conversation_gets_the_same_answer() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.say(ALL_AT_ONCE)
    assert rehearsal.respond() == rehearsal.respond()


def test_no_tool_is_called_where_the_session_forbids_it() -> None:
    prompt = Prompt(
        "Today: 2026-11-23", [{"name": "list_locations"}], [_user("東京で借りたい")], tool_choice="none"
    )
    assert not [part for part in respond(prompt) if isinstance(part, Call)]


def _user(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def _agent(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_audio", "transcript": text}]}


def _list_of(fleet: Fleet) -> str:
    import json

    return json.dumps(fleet.list_locations())


def test_the_same_impossible_hours_again_and_again_lead_to_the_telephone() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    first = rehearsal.say("東京駅前店で12月5日の15時から12月5日の10時までコンパクト")
    said = [first, *(rehearsal.say("10時です") for _ in range(5))]
    assert len(set(said[:4])) > 2
    assert any("03-1234-0001" in words for words in said)
