"""Clock times as Japanese callers say them, and the little words that tell pickup from return."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.dates.tokens import Clock, Role, Text

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
