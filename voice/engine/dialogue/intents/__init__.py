"""The intents in the order in which they are asked. Each is `(Dialogue) -> Reply | None`; one that needs a
tool looks for it in `dialogue.tools` and stays silent where it is missing."""

from __future__ import annotations

from collections.abc import Callable

from voice.engine.dialogue.dialogue import Dialogue
from voice.engine.dialogue.intents import (
    afterwards,
    announcing,
    booking,
    existing,
    leaving,
    opening,
    unheard,
    waiting,
)
from voice.engine.dialogue.reply import Reply

Intent = Callable[[Dialogue], Reply | None]

INTENTS: tuple[Intent, ...] = (
    opening.answer,
    waiting.answer,
    announcing.answer,
    unheard.answer,
    existing.answer,
    leaving.answer,
    afterwards.answer,
    booking.answer,
)
