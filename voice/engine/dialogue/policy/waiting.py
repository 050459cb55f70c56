"""The caller speaks while a tool still runs: the words are kept, nothing is called twice."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def answer(d: Dialogue) -> Reply | None:
    if not d.pending:
        return None
    return Reply([str(wording.say(d.language).still_checking())])
