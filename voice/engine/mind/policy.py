"""What to do next: the first intent that has an answer gives it. An intent is one file in `intents/`."""

from __future__ import annotations

from voice.engine.mind import wording
from voice.engine.mind.dialogue import Dialogue
from voice.engine.mind.intents import INTENTS
from voice.engine.mind.reply import Reply


def decide(dialogue: Dialogue) -> Reply:
    for intent in INTENTS:
        reply = intent(dialogue)
        if reply is not None:
            return reply
    return Reply([wording.question(dialogue.language, "else")], asked="else")
