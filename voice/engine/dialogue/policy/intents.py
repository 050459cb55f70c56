"""The intents in the order in which they are asked. Each is `(Dialogue) -> Reply | None`; one that needs a
tool looks for it in `dialogue.tools` and stays silent where it is missing."""

from __future__ import annotations

from collections.abc import Callable

from voice.engine.dialogue.policy import (
    after_booking,
    announcement,
    booking,
    existing,
    leaving,
    opening,
    unheard,
    waiting,
)
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue

Intent = Callable[[Dialogue], Reply | None]

INTENTS: tuple[Intent, ...] = (
    opening.open_or_resume,
    waiting.ask_to_wait,
    announcement.announce_number,
    unheard.ask_again_after_noise,
    existing.answer_about_existing,
    leaving.pause_or_leave,
    after_booking.answer_after_booking,
    booking.continue_booking,
)
