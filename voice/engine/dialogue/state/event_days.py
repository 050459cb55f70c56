"""The day of the rental where it is told only as that of another event, or as one of the days of a stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, Clock, DayWord, Doubt, When
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.other_events import EVENT_CUT

# What is told by these is of the event's day: 「10日の16時に飛行機なので、その前に」, 「その日の14時に」.
ON_ITS_DAY = re.compile(
    r"その(?:前(?!の日|日)|日(?!帰))|それ(?:まで|より(?:前|早)|に間に合)|当日|直前"
    r"|\b(?:before (?:that|then|it)|by then|(?:on )?(?:that|the same) day|in time)\b"
)
# The event's own day, whatever day was told since: 「前日に借りて、当日の17時に返す」.
ITS_DAY = re.compile(
    r"当日|\b(?:on )?the (?:(?:day itself|(?:actual|very|big|same) day)\b|day of the (?:event|thing)\b)"
    r"|\bon the day(?= *(?:$|[,.;!?]|at|from|by|and|until|till|to)\b| *$)",
    re.IGNORECASE,
)
# "That day" is the event's too, where no other day was told since.
THAT_ONE = re.compile(r"その日|\b(?:on )?(?:that|the same) day\b", re.IGNORECASE)
DAYS_OF_A_WEEK = 7
THAT_DAY = DayWord("later", 0)
_PICKS_UP = re.compile(
    r"借り|受け?取|出発|\b(?:pick(?:ing|ed)?[ -]?up|collect\w*|start\w*|(?:take|need|want|have|get) it)\b"
)
_RETURNS = re.compile(r"返|戻[しすせ]|\b(?:return|back|drop|hand|give)")
_FIRST_OF_STAY = re.compile(r"初日|最初の日|\bfirst day\b")
LAST_DAY = re.compile(r"最終日|最後の日|\b(?:last|final) day\b")
# What of the clause of the return is said back to the caller.
CLAUSE = re.compile(r"[^、。,.;!?]*[^、。,.;!?\s][^、。,.;!?]*")


def write_day_of_event(text: str, events: Sequence[str], today: date) -> str:
    """`text` with the date of the event of which `events`, pieces of it, tell, wherever the other pieces
    speak of its day. "That day" behind "the day before" may be either, and stays."""
    told = read_period("".join(events), today)
    day = resolve_day(told.start_day, today) if told.start_day and not told.end_day else None
    if day is None:
        return text
    if told.start_day and told.start_day.kind == "weekday":
        others = (piece for piece in EVENT_CUT.split(text) if piece not in events)
        day = _find_its_date(day, "".join(others), today)
    written = f"{day.month}月{day.day}日" if is_japanese(text) else f"on {day:%B} {day.day}"
    rest, is_told = "", False
    for piece in EVENT_CUT.split(text):
        if piece in events:
            rest += piece
            continue
        that = THAT_ONE.search(piece)
        before = read_period(ITS_DAY.sub(written, piece[: that.start()] if that else piece), today)
        is_told = is_told or before.start_day is not None or before.end_day is not None
        if that and not is_told:
            piece = f"{piece[: that.start()]}{written}{piece[that.end() :]}"
            is_told = True
        rest += ITS_DAY.sub(written, piece)
    return rest


def _find_its_date(day: date, rest: str, today: date) -> date:
    """The date in `rest` that falls on the weekday by which the event was named (「木曜に迎えに行くので、
    その日、10日です」); `day`, the coming one, where there is none."""
    named = read_period(rest, today).start_day
    told = resolve_day(named, today) if named and named.kind in ("dom", "date") else None
    return told if told and told.weekday() == day.weekday() else day


def doubt_that_day(found: When, rest: str, begin: date, event: date) -> When:
    """`found`, whose pickup counts from an event's day, with the doubt on which of both days the car comes
    back "that day"."""
    that = THAT_ONE.search(rest)
    if not that or found.end_day != THAT_DAY or begin == event:
        return found
    words = CLAUSE.search(rest, that.start())
    days = (min(begin, event), max(begin, event))
    told = words[0].strip() if words else that[0]
    return replace(found, end_day=None, doubt=Doubt("either", told, role="end", days=days))


def settle_event_days(
    found: When, pieces: Sequence[str], events: Sequence[str], start: date | None, today: date
) -> When:
    """`found`, what is said of the period beside `events`, with the days that only those tell. `pieces` are
    all that was said, `start` is the day of the pickup where it was told before."""
    settled = keep_in_stay(find_return_day(found, "".join(pieces), events, today), events, today)
    rest = "".join(piece for piece in pieces if piece not in events)
    return take_day_of_event(settled, rest, pieces, events, start, today)


def find_return_day(found: When, text: str, events: Sequence[str], today: date) -> When:
    """`found` with the day of the return, where `events`, the pieces of `text` that tell of other matters,
    name a later day than the pickup's between the pickup and the hour of the return. Where the words do not
    tell which of the two days it is, that is a doubt."""
    back = found.end_day
    if not found.start_day or not found.end_time or found.length or found.stretch or found.doubt:
        return found
    if back and back != THAT_DAY:
        return found
    before, behind = text.partition(events[0])[0], text.rpartition(events[-1])[2]
    first, last = read_period(before, today), read_period(behind, today)
    other = read_period("".join(events), today)
    day = other.start_day or other.end_day
    if first.end_time or day is None or not (last.end_time or last.loose):
        return found
    begin = resolve_day(found.start_day, today)
    event = resolve_day(day, today, begin)
    # 「18時に借りて、次の日9時出社なんで8時に返します。17日です」: that day counts on from the pickup's.
    told = resolve_day(first.start_day, today) if first.start_day else begin if day.kind in RELATIVE else None
    if begin is None or event is None or event <= begin or told != begin:
        return found
    if ON_ITS_DAY.search(behind.lower()) or _is_before(found.end_time, found.start_time):
        return replace(found, end_day=DayWord("date", day=event))
    if back:
        return found
    words = next(
        (each.strip() for each in CLAUSE.findall(behind) if read_period(each, today)), behind.strip()
    )
    return replace(found, doubt=Doubt("either", words, role="end", days=(begin, event)))


def _is_before(end: Clock, start: Clock | None) -> bool:
    """Whether the hour of the return must be on a later day than that of the pickup."""
    if not (start and start.sure and end.sure):
        return False
    return (end.hour, end.minute) <= (start.hour, start.minute)


def take_day_of_event(
    found: When, rest: str, pieces: Sequence[str], events: Sequence[str], start: date | None, today: date
) -> When:
    """`found` with the day of the event for whose sake the car is returned, where the piece behind that of
    the event tells of the return and no day: "I fly out on the 10th so I'd drop it by three". `rest` is what
    is left of `pieces` beside `events`, `start` the day of the pickup where it was told before."""
    day, words = _find_day_of_event(pieces, events, today)
    if (
        day is None
        or found.end_day not in (None, THAT_DAY)
        or found.doubt
        or (found.start_time and not found.start_day)
    ):
        return found
    found = found or read_period(rest, today)
    begin = resolve_day(found.start_day, today) if found.start_day else start
    if begin and begin >= day:
        return found
    before, _, behind = "".join(pieces).partition(words)
    is_told = _tells_day(before.replace("".join(events), ""), today) or _PICKS_UP.search(behind.lower())
    if begin and start is None and not is_told:
        # 「24日は仕事なので、10時から、18時に返します。20日です」: that may be the day of both ends.
        return replace(found, doubt=Doubt("either", words.strip(" 、。,."), role="end", days=(begin, day)))
    return replace(found, end_day=DayWord("date", day=day))


def _tells_day(text: str, today: date) -> bool:
    told = read_period(text, today)
    return told.start_day is not None or told.end_day is not None


def _find_day_of_event(pieces: Sequence[str], events: Sequence[str], today: date) -> tuple[date | None, str]:
    """The day of the event that was told last, with none of the rental behind it; the piece of the return."""
    last: DayWord | None = None
    for piece in pieces:
        told = read_period(piece, today)
        day = next((each for each in (told.start_day, told.end_day) if each not in (None, THAT_DAY)), None)
        if piece in events:
            last = told.start_day if day and not (told.start_day and told.end_day) else last
        elif day:
            last = None
        elif last and told.end_time and _RETURNS.search(piece.lower()):
            return resolve_day(last, today), piece
    return None, ""


def keep_in_stay(found: When, events: Sequence[str], today: date) -> When:
    """ "The course runs from the 7th to the 11th, but I only need a car on the Wednesday": the one of those
    days."""
    other, named = read_period("".join(events), today), found.start_day
    if not (named and named.kind == "weekday" and other.start_day and other.end_day) or found.end_day:
        return found
    first = resolve_day(other.start_day, today)
    last = resolve_day(other.end_day, today, first, end=True)
    if first is None or last is None or not 0 < (last - first).days < DAYS_OF_A_WEEK:
        return found
    day = first + timedelta(days=(named.number - first.weekday()) % DAYS_OF_A_WEEK)
    return replace(found, start_day=DayWord("date", day=day)) if day <= last else found


def choose_day_of_stay(found: When, text: str, today: date) -> When:
    """ "I'm there from the 8th to the 10th, and on the last day I need a car from one to seven": where both
    hours are said behind one day of the stay, they are of that day."""
    low = text.lower()
    first, last = _FIRST_OF_STAY.search(low), LAST_DAY.search(low)
    named = first or last
    if not named or (first and last) or not (found.start_day and found.end_day):
        return found
    hours = read_period(text[named.end() :], today)
    if not (hours.start_time and hours.end_time) or hours.start_day or hours.end_day:
        return found
    day = found.start_day if first else found.end_day
    start = resolve_day(found.start_day, today)
    whole = resolve_day(day, today, start, end=day is found.end_day)
    return replace(found, start_day=DayWord("date", day=whole), end_day=None) if whole else found
