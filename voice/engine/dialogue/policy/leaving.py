"""The caller wants to pause, to give up, or to go."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue

STAYING = frozenset(
    {"hours", "where", "price", "phone", "another", "change", "question", "repeat", "existing", "human"}
)


def pause_or_leave(d: Dialogue) -> Reply | None:
    say, turn = wording.booking_phrases(d.language), d.turn
    if not turn.text:
        return None
    if "wait" in turn.topics and not turn.gave:
        return Reply([str(say.take_your_time())])
    existing = "existing" in turn.topics and not d.begun
    if "quit" in turn.topics and not turn.gave and not d.booking and not existing:
        return Reply([str(say.confirm_dropped()), wording.question(d.language, "else")], asked="else")
    going = "bye" in turn.topics or (d.asked == "else" and _nothing_more(d))
    if going and not turn.gave and not turn.topics & STAYING:
        return Reply([str(say.goodbye(booked=d.booking is not None))], asked="else", over=True)
    return None


def _nothing_more(d: Dialogue) -> bool:
    """ "大丈夫です" to "anything else?" means that all is well, though elsewhere it is a yes."""
    return bool(d.turn.answer) or bool(d.turn.topics & {"thanks", "none"})
