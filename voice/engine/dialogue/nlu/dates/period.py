"""Reads what an utterance says of the rental period.

`composition` makes days, times, lengths and shifts of the words, `retractions` leaves out what was taken
back; here each gets the end that it means. `resolution` finds the pickup and the return that it comes to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

from voice.engine.dialogue.nlu.dates import composition, lengths
from voice.engine.dialogue.nlu.dates.atoms import Atom
from voice.engine.dialogue.nlu.dates.bare_numbers import (
    take_bare_day,
    take_bare_numbers,
    take_hours_of_a_range,
    take_leading_day,
    take_numbers_said_anew,
)
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.ends import (
    SEVERAL,
    find_roles,
    find_single_days,
    look_ahead,
    look_back,
    mark_free_hours,
    mark_leaving,
)
from voice.engine.dialogue.nlu.dates.retractions import (
    REACH,
    VALUES,
    Part,
    cut_at_corrections,
    join_and_mark,
    join_dates_with_weekdays,
    join_days_of_weekend,
    join_restated_days,
    place_day_numbers,
    relate_correction,
)
from voice.engine.dialogue.nlu.dates.several_days import (
    doubt_several_days,
    join_neighbouring_days,
    settle_weekend,
)
from voice.engine.dialogue.nlu.dates.tokens import (
    Amount,
    Clock,
    DayWord,
    Doubt,
    Length,
    Role,
    Shift,
    Token,
    Vague,
    When,
    stay_near,
)
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.utterance import Span, Utterance, read_utterance

KINDS = {
    DayWord: "day", Clock: "time", Length: "length", Shift: "shift", Doubt: "doubt", Vague: "vague",
}  # fmt: skip
# One time for both ends: "ten o'clock both days", 「行きも帰りも10時」.
BOTH_ENDS = re.compile(
    r"どっちも|どちらも|両方|両日|行きも帰りも|\b(?:both|each)(?: at\b|[.!]?$)|\bsame time (?:back|both)\b"
    r"|\b(?:both|each|either) (?:days?|ends?|ways?|times?)\b"
)
BOTH_DAYS_EN = re.compile(r"\b(?:both|each) (?:days?|ends?)\b")
# Though a marker of one end stands before the hour: 「行きも帰りもお昼の12時」.
BOTH_WAYS = re.compile(
    r"(?:行き|借りる(?:の|とき|時)|出発|受け?取り?)も、?(?:帰り|返す(?:の|とき|時)|返却)も"
)
FETCHED_AND_BROUGHT = re.compile(r"(?:出発|借り|受け?取)[^、。]{0,6}も(?:返|戻)[^、。]{0,6}も")
FROM_HOUR_TO_HOUR = re.compile(r"CAC(?!A)")  # in tags of atoms: 「10時から10時」
SAME_TIME = re.compile(r"(?:同じ|おなじ|おんなじ)(?:時間|時刻|時|頃)|同時刻|\b(?:the )?same (?:time|hour)\b")
ONE_DAY = re.compile(r"[1一]日")  # a length, or the first of a month where this follows:
AS_A_DATE = re.compile(r"まで|に|の|[かとへは]|お?(?:返|戻)|、?[\d午前後朝夕]")
A_WEEK = 7  # days: who keeps a car for longer says until when, and not in passing
# Of an end that is to be as it stands.
STAYS = re.compile(
    r"まま|変わら|変え(?:ず|な)|(?<!時間は)(?<!時間も)(?<!時刻は)(?<!時刻も)(?<!日は)(?<!日も)同じ"
    r"|\b(?:still|same|stays?|keep(?:ing)?|leav(?:e|ing)|as it is)\b"
)
# Between how an end stands and how it is to be: 「24日に返す予定だったのを、23日に」, not 「12時から19時」.
IS_TO_BECOME = re.compile(
    r"の[をがで]|けれ?ど|とこ(?:ろ)?|(?:です|ます|だった|でした)が|だと|予定|はず|こと|[。;!]"
    r"|\b(?:but|can|could|make|chang(?:e|ed|ing)|mov(?:e|ed|ing)|say|so)\b"
)
# Between a shift and how far it is to be after all, and where the length is that of the rental.
AFTER_ALL = re.compile(
    r"\b(?:just|only|no|make (?:it|that)|rather|actually|sorry|i mean|wait)\b|いや|やっぱ|じゃな"
)
ONLY = re.compile(r"\b(?:just|only) $")
OF_THE_WHOLE = re.compile(r"\b(?:for|keep|total|altogether)\b|間|全部|合計")
# The hours that a part of the day may mean.
PARTS = {
    "夕|evening": (16, 17, 18),
    "夜|晩|night": (18, 19, 20),
    "朝|午前|morning": (8, 9, 10),
    "": (13, 14, 15),
}
HOUR = 60


def read_period(
    text: str | Utterance, today: date, *, asked_time: bool = False, asked_day: bool = False
) -> When:
    """All that `text` says of days, times, lengths and shifts. `asked_time` lets a bare number be a time,
    `asked_day` the first of them a day of the month."""
    found, utterance = When(), read_utterance(text) if isinstance(text, str) else text
    for part in _read_parts(utterance, today, asked_time=asked_time, asked_day=asked_day):
        now = relate_correction(found, _assign_ends(part, utterance.text), part, utterance.text, today)
        found = found.correct_with(now, refused=part.refuses)
    if STAYS.search(utterance.text):
        found = replace(found, left_over=())
    names_hour = found.start_time or found.end_time or found.loose
    if not names_hour and SAME_TIME.search(utterance.text):
        found = replace(found, same_time=True)
    return found


def recognise_dates(utterance: Utterance, today: date, *, asked_time: bool = False) -> list[Span]:
    """A span for each day, time, length, shift and doubt, in the text's order; `value` is its `Token`."""
    parts = _read_parts(utterance, today, asked_time=asked_time)
    tokens = [token for part in parts for token in part.tokens]
    return [utterance.span(KINDS[type(token.value)], token, token.begin, token.end) for token in tokens]


def read_shift(text: str | Utterance, today: date) -> Shift | None:
    """How far `text` moves a period, and which end of it; None where it names times or says nothing."""
    found = read_period(text, today)
    named = found.start_time or found.end_time or found.loose or found.end_day
    return None if named else found.shift


def read_direction(text: str, today: date) -> Shift | None:
    """Which way `text` moves which end, where it does not tell how far: 「返却を遅くしたい」."""
    utterance = read_utterance(text)
    atoms = list(_find_atoms(utterance.text, today))
    ways = [at for at, atom in enumerate(atoms) if atom.tag == "R"]
    if len(ways) != 1 or any(atom.tag in VALUES for atom in atoms):
        return None
    way: Shift = atoms[ways[0]].value
    return _choose_end(way, atoms, ways[0])


def _read_parts(
    text: str | Utterance, today: date, *, asked_time: bool, asked_day: bool = False
) -> list[Part]:
    """What was understood, parted where the caller corrects themself: what comes later wins."""
    utterance = read_utterance(text) if isinstance(text, str) else text
    atoms = list(_find_atoms(utterance.text, today))
    if is_japanese(utterance.plain):
        atoms = take_leading_day(atoms)
    if asked_day:
        atoms = take_bare_day(atoms)
    if asked_time:
        atoms = take_bare_numbers(atoms, are_words=not re.search(r"\d", utterance.plain))
    atoms = take_numbers_said_anew(mark_leaving(take_hours_of_a_range(atoms), utterance.text))
    parts = cut_at_corrections(join_and_mark(atoms, utterance.text, today), utterance.text)
    for part in parts:
        part.tokens = _find_tokens(part.atoms, utterance, today)
    _correct_shifts(parts, utterance.text)
    return parts


def _correct_shifts(parts: list[Part], text: str) -> None:
    """ "Bring it forward two hours … you open at eight, so just the one hour": how far it moves after all."""
    moved: tuple[Shift, int] | None = None  # and where it ends
    for part in parts:
        for at, token in enumerate(part.tokens):
            value = token.value
            if isinstance(value, Shift):
                moved = value, token.end
            elif moved and isinstance(value, Length) and value.minutes:
                between = text[moved[1] : token.begin]
                if AFTER_ALL.search(between) and not OF_THE_WHOLE.search(between):
                    part.tokens[at] = replace(token, value=moved[0].scale_to(value.minutes))


# One turn asks several times, and each later turn replays those before it: this holds a long call's words.
@lru_cache(maxsize=512)
def _find_atoms(text: str, today: date) -> tuple[Atom, ...]:
    return tuple(composition.parse(text, today))


# --- which end


def _find_tokens(atoms: list[Atom], utterance: Utterance, today: date) -> list[Token]:
    """The atoms that have a value for the period, each with the end that it means."""
    atoms = settle_weekend(join_neighbouring_days(atoms, utterance.text, today), utterance.text)
    roles = find_roles(atoms)
    tokens: list[Token] = []
    for at, atom in enumerate(atoms):
        value = _read_value(atoms, at, roles.get(at, ""), utterance)
        if value is not None:
            tokens.append(Token(atom.start, atom.end, value, roles.get(at, "")))
        elif vague := _read_vague_time(atoms, at, roles, utterance):
            tokens.append(vague)
    tokens = _doubt_days_off_at_the_end(_anchor_same_days(_repeat_times(tokens, utterance.text), today))
    tokens = _count_one_day(join_days_of_weekend(tokens, utterance.text), utterance.text, today)
    tokens = join_dates_with_weekdays(join_restated_days(tokens, utterance.text), today)
    return doubt_several_days(place_day_numbers(tokens, today), utterance, today)


def _repeat_times(tokens: list[Token], text: str) -> list[Token]:
    """「1日から3日まで、どっちも10時」, 「12時から翌日の同じ時間まで」: one time for both ends."""
    clocks = [token for token in tokens if isinstance(token.value, Clock)]
    days = [token for token in tokens if isinstance(token.value, DayWord) and token.value.kind not in SEVERAL]
    if len(clocks) != 1:
        return tokens
    (clock,) = clocks
    # "From the 15th, ten o'clock both days": one that begins it is of the return too.
    begins_both = clock.role == "start" and BOTH_DAYS_EN.search(text) is not None
    begins_both = begins_both or BOTH_DAYS_EN.match(text[clock.end :].lstrip(" ,")) is not None
    is_of_both = bool(BOTH_ENDS.search(text)) and (not clock.role or begins_both)
    is_of_both = is_of_both or bool(BOTH_WAYS.search(text))
    if len(days) > 1:
        ends_otherwise = clock.role != "end" and any(day.role != "start" for day in days)
        is_same = bool(SAME_TIME.search(text)) and ends_otherwise
        is_of_both = is_of_both or is_same or bool(FETCHED_AND_BROUGHT.search(text))
    if not is_of_both:
        return tokens
    rest = [token for token in tokens if token is not clock]
    return [*rest, replace(clock, role="start"), replace(clock, role="end")]


def _anchor_same_days(tokens: list[Token], today: date) -> list[Token]:
    """「23日ですよね、その日の朝9時から」: of a day that is only spoken of, the same one with its end."""
    days = [token for token in tokens if isinstance(token.value, DayWord) and token.value.kind not in SEVERAL]
    behind = next((each for each in days[1:] if each.value.kind == "week_after" and not each.role), None)  # type: ignore[union-attr]
    if behind and (anchor := days[days.index(behind) - 1]) and not anchor.role:
        near = resolve_day(anchor.value, today)  # type: ignore[arg-type]
        day = resolve_day(behind.value, today, near)  # type: ignore[arg-type]
        whole = replace(behind, value=DayWord("date", day=day)) if day else behind
        return [whole if each is behind else each for each in tokens if each is not anchor]
    same = next((token for token in days[1:] if token.value == DayWord("later", 0)), None)
    if same is None or not same.role or days[days.index(same) - 1].role:
        return tokens
    spoken_of = [token for token in days[: days.index(same)] if not token.role]
    of_the_first = [
        t for t in tokens if isinstance(t.value, Clock) and spoken_of[-1].end <= t.begin < same.begin
    ]
    if same.role == "end" and any(token.role != "end" for token in of_the_first):
        # "On the 8th at ten, returning it at six the same day": the first has an hour of its own.
        return [replace(each, role="start") if each is spoken_of[-1] else each for each in tokens]
    known = [resolve_day(token.value, today) for token in spoken_of]  # type: ignore[arg-type]
    day = known[-1]
    if day is None:
        return tokens
    if spoken_of[-1].value.kind == "weekday":  # type: ignore[union-attr]  # 「11日って金曜ですよね、その日の」
        day = next((each for each in known if each and each.weekday() == day.weekday()), day)
    anchored = replace(same, value=DayWord("date", day=day))
    return [anchored if token is same else token for token in tokens if token not in spoken_of]


def _count_one_day(tokens: list[Token], text: str, today: date) -> list[Token]:
    """「明日の10時から一日」: how long, where the first of a month would be more than a week away."""
    days = [token for token in tokens if isinstance(token.value, DayWord) and token.value.kind not in SEVERAL]
    if not days[1:]:
        return tokens
    before, last = days[-2:]
    begin = resolve_day(before.value, today)  # type: ignore[arg-type]
    first = resolve_day(last.value, today, begin, end=True)  # type: ignore[arg-type]
    is_date = not ONE_DAY.fullmatch(text[last.begin : last.end]) or AS_A_DATE.match(text, last.end)
    if is_date or begin is None or first is None or (first - begin).days <= A_WEEK:
        return tokens
    whole = replace(last, value=Length(minutes=lengths.MINUTES["day"], days=1), role="")
    return [whole if token is last else token for token in tokens]


def _doubt_days_off_at_the_end(tokens: list[Token]) -> list[Token]:
    """「大晦日から三が日まで」: which of several days the return is on is asked."""
    if not any(isinstance(token.value, DayWord) and token.role == "start" for token in tokens):
        return tokens
    return [
        replace(token, value=Doubt("unclear", token.value.words, role="end"))
        if token.role == "end" and isinstance(token.value, DayWord) and token.value.kind == "stretch"
        else token
        for token in tokens
    ]


def _read_vague_time(
    atoms: list[Atom], at: int, roles: dict[int, Role], utterance: Utterance
) -> Token | None:
    """「夕方から」, "late morning": a time that is to be told to the hour. A part of the day is one only
    where it is an end by itself; directly behind a day it is of the end of that."""
    atom = atoms[at]
    before, behind = (atoms[near].tag if 0 <= near < len(atoms) else "" for near in (at - 1, at + 1))
    alone = behind in ("A", "B") or before == "t"
    if atom.tag not in "PQ" or (atom.tag == "Q" and not atom.value) or (atom.tag == "P" and not alone):
        return None
    of_day = roles.get(at - 1) if before == "D" else None
    role = look_back(atoms, at, set(), "DC") or look_ahead(atoms, at, set()) or of_day or "start"
    begin, end = utterance.map_back(atom.start, atom.end)
    words = utterance.plain[begin:end]
    hours = atom.value if atom.tag == "Q" else next(h for part, h in PARTS.items() if re.search(part, words))
    return Token(atom.start, atom.end, Vague(words, hours), role)


def _read_value(
    atoms: list[Atom], at: int, role: Role, utterance: Utterance
) -> DayWord | Clock | Length | Shift | Doubt | None:
    atom = atoms[at]
    begin, end = utterance.map_back(atom.start, atom.end)
    words = utterance.plain[begin:end]
    if atom.tag == "?":
        if isinstance(atom.value, date):
            return Doubt("weekday", words, role=role, day=atom.value)
        if isinstance(atom.value, tuple):
            return Doubt("either", words, role=role, days=atom.value)
        if isinstance(atom.value, list):
            # Of a return they count from the pickup, which is not known here.
            return Doubt("choice", words, role=role, days=tuple(atom.value) if role != "end" else ())
        if atom.value == "count":
            return Doubt("count", words, role=role)
        if isinstance(atom.value, Amount):
            minutes = round((atom.value.count or 0) * lengths.MINUTES[atom.value.unit])
            about: Literal["day", "time"] = "time" if minutes % lengths.MINUTES["day"] else "day"
            return Doubt("direction", words, about=about, role=role, minutes=minutes)
        kind, _, of_time = str(atom.value).partition(" ")
        return Doubt(
            kind if kind in ("impossible", "choice") else "unclear",  # type: ignore[arg-type]
            words,
            about="time" if of_time else "day",
            role=role,
        )
    if atom.tag == "D" and atom.value.kind == "stretch":
        stretch: DayWord = replace(atom.value, words=words)
        return stretch
    if atom.tag == "L" or (atom.tag == "l" and _is_length(atoms, at, utterance.text)):
        return _measure(atom.value)
    if atom.tag in "DCF":
        found: DayWord | Clock | Shift = atom.value
        return _choose_end(found, atoms, at) if isinstance(found, Shift) else found
    return None


def _is_length(atoms: list[Atom], at: int, text: str) -> bool:
    """Whether "a day" or "an hour" is how long: "for a day", "a day, from …", not "have a nice day"."""
    before, behind = atoms[at - 1] if at else None, atoms[at + 1] if at + 1 < len(atoms) else None
    led = (before is not None and before.value == "for") or ONLY.search(
        text[max(0, atoms[at].start - len("just ") - 1) : atoms[at].start]
    )
    return bool(led) or (behind is not None and behind.tag in "s,") or (behind is None and at == 0)


def _measure(amount: Amount) -> Length | None:
    """None where the length is vague: "a few hours", 「半日」, months of which no two are alike."""
    count, unit = amount.count, amount.unit
    if count is None or unit == "month" or (unit == "day" and count < 1):
        return None
    if unit == "night":
        return Length(nights=round(count))
    if unit == "days" and count > 1:
        return Length(nights=round(count) - 1, days=round(count))
    if unit == "minute" and count < HOUR:
        return None  # "a ten minute walk": nobody rents for less than an hour
    whole = int(count) if unit in ("day", "days") and count == int(count) else None
    return Length(minutes=round(count * lengths.MINUTES[unit]), days=whole)


def _choose_end(shift: Shift, atoms: list[Atom], at: int) -> Shift:
    """The end that is spoken of beside the shift, where its own words name none."""
    if shift.end:
        return shift
    behind = "".join(each.tag for each in atoms[at + 1 : at + REACH])
    # "Put it back a day and pick it up in Shinagawa": behind "and" another thing is said.
    said = behind.partition("&")[0]
    if shift.minutes % (24 * HOUR) == 0:  # 「一日遅らせて、11時からで」: there it is the hour's end
        said = said.partition(",")[0]
        said = "" if "C" in said else said
    near = [each.tag for each in atoms[max(0, at - REACH) : at]] + list(said)
    if any(tag in "Et" for tag in near) and any(tag in "Ss" for tag in near):
        return shift  # 「出発も返却も1時間ずつ遅く」
    if any(tag in "EtB" for tag in near):
        return replace(shift, end="end")
    return replace(shift, end="start") if any(tag in "SsA" for tag in near) else shift


def _assign_ends(part: Part, text: str) -> When:
    tokens = mark_free_hours(_mark_same_hour(part))
    found: dict[str, object] = {"moves": part.moves}
    for role, clock in _tell_ends([token for token in tokens if isinstance(token.value, Clock)]):
        found["loose" if role == "" else f"{role}_time"] = clock
    for role, day in _tell_ends(find_single_days(tokens, text)):
        name = f"{role or 'start'}_day"
        found["loose_day"] = role == "" or (found.get("loose_day", False) and role == "end")
        before = found.get(name)
        found[name] = stay_near(before, day) if before else day  # type: ignore[arg-type]
    for token in tokens:
        if isinstance(token.value, Length | Shift | Doubt):
            found[KINDS[type(token.value)]] = token.value
        elif isinstance(token.value, Vague):
            found[f"{token.role}_vague"] = token.value
        elif isinstance(token.value, DayWord) and token.value.kind in SEVERAL:
            found["stretch"] = token.value
    left_over: list[str] = []
    for kind, what in ((Clock, "times"), (DayWord, "days")):
        free = {token.value for token in tokens if isinstance(token.value, kind) and not token.role}
        marked = any(isinstance(token.value, kind) and token.role for token in tokens)
        left_over += _list_left_over(part.tokens, kind, what[:-1], text)
        found[f"ordered_{what}"] = len(free) > 1 and not marked and f"end_{what[:-1]}" in found
    found["left_over"] = tuple(left_over)
    vague = next((name for name in ("start_vague", "end_vague") if name in found), "")
    if "loose" in found and vague and _is_within(found["loose"], found[vague]):
        # 「夜に取りに行きたい、19時とか」
        found[vague.replace("vague", "time")] = found.pop("loose")
        del found[vague]
    if "loose" in found and ("start_vague" in found) != ("end_vague" in found):
        found["end_time" if "start_vague" in found else "start_time"] = found.pop("loose")
    return When(**found)  # type: ignore[arg-type]


def _list_left_over(tokens: Sequence[Token], kind: type, what: str, text: str) -> list[str]:
    """The end whose value does not say so itself, behind the other end's, where words between the two tell
    that this is how it stands."""
    told = [token for token in tokens if isinstance(token.value, kind) and token.role]
    free = [token for token in tokens if isinstance(token.value, kind) and not token.role]
    if len(told) != 1 or len({token.value for token in free}) != 1:
        return []
    between = text[told[0].end : free[0].begin]
    if not IS_TO_BECOME.search(between):
        return []
    return [f"{'start' if told[0].role == 'end' else 'end'}_{what}"]


def _is_within(clock: object, vague: object) -> bool:
    return isinstance(clock, Clock) and isinstance(vague, Vague) and clock.hour in vague.hours


def _mark_same_hour(part: Part) -> list[Token]:
    """「10時から10時」: the hour that follows "from" is the other end's, though it is the same."""
    tags = "".join(atom.tag for atom in part.atoms)
    pairs = [(part.atoms[at.start()], part.atoms[at.end() - 1]) for at in FROM_HOUR_TO_HOUR.finditer(tags)]
    ends = {second.start for first, second in pairs if first.value == second.value}
    return [
        replace(token, role="end") if token.begin in ends and not token.role else token
        for token in part.tokens
    ]


def _tell_ends(tokens: list[Token]) -> Iterator[tuple[Role, object]]:
    """Unmarked ones in order: the first is the pickup, the next the return, what is left stays loose."""
    taken = {token.role for token in tokens if token.role}
    # What is said twice is one (「返すの、17時って言いませんでしたっけ。17時で」), if not before it.
    told = [(token.value, token.begin) for token in tokens if token.role]
    free = list(
        {
            token.value: token
            for token in tokens
            if not token.role
            and not any(token.value == value and begin <= token.begin for value, begin in told)
        }.values()
    )
    yield from ((token.role, token.value) for token in tokens if token.role)
    # Beside two ends that are told, one that does not say what it is of is another event's.
    if len(free) == 1 and taken != {"start", "end"}:
        yield ("end" if taken == {"start"} else "start" if taken == {"end"} else ""), free[0].value
    elif len(free) > 1 and not taken:
        yield from (("start", free[0].value), ("end", free[1].value))
