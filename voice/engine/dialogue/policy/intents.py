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
    opening.answer,
    waiting.answer,
    announcement.answer,
    unheard.answer,
    existing.answer,
    leaving.answer,
    after_booking.answer,
    booking.answer,
)
