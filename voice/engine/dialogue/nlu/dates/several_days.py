"""Days of which one is to be chosen, or each is for itself."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.ends import SEVERAL
from voice.engine.dialogue.nlu.dates.tokens import DayWord, Doubt, Token
from voice.engine.dialogue.nlu.utterance import Utterance

# Between days that are each named for itself.
AND = re.compile(r"[\s、,]{0,3}(?:と|&|\band\b|、|,)[\s、,]{0,3}(?:the |on )?")
EACH = re.compile(r"両方|両日|それぞれ|別々|ずつ|\d回|\bboth\b|\beach\b|\bseparate(?:ly)?\b")
# One of two is to be chosen: 「土曜でも日曜でもいい」; or one stands in: 「土曜が無理なら日曜」.
EITHER = re.compile(
    r"(?:でも|か)[^、。]{0,12}(?:でも|か)(?:い|良|よ|大丈夫|かま|構)|どっち|どちら|いずれか"
    r"|\beither\b|\bwhichever\b"
)
WHICHEVER_OF = re.compile(r"\b(?:whichever|either|one|any)(?: one| day)? of (?:the )?$")
IF_NOT = re.compile(
    r"(?:が|は|も|で)?(?:だめ|ダメ|駄目|無理|いっぱい|空いてな|取れな)[^、。]{0,8}(?:なら|たら|れば|場合は?)[、\s]?"
    r"|(?:が|は|も|って)[^、。?？]{2,12}(?:か|[?？])[。?？、\s]{0,2}(?:もし)?、?(?:だめ|ダメ|駄目|無理|休み|な|やってな|開いてな|閉まって)"
    r"[^、。]{0,6}(?:なら|たら|れば|場合は?)[、\s]?"
)

# 「17日かな、うーん、19日がいいな」, 「17日、あ19日のほうがいい」: what is weighed is given up for the next.
WEIGHED = re.compile(
    r"(?:の?[月火水木金土日]曜日?)?(?:です)?(?:(?:か(?:な[ぁあー]?|も(?:しれ(?:ない|ません))?)|かしら)"
    r"(?:です)?(?:けれ?ど|が)?[、。…\s]{0,3}|[、。…\s]{1,3}(?=あ))(?:(?:あ|う|え|ん|ー|っ|と|でも|いや|まあ|やっぱ|やっぱり)[、。…\s]{0,2}){0,4}"
)
# Unless the next is only weighed too.
IS_WEIGHED_TOO = re.compile(r"(?:の?[月火水木金土日]曜日?)?(?:か(?:な|も)|かしら)")


def doubt_several_days(tokens: list[Token], utterance: Utterance, today: date) -> list[Token]:
    """Of two days one is to be chosen; or they are two rentals: no neighbours, joined by "and"."""
    days = [token for token in tokens if isinstance(token.value, DayWord) and token.value.kind not in SEVERAL]
    for one, two in pairwise(days):
        between = utterance.text[one.end : two.begin]
        dates = [resolve_day(token.value, today) for token in (one, two)]  # type: ignore[arg-type]
        begin, end = utterance.map_back(one.begin, two.end)
        if None not in dates and one.role == two.role == "end" and EITHER.search(utterance.text, one.end):
            doubt = Doubt("either", utterance.plain[two.begin : end], role="end", days=tuple(dates))  # type: ignore[arg-type]
            return [*(t for t in tokens if t not in (one, two)), Token(one.begin, two.end, doubt, "end")]
        if None in dates or (one.role and two.role):
            continue
        told_before = WHICHEVER_OF.search(utterance.text, max(0, one.begin - 24), one.begin)
        if (
            told_before
            or EITHER.search(utterance.text, one.end)
            or any(found.end() == len(between) for found in IF_NOT.finditer(between))
        ):
            both = tuple(day for day in dates if day)
            doubt = Doubt("choice", utterance.plain[begin:end], days=both)
            return [*(t for t in tokens if t not in days), Token(one.begin, two.end, doubt)]
        if not one.role and two.role != "end" and WEIGHED.fullmatch(between):
            if not IS_WEIGHED_TOO.match(utterance.text, two.end):
                return [token for token in tokens if token is not one]
            doubt = Doubt("choice", utterance.plain[begin:end], days=tuple(day for day in dates if day))
            return [*(t for t in tokens if t not in days), Token(one.begin, two.end, doubt)]
        if one.role or two.role or not AND.fullmatch(between):
            continue
        neighbours = abs((dates[1] - dates[0]).days) == 1  # type: ignore[operator]
        if not neighbours or EACH.search(utterance.text):
            doubt = Doubt("several", utterance.plain[begin:end])
            return [*(t for t in tokens if t not in days), Token(one.begin, two.end, doubt)]
    return tokens
