"""Weekdays that only tell, or ask, what a date is: "that's a Thursday, isn't it?", "is the 17th a Thursday?".

None of them is wished for. A weekday that is named behind them is one of the same week. Where two days were
asked about, a weekday tells which of them is meant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Doubt, When, find_monday
from voice.engine.dialogue.nlu.normalise import DATE_EN, WEEKDAYS_EN

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS_EN)})"
_TAG = r"(?:,? (?:isn't it|is it|right|no|innit|though|huh|then|yeah))?"
# What follows a weekday that is wished for: "it's a Friday I need".
_NO_MORE = r"(?=\s*(?:[.,;?!…]|$|(?:and|so|but)\b))"
_LEADS = (
    r"(?:(?:wait|oh|hang on|hold on|sorry|er|um|uh|so|and|but|right|hmm|ah|well|ok|okay|no|yes|yeah|actually)"
    r"[, ]{1,2}){0,4}"
)
_REMARK = re.compile(
    rf"(?P<before>^|[.?!…] ?){_LEADS}(?:that|it|this)(?:'s| is| was| would be|'d be| will be|'ll be)"
    rf"(?: actually| only| just)? a {_WEEKDAY}{_NO_MORE}{_TAG}[.,;?!]*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"\b(?:is|isn't|was|would) (?:that|it|this)(?: be)?(?: actually)?(?: on)? a {_WEEKDAY}{_NO_MORE}"
    r"[.,;?!]*",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(
    rf"(?:\b(?:is|isn't) (?P<date>{DATE_EN})|\b(?P<told>{DATE_EN})(?:'s| is| was| would be| falls on))"
    rf"(?: actually)?(?: on)? a {_WEEKDAY}{_NO_MORE}{_TAG}[.,;?!]*",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    rf"\b(?:on )?(?:the |a |that )?{_WEEKDAY}\b(?! (?:(?:week|after|before|the)\b|\d))", re.IGNORECASE
)

_EARLIER = re.compile(
    r"早い(?:ほう|方)|(?:最初|先|前|はじめ)の(?:ほう|方|日|やつ)"
    r"|\b(?:earlier|former|first)(?: (?:one|of|day|date)\b|\W*$)"
)
_LATER = re.compile(
    r"遅い(?:ほう|方)|(?:最後|後|あと)の(?:ほう|方|日|やつ)"
    r"|\b(?:later|latter|second|last)(?: (?:one|of|day|date)\b|\W*$)"
)


def leave_out_weekday_remarks(text: str, today: date) -> str:
    """`text` without them, and with a weekday that follows such words of a date as a date of its week; as it
    is where nothing else would be left."""
    of_date = _OF_A_DATE.search(text)
    if of_date:
        return _write_in_week(text, of_date, today)
    left = _ASKS.sub(" ", _REMARK.sub(lambda found: found["before"], text)).strip()
    return left if left != text and re.search(r"\w", left) else text


def _write_in_week(text: str, remark: re.Match[str], today: date) -> str:
    """The weekday behind `remark` is no date yet: nothing of it may be left to the week that has begun."""
    other = _ANOTHER.search(text, remark.end())
    told = read_period(remark["date"] or remark["told"], today).start_day
    day = resolve_day(told, today) if told else None
    if other is None or day is None or day.weekday() != _find_number(remark["weekday"]):
        return text
    wished = find_monday(day) + timedelta(days=_find_number(other["weekday"]))
    written = f"{text[: other.start()]}{wished:%B} {wished.day}{text[other.end() :]}"
    return f"{written[: remark.start()]}{written[remark.end() :]}".strip()


def _find_number(weekday: str) -> int:
    return WEEKDAYS_EN.index(weekday.lower())


def choose_of_two_days(doubt: Doubt | None, found: When, text: str) -> When:
    """`found`, read of `text`, with that of the two days in `doubt` which it names by its weekday or turn."""
    if doubt is None or doubt.kind != "choice" or len(doubt.days) != 2:
        return found
    word = found.start_day or found.end_day
    if word is None and not found.doubt:
        turns = [bool(turn.search(text.lower())) for turn in (_EARLIER, _LATER)]
        chosen = [day for day, told in zip(sorted(doubt.days), turns, strict=True) if told]
    elif word and word.kind == "weekday" and not (found.start_day and found.end_day):
        chosen = [day for day in doubt.days if day.weekday() == word.number]
    else:
        return found
    if len(chosen) != 1:
        return found
    day = DayWord("date", day=chosen[0])
    return replace(found, end_day=day) if found.end_day else replace(found, start_day=day)
