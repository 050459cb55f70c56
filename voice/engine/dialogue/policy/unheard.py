"""Something was said that could not be understood: apologises and asks the same again, shorter each time.

What it broke off is said again whole, once: a noise must not cost the caller the list of shops.
"""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import booking
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def ask_again_after_noise(d: Dialogue) -> Reply | None:
    if not d.turn.unheard:
        return None
    apologies = wording.booking_phrases(d.language).UNHEARD
    apology = str(apologies[min(d.trouble, len(apologies)) - 1])
    if d.unsaid and d.trouble <= 1:
        return Reply([apology, *d.unsaid], asked=d.asked)
    return booking.asked_again(d, [apology], trouble=max(1, d.trouble))
