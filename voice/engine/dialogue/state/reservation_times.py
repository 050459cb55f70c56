"""Writes the times and the class that a change wishes for over those of the reservation as it stands."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from datetime import date

from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_direction, read_period, read_shift
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.dates.tokens import Clock, Role, Shift, When
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.car_choice import set_car
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.kept_ends import (
    BROUGHT_BACK,
    count_from_return,
    find_kept_end,
    find_moved_end,
    include_day,
    keep_end,
    leave_days,
    limit_shift,
)
from voice.engine.dialogue.state.new_times import read_new_times
from voice.engine.dialogue.state.reservation_case import Case
from voice.engine.dialogue.state.slot_filling import set_period
from voice.engine.dialogue.state.slots import DAY, Slots, complete_shift, is_at, move_period, tells_shift

# 「17日に変えて出発を1時間遅らせて」, "a week later and an hour earlier".
_MOVE_CUT = re.compile(
    r"(?<=[しえせらじけめ]て)(?=[^、。いもくほ欲下])|(?<=に)(?=(?:ご?出発|ご?返却|受け?取|借りる|返す)[^、。]{0,4}?[はをも])"
    r"|(?<=[、。;!?])|(?<=[,.])(?!\d)|(?= (?:and|but|with) )"
)
# That the day is another, and not which it is: 「9日の、1時間後ろに」.
MOVES_DAY = re.compile(
    r"[日曜週後](?:に、?(?:し|変|替|移|ずら|変更|延期|お願い)|にで?(?:[、。]|$)|へ)"
    r"|\b(?:move|change|shift|push|put|bring|make|swap|switch|postpone)\b"
)
# What of a reservation a change may move.
PARTS = ("start_day", "start_time", "end_day", "end_time", "car", "shop", "extras", "return_shop")
ONCE_MORE = re.compile(
    r"(?:もう|さらに|あと|それより)(?=\s*(?:\d|[一二三四五六七八九半]))"
    r"|\bthan that\b|\banother\b|\bfurther\b|\bone more\b|\bextra\b|\bmore\b"
)
# Less than was just said: "you open at eight, so just the one hour".
ONLY_SO_FAR = re.compile(
    r"だけ|で(?:いい|良い|十分|足り)|やっぱ|じゃ(?:足り|な)|間違"
    r"|\b(?:just|only|enough|will do|plenty)\b|'ll do\b"
)
# "Keep it for four hours" is no shift.
HOW_LONG = re.compile(r"\b(?:for|keep|have|need|rent|total|altogether)\b|借り|使|合わせて|全部で|合計|利用")
NOT_THAT_WAY = re.compile(
    r"(?:遅|早|後ろ|前)[^、。]{0,6}(?:じゃ|では)な(?:く(?:て)?|い(?:です|んです))、?"
    r"|\b(?:not|instead of|rather than) (?:later|earlier)\b"
)
# The caller is late, and not the whole booking to be.
COMES_LATE = re.compile(
    r"遅れ(?!させ|て?ほし)|遅刻|\b(?:be|am|'m|are|running|get(?:ting)? there)\b[^.;!?]{0,30} late\b"
    # "Can I come an hour earlier?", 「1時間早く伺いたい」.
    r"|(?:早く|早めに|遅く|遅めに)、?(?:お?店[にへ]、?)?(?:行[きくけこっ]|伺|着[きくけ]|お邪魔)"
    r"|\b(?:come|arrive|turn up|(?:be|get) there|(?:call|pop|drop|come) (?:in|by|over|round))\b(?! back)"
    r"[^.;!?]{0,24} (?:earlier|later|early|sooner)\b"
)


def write_changes(d: Dialogue, case: Case, text: str, *, is_cut: bool) -> set[str]:
    """Times and class into the slots, which hold the reservation as it would be. `is_cut`: some of its days
    are said to be needed no more. "A week later, and start an hour earlier" is a move upon another."""
    if ends := _part_ends(text, d.today):
        return {each for piece in ends for each in _write_move(d, case, piece, is_cut=False, again=False)}
    by_days, by_hours = part_moves(text, d.today)
    if not by_hours:
        return _write_move(d, case, text, is_cut=is_cut, again=False)
    gave = _write_move(d, case, by_days, is_cut=is_cut, again=False)
    return gave | _write_move(d, case, by_hours, is_cut=False, again=True)


def _write_move(d: Dialogue, case: Case, text: str, *, is_cut: bool, again: bool) -> set[str]:
    """`again`: a shift counts from where the last one has brought it."""
    gave, low = set(), text.lower()
    by, found = read_shift(text, d.today), _give_missed_end(case, read_new_times(d, text))
    if case.base and case.base.start_day and case.base.end_day:
        days = case.base.start_day, case.base.end_day
        found = count_from_return(include_day(found, low, *days, d.today), days[1])
        found = leave_days(found, low, *days, d.today, is_cut=is_cut)
    if case.base and found.loose and _is_new_end(d, case.base, found.loose):
        found = replace(found, loose=None, end_time=found.loose)
    if found.ordered_days:
        found = replace(found, moves=True)  # 「5日のやつ、6日に変えて」: the first is how it stands
    if found.moves:
        found = _leave_out_day_before(d, case, found)
    minutes = found.length.minutes if found.length else None
    if minutes and case.toward and not by:
        by = case.toward.scale_to(minutes)
    bare = d.asked == "agree" and not replace(found, length=None) and not HOW_LONG.search(low)
    if minutes and case.shifted and case.unshifted and (bare or ONLY_SO_FAR.search(low)):
        by = case.shifted.scale_to(minutes)
    by = by or _turn_shift(d, case, low)
    kept, stood = find_kept_end(low), d.period
    if kept and case.base and _put_back(d, case.base, kept, found):
        return {"period"}
    moved = find_moved_end(found, kept)
    if kept and found.loose:  # 「出発は変えずに返却だけ15時」
        end = {"end_time" if kept == "start" else "start_time": found.loose}
        found = replace(found, loose=None, **end)  # type: ignore[arg-type]
    if found.shift and moved and not by:  # "a day sooner, and still give it back on the 27th"
        by_end, found = limit_shift(found.shift, moved), replace(found, shift=None)
        if _shift_times(d, case, by_end, again=False):
            gave.add("period")
    by = limit_shift(by, moved) if by else None
    named = found.start_time or found.end_time or found.loose or found.end_day
    told_by = (
        found.shift if not named or tells_shift(d.slots, found, d.shop.hours if d.shop else "") else None
    )
    by = by or told_by or (None if named else complete_shift(d.slots, text, d.today))
    if by and not by.end and COMES_LATE.search(low):
        out = case.found is not None and case.found.status == "out"
        by = replace(by, end="end" if out or BROUGHT_BACK.search(low) else "start")
    case.toward = read_direction(text, d.today) or (None if by or found else case.toward)
    if by:
        if _shift_times(d, case, by, again=again or ONCE_MORE.search(low) is not None):
            gave.add("period")
    elif found and set_period(d, found):
        case.unshifted = None
        gave.add("period")
    if kept and "period" in gave and d.period != stood:
        keep_end(d.slots, kept, stood, d.period)
    if set_car(d, read_utterance(_leave_out_the_car(case, text))):
        gave.add("car")
    return gave


def _part_ends(text: str, today: date) -> list[str]:
    """The pieces of `text` where they shift one end, and the other: "pick it up a day earlier and bring it
    back an hour later". None where it moves otherwise."""
    pieces: list[str] = []
    for piece in _MOVE_CUT.split(text):
        by = read_shift(piece, today) if piece else None
        if by is None and read_period(piece, today):
            return []
        pieces += [piece] if by else []
    ends = [by.end for piece in pieces if (by := read_shift(piece, today))]
    return pieces if sorted(ends) == ["end", "start"] else []


def part_moves(text: str, today: date) -> tuple[str, str]:
    """`text` without the pieces that shift the period by hours, and these, where the rest moves the day."""
    pieces = [piece for piece in _MOVE_CUT.split(text) if piece]
    shifts = {piece: by for piece in pieces if (by := read_shift(piece, today))}
    hourly = [piece for piece, by in shifts.items() if by.minutes % DAY]
    rest = "".join(piece for piece in pieces if piece not in hourly)
    found = read_period(rest, today)
    if not hourly or found.start_time or found.end_time or found.loose:
        return text, ""
    daily = any(piece not in hourly for piece in shifts)
    if not daily and not ((found.start_day or found.stretch) and MOVES_DAY.search(rest.lower())):
        return text, ""
    return rest, "".join(hourly)


def _put_back(d: Dialogue, base: Slots, kept: Role, found: When) -> bool:
    """Where a change that was read out moved the end that is `kept`, and no more is said: put it back."""
    booked = resolve_period(base, d.shop.hours if d.shop else "")
    day, clocks = (booked.end or booked.start), (found.start_time, found.end_time, found.loose)
    named = {
        resolve_day(word, d.today, base.end_day if kept == "end" else base.start_day)
        for word in (found.start_day, found.end_day)
        if word
    }
    stays = base.end_day if kept == "end" else base.start_day
    if day is None or found.shift or found.length or any(clocks) or named - {stays}:
        return False
    before = replace(d.slots)
    keep_end(d.slots, kept, booked, d.period)
    return d.slots != before


def keep_unrefused(d: Dialogue, case: Case) -> None:
    """Who says no to a change that was read out, and then tells a part of it otherwise ("no, that's wrong; it
    should start at half past nine"), still wishes for the rest of it."""
    refused, base, now = case.refused_change, case.base, d.slots
    case.refused_change = None
    if refused is None or base is None:
        return
    told = [name for name in PARTS if getattr(now, name) != getattr(base, name)]
    wished = [name for name in PARTS if getattr(refused, name) != getattr(base, name)]
    if not set(told) & set(wished):
        return
    mended = replace(now, **{name: getattr(refused, name) for name in wished if name not in told})
    period = resolve_period(mended, d.shop.hours if d.shop else "")
    if period.start and period.end and period.start < period.end:
        d.slots = mended


def _leave_out_day_before(d: Dialogue, case: Case, found: When) -> When:
    """Where the change has moved the day, the first of the two may be as it stood before: "swap the 16th for
    the 18th", when the 17th was read out."""
    base = case.base
    if base is None or base.start_day is None or base.start_day != base.end_day:
        return found
    old, new = (
        resolve_day(word, d.today, base.start_day) if word else None
        for word in (found.start_day, found.end_day)
    )
    if d.slots.start_day == base.start_day or old != base.start_day or new in (None, old):
        return found
    return replace(found, start_day=found.end_day, end_day=None)


def _leave_out_the_car(case: Case, text: str) -> str:
    """The text without the class that the booking has, where it names another: "I booked a sedan, but could
    we have a minivan?"."""
    utterance = read_utterance(text)
    spans = classes.recognise_classes(utterance)
    if case.base is None or not {span.value for span in spans} - {case.base.car}:
        return text
    plain = utterance.plain
    for span in reversed([span for span in spans if span.value == case.base.car]):
        plain = f"{plain[: span.start]}{plain[span.end :]}"
    # "Not a compact, a sedan" would lose what is not meant.
    return plain if classes.find_class(plain) else text


def _turn_shift(d: Dialogue, case: Case, low: str) -> Shift | None:
    """「遅くじゃなくて早くです」: the shift that was made, the other way."""
    if case.shifted is None or case.unshifted is None:
        return None
    way = read_direction(NOT_THAT_WAY.sub("、", low), d.today)
    if way is None or (way.minutes > 0) == (case.shifted.minutes > 0):
        return None
    return replace(case.shifted, minutes=-case.shifted.minutes)


def _is_new_end(d: Dialogue, base: Slots, clock: Clock) -> bool:
    """Whether the change that was read out moves the return to that hour: 「12時でお願いします」."""
    if d.asked != "agree" or base.end_time == d.slots.end_time:
        return False
    stands = resolve_period(d.slots, "")
    if stands.start is None or stands.end is None:
        return False
    return is_at(clock, stands.end) and not is_at(clock, stands.start)


def _give_missed_end(case: Case, when: When) -> When:
    """The hour that was asked for belongs to the end that cannot be kept."""
    if not case.missed or when.loose is None:
        return when
    of_return = case.missed == "end" or (case.found is not None and case.found.status == "out")
    end = {"end_time" if of_return else "start_time": when.loose}
    return replace(when, loose=None, **end)  # type: ignore[arg-type]


def _shift_times(d: Dialogue, case: Case, by: Shift, *, again: bool) -> bool:
    """ "An hour later", said twice, is the same hour; "two hours" instead counts from where it stood. A shift
    of the other end comes upon it."""
    if again and not by.end and (last := _find_last_moved(d.slots, case.base)):
        by = replace(by, end=last)  # 「11時からに」, and then 「もう1時間遅く」
    other = case.shifted is not None and {case.shifted.end, by.end} == {"start", "end"}
    origin = d.slots if again or other or case.unshifted is None else case.unshifted
    slots = copy(origin)
    if not move_period(slots, by, d.shop.hours if d.shop else "") or slots == d.slots:
        return False
    case.unshifted, case.shifted, d.slots = copy(origin), by, slots
    return True


def _find_last_moved(slots: Slots, base: Slots | None) -> Role:
    """The end that the change has moved so far, where it is one alone."""
    if base is None:
        return ""
    start = (slots.start_day, slots.start_time) != (base.start_day, base.start_time)
    end = (slots.end_day, slots.end_time) != (base.end_day, base.end_time)
    return "" if start == end else "start" if start else "end"
