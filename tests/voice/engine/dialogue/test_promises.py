"""Whatever callers say: an answer comes, and nothing is booked that was not read back and agreed to."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue.nlu.consent import Question, judge

pytestmark = pytest.mark.unit

PHRASES = st.sampled_from(
    """東京で|東京駅前店|新宿店で|来週の土曜日|12月5日の10時から18時|10時から|18時|コンパクト
ミニバンで|どれでもいい|山田太郎です|はい|いいえ|お願いします|やっぱり日曜日で|違います|待って
キャンセル|もう一件予約したい|ありがとう|料金は?|営業時間は?||もう一度|大阪|名古屋|yes|no
Tokyo Station|next Saturday from 10 to 6|a compact please|John Smith|I want to book a car
actually make it Sunday|bye|12月5日の10時から18時まで東京駅前店でコンパクト、山田太郎です
時間を変えて|名前が違います|2番目|昨日|丸一日|2泊3日""".replace("\n", "|").split("|")
)
LINES = st.lists(st.one_of(PHRASES, PHRASES, st.text(max_size=40)), min_size=1, max_size=12)
CODES = st.sampled_from(
    [
        "busy",
        "internal",
        "no_vehicle_available",
        "in_the_past",
        "outside_opening_hours",
        "unknown_location",
        "odd",
    ]
)
FAILURES = st.dictionaries(
    st.sampled_from(["list_locations", "get_availability", "create_reservation"]), st.lists(CODES, max_size=2)
)


@settings(max_examples=size(20, whole=1000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, FAILURES, st.sampled_from(["ja", "en"]), st.integers(0, 12), st.integers(0, 60))
def test_nothing_is_booked_without_a_read_back_and_a_yes(
    lines: list[str], failures: dict[str, list[str]], language: str, cut_at: int, heard: int
) -> None:
    rehearsal = Rehearsal(Fleet(fail=failures).run, language)
    rehearsal.start()
    for index, line in enumerate(lines):
        before = len(rehearsal.booked)
        assert rehearsal.say(line)
        if len(rehearsal.booked) > before:
            made = rehearsal.booked[-1]
            read_back = [text for text in agent_words(rehearsal) if made["customerName"] in text]
            assert read_back
            assert any(judge(said, Question("book")) == "yes" for said in lines[: index + 1])
        if index == cut_at:
            rehearsal.interrupt(heard)


@settings(max_examples=size(10, whole=400), deadline=None)
@given(LINES)
def test_the_same_reservation_is_not_made_twice_without_being_asked(lines: list[str]) -> None:
    fleet = Fleet(free={("tokyo-ekimae", "コンパクト"): 9})
    rehearsal = Rehearsal(fleet.run)
    for line in ["東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です", "はい"]:
        rehearsal.say(line)
    quiet = [line for line in lines if not any(word in line for word in ("予約", "book"))]
    for line in quiet:
        rehearsal.say(line)
    assert len(fleet.bookings) == 1


ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)
ODD_ITEMS = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "function_call", "function_call_output", "other"])},
    optional={
        "role": st.sampled_from(["user", "assistant", "system"]),
        "content": ITEMS,
        "name": st.sampled_from(["list_locations", "get_availability", "create_reservation", "x"]),
        "call_id": st.sampled_from(["a", "b"]),
        "arguments": ITEMS,
        "status": st.sampled_from(["completed", "incomplete"]),
        "output": st.one_of(
            ITEMS,
            st.sampled_from(
                [
                    '{"success": true}',
                    '{"success": false}',
                    '{"success":true,"locations":[1,{"id":2}]}',
                    '{"success":true,"classes":[{"vehicleType":3}],"alternatives":[{}]}',
                    "[]",
                    "{",
                ]
            ),
        ),
    },
)


@settings(max_examples=size(25, whole=1000), deadline=None)
@given(st.lists(ODD_ITEMS, max_size=6))
def test_odd_items_never_break_the_mind(items: list[dict[str, object]]) -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.items = list(items)
    assert rehearsal.respond()


def agent_words(rehearsal: Rehearsal) -> list[str]:
    return [
        item["content"][0]["transcript"]
        for item in rehearsal.items
        if item["type"] == "message" and item["role"] == "assistant"
    ]
