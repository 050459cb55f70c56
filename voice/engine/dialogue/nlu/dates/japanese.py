"""Days, lengths and clock times as Japanese callers say them, and what tells the ends apart.

Weeks begin on Monday: 来週の土曜日 is in the next calendar week.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.calendars import (
    find_day_in_later_month,
    find_month_day,
    find_next_weekday,
)
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Length, Role, Text, find_monday

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


MORNING = r"午前|早朝|朝|夜中|AM|am"
EVENING = r"午後|夕方|夜|晩|PM|pm"
PART = rf"(?:({MORNING})|({EVENING})|(お昼|昼間|昼))?の?\s?"
TIME = re.compile(rf"{PART}(\d{{1,2}})\s?(?:時|じ(?!ゃ))(?!間)\s?(?:(半|はん)|(\d{{1,2}})\s?分)?")
COLON = re.compile(rf"{PART}(\d{{1,2}}):(\d{{2}})\s?(?:({MORNING})|({EVENING}))?")
BARE = re.compile(r"(?<![\d\-/:])(\d{1,2})(?=\s?(?:から|まで|[~-]\s?\d{1,2}\s?時))")
NOON = re.compile(r"正午|お?昼(?=から|まで|に返|ごろ|頃)")
AFTER_START = re.compile(
    r"^\s?(?:ごろ|頃|くらい|ぐらい)?\s?(?:から|より|~|-|に(?:借り|お借り|出発|受け取|取り|行|伺|来店)|出発|開始|スタート)"
)
AFTER_END = re.compile(
    r"^\s?(?:ごろ|頃|くらい|ぐらい)?\s?(?:まで|に(?:返|お返|戻|もど)|返却|には?(?:返|お返|戻)|終わり)"
)
BEFORE_START = re.compile(
    r"(?:開始|出発|借り(?:る|たい)?の|借りるとき|受け取り|受取|スタート|貸出)(?:時間|時刻|日)?[^\d\0]{0,4}$"
)
BEFORE_END = re.compile(
    r"(?:返却|返す(?:の|とき)|お?返し|戻(?:り|す)|終わり|終了)(?:時間|時刻|日)?[^\d\0]{0,4}$"
)


def read_times(text: Text) -> None:
    """Take every clock time out of `text`, the plainest forms last."""
    for match in TIME.finditer(text.words):
        minute = 30 if match[5] else int(match[6] or 0)
        _take(text, match, _make_clock(int(match[4]), minute, _name_part(match[1], match[2], match[3])))
    for match in COLON.finditer(text.words):
        part = _name_part(match[1] or match[6], match[2] or match[7], match[3])
        clock = _make_clock(int(match[4]), int(match[5]), part)
        _take(text, match, Clock(clock.hour, clock.minute, True) if len(match[4]) == 2 and int(match[4]) != 12
              and match[4][0] == "0" else clock)  # fmt: skip
    for match in NOON.finditer(text.words):
        _take(text, match, Clock(12, 0, True))
    for match in BARE.finditer(text.words):
        _take(text, match, _make_clock(int(match[1]), 0, ""))


def read_bare_number(text: Text) -> None:
    """ "10" in answer to "what time?"."""
    found = re.fullmatch(r"\D{0,80}?(\d{1,2})(?:です|で|に|ごろ|頃|お願いします|[、。\s]){0,8}", text.words)
    if found and not text.tokens:
        clock = _make_clock(int(found[1]), 0, "")
        if clock.hour <= 24:
            text.take(found.start(1), found.end(1), clock)


def measure_marker(after: str) -> int:
    """How much of what follows a token says which end that token is, and so says nothing of the next."""
    found = AFTER_START.search(after) or AFTER_END.search(after)
    return found.end() if found else 0


def find_role(before: str, after: str) -> Role:
    """Which end a time means, by the words before and after it; "" where they do not say."""
    if AFTER_START.search(after):
        return "start"
    if AFTER_END.search(after):
        return "end"
    if BEFORE_END.search(before):
        return "end"
    return "start" if BEFORE_START.search(before) else ""


def _name_part(morning: str | None, evening: str | None, midday: str | None) -> str:
    if morning:
        return "am"
    if evening in ("夜", "晩"):
        return "night"
    return "pm" if evening else "midday" if midday else ""


def _make_clock(hour: int, minute: int, part: str) -> Clock:
    if part == "am":
        return Clock(hour, minute, True)
    if part in ("pm", "night"):
        later = hour < 12 or (hour == 12 and part == "night")
        return Clock(hour + 12 if later else hour, minute, True)
    if part == "midday":
        return Clock(hour + 12 if hour < 6 else hour, minute, True)
    return Clock(hour, minute, hour > 12 or hour == 0)


def _take(text: Text, match: re.Match[str], clock: Clock) -> None:
    if clock.hour <= 24 and clock.minute < 60:
        text.take(match.start(), match.end(), clock)
