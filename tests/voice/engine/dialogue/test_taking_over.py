"""The rules go on where somebody else has spoken: they know what was said and done, and take no yes to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

FACTS = {
    "ja": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
    "en": "Tokyo Station, December 5th from 10 to 18, a compact, my name is Taro Yamada",
}
YES = {"ja": "はい、お願いします", "en": "Yes, please"}
ASKED_ELSEWISE = {
    "ja": ("カーナビもお付けしますか。", "チャイルドシートはいかがですか。", "ほかにご要望はございますか。"),
    "en": ("Would you like a navigator?", "And a child seat?", "Anything else that I can note?"),
}
READ_BACK = {"ja": "こちらでご予約してよろしいでしょうか。", "en": "Shall I book"}


def hear(rehearsal: Rehearsal, role: str, text: str) -> None:
    kind = "input_audio" if role == "user" else "output_audio"
    rehearsal.items.append({"type": "message", "role": role, "content": [{"type": kind, "transcript": text}]})


def call(rehearsal: Rehearsal, fleet: Fleet, name: str, **arguments: Any) -> None:
    """What somebody else has called, and how it was answered."""
    result = json.dumps(fleet.run(name, arguments), ensure_ascii=False)
    written = json.dumps(arguments, ensure_ascii=False)
    made = {
        "type": "function_call",
        "name": name,
        "arguments": written,
        "call_id": name,
        "status": "completed",
    }
    rehearsal.items += [made, {"type": "function_call_output", "call_id": name, "output": result}]


@pytest.mark.parametrize("questions", [1, 2, 3])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_yes_to_somebody_elses_questions_books_nothing(language: str, questions: int) -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, language=language)
    hear(rehearsal, "assistant", "お電話ありがとうございます。" if language == "ja" else "Good day.")
    hear(rehearsal, "user", FACTS[language])
    call(rehearsal, fleet, "list_locations")
    when = {"startDate": "2026-12-05T10:00:00", "endDate": "2026-12-05T18:00:00"}
    call(rehearsal, fleet, "get_availability", locationId="tokyo-ekimae", vehicleType="コンパクト", **when)
    for asked in ASKED_ELSEWISE[language][:questions]:
        hear(rehearsal, "assistant", asked)
        hear(rehearsal, "user", YES[language])
    said = rehearsal.answer()
    assert fleet.bookings == []
    assert READ_BACK[language] in said
    assert rehearsal.say(YES[language])
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_caller_told_somebody_else_is_not_asked_again_nor_is_he_greeted(language: str) -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, language=language)
    greeting = rehearsal.start()
    rehearsal.items.clear()
    hear(rehearsal, "assistant", "ようこそ。" if language == "ja" else "Welcome to our place.")
    hear(rehearsal, "user", FACTS[language])
    said = rehearsal.answer()
    assert READ_BACK[language] in said
    assert greeting[:8] not in said
