"""Days as Japanese callers say them. Weeks begin on Monday: 来週の土曜日 is in the next calendar week."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import (
    find_day_in_later_month,
    find_month_day,
    find_next_weekday,
)
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Length, Text, find_monday

WEEKDAYS = "月火水木金土日"
WEEK = r"(今週|来週|再来週|さ来週|さらいしゅう|らいしゅう|こんしゅう|翌週|次の週)"
WEEKS = {"今週": 0, "こんしゅう": 0, "来週": 1, "らいしゅう": 1, "翌週": 1, "次の週": 1}
COUNT = r"(?<!\d)(\d{1,4})"  # nobody rents for longer, and a longer row of figures is no count
MONTHS = {"今月": 0, "来月": 1, "再来月": 2}
NAMED = {
    "一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "今日": 0, "本日": 0, "きょう": 0, "明日": 1,
    "あした": 1, "明後日": 2, "あさって": 2, "明々後日": 3, "しあさって": 3,
}  # fmt: skip

Reader = Callable[[re.Match[str], date], DayWord | Length | None]

LENGTHS: list[tuple[str, Callable[[re.Match[str]], Length]]] = [
    (rf"{COUNT}泊(?:\s?\d{{1,4}}日)?", lambda m: Length(nights=int(m[1]))),
    (r"日帰り", lambda m: Length(nights=0)),
    (r"(?:丸|まる|マル)\s?(\d{0,4}|いち)\s?日(?!曜)", lambda m: Length(minutes=_read_count(m[1]) * 1440)),
    (r"1日(?:中|(?=借り|お借り|レンタル|使い|だけ|利用))|(?<!\d)1日間", lambda m: Length(minutes=1440)),
    (rf"{COUNT}日間", lambda m: Length(nights=int(m[1]) - 1)),
    (rf"{COUNT}週間(?!後)", lambda m: Length(minutes=int(m[1]) * 7 * 1440)),
    (rf"{COUNT}時間半", lambda m: Length(minutes=int(m[1]) * 60 + 30)),
    (rf"{COUNT}時間", lambda m: Length(minutes=int(m[1]) * 60)),
]


def _read_count(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _read_week(name: str) -> int:
    return WEEKS.get(name, 2)


def _find_in_week(weeks: int, weekday: int, today: date) -> DayWord:
    return DayWord("date", day=find_monday(today) + timedelta(weeks=weeks, days=weekday))


DAYS: list[tuple[str, Reader]] = [
    (
        r"(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})日?",
        lambda m, t: find_month_day(t, int(m[2]), int(m[3]), int(m[1])),
    ),
    (r"(\d{1,2})月の?\s*(\d{1,2})日", lambda m, t: find_month_day(t, int(m[1]), int(m[2]))),
    (r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)", lambda m, t: find_month_day(t, int(m[1]), int(m[2]))),
    (
        r"(今月|来月|再来月)の?\s*(\d{1,2})日",
        lambda m, t: find_day_in_later_month(t, MONTHS[m[1]], int(m[2])),
    ),
    (rf"{COUNT}日後", lambda m, t: DayWord("date", day=t + timedelta(days=int(m[1])))),
    (
        rf"{COUNT}週間後の?([{WEEKDAYS}])曜日?",
        lambda m, t: _find_in_week(int(m[1]), WEEKDAYS.index(m[2]), t),
    ),
    (rf"{COUNT}週間後", lambda m, t: DayWord("date", day=t + timedelta(weeks=int(m[1])))),
    (
        rf"{WEEK}の?\s*([{WEEKDAYS}])曜日?",
        lambda m, t: _find_in_week(_read_week(m[1]), WEEKDAYS.index(m[2]), t),
    ),
    (rf"{WEEK}の?末|{WEEK}の週末", lambda m, t: _find_in_week(_read_week(m[1] or m[2]), 5, t)),
    (r"(来|再来)週末", lambda m, t: _find_in_week(1 if m[1] == "来" else 2, 5, t)),
    (r"(?:今|今度の|次の)?週末", lambda m, t: find_next_weekday(t, 5, include=True)),
    (rf"(?:次|今度|つぎ)の([{WEEKDAYS}])曜日?", lambda m, t: find_next_weekday(t, WEEKDAYS.index(m[1]))),
    (rf"([{WEEKDAYS}])曜日?", lambda m, t: DayWord("weekday", WEEKDAYS.index(m[1]))),
    (r"翌日|次の日|翌朝", lambda m, t: DayWord("later", 1)),
    (r"翌々日", lambda m, t: DayWord("later", 2)),
    (
        rf"({'|'.join(sorted(NAMED, key=len, reverse=True))})(?!は(?:いい|良い|よい|暑|寒|天気)|もありがと)",
        lambda m, t: _resolve_named_day(m[1], t),
    ),
    (r"(?<![\d/月])(\d{1,2})日(?!間|後|前|以内|目)", lambda m, t: DayWord("dom", int(m[1]))),
    (
        WEEK,
        lambda m, t: DayWord("week", _read_week(m[1]), find_monday(t) + timedelta(weeks=_read_week(m[1]))),
    ),
]


def _resolve_named_day(name: str, today: date) -> DayWord:
    return DayWord("date", day=today + timedelta(days=NAMED[name]))


def read_days(text: Text, today: date) -> None:
    """Take every day and length out of `text`, the longest forms first, so that nothing is read twice."""
    for pattern, measure in LENGTHS:
        for match in re.finditer(pattern, text.words):
            text.take(match.start(), match.end(), measure(match))
    _read_saturday_and_sunday(text, today)
    for pattern, reader in DAYS:
        for match in re.finditer(pattern, text.words):
            value = reader(match, today)
            if value is not None:
                text.take(match.start(), match.end(), value)


def _read_saturday_and_sunday(text: Text, today: date) -> None:
    for match in re.finditer(rf"(?:{WEEK}の?)?土日", text.words):
        saturday = _find_in_week(_read_week(match[1]), 5, today) if match[1] else find_next_weekday(today, 5)
        if saturday.day is not None:
            middle = match.end() - 1
            text.take(match.start(), middle, saturday, "start")
            text.take(middle, match.end(), DayWord("date", day=saturday.day + timedelta(days=1)), "end")
