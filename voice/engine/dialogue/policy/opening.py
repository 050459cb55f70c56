"""Greets, and says that a machine answers; where nobody spoke, ends what was broken off, or asks again."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import booking
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def open_or_resume(d: Dialogue) -> Reply | None:
    if not d.greeted and not d.spoken_to:
        return Reply([greeting(d), _invitation(d)], asked="when" if d.home else "place")
    if d.new_words or d.undone:
        return None
    if d.unsaid and d.half_asked is None:
        return Reply(d.unsaid, asked=d.asked)
    if d.greeted and d.told and not d.pending and not d.agreed:
        there = str(wording.side_phrases(d.language).are_you_there())
        return booking.asked_again(d, [there], trouble=1)
    return None


def greeting(d: Dialogue) -> str:
    return str(wording.booking_phrases(d.language).greeting(d.home.name_in(d.language) if d.home else ""))


def _invitation(d: Dialogue) -> str:
    return str(wording.booking_phrases(d.language).how_can_i_help(shop_known=d.home is not None))
