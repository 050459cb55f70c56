"""What to do next: the first intent that has an answer gives it. An intent is one file in `intents/`."""

from __future__ import annotations

from voice.engine.dialogue import wording
from voice.engine.dialogue.dialogue import Dialogue
from voice.engine.dialogue.intents import INTENTS, opening
from voice.engine.dialogue.reply import Reply


def decide(dialogue: Dialogue) -> Reply:
    reply = first_answer(dialogue)
    if dialogue.spoken_to and not dialogue.greeted:  # greeted with the answer, whatever it is
        reply.sentences.insert(0, opening.greeting(dialogue))
    return reply


def first_answer(dialogue: Dialogue) -> Reply:
    for intent in INTENTS:
        reply = intent(dialogue)
        if reply is not None:
            return reply
    return Reply([wording.question(dialogue.language, "else")], asked="else")
