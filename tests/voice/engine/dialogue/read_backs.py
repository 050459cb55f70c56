"""Conversations in which "shall I?" stands: for a booking (in one step or two), a change, a cancellation."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.dialogue.two_steps import TwoStepFleet

LINES = {
    "en": {
        "book": "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
        "change": ["change my booking to 11", "402 7311", "it ends in 5678"],
        "cancel": ["cancel my reservation please", "402 7311", "it ends in 5678"],
    },
    "ja": {
        "book": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
        "change": ["予約を11時からに変更したい", "4027311", "山田太郎です"],
        "cancel": ["予約をキャンセルしたい", "4027311", "山田太郎です"],
    },
}
QUESTIONS = ("book", "book in two steps", "change", "cancel")
LANGUAGES = ("en", "ja")


@dataclass
class Asked:
    """A conversation in which "shall I?" stands."""

    company: Fleet
    rehearsal: Rehearsal

    @property
    def written(self) -> Any:
        stands = copy.deepcopy(getattr(self.company, "known", None))
        return copy.deepcopy(self.company.bookings), stands

    def say(self, *lines: str, typed: bool = False) -> bool:
        """Whether something was booked, changed or cancelled upon it."""
        before = self.written
        kind = {"type": "input_text", "text": ""} if typed else {"type": "input_audio", "transcript": ""}
        field = "text" if typed else "transcript"
        for line in lines:
            item = {"type": "message", "role": "user", "content": [{**kind, field: line}]}
            self.rehearsal.items.append(item)
        assert self.rehearsal.answer()
        return bool(self.written != before)


@lru_cache
def _conversation(question: str, language: str) -> Asked:
    if question in ("change", "cancel"):
        desk = Desk(spoken=language == "ja")
        rehearsal = Rehearsal(desk.run, language, tools=DESK_TOOLS)
        lines = LINES[language][question]
    else:
        desk = TwoStepFleet() if question == "book in two steps" else Fleet()  # type: ignore[assignment]
        rehearsal = Rehearsal(desk.run, language, two_steps=question == "book in two steps")
        lines = [str(LINES[language]["book"])]
    rehearsal.start()
    said = [rehearsal.say(line) for line in lines][-1]
    assert said.rstrip().endswith(("?", "？", "か。")), said
    return Asked(desk, rehearsal)


def asked(question: str, language: str) -> Asked:
    return copy.deepcopy(_conversation(question, language))


def each(words: str) -> list[str]:
    return [phrase for phrase in words.replace("\n", "|").split("|") if phrase]
