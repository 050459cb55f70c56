"""Clock times as English-speaking callers say them, and the words that tell pickup from return."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.dates.tokens import Clock, Role, Text

HALF = r"(a\.?\s?m\b\.?|p\.?\s?m\b\.?)"
PART = r"(?:in the|at) (morning|afternoon|evening|night)"
MINUTES = r"(?:[:. ](00|05|10|15|20|25|30|35|40|45|50|55))?"
HALVED = re.compile(rf"\b(\d{{1,2}}){MINUTES}(?: o'?clock)?\s*{HALF}")
PARTED = re.compile(rf"\b(\d{{1,2}}){MINUTES}(?: o'?clock)? (?:{PART}|(tonight))\b")
BEFORE = re.compile(
    rf"\b(morning|afternoon|evening|night),? (?:at|from|around) (\d{{1,2}}){MINUTES}\b(?! ?[ap]\.?m)"
)
COLON = re.compile(r"\b(\d{1,2}):(\d{2})\b")
OCLOCK = re.compile(r"\b(\d{1,2}) ?o'?clock")
PAST = re.compile(r"\b(half|quarter) (past|to) (\d{1,2})\b")
AFTER_WORD = re.compile(
    r"(?:\b(?:at|from|to|until|till|til|by|around|about|between|and|through)"
    r"|-) ?(\d{1,2})(?: (00|15|30|45))?\b"
    r"(?!\s*(?:(?:st|nd|rd|th)\b|/|:|days?|hours?|nights?|weeks?|people|persons?|cars?|adults?|of us|\d))"
)
RANGE = re.compile(r"\b(\d{1,2})(?= ?(?:-|to|until|till) ?(?:\d|\0))")
NOON = re.compile(r"\b(?:12 )?(?:noon|midday)\b")
MIDNIGHT = re.compile(r"\bmidnight\b")

GAP = r"[ ,]{0,3}(?:(?:at|on|the|about|around|by) ){0,4}$"
START = re.compile(
    rf"(?:\bfrom|\bstart(?:s|ing)?|\bbegin(?:ning|s)?|\bbetween|\bpick(?:ing)?(?: it| the car)? ?up|\bpickup"
    rf"|\bleav(?:e|ing)){GAP}"
)
END = re.compile(
    rf"(?:\bto|\buntil|\btill|\btil|\bthrough|-|\band|\breturn(?:ing|ed)?(?: it| the car)?"
    rf"|\bbring(?:ing)? it back|\bback|\bdrop(?:ping)?(?: it)? ?off|\bend(?:s|ing)?|\bby){GAP}"
)
BEHIND = re.compile(r"^\s*(?:(pick ?up|departure)|return|drop ?off)\b(?!\s*(?:at|by|on|it|time|\d|\0))")


def read_times(text: Text) -> None:
    """Take every clock time out of `text`, the plainest forms last."""
    for match in HALVED.finditer(text.words):
        _take(text, match, _resolve_half(int(match[1]), int(match[2] or 0), match[3].startswith("a")))
    for match in PARTED.finditer(text.words):
        morning = match[3] == "morning"
        _take(text, match, _resolve_half(int(match[1]), int(match[2] or 0), morning))
    for match in BEFORE.finditer(text.words):
        clock = _resolve_half(int(match[2]), int(match[3] or 0), match[1] == "morning")
        text.take(match.start(2), match.end(), clock)
    for match in COLON.finditer(text.words):
        _take(text, match, _make_clock(int(match[1]), int(match[2])))
    for match in OCLOCK.finditer(text.words):
        _take(text, match, _make_clock(int(match[1])))
    for match in PAST.finditer(text.words):
        minutes = 30 if match[1] == "half" else 15
        total = int(match[3]) * 60 + (minutes if match[2] == "past" else -minutes)
        _take(text, match, _make_clock(total // 60, total % 60))
    for match in NOON.finditer(text.words):
        _take(text, match, Clock(12, 0, True))
    for match in MIDNIGHT.finditer(text.words):
        _take(text, match, Clock(24, 0, True))
    for match in AFTER_WORD.finditer(text.words):
        if match[0].startswith("and") and "between" not in text.words[: match.start()]:
            continue
        clock = _make_clock(int(match[1]), int(match[2] or 0))
        if clock.hour <= 24:
            text.take(match.start(1), match.end(), clock)
    for match in RANGE.finditer(text.words):
        _take(text, match, _make_clock(int(match[1])))


def read_bare_number(text: Text) -> None:
    """ "Ten" in answer to "what time?"."""
    found = re.fullmatch(r"\D{0,80}?(\d{1,2})(?: (00|15|30|45))?(?: please| sharp|[.,! ]){0,8}", text.words)
    if found and not text.tokens and int(found[1]) <= 24:
        text.take(found.start(1), found.end(1), _make_clock(int(found[1]), int(found[2] or 0)))


def measure_marker(_after: str) -> int:
    """English marks an end before it is said: what follows a token belongs to the next."""
    return 0


def find_role(before: str, after: str) -> Role:
    """Which end a time means, by the words before and after it; "" where they do not say."""
    behind = BEHIND.match(after)
    if behind:
        return "start" if behind[1] else "end"
    if START.search(before):
        return "start"
    if END.search(before):
        return "end"
    return "start" if re.match(r"^\s*(?:-|to\b|until\b|till\b)", after) else ""


def _make_clock(hour: int, minute: int = 0) -> Clock:
    return Clock(hour, minute, hour > 12 or hour == 0)


def _resolve_half(hour: int, minute: int, morning: bool) -> Clock:
    if morning:
        return Clock(0 if hour == 12 else hour, minute, True)
    return Clock(hour + 12 if hour < 12 else hour, minute, True)


def _take(text: Text, match: re.Match[str], clock: Clock) -> None:
    if 0 <= clock.hour <= 24 and clock.minute < 60:
        text.take(match.start(), match.end(), clock)
