"""Reads what an utterance says of the rental period, and finds the pickup and the return that it comes to.

Words become tokens first, then each token gets the end that it means. Opening hours and the other end settle
an unclear "six".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import Protocol

from voice.engine.dialogue.nlu.dates import english, japanese
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Length, Role, Text, Token, When
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import cut_at_corrections

BETWEEN = re.compile(r"[\s,、の\0]*(?:(?:on|at|the|of|is|は|に)[\s\0]*)*")
ADORNED = re.compile(r"[\s,、の(（]*(?:(?:on|the)\s*)*")
# Minutes of the day, as the shops' own default says.
USUAL_HOURS = (8 * 60, 20 * 60)
HALF_DAY = 12 * 60


def read_period(text: str, today: date, *, asked_time: bool = False) -> When:
    """All that `text` says of days, times and lengths; `asked_time` lets a bare number be a time."""
    language = japanese if is_japanese(text) else english
    found = When()
    for part in cut_at_corrections(text):
        found = found.correct_with(_assign_ends(_find_tokens(part, today, language, asked_time)))
    return found


def _find_tokens(part: str, today: date, language: ModuleType, asked_time: bool) -> list[Token]:
    text = Text(part)
    language.read_days(text, today)
    language.read_times(text)
    if asked_time:
        language.read_bare_number(text)
    tokens = sorted(text.tokens, key=lambda token: token.begin)
    marked, free_from = [], 0
    for token in tokens:
        after = text.words[token.end :]
        before = text.words[min(free_from, token.begin) : token.begin]
        marked.append(replace(token, role=token.role or language.find_role(before, after)))
        # What marks this token says nothing of the next.
        free_from = token.end + language.measure_marker(after)
    return _join_days_and_times(_drop_spoken_weekdays(marked, text.words), text.words)


def _drop_spoken_weekdays(tokens: list[Token], words: str) -> list[Token]:
    """ "Saturday, December 5" is one day: the weekday only adorns it."""
    kept: list[Token] = []
    for token in tokens:
        before = kept[-1] if kept else None
        if (
            before
            and _is_day(before)
            and _is_day(token)
            and ADORNED.fullmatch(words[before.end : token.begin])
        ):
            if _is_weekday(token) and not _is_weekday(before):
                kept[-1] = replace(before, end=token.end, role=before.role or token.role)
                continue
            if _is_weekday(before) and not _is_weekday(token):
                kept[-1] = replace(token, begin=before.begin, role=before.role or token.role)
                continue
        kept.append(token)
    return kept


def _is_day(token: Token) -> bool:
    return isinstance(token.value, DayWord) and token.value.kind in ("date", "dom", "weekday")


def _is_weekday(token: Token) -> bool:
    return isinstance(token.value, DayWord) and token.value.kind == "weekday"


def _join_days_and_times(tokens: list[Token], words: str) -> list[Token]:
    """A day and a time said in one breath ("the 5th at 10") mean the same end."""
    for i in range(len(tokens) - 1):
        one, two = tokens[i], tokens[i + 1]
        kinds = {type(one.value), type(two.value)}
        if kinds != {DayWord, Clock} or not BETWEEN.fullmatch(words[one.end : two.begin]):
            continue
        if one.role and not two.role:
            tokens[i + 1] = replace(two, role=one.role)
        elif two.role and not one.role:
            tokens[i] = replace(one, role=two.role)
        if one.role == "end" and not two.role and _is_day(two) and _opens_with_time(tokens[:i]):
            tokens[i + 1] = replace(two, role="start")
    return tokens


def _opens_with_time(tokens: list[Token]) -> bool:
    """ "From 10 to 6 on Saturday": the day at the end is the day of it all."""
    return any(isinstance(token.value, Clock) for token in tokens) and not any(map(_is_day, tokens))


def _assign_ends(tokens: list[Token]) -> When:
    times = _tell_ends([token for token in tokens if isinstance(token.value, Clock)])
    days = _tell_ends([token for token in tokens if isinstance(token.value, DayWord)])
    lengths = [token.value for token in tokens if isinstance(token.value, Length)]
    found: dict[str, object] = {}
    for role, clock in times:
        found["loose" if role == "" else f"{role}_time"] = clock
    for role, day in days:
        found[f"{role or 'start'}_day"] = day
    if lengths:
        found["length"] = lengths[-1]
    return When(**found)  # type: ignore[arg-type]


def _tell_ends(tokens: list[Token]) -> list[tuple[Role, Clock | DayWord | Length]]:
    """Unmarked ones in order: the first is the pickup, the next the return, what is left stays loose."""
    taken = {token.role for token in tokens if token.role}
    free = [token for token in tokens if not token.role]
    given: list[tuple[Role, Clock | DayWord | Length]] = [(t.role, t.value) for t in tokens if t.role]
    if len(free) == 1 and len(taken) == 1:
        given.append(("end" if "start" in taken else "start", free[0].value))
    elif len(free) == 1 and not taken:
        given.append(("", free[0].value))
    elif len(free) >= 2 and not taken:
        given += [("start", free[0].value), ("end", free[1].value)]
    return given


class Said(Protocol):
    """What must be known to find a period: as the caller said it, nothing settled yet."""

    start_day: date | None
    end_day: date | None
    start_time: Clock | None
    end_time: Clock | None
    nights: int | None
    minutes: int | None


@dataclass(frozen=True)
class Period:
    """Pickup and return in the shop's local time; None for what is not known yet."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def backwards(self) -> bool:
        """Whether the return is not after the pickup: the caller is asked, nothing is guessed."""
        return self.start is not None and self.end is not None and self.end <= self.start


def read_open_minutes(hours: str) -> tuple[int, int]:
    """ "08:00-20:00" in minutes of the day; the usual hours where the text says nothing."""
    found = re.search(r"(\d{1,2}):(\d{2})\D+(\d{1,2}):(\d{2})", hours)
    if not found:
        return USUAL_HOURS
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return (opens, closes) if closes > opens else USUAL_HOURS


def resolve_period(said: Said, hours: str) -> Period:
    """The pickup and the return that `said` comes to, in the shop's local time.

    `hours` ("08:00-20:00") and the other end settle a time that may be morning or evening. An end that is not
    known yet is None.
    """
    opens, closes = read_open_minutes(hours)
    if said.start_day is None or said.start_time is None:
        return Period()
    last = _find_last_day(said)
    start_minutes = _resolve_start(
        said.start_time, said.end_time if last == said.start_day else None, opens, closes
    )
    start = _combine(said.start_day, start_minutes)
    if said.minutes is not None:
        return Period(start, start + timedelta(minutes=said.minutes))
    if said.end_time is None or last is None:
        return Period(start)
    # On the same day the return is later than the pickup, so that "10 to 6" is 18:00.
    after = start_minutes if last == said.start_day else -1
    return Period(start, _combine(last, _resolve_end(said.end_time, after, opens, closes)))


def _find_last_day(said: Said) -> date | None:
    if said.end_day is not None:
        return said.end_day
    if said.start_day is not None and said.nights is not None:
        return said.start_day + timedelta(days=said.nights)
    return said.start_day


def _resolve_start(clock: Clock, end: Clock | None, opens: int, closes: int) -> int:
    readings = _list_readings(clock)
    # Nobody picks a car up at the very minute of closing; a return then is usual.
    fits = [minutes for minutes in readings if opens <= minutes < closes]
    if end is not None and end.sure:
        fits = [minutes for minutes in fits if minutes < end.hour * 60 + end.minute] or fits
    return (fits or readings)[0]


def _resolve_end(clock: Clock, after: int, opens: int, closes: int) -> int:
    readings = _list_readings(clock)
    later = [minutes for minutes in readings if minutes > after]
    fits = [minutes for minutes in later if opens <= minutes <= closes]
    return (fits or readings)[0]


def _list_readings(clock: Clock) -> list[int]:
    minutes = clock.hour * 60 + clock.minute
    return [minutes] if clock.sure else [minutes, minutes + HALF_DAY]


def _combine(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
