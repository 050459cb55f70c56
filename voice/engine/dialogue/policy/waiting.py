"""The caller speaks while a tool still runs: the words are kept, nothing is called twice."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def ask_to_wait(d: Dialogue) -> Reply | None:
    if not d.pending:
        return None
    return Reply([str(wording.booking_phrases(d.language).still_checking())])
