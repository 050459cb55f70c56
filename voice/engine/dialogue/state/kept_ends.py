"""The end of a rental that is to stay while the other moves: "a day sooner, and still back on the 27th"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from voice.engine.dialogue.nlu.dates.resolution import Period
from voice.engine.dialogue.nlu.dates.tokens import Role, Shift, When
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
    rf"|(?:返却|返[すし]|戻[すし]|帰り|終わり)(?:の|する)?(?:時間|時刻|日|ほう|方)?(?:は|が|も|だけ)?、?{_STAYS_JA}"
)
KEEPS_PICKUP = re.compile(
    r"\b(?:same|keep(?:ing)?(?: the| my)?|leave|leaving) (?:the |my )?(?:pick-?up|start|collection"
    r"|beginning)\b"
    rf"|\b{_PICKUP_EN}(?: (?:date|day|time))?\b[^.;!?,]{{0,12}}\b{_STAYS_EN}\b"
    r"|\b(?:start|pick-?up|collection)(?: time)?(?:'s| is) (?:fine|ok|okay|good|right|all right)\b"
    r"|\bstill (?:(?:be|to be) )?(?:pick|collect|fetch|start|com|get)(?:ing|e|ting)?\b"
    rf"|(?:出発|受け?取り?|借りる|貸出|開始|始まり)(?:の|する)?(?:時間|時刻|日|ほう|方)?(?:は|が|も|だけ)?、?{_STAYS_JA}"
)


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
