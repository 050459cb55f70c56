"""Words that make a rental shorter, or longer at an end, and what they leave of its days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.calling_off import CALLS_OFF, CANCEL
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.tokens import DayWord, When
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import MONTHS, WEEKDAY_EN
from voice.engine.dialogue.nlu.topics import CLAUSES

SHORTENS = re.compile(
    r"短縮|縮め|短く|切り上げ|日帰りに|(?<=[時分半])だけに(?:し|でき|変)"
    r"|\b(?:shorten\w*|(?:cut|cutting|reduc(?:e|ing)|trim(?:ming)?|par(?:e|ing)|whittle)"
    r" (?:it|that|this|(?:the|my|our) (?:booking|reservation|rental|hire))"
    r"(?= (?:short|back|down|to)\b))\b"
    # "We only need the car on the Thursday now".
    r"|\b(?:only|just) (?:(?:actually|really|going to|be) ){0,2}"
    r"(?:need|want|requir|us)(?:e|ing|ed|s)? (?:it|the \w+|a car|one)"
    r" (?:on|for|until|till|to)\b(?=[^.;!?]{0,40}\b(?:now|after all|any ?more|instead)\b)"
    r"|\b(?:now|after all) (?:i|we) (?:only|just) (?:need|want|require) (?:it|the \w+) (?:on|for|until"
    r"|till)\b"
)
ONLY = re.compile(r"だけ|のみ|日帰り|\b(?:just|only)\b")
KEEPS_PICKUP = re.compile(
    r"(?:出発|開始|受け?取り?|借りる(?:の|日|ほう|方))[^、。]{0,6}(?:そのまま|変え(?:ず|な)|同じ)"
    r"|\b(?:keep|keeping|leave|leaving|same)\b[^.;!?]{0,24}\b(?:pick-?up|start|collection)\b"
    r"|\b(?:pick-?up|start|collection)\b[^.;!?]{0,16}\b(?:stays?|the same|as it is|unchanged)\b"
)
# "Knock a day off the end", "take the first day off my booking". A day off alone is one without work.
_PIECE = r"(?P<much>(?:an?|one|two|three|\d{1,2}) (?:day|hour)s?|the (?P<which>last|first) (?:day|night))"
OFF_IT = re.compile(
    r"\b(?:knock|chop|take|cut|lop|shave|trim|drop|lose)(?:p?ing)? "
    rf"{_PIECE} off\b(?P<of>(?: of)? (?:(?:the|my|our) (?P<end>end|back|start|front|beginning"
    r"|booking|reservation|rental|hire)|it|that)\b)?",
    re.IGNORECASE,
)
_NAMED_EN = rf"{WEEKDAY_EN}|\d{{1,2}}(?:st|nd|rd|th)"
# Of several days one is needed no more: 「初日の18日はいらなくなって」, "we don't need the first day".
ONE_OF_DAYS = re.compile(
    r"(?:最初|最後|はじめ|初め)の?(?:\d{1,2})?(?:日|晩)|初日|最終日|\d日目|(?:前半|後半)(?:は|が|の)"
    r"|\b(?:the )?(?:first|last|second|final) (?:day|night)\b"
)
PART_OFF = re.compile(
    rf"{ONE_OF_DAYS.pattern}|\d{{1,2}}日(?:の分|だけ|のほう)?[はが]"
    rf"|(?:土日|[月火水木金土日]曜日?)(?:の分|だけ)?[はが]|\b(?:cancel|drop)\w* (?:the )?{WEEKDAY_EN}\b"
    r"|\b(?:on )?the \d{1,2}(?:st|nd|rd|th)\b"
)
# One day of a rental is cancelled, and no booking: 「最後の1日をキャンセルで」, "cancel the first night".
_CANCELS_DAY = re.compile(
    r"(?:(?P<last_ja>最終|最後の?[1一]?|ラストの?)|初|(?:最初|はじめ|初め)の?[1一]?)日(?:の分|だけ){0,2}[をはも]?、?"
    r"(?:キャンセル|(?P<taken>取り?消し(?=[てた])))を?"
    r"|\b(?:cancel|scrap|scratch|skip|lose|drop) (?:just |only )?the (?:(?P<last_en>last|final)|first)"
    r" (?:day|night)\b(?! off)",
    re.IGNORECASE,
)
# Of a day by its name as well: 「日曜の分だけキャンセル」, "cancel just the Sunday".
CANCELS_NAMED_DAY = re.compile(
    r"(?:曜日?|\d日)(?:の分だけ|の分|分だけ|だけ)[をはも]?、?(?:キャンセル|取り?消)"
    rf"|\bcancel(?:ling)? (?:just|only) (?:the )?(?:{_NAMED_EN})\b|\bcancel (?:the )?(?:{_NAMED_EN}) only\b"
    # Which booking it is, is told by its date, or without "the": "cancel Friday".
    rf"|\bcancel(?:ling)? the {WEEKDAY_EN}\b(?! (?:booking|reservation|rental|hire|one|car)\b)"
)
# Or one is needed no more: 「日曜はもういりません」, "I don't need it on the Sunday after all".
_DAY_EN = rf"{_NAMED_EN}|(?:first|last|final) (?:day|night)"
_NO_BOOKING = r"\b(?! (?:booking|reservation|rental|one|car)\b)"
_UNNEEDED_DAY = re.compile(
    r"(?P<ja>(?:(?<![一-鿿])[月火水木金土日](?:曜日?)|\d{1,2}日|最後の1?日|最終日|最初の1?日|初日))(?:の分|だけ|のほう){0,2}[はがも]?、?"
    r"(?:もう|やっぱり|やはり|結局){0,2}、?"
    r"(?:いら(?=な)|要ら(?=な)|いり(?=ませ)|要り(?=ませ)|必要(?=な[いく]|ありませ)|使わ(?=な)|使い(?=ませ)|不要)"
    r"(?:な[いく](?:な(?:っ|り)(?:た|て|まし[たて]))?|ません(?:でした)?|ありません|にな(?:っ[たて]|りまし[たて])|です)*"
    rf"|\b(?:(?:don't|do not|won't|will not|no longer|needn't) (?:be )?(?:need|us|want|requir)(?:e|ing|ed)?"
    rf" (?:(?:it|a car|the car|one) )?(?:on |for )?(?:the )?(?P<day>{_DAY_EN}){_NO_BOOKING}"
    rf"|(?:the )?(?P<first>{_DAY_EN}){_NO_BOOKING} (?:isn't|is not|is no longer|won't be) needed)"
    r"(?: any ?more\b| after all\b| now\b)?",
    re.IGNORECASE,
)
# The day that a rental begins or ends on: 「最後の日は22日」, "the last day should be the 22nd".
_LAST_DAY_IS = re.compile(
    r"(?:最終日|最後の日)(?P<ja>[はをが])(?=[^、。]{0,8}\d{1,2}日)"
    r"|\b(?:the|my|our) (?:last|final) day (?=(?:is|was|should be|would be|will be|to be|needs to be) )",
    re.IGNORECASE,
)
_ANY_DAY = re.compile(
    rf"\d{{1,2}}日|[月火水木金土日]曜|明日|あさって|来週|翌|\b(?:{_NAMED_EN}|{WEEKDAY_EN}s|tomorrow|weeks?"
    rf"|{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
BEGINNINGS = ("start", "front", "beginning")
# An end of a rental by its place: 「前に1日延ばして」, "a day more at the front", "… at both ends".
_PLACE_JA = re.compile(
    r"(?:(?P<both>前後|両端|前も後ろも|前と後ろ)|(?P<front>前(?!の|日)|前のほう|前の方|前側|頭)|後ろ(?:のほう|の方|側)?|お?尻)"
    r"[をはにへで]?、?(?:もう|あと|それぞれ|とも)?、?(?P<much>(?:[1-9]|[一二三])(?:日|時間))(?:分|ずつ|だけ|ほど)*[をは]?、?"
    r"(?:(?P<grows>延ば|伸ば|のば|延長|足|増や|追加|プラス|長く)|短く|短縮|減ら|削)し?"
)
_MORE_EN = (
    r"(?P<much>(?:an?|one|two|three|\d{1,2})(?P<extra> (?:extra|more|additional|further))? (?:day|hour)s?)"
)
_PLACE_EN = re.compile(
    rf"(?P<add>\b(?:add|tack|stick|put)(?: on)? )?(?:(?P<another>\b(?:another|an extra|an additional)) )?"
    rf"\b(?:{_MORE_EN}|(?P<unit>day|hour))(?P<less> (?:less|fewer|shorter))?"
    r"(?P<more> (?:more|extra|longer|on))? (?:at|on|onto|to|off|from) (?:the |my |our )?"
    r"(?:(?P<both>both ends|each end|either end|both sides|either side|each side)"
    r"|(?P<front>front|start|beginning)|(?P<back>end|back|finish))\b(?! of (?:the )?(?:month|week|year))",
    re.IGNORECASE,
)


def is_shortened(text: str) -> bool:
    """Whether `text`, in lower case, wishes a rental shorter."""
    return SHORTENS.search(text) is not None


def calls_off_one_day(text: str) -> bool:
    """Whether `text`, in lower case, says so of a day that is one of several: the rest is still needed."""
    return any(CALLS_OFF.search(clause) and ONE_OF_DAYS.search(clause) for clause in CLAUSES.split(text))


def calls_off_part(text: str) -> bool:
    """Whether `text`, in lower case, says of a day of the rental that it is needed no more."""
    return any(
        (CALLS_OFF.search(clause) or CANCEL.search(clause)) and PART_OFF.search(clause)
        for clause in CLAUSES.split(text)
    )


def cancels_named_day(text: str) -> bool:
    """Whether `text` cancels no more than a day, and names no other, to which the booking may move."""
    low = text.lower()
    rest = CANCELS_NAMED_DAY.sub("", low)
    return rest != low and not _ANY_DAY.search(rest)


def write_out_unneeded_day(text: str) -> str:
    """ "I don't need the Sunday any more" as "cancel only the Sunday": of a booking that there is. Where
    another day is named besides, the booking may move there."""
    if _ANY_DAY.search(_UNNEEDED_DAY.sub("", text)):
        return text

    def write_out(found: re.Match[str]) -> str:
        day = found["day"] or found["first"]
        return f"cancel only the {day}" if day else f"{found['ja']}の分だけキャンセル"

    return _UNNEEDED_DAY.sub(write_out, text)


def leave_out_day(when: When, start: date, end: date, today: date) -> When:
    """What is left of a rental from `start` to `end` without the day of `when`, where that is its first or
    last; nothing new where it is neither."""
    # From the day before on, so that a weekday may be the first one.
    day = _resolve_within(when.start_day, start - timedelta(days=1), today) if when.start_day else None
    if day is None or start == end or day not in (start, end):
        return When()
    first = DayWord("date", day=start + timedelta(days=day == start))
    return When(start_day=first, end_day=DayWord("date", day=end - timedelta(days=day == end)))


def write_out_shortening(text: str) -> str:
    """ "Knock a day off the end" as it is said of the end that moves: "bring it back a day earlier"."""

    def write_out(found: re.Match[str]) -> str:
        if not (found["which"] or found["of"]):
            return found[0]
        much = "a day" if found["which"] else found["much"].lower()
        end = (found["end"] or "").lower()
        first = end in BEGINNINGS or (found["which"] or "").lower() == "first"
        of = f" of my {end}" if end and end not in (*BEGINNINGS, "end", "back") else ""
        moved = f"pick it up {much} later" if first else f"bring it back {much} earlier"
        return f"{moved},{of}" if of else moved

    text = _LAST_DAY_IS.sub(lambda found: f"返却日{found['ja']}" if found["ja"] else "the return ", text)
    return OFF_IT.sub(write_out, _CANCELS_DAY.sub(_write_out_day, text))


def write_out_ends(text: str) -> str:
    """ "A day more at the front and a day less at the back" as it is said of the ends that move: "pick it up
    a day earlier and bring it back a day earlier"."""
    if is_japanese(text):
        return _PLACE_JA.sub(_write_out_place_ja, text)
    return _PLACE_EN.sub(_write_out_place_en, text)


def _write_out_place_ja(found: re.Match[str]) -> str:
    before, behind = ("早く", "遅く") if found["grows"] else ("遅く", "早く")
    tail = "" if found.string.startswith("でき", found.end()) else "し"
    start, end = f"出発を{found['much']}{before}", f"返却を{found['much']}{behind}{tail}"
    return f"{start}して、{end}" if found["both"] else f"{start}{tail}" if found["front"] else end


def _write_out_place_en(found: re.Match[str]) -> str:
    grows = any(found[name] for name in ("add", "another", "extra", "more"))
    if not (grows or found["less"]):
        return found[0]
    much = found["much"] or f"a {found['unit']}"
    much = much.replace(found["extra"], "") if found["extra"] else much
    much = f"a{much[2:]}" if much.startswith("an ") and "hour" not in much else much
    before, behind = ("later", "earlier") if found["less"] else ("earlier", "later")
    start, end = f"pick it up {much} {before}", f"bring it back {much} {behind}"
    return f"{start} and {end}" if found["both"] else start if found["front"] else end


def _write_out_day(found: re.Match[str]) -> str:
    if is_japanese(found[0]):
        moved = "返却を1日早く" if found["last_ja"] else "出発を1日遅く"
        return f"{moved}し" if found["taken"] else moved
    return "bring it back a day earlier" if found["last_en"] else "pick it up a day later"


def keep_within(when: When, text: str, start: date, end: date, today: date) -> When:
    """The days that `text` leaves of a rental from `start` to `end`, as the ends that they are: "cut it down
    to just the Friday". `when` as it is where its days do not lie within the rental."""
    if when.start_day is None or not (when.loose_day or when.end_day):
        # 「11日の12時から19時だけに」, 「日帰りに」: the day with both its hours is all that is left.
        if when.start_day and when.start_time and when.end_time and ONLY.search(text):
            return replace(when, end_day=when.start_day)
        return keep_return(when, start, end, today)
    first = _resolve_within(when.start_day, start, today)
    last = _resolve_within(when.end_day, start, today) if when.end_day else first
    if first is None or last is None or not start <= first <= last <= end:
        return when
    # "Shorten it to Saturday" ends on that day, "to only the Saturday" is all of it.
    kept = KEEPS_PICKUP.search(text) or not (when.end_day or ONLY.search(text))
    begin = None if kept else DayWord("date", day=first)
    return replace(
        when, start_day=begin, end_day=DayWord("date", day=last), loose_day=False, ordered_days=False
    )


def keep_return(when: When, start: date, end: date, today: date) -> When:
    """Where `when` moves the pickup of a rental from `start` to `end`, several days long, to another day
    before its return: the return stays where it is. 「19日の9時からに」 of what was shortened."""
    if when.start_day is None or when.end_time or when.length or start == end:
        return when
    first = resolve_day(when.start_day, today, start)
    if first is None or first == start or first > end:
        return when
    # 「前の日に取りに行きたい、4日に」 says one day in two ways.
    if when.end_day and resolve_day(when.end_day, today, start) != first:
        return when
    return replace(when, end_day=DayWord("date", day=end))


def _resolve_within(word: DayWord, start: date, today: date) -> date | None:
    day = resolve_day(word, today, start, end=True)
    return day + timedelta(days=7) if day and day < start and word.kind == "weekday" else day
