"""Words that make a rental shorter, and what they leave of its days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.calling_off import CALLS_OFF, CANCEL
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.tokens import DayWord, When
from voice.engine.dialogue.nlu.normalise import WEEKDAY_EN
from voice.engine.dialogue.nlu.topics import CLAUSES

SHORTENS = re.compile(
    r"短縮|縮め|短く|切り上げ|日帰りに|(?<=[時分半])だけに(?:し|でき|変)"
    r"|\b(?:shorten\w*|(?:cut|cutting|reduc(?:e|ing)|trim(?:ming)?|par(?:e|ing)|whittle)"
    r" (?:it|that|this|(?:the|my|our) (?:booking|reservation|rental|hire))"
    r"(?= (?:short|back|down|to)\b))\b"
    # "We only need the car on the Thursday now".
    r"|\b(?:only|just) (?:(?:actually|really|going to|be) ){0,2}"
    r"(?:need|want|requir|us)(?:e|ing|ed|s)? (?:it|the \w+|a car|one)"
    r" (?:on|for|until|till|to)\b(?=[^.;!?]{0,40}\b(?:now|after all|any ?more|instead)\b)"
    r"|\b(?:now|after all) (?:i|we) (?:only|just) (?:need|want|require) (?:it|the \w+) (?:on|for|until"
    r"|till)\b"
)
ONLY = re.compile(r"だけ|のみ|日帰り|\b(?:just|only)\b")
KEEPS_PICKUP = re.compile(
    r"(?:出発|開始|受け?取り?|借りる(?:の|日|ほう|方))[^、。]{0,6}(?:そのまま|変え(?:ず|な)|同じ)"
    r"|\b(?:keep|keeping|leave|leaving|same)\b[^.;!?]{0,24}\b(?:pick-?up|start|collection)\b"
    r"|\b(?:pick-?up|start|collection)\b[^.;!?]{0,16}\b(?:stays?|the same|as it is|unchanged)\b"
)
# "Knock a day off the end", "take the first day off my booking". A day off alone is one without work.
_PIECE = r"(?P<much>(?:an?|one|two|three|\d{1,2}) (?:day|hour)s?|the (?P<which>last|first) (?:day|night))"
OFF_IT = re.compile(
    r"\b(?:knock|chop|take|cut|lop|shave|trim|drop|lose)(?:p?ing)? "
    rf"{_PIECE} off\b(?P<of>(?: of)? (?:(?:the|my|our) (?P<end>end|back|start|front|beginning"
    r"|booking|reservation|rental|hire)|it|that)\b)?",
    re.IGNORECASE,
)
# Of several days one is needed no more: 「初日の18日はいらなくなって」, "we don't need the first day".
ONE_OF_DAYS = re.compile(
    r"(?:最初|最後|はじめ|初め)の?(?:\d{1,2})?(?:日|晩)|初日|最終日|\d日目|(?:前半|後半)(?:は|が|の)"
    r"|\b(?:the )?(?:first|last|second|final) (?:day|night)\b"
)
PART_OFF = re.compile(
    rf"{ONE_OF_DAYS.pattern}|\d{{1,2}}日(?:の分|だけ|のほう)?[はが]"
    rf"|(?:土日|[月火水木金土日]曜日?)(?:の分|だけ)?[はが]|\b(?:cancel|drop)\w* (?:the )?{WEEKDAY_EN}\b"
    r"|\b(?:on )?the \d{1,2}(?:st|nd|rd|th)\b"
)
BEGINNINGS = ("start", "front", "beginning")


def is_shortened(text: str) -> bool:
    """Whether `text`, in lower case, wishes a rental shorter."""
    return SHORTENS.search(text) is not None


def calls_off_one_day(text: str) -> bool:
    """Whether `text`, in lower case, says so of a day that is one of several: the rest is still needed."""
    return any(CALLS_OFF.search(clause) and ONE_OF_DAYS.search(clause) for clause in CLAUSES.split(text))


def calls_off_part(text: str) -> bool:
    """Whether `text`, in lower case, says of a day of the rental that it is needed no more."""
    return any(
        (CALLS_OFF.search(clause) or CANCEL.search(clause)) and PART_OFF.search(clause)
        for clause in CLAUSES.split(text)
    )


def write_out_shortening(text: str) -> str:
    """ "Knock a day off the end" as it is said of the end that moves: "bring it back a day earlier"."""

    def write_out(found: re.Match[str]) -> str:
        if not (found["which"] or found["of"]):
            return found[0]
        much = "a day" if found["which"] else found["much"].lower()
        end = (found["end"] or "").lower()
        first = end in BEGINNINGS or (found["which"] or "").lower() == "first"
        of = f" of my {end}" if end and end not in (*BEGINNINGS, "end", "back") else ""
        moved = f"pick it up {much} later" if first else f"bring it back {much} earlier"
        return f"{moved},{of}" if of else moved

    return OFF_IT.sub(write_out, text)


def keep_within(when: When, text: str, start: date, end: date, today: date) -> When:
    """The days that `text` leaves of a rental from `start` to `end`, as the ends that they are: "cut it down
    to just the Friday". `when` as it is where its days do not lie within the rental."""
    if when.start_day is None or not (when.loose_day or when.end_day):
        # 「11日の12時から19時だけに」, 「日帰りに」: the day with both its hours is all that is left.
        if when.start_day and when.start_time and when.end_time and ONLY.search(text):
            return replace(when, end_day=when.start_day)
        return keep_return(when, start, end, today)
    first = _resolve_within(when.start_day, start, today)
    last = _resolve_within(when.end_day, start, today) if when.end_day else first
    if first is None or last is None or not start <= first <= last <= end:
        return when
    # "Shorten it to Saturday" ends on that day, "to only the Saturday" is all of it.
    kept = KEEPS_PICKUP.search(text) or not (when.end_day or ONLY.search(text))
    begin = None if kept else DayWord("date", day=first)
    return replace(
        when, start_day=begin, end_day=DayWord("date", day=last), loose_day=False, ordered_days=False
    )


def keep_return(when: When, start: date, end: date, today: date) -> When:
    """Where `when` moves the pickup of a rental from `start` to `end`, several days long, to another day
    before its return: the return stays where it is. 「19日の9時からに」 of what was shortened."""
    if when.start_day is None or when.end_time or when.length or start == end:
        return when
    first = resolve_day(when.start_day, today, start)
    if first is None or first == start or first > end:
        return when
    # 「前の日に取りに行きたい、4日に」 says one day in two ways.
    if when.end_day and resolve_day(when.end_day, today, start) != first:
        return when
    return replace(when, end_day=DayWord("date", day=end))


def _resolve_within(word: DayWord, start: date, today: date) -> date | None:
    day = resolve_day(word, today, start, end=True)
    return day + timedelta(days=7) if day and day < start and word.kind == "weekday" else day
