"""Parts an utterance where the caller corrects days and times, or says what becomes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from voice.engine.dialogue.nlu.dates.atoms import Atom
from voice.engine.dialogue.nlu.dates.calendars import (
    find_nearest_day_number,
    find_next_day_number,
    resolve_day,
)
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, DayWord, Role, Token, When, find_monday
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import WEEKDAY_EN

# Tags of `composition` with a value for the period.
VALUES = "DCLlF?"
# What may stand between a day and its time, or between a marker and what it marks.
JOINERS = "g=@G"
# So far back a marker such as "return" is looked for, in words.
REACH = 8


@dataclass
class Part:
    """What was said between two corrections."""

    atoms: list[Atom] = field(default_factory=list)
    # Whether it stands instead of what was said last before it.
    refuses: bool = False
    # Whether its period may be one end that moves.
    moves: bool = False
    tokens: list[Token] = field(default_factory=list)


# The month of what is over: "I only passed my test in June", 「6月に免許を取った」.
PAST_MONTH = re.compile(
    r"\b(?:i|we|he|she|they)(?:'ve)? (?:(?:only|just|already|last|first) ){0,2}"
    r"(?:passed|moved|retired|rented|hired|visited|arrived|(?:got|took) my (?:driving )?(?:licen[cs]e|test)"
    r"|came here)\b[^.;!?,\d]{0,40}?\b(?:in|since|last) (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b(?! \d)"
    r"|(?<!\d)\d{1,2}月に[^、。\d]{0,4}免許|免許[^、。\d]{0,4}\d{1,2}月に",
    re.IGNORECASE,
)

_NOON, _EARLIEST = 12, 8  # before eight nobody is met at a shop


def join_restated_hours(atoms: list[Atom]) -> list[Atom]:
    """「3時、15時から」, 「3時って言った、15時から」 is one hour in two ways; 「8時、20時」 are two ends."""
    kept: list[Atom] = []
    for at, atom in enumerate(atoms):
        kept.append(atom)
        behind = atoms[at + 1].tag if at + 1 < len(atoms) else ""
        first = len(kept) - 2
        while first > 0 and kept[first].tag in "gx,;":
            first -= 1
        if atom.tag != "C" or first < 0 or kept[first].tag != "C" or "," not in [e.tag for e in kept[first:]]:
            continue
        one, two = kept[first].value, atom.value
        is_same = not one.sure and (one.hour + _NOON, one.minute) == (two.hour, two.minute)
        if is_same and (behind == "A" or (behind == "B" and one.hour < _EARLIEST)):
            kept[first:] = [atom]
    return kept


def join_weekdays(atoms: list[Atom], text: str, today: date) -> list[Atom]:
    """ "Saturday, December 5" is one day: the weekday only adorns it. One that does not fit is a doubt. Of
    「次の日曜日、13日」 the figure tells which Sunday is meant."""
    kept: list[Atom] = []
    whole = None  # the day that has its weekday already: "Friday, December 4th, Tuesday, December 15th"
    for at, atom in enumerate(atoms):
        before = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].tag not in "g,"), None)
        joined = (
            _join_two_days(kept[before], atom)
            if before is not None and kept[before].tag == atom.tag == "D"
            else None
        )
        if joined is None and before is not None and _names_week_of(kept[before], atoms, at, text, today):
            joined = replace(atom, start=kept[before].start)
        begins = (
            atom.tag == "D"
            and atom.value.kind == "weekday"
            and (
                (before is not None and kept[before] is whole)
                or _adorns_the_next(atoms, at)
                or _is_named_before(atom, kept[before - 1] if before else None)
            )
        )
        two_days = joined and before is not None and _are_two_days(kept[before], atom, joined, text)
        if joined is None or before is None or two_days or (begins and _is_at_odds(joined)):
            kept.append(atom)
        else:
            whole = joined
            kept[before:] = [joined]
    return kept


_WEEKDAY = re.compile(rf"[月火水木金土日]曜|{WEEKDAY_EN}", re.IGNORECASE)


def _names_week_of(one: Atom, atoms: list[Atom], at: int, text: str, today: date) -> bool:
    """Whether the day of the month at `at` falls on the weekday that `one` names, in any week."""
    two = atoms[at]
    if one.tag != "D" or two.tag != "D" or not _WEEKDAY.search(text, one.start, one.end):
        return False
    behind = _find_behind(atoms, at, "gC")
    if behind and behind.tag == "B":
        return False
    if one.value.kind != "date" or two.value.kind != "dom" or one.role or two.role:
        return False
    told = find_next_day_number(two.value.number, today)
    return told is not None and one.value.day is not None and told.weekday() == one.value.day.weekday()


def _find_behind(atoms: list[Atom], at: int, skipped: str) -> Atom | None:
    """The next atom behind `at` with another tag than those `skipped`. Nothing is copied of a long text."""
    return next((atoms[to] for to in range(at + 1, len(atoms)) if atoms[to].tag not in skipped), None)


def _is_named_before(weekday: Atom, day: Atom | None) -> bool:
    """Whether it is the day before the last one: 「土日、土曜は10時から」."""
    if day is None or day.tag != "D" or day.value.kind != "date" or day.value.day is None:
        return False
    return bool(day.value.day.weekday() == weekday.value.number)


def _is_at_odds(joined: Atom) -> bool:
    return joined.tag == "?"


def _are_two_days(one: Atom, two: Atom, joined: Atom, text: str) -> bool:
    """「12日と日曜」, 「来週の土曜、日曜」: the weekday does not adorn the date before it."""
    return "と" in text[one.end : two.start] or (
        _is_at_odds(joined) and one.value.kind == "date" and bool(_WEEKDAY.search(text, one.start, one.end))
    )


def _adorns_the_next(atoms: list[Atom], at: int) -> bool:
    """Whether the weekday at `at` is that of the date which follows."""
    behind = _find_behind(atoms, at, "g,")
    joined = _join_two_days(atoms[at], behind) if behind and behind.tag == "D" else None
    return joined is not None and not _is_at_odds(joined)


def _join_two_days(one: Atom, two: Atom) -> Atom | None:
    """The day that both say, with one's place; None where they are two days."""
    whole = replace(one, end=two.end, role=one.role or two.role)
    for day, other in ((one.value, two.value), (two.value, one.value)):
        if day.kind == "date" and day.day and other.kind == "weekday":
            fits = day.day.weekday() == other.number
            return replace(whole, value=day) if fits else replace(whole, tag="?", value=day.day)
        if day.kind == "dom" and other.kind == "weekday":
            return replace(whole, value=replace(day, weekday=other.number))
        if day.kind in ("dom", "date") and other.kind == "later" and other is one.value:
            return replace(whole, value=day)  # 「次の日の13日」
        if day.kind == "date" and day.day and other.kind == "dom" and day.day.day == other.number:
            return replace(whole, value=day)
    return None


# They tell an end whose value is still to come.
_MARKERS = {"s", "t"}


def join_restated_days(tokens: list[Token], text: str) -> list[Token]:
    """ "The weekend after this one, … for the Saturday": the weekday says once more which day was meant.
    So does the next day behind a range of days: 「26日から27日、9時から翌日18時」."""
    joined: list[Token] = []
    for token in _join_end_of_range(tokens):
        before = next((each for each in reversed(joined) if isinstance(each.value, DayWord)), None)
        restates = (
            before is not None
            and not before.role
            and isinstance(before.value, DayWord)
            and before.value.kind == "date"
            and before.value.day is not None
            and isinstance(token.value, DayWord)
            and token.value.kind == "weekday"
            and token.value.number == before.value.day.weekday()
            and text[: token.begin].endswith("the ")
        )
        if restates and before is not None:
            joined[joined.index(before)] = replace(before, role=token.role)
        else:
            joined.append(token)
    return joined


def place_day_numbers(tokens: list[Token], today: date) -> list[Token]:
    """「来月の最初の土曜って2日か、2日の10時から」: a day number behind a date of another month is the
    nearest to that; for the return the pickup tells it."""
    placed: list[Token] = []
    told: date | None = None
    for token in tokens:
        value = token.value
        if isinstance(value, DayWord) and value.kind == "dom" and token.role != "end" and told:
            day = find_nearest_day_number(value.number, told, today)
            token = replace(token, value=DayWord("date", day=day, weekday=value.weekday)) if day else token
        elif isinstance(value, DayWord) and value.kind == "date" and value.day:
            told = value.day if (value.day.year, value.day.month) != (today.year, today.month) else None
        placed.append(token)
    return placed


def join_dates_with_weekdays(tokens: list[Token], today: date) -> list[Token]:
    """ "The 26th and 27th, ten on the Saturday to six on the Sunday": the weekdays are those dates, as
    they are before them: 「土曜の朝から日曜の夜まで、12日と13日」."""
    days = [token for token in tokens if isinstance(token.value, DayWord)]
    are_weekdays = [token.value.kind == "weekday" for token in days]  # type: ignore[union-attr]
    if len(days) != 4 or sum(are_weekdays) != 2 or are_weekdays[0] != are_weekdays[1]:
        return tokens
    weekdays, dated = (days[:2], days[2:]) if are_weekdays[0] else (days[2:], days[:2])
    dates = [resolve_day(token.value, today) for token in dated]  # type: ignore[arg-type]
    named = [token.value.number for token in weekdays]  # type: ignore[union-attr]
    if None in dates or [each.weekday() for each in dates if each] != named:
        return tokens
    told = {id(token): DayWord("date", day=day) for token, day in zip(weekdays, dates, strict=True)}
    return [replace(each, value=told.get(id(each), each.value)) for each in tokens if each not in dated]


def _join_end_of_range(tokens: list[Token]) -> list[Token]:
    days = [each for each in tokens if isinstance(each.value, DayWord)]
    if len(days) != 3 or not _ends_a_range(*days):
        return tokens
    roles: dict[int, Role] = {days[0].begin: "start", days[1].begin: "end"}
    return [
        replace(each, role=roles[each.begin]) if each in days else each
        for each in tokens
        if each is not days[2]
    ]


def _ends_a_range(first: Token, last: Token, told: Token) -> bool:
    """Whether `told` counts from the first day of a range to its last."""
    value, one, two = told.value, first.value, last.value
    if not (isinstance(value, DayWord) and isinstance(one, DayWord) and isinstance(two, DayWord)):
        return False
    if value.kind != "later" or value.number < 1 or first.role != "start":
        return False
    if one.day and two.day:
        return (two.day - one.day).days == value.number
    begins = one.day.day if one.day else one.number  # 「12月16日から17日」 tells the month once
    return two.kind == "dom" and (one.day or one.kind == "dom") and two.number - begins == value.number


_WEEKEND = re.compile(r"weekends?|週末")
_SATURDAY, _SUNDAY = 5, 6
# The days that a weekend's hire may begin or end on, counted from its Saturday.
_OF_A_WEEKEND = {4: -1, _SATURDAY: 0, _SUNDAY: 1, 0: 2}


def join_days_of_weekend(tokens: list[Token], text: str) -> list[Token]:
    """ "Next weekend, from Saturday at ten to Sunday at four": its own Saturday and Sunday, and its Friday or
    Monday; so they are where the weekend is named behind them."""
    joined: list[Token] = []
    weekend: Token | None = None
    for token in tokens:
        value = token.value
        named = _WEEKEND.search(text, token.begin, token.end) if isinstance(value, DayWord) else None
        if named and isinstance(value, DayWord) and _WEEKDAY.search(text, named.end(), token.end):
            weekend = token  # 「来週末、土曜の朝から日曜の夜」: one of its days is named already
        elif named and isinstance(value, DayWord):
            if _FOR_THE_WEEKEND.search(text[: token.begin]) and _is_dated_beside(tokens, token):
                continue
            if value.kind == "date" and (told := _tell_days_before(joined, value)):
                return [*told, *tokens[len(joined) + 1 :]]
            weekend = token if not token.role and value.kind in ("date", "week_after") else None
        elif weekend is not None and isinstance(value, DayWord):
            its_own = _find_day_of_weekend(weekend.value, token)  # type: ignore[arg-type]
            if its_own and token.role != "end" and not _WEEKDAY.search(text, weekend.begin, weekend.end):
                joined = [each for each in joined if each is not weekend]
            token = replace(token, value=its_own or value)
        joined.append(token)
    return joined


_FOR_THE_WEEKEND = re.compile(r"\b(?:for|over) (?:the|that) $")


def _is_dated_beside(tokens: list[Token], weekend: Token) -> bool:
    """Whether the weekend only tells what for: "the 19th at ten for the weekend, back the 20th by six"."""
    return any(
        isinstance(each.value, DayWord) and each.value.kind in ("date", "dom") and each.begin != weekend.begin
        for each in tokens
    )


def _tell_days_before(tokens: list[Token], weekend: DayWord) -> list[Token]:
    """The tokens with two weekdays as days of the weekend named behind them; none where they are others."""
    days = [token for token in tokens if isinstance(token.value, DayWord)]
    own = {id(token): day for token in days if (day := _find_day_of_weekend(weekend, token))}
    if len(days) != 2 or len(own) != len(days):
        return []
    return [replace(each, value=own.get(id(each), each.value)) for each in tokens]


def _find_day_of_weekend(weekend: DayWord, token: Token) -> DayWord | None:
    """The weekday that `token` names, as a day of that weekend."""
    value = token.value
    if not (isinstance(value, DayWord) and value.kind == "weekday" and value.number in _OF_A_WEEKEND):
        return None
    if weekend.day:
        saturday = find_monday(weekend.day) + timedelta(
            days=_SATURDAY
        )  # 「来週末の金曜」 names the day before
        return DayWord("date", day=saturday + timedelta(days=_OF_A_WEEKEND[value.number]))
    if value.number not in (_SATURDAY, _SUNDAY):
        return None
    return replace(weekend, number=value.number) if token.role != "end" else value


# One value and the one that it becomes: which end that is stands before, or between the two.
_ENDS_OF: dict[str, Role] = {"t": "end", "E": "end", "s": "start", "S": "start"}
_MOVES = (
    re.compile(r"(?P<mark>[stSE])[g,]?(?P<old>D?g{0,3}C?)(?P<by>[Ag])(?P<new>D?g{0,3}C?)(?P<to>g)"),
    re.compile(r"(?P<old>D?g{0,3}C?)g?(?P<mark>(?P<by>[st]))(?P<new>D?g{0,3}C?)(?P<to>g)"),
    re.compile(r"(?P<old>D?g{0,3}C?)(?P<by>[Ag])(?P<new>D?g{0,3}C?)(?P<to>g)"),
    re.compile(r"[vR][g_x]{0,2}(?P<mark>[tsSE])[g_]{0,2}sg{0,3}(?P<old>D?g{0,3}C?)(?P<by>[2t])g{0,3}(?P<new>D?g{0,3}C?)"),
    re.compile(r"(?P<mark>t)sg{0,3}(?P<old>D?g{0,3}C?)(?P<by>[2t])g{0,3}(?P<new>D?g{0,3}C?)"),
    re.compile(r"v(?:[g_xu]{0,3}s)?g{0,3}(?P<old>D?g{0,3}C?)(?P<by>[2t])g{0,3}(?P<new>D?g{0,3}C?)"),
)  # fmt: skip


def mark_moves(atoms: list[Atom], text: str) -> list[Atom]:
    """What becomes something else (「返却を18時から19時に」, 「10時を9時に」, "the return from 6 to 7") is
    parted from it as what is refused; where the end is not told, the part is marked with "»"."""
    tags = "".join(atom.tag for atom in atoms)
    for pattern in _MOVES:
        for found in pattern.finditer(tags):
            names = found.groupdict()
            old, new = (_list_kinds(found[name]) for name in ("old", "new"))
            joined = text[atoms[found.start("by")].start : atoms[found.start("by")].end]
            reaches = (
                "to" not in names
                or text[atoms[found.start("to")].start : atoms[found.start("to")].end] in "にへ"
            )
            if not old or not old <= new or not reaches or (names["by"] == "g" and joined != "を"):
                continue
            marked = names.get("mark")
            by = found.start("by")
            if marked is None and names["by"] != "g":
                return [*atoms[:by], replace(atoms[by], tag="»"), *atoms[by:]]
            role: Role = _ENDS_OF[marked] if marked else ""
            both = range(found.start("old"), found.end("new"))
            marks = [
                replace(each, role=role) if at in both and each.tag in "DC" else each
                for at, each in enumerate(atoms)
            ]
            return [*marks[: found.end("old")], replace(atoms[by], tag="¬"), *marks[found.start("new") :]]
    return atoms


def _list_kinds(tags: str) -> set[str]:
    return set(tags) - {"g"}


def join_and_mark(atoms: list[Atom], text: str, today: date) -> list[Atom]:
    """The atoms with what says one thing twice joined, and what becomes something else parted from it."""
    return mark_moves(join_weekdays(join_restated_hours(atoms), text, today), text)


def cut_at_corrections(atoms: list[Atom], text: str) -> list[Part]:
    """The atoms parted at "no, wait" and 「いや」. What was refused ("not the 9th") makes a part that the one
    behind it corrects, whose month it may have told; where nothing of its kind is behind, it is left out."""
    parts = [Part()]
    at = 0
    while at < len(atoms):
        atom, at = atoms[at], at + 1
        last = parts[-1]
        if atom.tag == "!" and atoms[at : at + 1] and atoms[at].tag in ",;" and last.atoms:
            parts.append(Part())  # "or rather not, the 17th": it stands for what was said before
        elif atom.tag == "X":
            # 「返す時間なんですけど、やっぱり20時」: nothing stands before it that could be corrected.
            awaited = _MARKERS & {each.tag for each in last.atoms} and not any(
                each.tag in VALUES for each in last.atoms
            )
            # "Till, no, ten till four" begins anew; "till no later than ten" does not.
            ends = not last.atoms or last.atoms[-1].tag in ",;" or (at < len(atoms) and atoms[at].tag == ",")
            ends = (ends and atom.value == "no") or _parts_two_of_a_kind(last.atoms, atoms[at:])
            if not awaited and (atom.value not in ("no", "so say") or ends):
                parts.append(Part())
        elif atom.tag == "»":
            last.moves = True
        elif atom.tag == "¬":
            if atom.value == "avoided" or _is_weekend(last.atoms, text):
                # 「土日は避けて、月曜に」: no correction, so that the Monday is not one of its week.
                _drop_last_moment(last.atoms)
            elif any(later.tag in VALUES for later in atoms[at : at + REACH]):
                _drop_slip(last.atoms, atoms[at : at + REACH])
                parts.append(Part(refuses=True))
            elif atom.value != "said":  # 「15日って言ったんですけど」 by itself insists on that day
                _drop_last_moment(last.atoms)
        elif atom.tag in "!I" and (end := _find_refused(atoms, at)) > at:
            refused, at = atoms[at:end], end
            kinds = {each.tag for each in refused} & {"D", "C"}
            if atom.tag == "I" and kinds <= {each.tag for each in last.atoms}:
                # "11 instead of 10": as if it were "not 10, 11".
                parts[-1:] = [Part(refused), replace(last, refuses=True)]
            elif atom.tag == "!" and kinds & {each.tag for each in atoms[end : end + REACH]}:
                last.atoms += refused
                parts.append(Part(refuses=True))
        else:
            last.atoms.append(atom)
    return parts


_JUST_ONE = re.compile(r"\b(?:just|only)\b")


def relate_correction(before: When, now: When, part: Part, text: str, today: date) -> When:
    """`now`, said in `part` instead of `before`, with its day as that of the end that it corrects.

    It is the return where a range was said last: "the 18th to the 20th, I mean the 19th, ten to six". One
    that counts from the day spoken of stays with the pickup: "Friday, or actually the day after".
    """
    if now.start_day is None or before.start_day is None:
        return now
    hours_follow = now.start_time and now.end_time and not (before.start_time or before.end_time)
    if before.end_day and hours_follow and not now.end_day:
        words = text[part.atoms[0].start : part.atoms[-1].end] if part.atoms else ""
        is_the_start = _JUST_ONE.search(words) or any(atom.tag in "sS" for atom in part.atoms)
        return now if is_the_start else replace(now, start_day=None, end_day=now.start_day)
    is_of_the_return = now.loose and before.end_time  # "until four, no, five the next day"
    if now.start_day.kind not in RELATIVE or before.end_day or is_of_the_return:
        return now
    day = resolve_day(now.start_day, today, resolve_day(before.start_day, today))
    return replace(now, start_day=DayWord("date", day=day)) if day else now


def _parts_two_of_a_kind(before: list[Atom], behind: list[Atom]) -> bool:
    """Whether both sides are days, or times: "Saturday no Sunday", where no comma was heard, and "we'd leave
    at ten, so let's say nine"."""
    sides = (before[::-1], behind)
    tags = [next((atom.tag for atom in atoms if atom.tag not in JOINERS + ","), "") for atoms in sides]
    return tags[0] == tags[1] and tags[0] in ("D", "C")


def _is_weekend(part: list[Atom], text: str) -> bool:
    """Whether a weekend stands at the end: by its name, or as its Saturday and Sunday side by side."""
    last = [atom for atom in part[-3:] if atom.tag == "D"][-1:]
    if last and _WEEKEND.search(text, last[0].start, last[0].end):
        return True
    days: list[date | None] = [atom.value.day for atom in part[-2:] if atom.tag == "D"]
    if len(days) != 2:
        return False
    saturday, sunday = days
    if saturday is None or sunday is None:
        return False
    return saturday.weekday() == _SATURDAY and sunday - saturday == timedelta(days=1)


def _find_refused(atoms: list[Atom], start: int) -> int:
    """The index behind the day and time, or the range of two, that stand at `start`; `start` itself where
    there is none."""
    seen, end = "", start
    for at in range(start, len(atoms)):
        tag = atoms[at].tag
        if tag in "DC" and tag not in seen:
            seen, end = seen + tag, at + 1
        elif tag in "2-t" and seen:
            seen = ""
        elif tag not in JOINERS + "s":
            break
    return end


def _drop_slip(part: list[Atom], behind: list[Atom]) -> None:
    """Leave out the day that stands at the end where an hour takes its place: 「あ、18日じゃなくて18時ね」.
    So is an hour for which a day stands."""
    last = _list_kinds("".join(atom.tag for atom in part[-1:]))
    told = {atom.tag for atom in behind} & {"D", "C"}
    if last <= {"D", "C"} and len(told) == 1 and last and not last & told and not _stands_by_another(part):
        part.pop()


def _stands_by_another(part: list[Atom]) -> bool:
    """Whether the last one is a moment's, whose other half may be what is not meant."""
    rest = [atom.tag for atom in part[:-1] if atom.tag not in JOINERS]
    return rest[-1:] in (["D"], ["C"])


def _drop_last_moment(part: list[Atom]) -> None:
    """Leave out the day and time that stand at the end, for the caller took them back."""
    while part and part[-1].tag in JOINERS + ",":
        part.pop()
    is_day = False  # it stands before its hour: 「18時、20日は要らないです」 takes no hour back
    while part and part[-1].tag in ("D" if is_day else "DC") + JOINERS:
        is_day = part.pop().tag == "D" or is_day


def leave_out_past_months(text: str) -> str:
    """The text without the months in which something was: no rental to come is in them."""
    return PAST_MONTH.sub("、" if is_japanese(text) else ", ", text)
