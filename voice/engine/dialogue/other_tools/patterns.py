"""Regular expressions of a JSON Schema: strings that match one, and whether a string does.

A client's expression is never given to `re`, where a hostile one could take for ever: it is read into a small
tree, and matched by sets of positions. What is not read (back references, look-behind) raises `Unreadable`.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

_PRINTABLE = [chr(code) for code in range(32, 127)]
_SETS = {
    "d": frozenset(string.digits),
    "w": frozenset(string.ascii_letters + string.digits + "_"),
    "s": frozenset(" \t\n\r\f\v"),
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_LIKED = [*"aA1", *string.ascii_lowercase, *string.ascii_uppercase, *string.digits, *"-_ ."]
# A hostile pattern must not hold up the call: what is larger counts as unreadable.
_MOST_NODES = 500
_MOST_REPEATS = 1000
_MOST_LETTERS = 10_000


class Unreadable(ValueError):
    """The expression has something that is not supported here."""


@dataclass(frozen=True)
class Character:
    members: frozenset[str]
    negated: bool = False

    def accepts(self, letter: str) -> bool:
        return (letter in self.members) != self.negated

    def choices(self) -> list[str]:
        found = [letter for letter in (*_LIKED, *_PRINTABLE) if self.accepts(letter)]
        return found or ([] if self.negated else sorted(self.members))


@dataclass(frozen=True)
class Start:
    pass


@dataclass(frozen=True)
class End:
    pass


@dataclass(frozen=True)
class WordBoundary:
    wanted: bool


@dataclass(frozen=True)
class Ahead:
    inner: Node
    wanted: bool


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    options: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    inner: Node
    least: int
    most: int | None


Node = Character | Start | End | WordBoundary | Ahead | Sequence | Either | Repeat


def matches(pattern: str, text: str) -> bool:
    """Whether the expression is found anywhere in the text, as JSON Schema wants it."""
    return bool(_ends(read(pattern), text, frozenset(range(len(text) + 1))))


def examples(pattern: str, least: int = 0, most: int | None = None) -> Iterator[str]:
    """Strings that match, with `least` to `most` letters; distinct, the plainest first."""
    tree = read(pattern)
    seen: set[str] = set()
    for pick in range(40):
        for grow in (*range(12), least, max(0, least - 1), least // 2):
            made = _make_text(tree, grow, pick)
            for text in (made, made.ljust(least, "a"), made.rjust(least, "a")):
                fits = least <= len(text) and (most is None or len(text) <= most)
                if fits and text not in seen and matches(pattern, text):
                    seen.add(text)
                    yield text


@lru_cache(maxsize=256)
def read(pattern: str) -> Node:
    reader = _Reader(pattern)
    tree = reader.either()
    if reader.at < len(pattern):
        raise Unreadable(pattern)
    return tree


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.nodes = 0

    def either(self) -> Node:
        options = [self._sequence()]
        while self._took("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            self.nodes += 1
            if self.nodes > _MOST_NODES:
                raise Unreadable("too long")
            parts.append(self._parse_repeat(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _parse_repeat(self, atom: Node) -> Node:
        while self.at < len(self.pattern):
            if self._took("*"):
                least, most = 0, None
            elif self._took("+"):
                least, most = 1, None
            elif self._took("?"):
                least, most = 0, 1
            elif (counts := self._counts()) is not None:
                least, most = counts
            else:
                break
            self._took("?")  # a lazy match is found where a greedy one is
            atom = Repeat(atom, least, most)
        return atom

    def _counts(self) -> tuple[int, int | None] | None:
        end = self.pattern.find("}", self.at)
        if self.pattern[self.at] != "{" or end < 0:
            return None
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        self.at = end + 1
        least, most = int(low), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > _MOST_REPEATS:
            raise Unreadable("too many repeats")
        return least, most

    def _atom(self) -> Node:
        letter = self._next()
        match letter:
            case "^":
                return Start()
            case "$":
                return End()
            case ".":
                return Character(frozenset("\n\r\u2028\u2029"), negated=True)
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise Unreadable("nothing to repeat")
        return Character(frozenset(letter))

    def _group(self) -> Node:
        wanted: bool | None = None
        if self._took("?"):
            if self._took("="):
                wanted = True
            elif self._took("!"):
                wanted = False
            elif self._took("<") or self._took("P<"):
                if self._took("=") or self._took("!"):
                    raise Unreadable("look-behind")
                self.at = self.pattern.find(">", self.at) + 1 or self._fail()
            elif not self._took(":"):
                self._fail()
        inner = self.either()
        if not self._took(")"):
            self._fail()
        return inner if wanted is None else Ahead(inner, wanted)

    def _class(self) -> Character:
        negated = self._took("^")
        members: set[str] = set()
        while not self._took("]"):
            first = self._class_member()
            if self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                last = self._class_member()
                if len(first) != 1 or len(last) != 1:
                    self._fail()
                low, high = ord(min(first)), ord(min(last))
                if not low <= high <= low + 0xFFFF:
                    self._fail()
                members.update(map(chr, range(low, high + 1)))
            else:
                members |= first
        return Character(frozenset(members), negated)

    def _class_member(self) -> frozenset[str]:
        letter = self._next()
        if letter != "\\":
            return frozenset(letter)
        if self.pattern[self.at : self.at + 1] == "b":
            self.at += 1
            return frozenset("\b")
        found = self._escape()
        if not isinstance(found, Character):
            self._fail()
        if found.negated:
            return frozenset(_PRINTABLE) - found.members
        return found.members

    def _escape(self) -> Node:
        letter = self._next()
        if letter.lower() in _SETS:
            return Character(_SETS[letter.lower()], negated=letter.isupper())
        if letter in "bB":
            return WordBoundary(letter == "b")
        if letter in "AZz":
            return Start() if letter == "A" else End()
        if letter in _CONTROLS:
            return Character(frozenset(_CONTROLS[letter]))
        if letter in "xu":
            width = 2 if letter == "x" else 4
            code = self.pattern[self.at : self.at + width]
            if len(code) < width or set(code) - set(string.hexdigits):
                self._fail()
            self.at += width
            return Character(frozenset(chr(int(code, 16))))
        if letter.isalnum():
            self._fail()
        return Character(frozenset(letter))

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            self._fail()
        self.at += 1
        return self.pattern[self.at - 1]

    def _took(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _fail(self) -> NoReturn:
        raise Unreadable(self.pattern)


def _ends(node: Node, text: str, starts: frozenset[int]) -> frozenset[int]:
    """Where a match that begins at one of these places may end."""
    match node:
        case Character():
            return frozenset(at + 1 for at in starts if at < len(text) and node.accepts(text[at]))
        case Start():
            return starts & {0}
        case End():
            return starts & {len(text)}
        case WordBoundary(wanted):
            return frozenset(at for at in starts if _between_words(text, at) == wanted)
        case Ahead(inner, wanted):
            return frozenset(at for at in starts if bool(_ends(inner, text, frozenset({at}))) == wanted)
        case Sequence(parts):
            for part in parts:
                starts = _ends(part, text, starts) if starts else starts
            return starts
        case Either(options):
            return frozenset().union(*(_ends(option, text, starts) for option in options))
    return _find_repeat_ends(node, text, starts)


def _find_repeat_ends(node: Repeat, text: str, starts: frozenset[int]) -> frozenset[int]:
    for _ in range(node.least):
        before, starts = starts, _ends(node.inner, text, starts)
        if starts == before:  # none is left, or it matches nothing as often as wanted
            break
    found, fresh, more = starts, starts, node.most
    rounds = len(text) + 1 if more is None else more - node.least
    for _ in range(rounds):
        fresh = _ends(node.inner, text, fresh) - found
        if not fresh:
            break
        found |= fresh
    return found


def _between_words(text: str, at: int) -> bool:
    before, after = text[max(0, at - 1) : at], text[at : at + 1]
    return (bool(before) and before in _SETS["w"]) != (bool(after) and after in _SETS["w"])


def _make_text(node: Node, grow: int, pick: int) -> str:
    """A string for the node: repeats go `grow` beyond their least, `pick` chooses letters and options."""
    match node:
        case Character():
            choices = node.choices()
            return choices[pick % len(choices)] if choices else ""
        case Sequence(parts):
            return "".join(_make_text(part, grow, pick) for part in parts)
        case Either(options):
            return _make_text(options[pick % len(options)], grow, pick // len(options))
        case Repeat(inner, least, most):
            count = least + grow if most is None else min(least + grow, most)
            if count * len(_make_text(inner, 0, pick)) > _MOST_LETTERS:
                raise Unreadable("too long a text")
            return "".join(_make_text(inner, grow if place == 0 else 0, pick) for place in range(count))
    return ""
