"""What to do next: the first intent that has an answer gives it. An intent is one file in `intents/`."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import opening
from voice.engine.dialogue.policy.intents import INTENTS
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


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
