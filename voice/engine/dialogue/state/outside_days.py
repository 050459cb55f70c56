"""What is said of days outside the clauses that tell the rental: it may be the return's, or no day of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import find_nearest_day_number, resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period, recognise_dates
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, DayWord, Doubt, When, stay_near
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.utterance import read_utterance

# What tells of the return, or how long the rental is, by itself: 「15日に返したいんですが」, 「2泊で」.
OF_THE_RETURN = re.compile(
    r"^\s*(?:お?返(?:す|却)|お?返し|戻す)(?:の|とき|時|日)?(?:は|が)"
    r"|(?:(?:に|まで(?:に)?|は|の|を)、?(?:返[しすせ却]|返却|戻[しすせ])[^、。]{0,10}"
    r"|(?:日|曜日?|朝|夜|時|末|泊|日間|時間|週間)(?:まで|の?返却|くらい|ぐらい|ほど)?"
    r"(?:で|です|なんです(?:が|けど)|(?:を|で)?、?(?:お?借り|使|利用|予約|お願い|乗)[^、。]{0,10})?)$"
)
PIECE = re.compile(r"[^、。!?！？]+")
ONLY_DAY = re.compile(
    r"(?:車|クルマ|レンタカー|借りる|使う)(?:の)?は、?[^、。\d]{0,4}(?P<day>\d{1,2}日(?:の?.曜日?)?)だけ"
)
_CLOSE = 2  # days
_LONGEST_RUN = 4  # pieces: a day, its hour, and those of the return


def settle_days(found: When, text: str, stated: str, today: date) -> When:
    """`found`, of a new rental, with what `text` tells of its days outside its own clauses: the date of its
    weekday, and whether another day is the return's. `stated` is the text without questions and reasons."""
    found = _take_only_day(_find_date_of_weekday(found, text, today), text, today)
    is_whole = found.start_day and found.start_time and found.end_time
    return _settle_days_outside(found, stated, today) if is_whole else found


def _take_only_day(found: When, text: str, today: date) -> When:
    """「10日から12日まで東京なんですが、車は11日だけ」: a rental of that day alone."""
    only = ONLY_DAY.search(text)
    told = read_period(only["day"], today).start_day if only else None
    if told is None or found.doubt or not found.end_day:
        return found
    return replace(found, start_day=told, end_day=None, length=None)


def _settle_days_outside(found: When, text: str, today: date) -> When:
    """`found` where one run of clauses tells day and both hours of a rental: what others say of another day,
    or of a length, is the rental's only where it says so by itself. Else it is a doubt on which day it ends.
    """
    if not is_japanese(text) or found.doubt:
        return found
    pieces = PIECE.findall(text)
    run = _find_whole_run(found, pieces, today)
    if run is None or len(pieces) == len(run):
        return found
    whole = read_period("、".join(pieces[run.start : run.stop]), today)
    others = [piece for at, piece in enumerate(pieces) if at not in run]
    telling = [piece for piece in others if _tells_a_day(read_period(piece, today))]
    begin = resolve_day(whole.start_day, today) if whole.start_day else None
    if whole.end_day and not found.end_day and begin and len(run) == 1:
        return replace(found, end_day=whole.end_day, length=None)
    if whole.end_day or whole.length or not (found.end_day or found.length) or not telling or not begin:
        return found
    if any(OF_THE_RETURN.search(piece) for piece in telling):
        return found
    last = resolve_day(found.end_day, today, begin, end=True) if found.end_day else None
    if found.length and found.length.nights:
        last = begin + timedelta(days=found.length.nights)
    if last is None or last == begin:
        return found
    if found.start_day and found.start_day.kind == "weekday":  # 「来週の木曜に参りますの、翌日の金曜…」
        return replace(move_day_near(found, last, today), end_day=None)
    if found.start_day and found.start_day.kind in RELATIVE:  # 「木曜に着いて、翌日の金曜の10時から」
        day = resolve_day(found.start_day, today, last)
        return replace(found, start_day=DayWord("date", day=day), end_day=None) if day else found
    if last < begin:  # 「昨日電話したんですが、13日の10時から15時まで」
        return replace(found, end_day=None)
    return replace(found, doubt=Doubt("either", pieces[run.stop - 1].strip(), role="end", days=(begin, last)))


def _tells_a_day(told: When) -> bool:
    return bool(told.start_day or told.end_day or told.length)


def _find_whole_run(found: When, pieces: Sequence[str], today: date) -> range | None:
    """The shortest run of pieces that tells the day and both hours that were found."""
    for length in range(1, _LONGEST_RUN + 1):
        for start in range(len(pieces) - length, -1, -1):
            told = read_period("、".join(pieces[start : start + length]), today)
            if (told.start_day, told.start_time, told.end_time) == (
                found.start_day,
                found.start_time,
                found.end_time,
            ):
                return range(start, start + length)
    return None


def move_day_near(found: When, event: date, today: date) -> When:
    """`found` with the weekday of the pickup in the week of the event that was told before, where it is that
    day or close to it: 「来週の土曜に同窓会があって、土曜の10時から日曜の18時」.
    A day number is the nearest to it."""
    begin = found.start_day
    if begin and begin.kind == "dom" and (day := find_nearest_day_number(begin.number, event, today)):
        return replace(found, start_day=replace(begin, kind="date", day=day))
    if begin is None or begin.kind != "weekday" or abs(begin.number - event.weekday()) > _CLOSE:
        return found
    near = stay_near(DayWord("date", day=event), begin)
    return replace(found, start_day=near) if near else found


def _find_date_of_weekday(found: When, text: str, today: date) -> When:
    """`found` with the weekday of the pickup as the date that the text names with it: 「10日の木曜に休みが
    取れたんで、木曜の8時から」."""
    begin = found.start_day
    if begin is None or begin.kind != "weekday":
        return found
    for span in recognise_dates(read_utterance(text), today):
        word = span.value.value
        if isinstance(word, DayWord) and word.kind in ("dom", "date"):
            day = resolve_day(word, today)
            if day and day >= today and day.weekday() == begin.number:
                return replace(found, start_day=DayWord("date", day=day))
    return found
