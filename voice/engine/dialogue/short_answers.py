"""Whole short answers, as callers say them: to be compared by sound, and for a decoder to be held to.

Shops and classes are the company's: `expectation` lists those.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

from voice.engine.dialogue.nlg import english, japanese
from voice.engine.dialogue.nlu.normalise import UNITS, squeeze

PARTS_OF_DAY = ("", "午前", "午後", "朝", "夕方", "夜")
# So many days ahead are known by their sound with the weekday that fits them.
DAYS_AHEAD = 42
ORDINALS_EN = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty
""".split()  # noqa: SIM905
# What stands about an answer. A yes and a no are there so that a decoder need not write something else.
ABOUT = {
    "ja": ("です", "でお願いします", "、", "。", "から", "まで", "に"),
    "en": (",", ".", "please", "the", "The", "a", "A", "an", "An", "at", "At", "on", "On", "from", "From",
           "to", "To", "until", "till"),
}  # fmt: skip
OTHERS = {
    "ja": ("はい", "いいえ", "いえ", "いや", "うん", "ううん", "ええ", "違います"),
    "en": ("Yes", "No", "yes", "no", "yeah", "yep", "yup", "sure", "nope", "nah", "okay", "ok"),
}


def list_answers(kind: str, today: date) -> tuple[str, ...]:
    """Japanese ones of a kind: "time", "day", or "yes" (which has the refusals alone)."""
    # What is written upon a yes must have been heard, not guessed by its sound.
    refusals = ("いいえ", "いえ", "違います", "違う")
    return {"time": list_times(), "day": list_days(today), "yes": refusals}.get(kind, ())


def is_bare_yes_or_no(text: str) -> bool:
    """Whether it is a yes or a no and nothing else, which a decoder hears well: 「いいえ」, "No…?"."""
    return squeeze(text) in {squeeze(word) for words in OTHERS.values() for word in words}


def list_wordings(kinds: Sequence[str], language: str, today: date, listed: Sequence[str]) -> tuple[str, ...]:
    """`listed`, or the answers of the kinds, with the words that may stand about them."""
    words = list(listed)
    if language == "en":
        words += [word for kind in kinds for word in _list_english(kind, today)]
        words += [word[:1].upper() + word[1:] for word in words]
    return (*dict.fromkeys([*words, *ABOUT[language], *OTHERS[language]]),)


def _list_english(kind: str, today: date) -> tuple[str, ...]:
    return {"time": _list_times_en(), "day": _list_days_en(today)}.get(kind, ())


@cache
def _list_times_en() -> tuple[str, ...]:
    numbers = [*UNITS, *map(str, range(1, 13))]
    forms = (
        "{0}", "{0} o'clock", "at {0}", "{0} thirty", "half past {0}", "{0} a.m.", "{0} p.m.", "{0} am",
        "{0} pm", "{0}:30", "{0}.30", "{0} in the morning", "{0} in the afternoon", "{0} in the evening",
    )  # fmt: skip
    return ("noon", "midday", *(form.format(number) for form in forms for number in numbers))


@lru_cache(maxsize=4)
def _list_days_en(today: date) -> tuple[str, ...]:
    weeks = [f"{week}{day}" for week in ("", "next ", "this ", "on ") for day in english.WEEKDAYS]
    months = dict.fromkeys(
        english.MONTHS[(today + timedelta(days=ahead)).month - 1] for ahead in range(DAYS_AHEAD)
    )
    numbers = [f"{day}{ending}" for day in range(1, 32) for ending in ("", "th", "st", "nd", "rd")]
    days = [*ORDINALS_EN, *numbers]
    dated = [f"{month} {day}" for month in months for day in days]
    return ("today", "tomorrow", "the day after tomorrow", *weeks, *(f"the {day}" for day in days), *dated)


@cache
def list_times() -> tuple[str, ...]:
    clocks = (
        f"{part}{hour}時{half}"
        for part in PARTS_OF_DAY
        for hour in range(1, 13 if part else 25)
        for half in ("", "半")
    )
    return ("正午", "お昼", *clocks)


@lru_cache(maxsize=4)
def list_days(today: date) -> tuple[str, ...]:
    """Days as they are said. With a weekday only those that fit it: an ear may be wrong about one half."""
    near = ("今日", "あした", "みょうにち", "あさって", "明後日", "しあさって")
    names = japanese.WEEKDAYS
    weeks = tuple(f"{week}{day}曜日" for week in ("", "今週の", "来週の", "再来週の") for day in names)
    coming = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    dates = [(f"{day.day}日", f"{day.month}月{day.day}日", names[day.weekday()]) for day in coming]
    numbers = tuple(f"{number}日" for number in range(1, 32))
    full = tuple(date for _, date, _ in dates)
    with_weekday = tuple(
        f"{said}の{weekday}曜{ending}"
        for short, long, weekday in dates
        for said in (short, long)
        for ending in ("", "日")
    )
    return near + weeks + numbers + full + with_weekday
