"""Which end of the rental each day and time means: by the markers beside it, and by its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from voice.engine.dialogue.nlu.dates.atoms import Atom
from voice.engine.dialogue.nlu.dates.retractions import JOINERS, REACH, VALUES
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, Clock, DayWord, Role, Token, Vague
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.other_events import ARRIVES_EN, LEAVES_EN

SEVERAL = ("week", "stretch")  # kinds of days
HALF_DAY = 12  # hours
HOURS_WITHIN = 16  # atoms behind a day, in which both hours are told


def find_roles(atoms: list[Atom]) -> dict[int, Role]:
    """The end that a day or time means, by its place among the atoms; none for one that tells no end."""
    roles = _find_marked(atoms)
    _share_roles(atoms, roles)
    _place_doubts(atoms, roles)
    _complete_moments(atoms, roles)
    return roles


def _find_marked(atoms: list[Atom]) -> dict[int, Role]:
    roles: dict[int, Role] = {}
    used: set[int] = set()
    seen = ""  # kinds of what stood before, for "to" is an end only behind a beginning
    for at, atom in enumerate(atoms):
        if atom.tag not in "DC?":
            seen = "" if atom.tag == ";" else seen
            continue
        role = atom.role or look_back(atoms, at, used, seen) or look_ahead(atoms, at, used)
        if role == "start" and _follows_from(atoms, at, roles):
            role = "end"  # 「20日から22日で借りたい」: the verb is about both
        if not role and _ends_a_stretch(atoms, at, roles):
            role = "end"
        if role:
            roles[at] = role
        seen += atom.tag
    return roles


def _follows_from(atoms: list[Atom], at: int, roles: dict[int, Role]) -> bool:
    """Whether the value stands directly behind 「…から」, and so ends what that begins."""
    before = at - 1
    while before > 0 and atoms[before].tag in ("gD" if atoms[at].tag == "C" else "g"):
        before -= 1
    ranged = before > 0 and atoms[before].tag == "A" and roles.get(before - 1) == "start"
    return ranged and not any(later.tag in "A2-" for later in atoms[at + 1 : at + 5])


def _ends_a_stretch(atoms: list[Atom], at: int, roles: dict[int, Role]) -> bool:
    """「11日から13日、10時から17時」: the second of two days, behind which both hours are told; and the
    second of two hours, whatever their day."""
    tag = atoms[at].tag
    marker = at - 2 if tag == "C" and at and atoms[at - 1].tag == "P" else at - 1
    if marker < 1 or tag + atoms[marker].tag + atoms[marker - 1].tag not in ("DAD", "CAC"):
        return False
    behind = "".join(atom.tag for atom in atoms[at + 1 : at + 1 + HOURS_WITHIN])
    told = re.match(r"[g,P]{0,4}C[^D;]{0,8}C", behind) if tag == "D" else not re.match(r"g?[A2-]", behind)
    return roles.get(marker - 1) == "start" and bool(told)


def look_back(atoms: list[Atom], at: int, used: set[int], seen: str) -> Role:
    """The end that a marker before the value names. One with a verb ("return …") reaches over other words."""
    far = False
    for index in range(at - 1, max(-1, at - 1 - REACH), -1):
        atom = atoms[index]
        if (
            index in used
            or atom.tag in VALUES + "&AB"
            or (atom.tag == ";" and not _is_topic(atoms, index - 1))
        ):
            return ""
        if atom.tag in ",;" and _is_topic(atoms, index - 1):
            used.add(index - 1)
            return "start" if atoms[index - 1].tag == "S" else "end"
        if far and atom.tag == ",":
            return ""  # "bring it back to Shinjuku, a compact on December 5"
        if atom.tag == "t" and atom.value == "far" and _is_marked(atoms, at, "A"):
            return ""  # 「返却なんですが、10時から借りて…」: its own marker is nearer
        if atom.tag in "SE" and index and atoms[index - 1].tag == {"S": "A", "E": "B"}[atom.tag]:
            return ""  # 「10時から借りて6時」: it is of what stands before
        if atom.tag in "stSE" and (not far or atom.value == "far"):
            marked = _is_of_what_stands_before(atoms, index) and _is_marked(atoms, at)
            marked = marked and not _heads_an_hour(atoms, index)
            if atom.tag in "SE" and (marked or any(each.tag == "," for each in atoms[index:at])):
                return ""  # 「9時から借りて18時返却」: it is of what stands before
            used.add(index)
            return "start" if atom.tag in "sS" else "end"
        if atom.tag == "b" and not far:
            return "start"
        if atom.tag in "2-" and not far:
            return "end" if seen or atom.tag == "-" else ""
        far = far or atom.tag not in JOINERS + ",P"
    return ""


def _is_of_what_stands_before(atoms: list[Atom], at: int) -> bool:
    """Whether a value stands before the verb, with only other words between: 「金曜に新宿で借りて」."""
    for atom in reversed(atoms[max(0, at - REACH) : at]):
        if atom.tag in VALUES + "A":
            return True
        if atom.tag not in "xg<>Q,":
            return False
    return False


def _is_topic(atoms: list[Atom], at: int) -> bool:
    """Whether an end is named there before anything is said of it: "apart from the return, can we say 3?"."""
    return at >= 0 and atoms[at].tag in "SE" and not any(atom.tag in VALUES for atom in atoms[:at])


def _is_marked(atoms: list[Atom], at: int, by: str = "ABSE") -> bool:
    """Whether a marker stands directly behind the value, and the time that belongs to it."""
    at += 1
    while at < len(atoms) and atoms[at].tag in "gC":
        at += 1
    return at < len(atoms) and atoms[at].tag in by


def look_ahead(atoms: list[Atom], at: int, used: set[int]) -> Role:
    """The end that a marker behind the value names: 「10時から」, "10 AM pickup", a range."""
    for index in range(at + 1, len(atoms)):
        atom = atoms[index]
        if atom.tag in "SE" and _heads_an_hour(atoms, index):
            return ""
        if atom.tag in "ASBE":
            used.add(index)
            return "start" if atom.tag in "AS" else "end"
        if atom.tag == "t" and atoms[at].tag == "D" and _ends_a_second_day(atoms, at, index):
            return "end"
        if atom.tag in "2-t":
            return "start" if any(each.tag in "DCn" for each in atoms[index + 1 : index + 4]) else ""
        if atom.tag not in "gP":
            return ""
    return ""


def _ends_a_second_day(atoms: list[Atom], at: int, marker: int) -> bool:
    """ "Monday at ten, and Wednesday until three": the hour behind the day is the return's, as another
    day with its hour stands before."""
    before, behind = ("".join(atom.tag for atom in each) for each in (atoms[:at], atoms[marker + 1 :]))
    return (
        atoms[marker].tag == "t"
        and re.search(r"D[gG@~x]{0,6}C[,&g_~]{0,4}$", before) is not None
        and re.match("[@g]{0,3}C", behind) is not None
    )


def _heads_an_hour(atoms: list[Atom], at: int) -> bool:
    """Whether the word for an end is of the hour behind it: 「貸出10時 返却18時」, where both stand so. In
    「10時貸出18時返却」 they do not."""
    hours = [index for index, atom in enumerate(atoms) if atom.tag == "C"]
    heads = [index - 1 for index in hours if index and atoms[index - 1].tag in "SE"]
    both = len(hours) == 2 and len(heads) == 2 and atoms[heads[0]].tag != atoms[heads[1]].tag
    return both and at in heads


def _share_roles(atoms: list[Atom], roles: dict[int, Role]) -> None:
    """A day and a time said in one breath ("the 5th at 10") mean the same end."""
    values = [at for at, atom in enumerate(atoms) if atom.tag in "DC"]
    opening = True  # only times so far: "from 10 to 6 on Saturday" is a Saturday for both
    # "We'll be there by eleven. And we'll drop it at four on the 13th": the day is that sentence's.
    is_next_apart = False
    for one, two in pairwise(values):
        between = atoms[one + 1 : two]
        opening = opening and atoms[one].tag == "C"
        is_apart, is_next_apart = is_next_apart, _begins_with_the_return(between)
        if atoms[one].tag == atoms[two].tag or any(atom.tag not in JOINERS + ",P" for atom in between):
            continue
        is_parted = any(atom.tag == "," for atom in between) or _heads_the_return(atoms, two)
        if is_parted and _belongs_before(atoms, one, over="~x"):
            continue  # 「15日、17時、16日まで」: the hour is the day's before it
        counts_on = atoms[two].tag == "D" and atoms[two].value.kind in RELATIVE
        ranged = any(roles.get(earlier) != "end" for earlier in values if earlier < one)
        if (
            opening
            and ranged
            and not is_apart
            and roles.get(one) == "end"
            and two not in roles
            and not counts_on
        ):
            roles[two] = "start"
        elif one in roles and two not in roles:
            roles[two] = roles[one]
        elif two in roles and one not in roles:
            roles[one] = roles[two]


def _begins_with_the_return(between: list[Atom]) -> bool:
    """Whether a sentence ends there, and the next one tells in so many words of bringing the car back."""
    tags = [atom.tag for atom in between]
    return ";" in tags and any(atom.tag == "t" and atom.value == "far" for atom in between[tags.index(";") :])


def _place_doubts(atoms: list[Atom], roles: dict[int, Role]) -> None:
    """「22日の10時から23日か24日の18時まで」: the day that is in doubt is the one of the time behind it."""
    for at, atom in enumerate(atoms):
        if atom.tag != "?" or at in roles or "start" not in [roles.get(each) for each in range(at)]:
            continue
        behind = next((near for near in range(at + 1, len(atoms)) if atoms[near].tag not in JOINERS), at)
        if atoms[behind].tag == "C" and roles.get(behind) == "end":
            roles[at] = "end"


def _belongs_before(atoms: list[Atom], at: int, *, over: str = "") -> bool:
    """Whether a time stands directly behind a day, with no more between than atoms with the tags `over`."""
    if atoms[at].tag != "C":
        return False
    at -= 1
    while at > 0 and atoms[at].tag in JOINERS + ",P" + over:
        at -= 1
    return at >= 0 and atoms[at].tag == "D"


def _heads_the_return(atoms: list[Atom], at: int) -> bool:
    """Whether the hour of the day is behind it: "the 14th I come at ten the 16th I return it at five"."""
    return atoms[at].tag == "D" and atoms[at + 1 : at + 2] != [] and _ends_a_second_day(atoms, at, at + 1)


def _complete_moments(atoms: list[Atom], roles: dict[int, Role]) -> None:
    """A day with its time, said without an end before another that has one, is the other end."""
    values = [at for at, atom in enumerate(atoms) if atom.tag in "DC"]
    moments = [
        (one, two)
        for one, two in pairwise(values)
        if atoms[one].tag + atoms[two].tag == "DC" and _belongs_before(atoms, two)
    ]
    ends = {roles.get(one) for one, _ in moments if one in roles}
    free = [pair for pair in moments if not any(at in roles for at in pair)]
    if len(moments) != 2 or not free:
        return
    if len(free) == 1 and ends == {"end"} and free[0] == moments[0]:
        roles.update(dict.fromkeys(free[0], "start"))
    elif ends <= {"start"} and free[-1] == moments[1] and _are_same_hour_of_two_days(atoms, moments):
        roles.update(dict.fromkeys(moments[0], "start"))
        roles.update(dict.fromkeys(moments[1], "end"))


def _are_same_hour_of_two_days(atoms: list[Atom], moments: list[tuple[int, int]]) -> bool:
    """「15日17時、16日17時」: the hour that is said twice is that of both ends; of two that are chosen from,
    or joined by "and", it is not."""
    (first, hour), (second, again) = moments
    between = atoms[hour + 1 : second]
    joined = any(atom.tag in "U&" or atom.value in ("と", "か", "とか") for atom in between)
    same_day = atoms[first].value == atoms[second].value
    return atoms[hour].value == atoms[again].value and not same_day and not joined


ARRIVING = re.compile(rf"\b{ARRIVES_EN}\b")
LEAVING = re.compile(rf"{LEAVES_EN}\b")


def mark_leaving(atoms: list[Atom], text: str) -> list[Atom]:
    """ "Arriving at ten on the 8th, leaving at six on the 9th": who arrives first leaves with the return."""
    arrives = ARRIVING.search(text)
    return [
        replace(atom, tag="t", value="far")
        if arrives and atom.tag in "sx" and atom.start > arrives.end() and LEAVING.match(text, atom.start)
        else atom
        for atom in atoms
    ]


def mark_free_hours(tokens: list[Token]) -> list[Token]:
    """The tokens with an end for the hours that tell none by themselves, where the words around them do."""
    return _mark_hours_of_halves(_mark_hour_of_return_day(tokens))


def _mark_hours_of_halves(tokens: list[Token]) -> list[Token]:
    """「昼から夕方まで。昼は1時、夕方は6時」: the hour of the half that an end was told by is that end's."""
    vague = [token for token in tokens if isinstance(token.value, Vague)]
    free = [token for token in tokens if isinstance(token.value, Clock) and not token.role]
    ends = {
        id(token): roles.pop()
        for token in free
        if len(roles := {half.role for half in vague if _may_be_in(token.value, half.value)}) == 1
    }
    settled = {*ends.values()}
    told = [token for token in tokens if isinstance(token.value, Clock) and token.role in settled]
    # 「午前中なら？9時から11時半」: an end that has its hour is told; 「昼から」 is no more than the half.
    are_halves = all(any(_may_be_in(each.value, half.value) for half in vague) for each in told)
    if len(settled) != len(ends) or len(ends) != len(free) or not are_halves:
        return tokens
    return [
        replace(token, role=ends.get(id(token), token.role))
        for token in tokens
        if not (isinstance(token.value, Vague) and token.role in settled)
        and not (isinstance(token.value, Clock) and token.role in settled)
    ]


def _may_be_in(clock: object, half: object) -> bool:
    if not (isinstance(clock, Clock) and isinstance(half, Vague)):
        return False
    return clock.hour in half.hours or (not clock.sure and clock.hour + HALF_DAY in half.hours)


def _mark_hour_of_return_day(tokens: list[Token]) -> list[Token]:
    """ "Tuesday at two, and drop it off Thursday, also at two": the hour behind the day of return is its."""
    day = next((t for t in tokens if isinstance(t.value, DayWord) and t.role == "end"), None)
    clocks = [token for token in tokens if isinstance(token.value, Clock)]
    if day is None or len(clocks) != 2 or any(token.role for token in clocks):
        return tokens
    first, second = clocks
    is_its = first.end <= day.begin and day.end <= second.begin
    return [replace(each, role="end") if is_its and each is second else each for each in tokens]


def find_single_days(tokens: Sequence[Token], text: str) -> list[Token]:
    """The days that may be an end. Beside a date, a weekday without an end is that date's: 「日曜のほう、
    13日」. In Japanese a day that tells no end is given up for the pickup's behind it: 「9日あ8日から」."""
    days = [t for t in tokens if isinstance(t.value, DayWord) and t.value.kind not in SEVERAL]
    starts = [t.begin for t in days if t.role == "start" and not _is_relative(t.value)]
    if starts and is_japanese(text) and all(token.role != "end" for token in days):
        days = [token for token in days if token.role or token.begin > starts[0]]
    if any(token.role for token in days) or not any(_is_numbered(token.value) for token in days):
        return days
    return [token for token in days if _is_numbered(token.value)]


def _is_numbered(value: object) -> bool:
    return isinstance(value, DayWord) and value.kind != "weekday"


def _is_relative(value: object) -> bool:
    return isinstance(value, DayWord) and value.kind in RELATIVE
