"""Whether the day of another event is also that on which the car comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Doubt, When

# What is told by these is of the event's day: 「10日の16時に飛行機なので、その前に」, 「その日の14時に」.
ON_ITS_DAY = re.compile(
    r"その(?:前(?!の日|日)|日(?!帰))|それ(?:まで|より(?:前|早)|に間に合)|当日|直前"
    r"|\b(?:before (?:that|then|it)|by then|(?:on )?(?:that|the same) day|in time)\b"
)
# What of the clause of the return is said back to the caller.
CLAUSE = re.compile(r"[^、。,.;!?]*[^、。,.;!?\s][^、。,.;!?]*")


def find_return_day(found: When, text: str, events: Sequence[str], today: date) -> When:
    """`found` with the day of the return, where `events`, the pieces of `text` that tell of other matters,
    name a later day than the pickup's between the pickup and the hour of the return. Where the words do not
    tell which of the two days it is, that is a doubt."""
    back = found.end_day
    if not found.start_day or not found.end_time or found.length or found.stretch or found.doubt:
        return found
    if back and back != DayWord("later", 0):
        return found
    before, behind = text.partition(events[0])[0], text.rpartition(events[-1])[2]
    first, last = read_period(before, today), read_period(behind, today)
    other = read_period("".join(events), today)
    day = other.start_day or other.end_day
    if first.start_day is None or first.end_time or day is None or not (last.end_time or last.loose):
        return found
    begin = resolve_day(found.start_day, today)
    event = resolve_day(day, today, begin)
    if begin is None or event is None or event <= begin:
        return found
    if ON_ITS_DAY.search(behind.lower()):
        return replace(found, end_day=DayWord("date", day=event))
    if back:
        return found
    words = next(
        (each.strip() for each in CLAUSE.findall(behind) if read_period(each, today)), behind.strip()
    )
    return replace(found, doubt=Doubt("either", words, role="end", days=(begin, event)))
