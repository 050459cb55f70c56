"""Asks for what is missing of the period, or cannot be."""

from __future__ import annotations

from datetime import datetime, time

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu.dates.resolution import read_open_minutes
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
        told = wording.question(d.language, "end", d.trouble) if d.trouble else str(say.backwards())
        return Reply([*lines, told], asked="end")
    elif period.end is None:
        asked = "end"
    if choice := _offer_hours(d, asked):
        asked = "end" if asked == "end" else "start"
        lines.append(choice)
    return Reply([*lines, wording.question(d.language, asked, d.trouble)], asked=asked) if asked else None


def _offer_hours(d: Dialogue, asked: str) -> str:
    """The hours that a vague time may mean, while the shop is open; "" where the time due is none."""
    vague = {"start": d.slots.start_vague, "times": d.slots.start_vague, "end": d.slots.end_vague}.get(asked)
    if vague is None or d.trouble:
        return ""
    opens, closes = read_open_minutes(d.shop.hours if d.shop else "")
    period, say = d.period, wording.phrases(d.language)
    hours = [datetime.combine(d.slots.start_day or d.today, time(hour)) for hour in vague.hours]
    same_day = d.slots.end_day in (None, d.slots.start_day) and not d.slots.nights
    fitting = [
        say.clock(hour)
        for hour in hours
        if opens <= hour.hour * 60 <= closes
        and not (asked == "end" and same_day and period.start and hour <= period.start)
    ]
    return wording.offer_hours(d.language, vague.words, fitting) if fitting else ""


def _ask_about_doubt(d: Dialogue, doubt: Doubt, lines: list[str]) -> Reply:
    """Says once why a day or time that was said cannot be used, and asks for it."""
    say = wording.phrases(d.language)
    asked = "end" if doubt.role == "end" else "times" if doubt.about == "time" else "day"
    if doubt.kind == "choice" and doubt.about == "time" and d.asked in ("start", "end"):
        asked = d.asked
    if d.trouble == 0 and doubt.days:
        days = [say.day(day) for day in doubt.days]
        if doubt.kind == "passing":
            return Reply([*lines, wording.ask_day_of_rental(d.language, *days)], asked=asked)
        if asked == "end":
            return Reply([*lines, wording.ask_which_return(d.language, days)], asked=asked)
        return Reply([*lines, wording.ask_which_day(d.language, doubt.words, days)], asked=asked)
    if doubt.kind == "direction" and d.trouble < wording.LAST_TRY:
        return Reply([*lines, wording.ask_direction(d.language, doubt.about, d.trouble)], asked=asked)
    if d.trouble == 0:
        words = say.day(doubt.day) if doubt.day else doubt.words
        lines.append(wording.explain_doubt(d.language, doubt.kind, words))
    if asked == "end" and doubt.about == "day" and d.trouble < wording.LAST_TRY:
        return Reply([*lines, wording.ask_end_day(d.language)], asked="end")
    return Reply([*lines, wording.question(d.language, asked, d.trouble)], asked=asked)
