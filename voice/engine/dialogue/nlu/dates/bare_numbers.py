"""Numbers that are a day or a time only because just that was asked for: 「16」, "ten", "10 18"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from voice.engine.dialogue.nlu.dates import clocks
from voice.engine.dialogue.nlu.dates.atoms import Atom
from voice.engine.dialogue.nlu.dates.tokens import DayWord

LAST_OF_MONTH = 31
HOUR, DAY = 60, 24 * 60
LAST_BARE_HOUR = 24  # of the day: a larger number is a minute

# "Ten on the 24th", "the 24th, ten": in answer to "what time?"; and "noon, four".
TIME_OF_A_DAY = re.compile(r"^[^nhD]*(?:[nh]g{0,2}D[,;g]*|D[,g@]{0,2}[nh][,;]*)$")
# "Ten. And I'd bring it back around six": a number by itself, before the hour of the return.
TWO_TIMES = re.compile(
    r"^[^nhC]*(?:C,?[nh]|[nh],?C|n[,;][^nhCDLF]{0,12}t[@g,]{0,3}(?:D[@g,]{0,3}|)C)[^nhC]*$"
)
HOUR_AND_LENGTH = re.compile(r"^[^nhCDLF?#uU]*n[,g]?=L[^nhCDLF?#uU]*$")  # "nine, for three hours"


def take_bare_day(atoms: list[Atom]) -> list[Atom]:
    """「16」 in answer to "which day?"; a time may follow, and nothing else."""
    told = [at for at, atom in enumerate(atoms) if atom.tag not in "g,;_"]
    if re.fullmatch(
        r"^[xX]{0,8}n¬n[xX]{0,8}$", "".join(atoms[at].tag for at in told)
    ):  # 「18じゃなくて19だ」
        return [
            replace(atom, tag="D", value=DayWord("dom", int(atom.value)))
            if atom.tag == "n" and 1 <= atom.value <= LAST_OF_MONTH
            else atom
            for atom in atoms
        ]
    if not told or atoms[told[0]].tag != "n" or not 1 <= atoms[told[0]].value <= LAST_OF_MONTH:
        return atoms
    if any(atoms[at].tag not in "CPAB2-t" for at in told[1:]):
        return atoms
    day = replace(atoms[told[0]], tag="D", value=DayWord("dom", int(atoms[told[0]].value)))
    return [*atoms[: told[0]], day, *atoms[told[0] + 1 :]]


# A figure at the head, other words, and two hours that are joined.
TERSE = re.compile(r"^[,;]{0,3}(?P<day>n)x[^nhDLweuKC]{0,40}C[\-2]C[^nhDC]*$")


def take_leading_day(atoms: list[Atom]) -> list[Atom]:
    """「22ミニバン品川9-19」: the figure that a terse line begins with is the day."""
    found = TERSE.fullmatch("".join(atom.tag for atom in atoms))
    at = found.start("day") if found else -1
    if found is None or not 1 <= atoms[at].value <= LAST_OF_MONTH or atoms[at].value != int(atoms[at].value):
        return atoms
    day = replace(atoms[at], tag="D", value=DayWord("dom", int(atoms[at].value)))
    return [*atoms[:at], day, *atoms[at + 1 :]]


# "From nine to five, no, six": a number in the place of the value right before it; "call it six", anywhere.
SAID_ANEW = re.compile(
    r"(?P<old>[CDFL])[,;g~&]{0,3}X[X,~]{0,3}@?(?P<near>n)(?P<minute>n)?(?=[,;~P&t=G2]|$|g{0,2}D|[s@]g?x)"
    r"|(?P<made>X)@?(?P<far>n)(?=[,;~P]|2x|$)"
)


def take_numbers_said_anew(atoms: list[Atom]) -> list[Atom]:
    """ "From nine to five, no, six", "an hour later, no, two", "five-ish? No, call it six to be safe": a bare
    number is of the kind that it stands for."""
    tags = "".join(atom.tag for atom in atoms)
    taken = list(atoms)
    for found in SAID_ANEW.finditer(tags):
        at = found.start("near") if found["near"] else found.start("far")
        old = atoms[found.start("old")] if found["near"] else None
        if old is None and (atoms[found.start("made")].value != "make" or "C" not in tags[:at]):
            continue
        minute = atoms[found.start("minute")] if found["minute"] else None
        if minute and (old is None or old.tag != "C" or not _may_be_minutes(minute.value)):
            continue
        made = _make_again(old, atoms[at].value)
        if made is None:
            continue
        if minute:
            made = replace(made, minute=minute.value)
            taken[found.start("minute")] = replace(minute, tag="~")  # it says no more
        taken[at] = replace(atoms[at], tag=old.tag if old else "C", value=made)
    return taken


def _may_be_minutes(number: float | None) -> bool:
    """Whether it is what is said behind an hour: "nine fifteen"."""
    return number is not None and number % 5 == 0 and number in range(10, HOUR)


def _make_again(old: Atom | None, number: float | None) -> Any:
    """What stands for the old value; None where the number cannot."""
    if number is None:
        return None
    if old is None or old.tag == "C":
        return clocks.read_bare_clock(number) if number == int(number) else None  # type: ignore[arg-type]
    if old.tag == "D":
        is_day = old.value.kind in ("date", "dom") and number in range(1, LAST_OF_MONTH + 1)
        return DayWord("dom", int(number)) if is_day else None
    if old.tag == "L":
        return replace(old.value, count=number)
    unit = next((unit for unit in (DAY, HOUR) if old.value.minutes % unit == 0), 1)
    return old.value.scale_to(round(number * unit))


# Beside a range of days: "the 5th to the 7th, ten on the first day and four on the last", "… Ten and four."
HOURS_OF_A_RANGE = re.compile(
    r"D[2t\-]g{0,3}D[,;g@]{0,4}(?P<first>[nC])[,;&g@]{1,4}(?P<second>[nC])(?=[,;~]|$)(?!,?[2t\-])"
    r"|(?<![2t\-])(?P<one>[nC])&@?(?P<two>[nC])[,;gs]{0,4}D[2t\-]g{0,3}D"
)


def take_hours_of_a_range(atoms: list[Atom]) -> list[Atom]:
    """Two hours in a row beside a range of days are those of its ends, though one stands by the last day."""
    taken = list(atoms)
    for found in HOURS_OF_A_RANGE.finditer("".join(atom.tag for atom in atoms)):
        for name, before, role in (("first", "one", "start"), ("second", "two", "end")):
            at = max(found.start(name), found.start(before))
            made = clocks.read_bare_clock(atoms[at].value) if atoms[at].tag == "n" else atoms[at].value
            if made is None:
                return atoms
            taken[at] = replace(atoms[at], tag="C", value=made, role=role)  # type: ignore[arg-type]
    return taken


def take_bare_numbers(atoms: list[Atom], *, are_words: bool) -> list[Atom]:
    """ "Ten" in answer to "what time?"; "10 18" for both; "five thirty" for one."""
    numbers = [at for at, atom in enumerate(atoms) if atom.tag in "nh"]
    tags = "".join(atom.tag for atom in atoms)
    for_hours = HOUR_AND_LENGTH.search(tags) and any(
        atom.tag == "L" and atom.value.unit == "hour" for atom in atoms
    )
    if not 1 <= len(numbers) <= 2 or any(tag in "LF?#uU" for tag in tags if not (for_hours and tag == "L")):
        return atoms
    if "C" in tags and not TWO_TIMES.search(tags):
        return atoms
    if "D" in tags and "C" not in tags and not TIME_OF_A_DAY.search(tags):
        return atoms
    behind = next((at for at in range(numbers[-1], len(atoms)) if atoms[at].tag in ",;"), len(atoms))
    if any(atom.tag == "x" for atom in atoms[numbers[0] : behind]):
        return atoms
    taken = list(atoms)
    if len(numbers) == 2 and (one := _join_hour_and_minute(atoms, *numbers, are_words=are_words)):
        return one
    for at in numbers:
        made = clocks.read_bare_clock(atoms[at].value)
        if made is None:
            return atoms
        taken[at] = replace(atoms[at], tag="C", value=made)
    return taken


def _join_hour_and_minute(atoms: list[Atom], at: int, behind: int, *, are_words: bool) -> list[Atom] | None:
    """The atoms with "five thirty" as one time; None where the second number is no minute."""
    hour, minute = atoms[at].value, atoms[behind].value
    if behind != at + 1 or atoms[at].tag + atoms[behind].tag != "nn" or not _may_be_minutes(minute):
        return None
    clock = clocks.read_bare_clock(hour) if are_words or minute > LAST_BARE_HOUR else None
    if clock is None:
        return None
    made = replace(atoms[at], tag="C", value=replace(clock, minute=minute), end=atoms[behind].end)
    return [*atoms[:at], made, *atoms[behind + 1 :]]
