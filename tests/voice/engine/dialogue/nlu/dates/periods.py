"""What utterances add up to, as a period at a shop with the usual hours, seen from one pinned Monday."""

from __future__ import annotations

from datetime import date

from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.slot_filling import set_period

TODAY = date(2026, 11, 23)


def period_of(*texts: str) -> tuple[str, str]:
    dialogue = Dialogue(today=TODAY, language="ja", tools=frozenset())
    dialogue.slots.shop = "tokyo-ekimae"
    for text in texts:
        set_period(dialogue, read_period(text, TODAY))
    period = dialogue.period
    start, end = (
        moment.isoformat(timespec="minutes") if moment else "" for moment in (period.start, period.end)
    )
    return start, end
