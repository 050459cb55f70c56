"""The caller speaks while a tool still runs: the words are kept, nothing is called twice."""

from __future__ import annotations

from voice.engine.dialogue import wording
from voice.engine.dialogue.dialogue import Dialogue
from voice.engine.dialogue.reply import Reply


def answer(d: Dialogue) -> Reply | None:
    if not d.pending:
        return None
    return Reply([str(wording.say(d.language).still_checking())])
