"""Days of which one is to be chosen, or each is for itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from voice.engine.dialogue.nlu.dates.atoms import Atom
from voice.engine.dialogue.nlu.dates.calendars import (
    find_next_day_number,
    find_next_weekday,
    resolve_day,
)
from voice.engine.dialogue.nlu.dates.ends import SEVERAL
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Doubt, Token
from voice.engine.dialogue.nlu.normalise import WEEKDAY_EN
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


# Behind two days in a row, in tags of atoms: the hours of both ends.
BOTH_HOURS = re.compile(r"[g,P@~s]{0,4}C[^D;]{0,8}C")
ONE_DAY = timedelta(days=1)
WEEKEND = re.compile(r"週末|weekend")
WEEKDAY = re.compile(rf"[月火水木金土日]曜|\b{WEEKDAY_EN}")
WHOLE = re.compile(r"\b(?:whole|entire|all|for|over)\b[a-z ]{0,16}weekend\Z")
# In characters: how far from the days is looked for what is said of them.
NEAR = 80


def join_neighbouring_days(atoms: list[Atom], text: str, today: date) -> list[Atom]:
    """「土曜と日曜、9時から17時」 is one rental of two days, "the 14th, 15th and 16th, nine to five" of
    three: the first and the last get their ends. The hours would be taken for those of the last day alone."""
    joined, at = list(atoms), 0
    while at < len(joined):
        run = [at, *_follow_days(joined, at, text)]
        at = run[-1] + 1
        if len(run) < 2 or _are_for_themselves(text, joined[run[0]]):
            continue
        days = _resolve_run([joined[index].value for index in run], today)
        if not days or any(two - one != ONE_DAY for one, two in pairwise(days)):
            continue
        del joined[at : at + _count_named_again(joined[at : at + 3], days)]
        has_hours = BOTH_HOURS.match("".join(atom.tag for atom in joined[at : at + 20])) is not None
        kinds = {joined[index].value.kind for index in run}
        if not has_hours and len(kinds) == 1:
            continue  # without hours both are free, and the order tells
        first, last = joined[run[0]], joined[run[-1]]
        if len(kinds) > 1:
            first, last = (
                replace(atom, value=DayWord("date", day=day))
                for atom, day in ((first, days[0]), (last, days[-1]))
            )
        kept = [atom for index, atom in enumerate(joined[run[0] : at], run[0]) if index not in run]
        joined[run[0] : at] = [replace(first, role="start"), *kept, replace(last, role="end")]
        at = run[0] + len(kept) + 2
    return joined


def _are_for_themselves(text: str, first: Atom) -> bool:
    """Whether each of the days is a rental of its own, or one of them is to be chosen."""
    near = text[max(0, first.start - NEAR) : first.end + NEAR]
    return bool(EACH.search(near) or EITHER.search(text, first.end, first.end + NEAR))


def settle_weekend(atoms: list[Atom], text: str) -> list[Atom]:
    """ "The whole weekend, ten to six" has both days. Which "this weekend, ten to six" means is asked."""
    days = [at for at, atom in enumerate(atoms) if atom.tag == "D"]
    if len(days) != 1 or any(atom.tag in "lL" for atom in atoms):
        return atoms
    (at,) = days
    day, word = atoms[at].value.day, WEEKEND.search(text, atoms[at].start, atoms[at].end)
    if not (word and day and BOTH_HOURS.match("".join(atom.tag for atom in atoms[at + 1 : at + 20]))):
        return atoms
    if WEEKDAY.search(text):
        return atoms  # which of its days is told
    if WHOLE.search(text, max(0, atoms[at].end - NEAR), atoms[at].end):
        ends = [
            replace(atoms[at], role="start"),
            replace(atoms[at], value=DayWord("date", day=day + ONE_DAY), role="end"),
        ]
        return [*atoms[:at], *ends, *atoms[at + 1 :]]
    return [*atoms[:at], replace(atoms[at], tag="?", value=[day, day + ONE_DAY]), *atoms[at + 1 :]]


def _follow_days(atoms: list[Atom], at: int, text: str) -> list[int]:
    """Where the days stand that are joined to the one at `at`, each directly behind the last."""
    found: list[int] = []
    last = at
    for index in range(at, len(atoms)):
        atom = atoms[index]
        if atom.tag != "D":
            if index == at or atom.tag not in "g,&":
                break
            continue
        if atom.role or atom.value.kind in SEVERAL:
            break
        if index > at:
            between = text[atoms[last].end : atom.start]
            if between and not AND.fullmatch(between):
                break
            found.append(index)
        last = index
    return found


def _count_named_again(behind: list[Atom], days: list[date]) -> int:
    """How many atoms say once more which days they are: 「12日と13日の土日」."""
    if [atom.tag for atom in behind] != ["g", "D", "D"]:
        return 0
    named = [atom.value.day.weekday() if atom.value.day else None for atom in behind[1:]]
    return len(behind) if named == [day.weekday() for day in days] else 0


def _resolve_run(words: list[DayWord], today: date) -> list[date]:
    """The dates of days in a row, each behind the one before it; none where one is not known."""
    days: list[date] = []
    for word in words:
        near = days[-1] if days else None
        if near and word.kind == "weekday":
            day: date | None = find_next_weekday(near, word.number)
        elif near and word.kind == "dom":
            day = find_next_day_number(word.number, near)
        else:
            day = resolve_day(word, today, near)
        if day is None:
            return []
        days.append(day)
    if words[0].kind == "weekday" and words[1].kind == "date":  # "Friday and Saturday next week"
        before = days[1] - ONE_DAY
        days[0] = before if before.weekday() == words[0].number else days[0]
    return days


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
        has_hours = two.role == "start" and _are_hours_of_both(tokens, two)
        if one.role or (two.role and not has_hours) or not AND.fullmatch(between):
            continue
        neighbours = abs((dates[1] - dates[0]).days) == 1  # type: ignore[operator]
        if not neighbours or EACH.search(utterance.text):
            doubt = Doubt("several", utterance.plain[begin:end])
            return [*(t for t in tokens if t not in days), Token(one.begin, two.end, doubt)]
    return tokens


def _are_hours_of_both(tokens: list[Token], day: Token) -> bool:
    """Whether the hours of both ends stand behind the day, which has its end of them alone."""
    behind = [token.role for token in tokens if token.begin > day.begin and isinstance(token.value, Clock)]
    return behind == ["start", "end"]
