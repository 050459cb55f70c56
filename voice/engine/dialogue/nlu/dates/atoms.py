"""Cuts a text into atoms, the words about time and what stands between them, and applies rules to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from voice.engine.dialogue.nlu.dates import lexicon_en, lexicon_ja
from voice.engine.dialogue.nlu.dates.tokens import Role


@dataclass(frozen=True)
class Atom:
    """A word, or what a rule has made of several. `start` and `end` are offsets in the text."""

    tag: str
    value: Any
    start: int
    end: int
    role: Role = ""


Made = tuple[str, Any] | Sequence[Atom] | None
Builder = Callable[..., Made]


class Rules:
    """Patterns over tags, each with a builder of one atom out of those that fitted."""

    def __init__(self) -> None:
        self._rules: list[tuple[re.Pattern[str], Builder]] = []

    def add(self, *patterns: str) -> Callable[[Builder], Builder]:
        """Register a builder. Its arguments are today and the values of the pattern's named groups. It
        returns a tag and a value, several atoms of one word, or None where it makes nothing of them."""

        def register(build: Builder) -> Builder:
            self._rules.extend((re.compile(pattern), build) for pattern in patterns)
            return build

        return register

    def apply(self, atoms: list[Atom], today: date) -> list[Atom]:
        """The atoms with every rule applied once, in its place."""
        tags = "".join(atom.tag for atom in atoms)
        for pattern, build in self._rules:
            if pattern.search(tags):
                atoms = _apply(pattern, build, atoms, tags, today)
                tags = "".join(atom.tag for atom in atoms)
        return atoms


def read_atoms(text: str) -> list[Atom]:
    """The atoms of an utterance's `text`, in its order; fillers are left out. Linear in the text's length."""
    return _mark_between(_drop_names(_leave_out_stutters(_scan(text), text), text))


def _guard(pattern: str) -> str:
    """A word or number must not be cut out of a longer one."""
    return (
        rf"(?:(?<![a-z'])|(?![a-z]))(?:(?<!\d)|(?!\d))(?:{pattern})(?:(?<![a-z])|(?![a-z]))(?:(?<!\d)|(?!\d))"
    )


_FIRST = 6  # of the English patterns: what only looks like time must win over the Japanese words too
LEXICON = [
    (re.compile(pattern), tag, value)
    for pattern, tag, value in (
        *((_guard(p), tag, value) for p, tag, value in lexicon_en.PATTERNS[:_FIRST]),
        *lexicon_ja.WORDS,
        *((_guard(p), tag, value) for p, tag, value in lexicon_en.PATTERNS[_FIRST:]),
        (r"[a-z]+(?:'[a-z]+)?", "", None),
        (r"[,、]", ",", None),
        (r"[.。!?;…]", ";", None),
        (r"-", "-", None),
    )
]


@lru_cache(maxsize=4096)
def _list_words_with(character: str) -> tuple[int, ...]:
    """The words of the lexicon that hold the character, for only these can begin with it: trying all of them
    everywhere takes most of the time."""
    if character == "-":  # it stands in the ranges of most, and begins none but the last
        return (len(LEXICON) - 1,)
    ranges = (
        [r"\d"] if character.isdigit() else ["a-z"] if character.isascii() and character.isalpha() else []
    )
    return tuple(
        index
        for index, (pattern, _, _) in enumerate(LEXICON)
        if any(each in pattern.pattern for each in (character, *ranges))
    )


_MARKERS = "st2@b"
# "The 16th's my dentist": it is none of the rental.
_IS_ANOTHERS = re.compile(r"s (?:my|our|his|her|their)\b")


def _scan(text: str) -> list[Atom]:
    atoms: list[Atom] = []
    at = unknown = 0  # since `unknown` no word of the lexicon stood
    while at < len(text):
        found = _find_word(text, at)
        if found is None:
            at += 1
            continue
        _add_unknown(atoms, text, unknown, at)
        # "From eleven to, like, three": a comma behind a bare marker ends nothing.
        hesitates = found.tag == "," and atoms and atoms[-1].tag in _MARKERS and atoms[-1].value is None
        if found.tag != "_" and not hesitates:
            # "The 23rd I'd come": what stands apart from an ordinal is not counted by it.
            gap = text[atoms[-1].end : at].strip() if atoms and atoms[-1].tag == "o" else ""
            is_apart = found.tag == "x" and gap and not _IS_ANOTHERS.match(text, at)
            atoms.append(replace(found, tag="~") if is_apart else found)
        at = unknown = found.end
    _add_unknown(atoms, text, unknown, at)
    return atoms


def _find_word(text: str, at: int) -> Atom | None:
    for index in _list_words_with(text[at]):
        pattern, tag, value = LEXICON[index]
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            continue
        if not tag:
            tag, value = lexicon_en.WORDS.get(match[0], ("x", None))
        elif callable(value):
            value = value(match[0])
        return Atom(tag, value, at, match.end())
    return None


def _leave_out_stutters(atoms: list[Atom], text: str) -> list[Atom]:
    """ "Nine, nine till, till four", 「11時？11時から」: what is said anew in the same word counts once."""
    kept: list[Atom] = []
    for atom in atoms:
        if (
            kept
            and atom.tag in _MARKERS
            and atom.value is None
            and kept[-1] == replace(atom, start=kept[-1].start, end=kept[-1].end)
        ):
            continue  # "till, till four"
        kept.append(atom)
        if len(kept) < 3 or atom.tag in ",;x":
            continue
        before, between = kept[-3:-1]
        if between.tag != "," and not _WONDERS.fullmatch(text, between.start, between.end):
            continue
        if text[before.start : before.end] == text[atom.start : atom.end]:
            kept[-3:] = [atom]
    return kept


_WONDERS = re.compile(r"[?？]+")


def _add_unknown(atoms: list[Atom], text: str, start: int, end: int) -> None:
    if start < end and _CONTENT.search(text, start, end):
        atoms.append(Atom("x", None, start, end))


_CONTENT = re.compile(r"\w")


_BEFORE_SHORT = "nosKtGq%2-wCD"
_BEHIND_SHORT = "nokHhwCP@s2-q"


def _drop_names(atoms: list[Atom], text: str) -> list[Atom]:
    """ "May", "Sat" and "June" are days only beside other words of time, or alone."""
    kept = list(atoms)
    alone = sum(atom.tag not in "g,;" for atom in atoms) == 1
    for at, atom in enumerate(atoms):
        if alone or text[atom.start : atom.end] not in lexicon_en.SHORT:
            continue
        before = atoms[at - 1] if at else None
        behind = atoms[at + 1].tag if at + 1 < len(atoms) else "x"
        led = before and (
            before.tag in _BEFORE_SHORT
            or before.value in ("on", "of")
            or (before.value == "for" and behind != "x")
        )
        dated = at + 2 < len(atoms) and atoms[at + 1].value == "the" and atoms[at + 2].tag in "on"
        if not led and not dated and behind not in _BEHIND_SHORT:
            kept[at] = replace(atom, tag="x", value=None)
    return kept


def _mark_between(atoms: list[Atom]) -> list[Atom]:
    """The "and" of "between 10 and 6" marks an end as "to" does."""
    marked, open_until = list(atoms), 0
    for at, atom in enumerate(atoms):
        if atom.tag == "b":
            open_until = at + 8  # words: the first of the two may be "half past ten in the morning"
        elif atom.tag == "&" and at < open_until:
            marked[at], open_until = replace(atom, tag="t"), 0
    return marked


def _apply(pattern: re.Pattern[str], build: Builder, atoms: list[Atom], tags: str, today: date) -> list[Atom]:
    made: list[Atom] = []
    done = 0
    for match in pattern.finditer(tags):
        values = {
            name: atoms[at].value if (at := match.start(name)) >= 0 else None for name in pattern.groupindex
        }
        new = build(today, **values)
        if new is None:
            continue
        first, last = atoms[match.start()], atoms[match.end() - 1]
        made += atoms[done : match.start()]
        if isinstance(new, tuple):
            made.append(Atom(new[0], new[1], first.start, last.end))
        else:  # several of one word: they share its place, the first of them all but its last letter
            middle = last.end - 1
            places = [(first.start, middle), (middle, last.end)]
            made += [
                replace(each, start=start, end=end) for each, (start, end) in zip(new, places, strict=True)
            ]
        done = match.end()
    return [*made, *atoms[done:]]
