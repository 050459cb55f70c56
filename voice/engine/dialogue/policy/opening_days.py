"""Tells on which of the days that were asked about a shop is open, and from when until when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from voice.engine.dialogue.facts import Hours, Shop, ShopDetails
from voice.engine.dialogue.nlg import opening_days
from voice.engine.dialogue.state.dialogue import Dialogue

CLOSED: Hours = ("", "")
# More holidays than that are not told one by one.
MOST_RUNS = 3
Run = tuple[date, date, Hours]  # first and last day, and the hours of each of them


def speak_hours_of_days(d: Dialogue, shops: list[Shop]) -> str:
    """Of the days in a row that were asked about; "" where they are not known, or not the same of all of
    `shops`, or too many to tell."""
    first, last = d.turn.day, d.turn.last_day
    details = [d.about.get(shop.id) for shop in shops]
    if first is None or last is None or first == last or not details or None in details:
        return ""
    runs = [_list_runs(each, first, last) for each in details if each]
    if any(each != runs[0] for each in runs):
        return ""
    closed = [run for run in runs[0] if run[2] == CLOSED]
    hours = {run[2] for run in runs[0] if run[2] != CLOSED}
    if not runs[0] or len(closed) > MOST_RUNS or len(hours) > 1:
        return ""
    name = shops[0].name_in(d.language) if len(shops) == 1 else ""
    known = details[0]
    reason = known.reason(closed[0][0], d.language) if known and closed else ""
    return opening_days.tell_days(
        d.language, name, (first, last), [run[:2] for run in closed], next(iter(hours), None), reason
    )


def _list_runs(about: ShopDetails, first: date, last: date) -> list[Run]:
    """The days in their order, those with the same hours together; empty where a day is not known."""
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    each = [(day, about.hours_on(day)) for day in days]
    if any(hours is None for _, hours in each):
        return []
    runs = []
    for hours, of_them in groupby(each, key=lambda one: one[1]):
        these = [day for day, _ in of_them]
        runs.append((these[0], these[-1], hours or CLOSED))
    return runs
