"""Asks for what is missing of the period, or cannot be."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu.dates.tokens import Doubt
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def ask_period(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks for what is missing of the period, or cannot be; None once pickup and return are known."""
    w, say, period = d.slots, wording.phrases(d.language), d.period
    lines = list(before)
    asked = ""
    if w.doubt:
        return _ask_about_doubt(d, w.doubt, lines)
    if (
        w.start_day is None
        and w.stretch
        and w.stretch.words
        and d.trouble == 0
        and d.asked not in ("day", "when")
    ):
        lines.append(str(say.trouble("stretch", w.stretch.words)))
        return Reply(lines, asked="day")
    if w.start_day and w.start_day < d.today:
        lines.append(str(say.trouble("past_day", say.day(w.start_day))))
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


def _ask_about_doubt(d: Dialogue, doubt: Doubt, lines: list[str]) -> Reply:
    """Says once why a day or time that was said cannot be used, and asks for it."""
    say = wording.phrases(d.language)
    asked = "end" if doubt.role == "end" else "times" if doubt.about == "time" else "day"
    if d.trouble == 0:
        words = say.day(doubt.day) if doubt.day else doubt.words
        lines.append(str(say.trouble(doubt.kind, words)))
    return Reply([*lines, wording.question(d.language, asked, d.trouble)], asked=asked)
