"""Asks for what is missing of the period, or cannot be."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def ask_period(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks for what is missing of the period, or cannot be; None once pickup and return are known."""
    w, say, period = d.slots, wording.phrases(d.language), d.period
    lines = list(before)
    asked = ""
    if w.start_day and w.start_day < d.today:
        lines.append(str(say.past_day(say.day(w.start_day))))
        asked = "day"
    elif w.start_day is None:
        asked = "day" if w.start_time else "when"
    elif w.start_time is None:
        asked = "start" if w.end_time or w.minutes is not None else "times"
    elif period.backwards:
        return Reply([*lines, str(say.backwards())], asked="end")
    elif period.end is None:
        asked = "end"
    return Reply([*lines, wording.question(d.language, asked, d.trouble)], asked=asked) if asked else None
