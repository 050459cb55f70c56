"""A reservation has just been made: its number comes before anything else, again if it was talked over."""

from __future__ import annotations

from voice.engine.dialogue.dialogue import Dialogue
from voice.engine.dialogue.intents import afterwards
from voice.engine.dialogue.reply import Reply


def answer(d: Dialogue) -> Reply | None:
    if d.case or not d.number_due:
        return None
    return afterwards.answer(d)
