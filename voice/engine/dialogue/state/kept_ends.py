"""The end of a rental that is to stay while the other moves: "a day sooner, and still back on the 27th"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.resolution import Period
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Role, Shift, When
from voice.engine.dialogue.nlu.shortening import (
    cancels_named_day,
    is_shortened,
    keep_return,
    keep_within,
    leave_out_day,
)
from voice.engine.dialogue.state.slots import DAY, Slots, fix_period

_STAYS_EN = (
    r"(?:stays?|stay(?:ing)?|remains?|the same|as (?:it|they) (?:is|are|was|were)|unchanged|as planned"
    r"|as agreed|(?:doesn't|won't|needn't|isn't going to) change|(?:don't|do not) change)"
)
_RETURN_EN = (
    r"(?:return|drop-?off|end|way back|(?:coming|being) back"
    r"|(?:bring|giv|gett|hav|dropp|tak|send)ing (?:it|the (?:car|van)) (?:back|off))"
)
_PICKUP_EN = (
    r"(?:pick-?up|start|collection|setting off"
    r"|(?:pick|collect|fetch|gett|tak)ing (?:it|the (?:car|van))(?: up)?|picking up)"
)
_STAYS_JA = r"(?:そのまま|変わら|変わり|変えな|変えず|変更な|いじら|同じ(?!時|日|曜|\d)|[^、。]{0,12}のまま)"
KEEPS_RETURN = re.compile(
    r"\b(?:same|keep(?:ing)?(?: the| my)?|leave|leaving) (?:the |my )?(?:return|drop-?off|end|finish"
    r"|way back)\b"
    rf"|\b{_RETURN_EN}(?: (?:date|day|time))?\b[^.;!?,]{{0,12}}\b{_STAYS_EN}\b"
    r"|\b(?:end|return|drop-?off)(?: time)?(?:'s| is) (?:fine|ok|okay|good|right|all right)\b"
    r"|\bstill (?:(?:be|to be) )?(?:giv|bring|return|drop|hand|hav|tak|finish|end)(?:e|p?ing)?\b"
    rf"|(?:返却|返[すし]|戻[りすし]|帰り|終わり)(?:の|する)?(?:時間|時刻|日|ほう|方)?(?:は|が|も|だけ)?、?{_STAYS_JA}"
    # Who has the car from the day before on still brings it back when they said.
    r"|(?:前日|前の日|前の晩)の?[^、。返戻]{0,16}から"
    r"|(?:出発|受け?取り?|借りる|貸し?出し?|取りに行く)[^。返戻]{0,8}(?:前日|前の日|前の晩)"
)
KEEPS_PICKUP = re.compile(
    r"\b(?:same|keep(?:ing)?(?: the| my)?|leave|leaving) (?:the |my )?(?:pick-?up|start|collection"
    r"|beginning)\b"
    rf"|\b{_PICKUP_EN}(?: (?:date|day|time))?\b[^.;!?,]{{0,12}}\b{_STAYS_EN}\b"
    r"|\b(?:start|pick-?up|collection)(?: time)?(?:'s| is) (?:fine|ok|okay|good|right|all right)\b"
    r"|\bstill (?:(?:be|to be) )?(?:pick|collect|fetch|start|com|get)(?:ing|e|ting)?\b"
    rf"|(?:出発|受け?取り?|借りる|貸出|開始|始まり)(?:の|する)?(?:時間|時刻|日|ほう|方)?(?:は|が|も|だけ)?、?{_STAYS_JA}"
)
BROUGHT_BACK = re.compile(r"返[しすせ]|返却|戻[りれ]|\b(?:back|return|drop)")
# Of several days only the first end moves: "collect it the evening before".
MOVES_PICKUP = re.compile(
    r"(?:じゃ|では)なく(?:て)?、?[^、。]{0,8}(?:日|曜日?)から|から(?:を|じゃなく(?:て)?、?|ではなく、?)[^、。]{1,10}から"
    r"|(?:日|曜日?)から[^。]{0,12}(?:ほか|他|あと)は[^、。]{0,6}(?:そのまま|同じ)"
    r"|(?:日|曜日?)(?:の\d{1,2}時(?:半|\d{1,2}分)?)?からに(?:し|変|替|でき)"
    r"|\b(?:make|have) it from\b|\bstart(?:ing)? from\b"
    r"|出発|受け?取|引き取|取りに|借りる(?:の|日|時|ほう|方)|借り始め|貸し?出|開始|スタート"
    r"|\b(?:collect|fetch|pick-?up|pick(?:ing)? (?:it |(?:the|my|our) (?:[\w-]+ )?)?up|start|begin)\b"
    r"|\bfrom\b[^.,;!?]{1,24}\b(?:instead of|rather than)\b|\bnot from\b[^.;!?]{1,24}\bfrom\b"
)
# The car is needed on one more day than it is booked for: 「17日も使いたいんで」, "I need it on Friday too".
NEEDS_IT_TOO = re.compile(
    r"(?:\d日|曜日?|明日|あさって|[翌次]の?日|前の?日)(?:の[朝昼夜夕晩]方?|の午[前後])?も、?(?:また|まだ|ずっと|続けて|引き続き|車[をが]?)?、?"
    r"(?:使[いうえわ]|借り|乗[りるらせ]|要[りる]|い[りる]|必要|お願い|ほし|欲し|$|[、。])"
    r"|\b(?:need|want|us|have|keep|driv|get)(?:e|ing)? (?:it|the (?:car|van|suv|sedan|minivan|compact))\b"
    r"[^.,;!?]{0,32}\b(?:as well|too|also)\b"
)
# One of the days is all that is wished for: 「17日だけで」.
ONE_DAY_ALONE = re.compile(r"(?:\d日|曜)(?:の?[月火水木金土日]?曜?日)?(?:だけ|のみ)")


def find_kept_end(text: str) -> Role:
    """The end that `text`, in lower case, leaves as it is; "" where it says so of none, or of both."""
    ends, starts = KEEPS_RETURN.search(text) is not None, KEEPS_PICKUP.search(text) is not None
    return "" if ends == starts else "end" if ends else "start"


def find_moved_end(when: When, kept: Role) -> Role:
    """The end that a shift moves where the other is kept, or is named with its day or hour; "" where neither
    tells. A day that is of no end (「9日の、1時間後ろに」) only tells which booking it is."""
    start_day = None if when.loose_day else when.start_day
    named = start_day or when.start_time, when.end_day or when.end_time
    if kept:
        return "start" if kept == "end" else "end"
    if when.loose or bool(named[0]) == bool(named[1]):
        return ""
    is_of_days = when.shift is not None and when.shift.minutes % DAY == 0
    if is_of_days and not (start_day or when.end_day):
        return ""  # "two days later, and start at ten": an hour is no end's day
    return "start" if named[1] else "end"


def limit_shift(by: Shift, moved: Role) -> Shift:
    """`by` of the end that is `moved`, unless it says of which it is."""
    return by if by.end or not moved else Shift(by.minutes, moved)


def leave_days(when: When, text: str, start: date, end: date, today: date, *, is_cut: bool) -> When:
    """What `when`, read of `text` in lower case, leaves of a rental of several days, from `start` to `end`.
    `is_cut`: some of the days are said to be needed no more."""
    if cancels_named_day(text):
        return leave_out_day(when, start, end, today)
    if is_cut or is_shortened(text):
        return keep_within(when, text, start, end, today)
    if MOVES_PICKUP.search(text) and not (BROUGHT_BACK.search(text) or find_kept_end(text) == "start"):
        return keep_return(when, start, end, today)
    return when


def count_from_return(when: When, end: date) -> When:
    """`when` with a day before the return, where it is of that alone, as it comes to: "bring it back the day
    before"."""
    word = when.end_day
    if word is None or when.start_day or word.kind != "later" or word.number >= 0:
        return when
    return replace(when, end_day=DayWord("date", day=end + timedelta(days=word.number)))


def include_day(when: When, text: str, start: date, end: date, today: date) -> When:
    """`when`, read of `text` in lower case, with its day as the end of a rental from `start` to `end` that it
    adds to, where the car is needed on that day too."""
    if when.start_day is None or NEEDS_IT_TOO.search(text) is None:
        return when
    day = resolve_day(when.start_day, today, start)
    told = resolve_day(when.end_day, today, start) if when.end_day else day
    if day is None or told != day or start <= day <= end:
        return when
    if day < start:
        return replace(when, end_day=DayWord("date", day=end), loose_day=False, ordered_days=False)
    hour = when.end_time or when.loose or when.start_time
    return replace(
        when,
        start_day=None,
        start_time=None,
        loose=None,
        end_day=DayWord("date", day=day),
        end_time=hour,
        loose_day=False,
        ordered_days=False,
    )


def leave_known_days(slots: Slots, when: When, text: str, today: date) -> When:
    """`when`, said of a new rental, with the day of the return that stands where only the other end moves."""
    first, last, low = slots.start_day, slots.end_day, text.lower()
    if first is None or last is None or first >= last or slots.end_time is None:
        return when
    return leave_days(when, low, first, last, today, is_cut=ONE_DAY_ALONE.search(low) is not None)


def leave_kept_end(when: When, text: str) -> When:
    """`when`, with its shift of the other end alone where `text` says that one is to stay."""
    kept = find_kept_end(text.lower())
    if not kept or when.shift is None:
        return when
    return replace(when, shift=limit_shift(when.shift, find_moved_end(when, kept)))


def keep_end(slots: Slots, kept: Role, stood: Period, now: Period) -> None:
    """Put the end that is `kept` back to where it stood, if the other end leaves room for it."""
    start: datetime | None = stood.start if kept == "start" else now.start
    end: datetime | None = stood.end if kept == "end" else now.end
    if kept and start and end and start < end:
        fix_period(slots, start, end)
