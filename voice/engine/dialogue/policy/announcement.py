"""A reservation has just been made: its number comes before anything else, again if it was talked over."""

from __future__ import annotations

from voice.engine.dialogue.policy import after_booking
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def announce_number(d: Dialogue) -> Reply | None:
    if d.case or not d.number_due:
        return None
    return after_booking.answer_after_booking(d)
