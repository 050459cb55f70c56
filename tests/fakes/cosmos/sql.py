"""The SQL that is asked here: SELECT, TOP, JOIN, WHERE, ORDER BY, OFFSET LIMIT, COUNT.

`rows(text, parameters, items)` answers what Cosmos would, or raises Refused(400).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.fakes.cosmos.items import Item, Refused

TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>@?[A-Za-z_]\w*)|(?P<sign><=|>=|!=|<>|[=<>(),.*\[\]]))"
)


class Undefined:
    def __bool__(self) -> bool:
        return False


UNDEFINED: Any = Undefined()
Scope = dict[str, Any]
Expression = Callable[[Scope], Any]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
    "<>": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    "<=": lambda one, other: bool(one <= other),
    ">": lambda one, other: bool(one > other),
    ">=": lambda one, other: bool(one >= other),
}


def rows(text: str, parameters: Iterable[Item], items: Iterable[Item]) -> list[Any]:
    return Query(text, {each["name"]: each["value"] for each in parameters}).run(list(items))


class Query:
    def __init__(self, text: str, given: dict[str, Any]) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise Refused(400, f"Syntax error near {text[at : at + 20]!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.at, self.given = 0, given

    def run(self, items: list[Item]) -> list[Any]:
        self.need("SELECT")
        top = int(self.take()[1]) if self.word("TOP") else None
        shape = self.selected()
        self.need("FROM")
        root = self.take()[1]
        scopes: list[Scope] = [{root: item} for item in items]
        while self.word("JOIN"):
            name = self.take()[1]
            self.need("IN")
            path = self.operand()
            scopes = [{**scope, name: each} for scope in scopes for each in path(scope) or ()]
        if self.word("WHERE"):
            condition = self.either()
            scopes = [scope for scope in scopes if condition(scope) is True]
        scopes = self.ordered(scopes)
        if self.word("OFFSET"):
            first = int(self.value())
            self.need("LIMIT")
            scopes = scopes[first : first + int(self.value())]
        if self.at < len(self.tokens):
            raise Refused(400, f"Syntax error near {self.tokens[self.at][1]!r}")
        return shape(scopes, root)[:top]

    def selected(self) -> Callable[[list[Scope], str], list[Any]]:
        if self.sign("*"):
            return lambda scopes, root: [public(scope[root]) for scope in scopes]
        if self.word("VALUE"):
            if self.peek() == "COUNT":
                self.at += 1
                self.need("(")
                self.either()
                self.need(")")
                return lambda scopes, root: [len(scopes)]
            value = self.either()
            return lambda scopes, root: [
                found for scope in scopes if (found := value(scope)) is not UNDEFINED
            ]
        columns: list[tuple[str, Expression]] = []
        while True:
            start = self.at
            column = self.either()
            name = self.take()[1] if self.word("AS") else self.tokens[self.at - 1][1]
            columns.append((name if start < self.at else "$1", column))
            if not self.sign(","):
                break
        return lambda scopes, root: [
            {name: got for name, column in columns if (got := column(scope)) is not UNDEFINED}
            for scope in scopes
        ]

    def ordered(self, scopes: list[Scope]) -> list[Scope]:
        if not self.word("ORDER"):
            return scopes
        self.need("BY")
        keys: list[tuple[Expression, bool]] = []
        while True:
            key = self.operand()
            down = self.word("DESC")
            if not down:
                self.word("ASC")
            keys.append((key, down))
            if not self.sign(","):
                break
        for key, down in reversed(keys):
            scopes = [scope for scope in scopes if key(scope) is not UNDEFINED]
            scopes.sort(key=key, reverse=down)
        return scopes

    def either(self) -> Expression:
        parts = [self.both()]
        while self.word("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda scope: any(part(scope) is True for part in parts)

    def both(self) -> Expression:
        parts = [self.no()]
        while self.word("AND"):
            parts.append(self.no())
        return parts[0] if len(parts) == 1 else lambda scope: all(part(scope) is True for part in parts)

    def no(self) -> Expression:
        if self.word("NOT"):
            inner = self.no()
            return lambda scope: inner(scope) is False
        return self.compared()

    def compared(self) -> Expression:
        left = self.operand()
        if self.word("IN"):
            self.need("(")
            choices = [self.operand()]
            while self.sign(","):
                choices.append(self.operand())
            self.need(")")
            return lambda scope: left(scope) in [choice(scope) for choice in choices]
        sign = self.tokens[self.at][1] if self.at < len(self.tokens) else ""
        if sign not in COMPARISONS:
            return left
        self.at += 1
        right = self.operand()

        def compare(scope: Scope) -> Any:
            one, other = left(scope), right(scope)
            alike = type(one) is type(other) or {type(one), type(other)} <= {int, float}
            if one is UNDEFINED or other is UNDEFINED or not alike:
                return sign in {"!=", "<>"} if UNDEFINED not in (one, other) else UNDEFINED
            return COMPARISONS[sign](one, other)

        return compare

    def operand(self) -> Expression:
        if self.sign("("):
            inner = self.either()
            self.need(")")
            return inner
        kind, text = self.take()
        if kind in {"number", "text"} or text.startswith("@") or text.lower() in LITERALS:
            constant = self.constant(kind, text)
            return lambda scope: constant
        if text.upper() in FUNCTIONS and self.sign("("):
            arguments = [self.either()]
            while self.sign(","):
                arguments.append(self.either())
            self.need(")")
            function = FUNCTIONS[text.upper()]
            return lambda scope: function(*(argument(scope) for argument in arguments))
        path = [text]
        while self.sign(".") or self.sign("["):
            closing = self.tokens[self.at - 1][1] == "["
            kind, text = self.take()
            path.append(text[1:-1] if kind == "text" else text)
            if closing:
                self.need("]")
        return lambda scope: reached(scope, path)

    def constant(self, kind: str, text: str) -> Any:
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if text.lower() in LITERALS:
            return LITERALS[text.lower()]
        if text not in self.given:
            raise Refused(400, f"The parameter {text} was not given.")
        return self.given[text]

    def value(self) -> Any:
        return self.operand()({})

    def peek(self) -> str:
        return self.tokens[self.at][1].upper() if self.at < len(self.tokens) else ""

    def word(self, word: str) -> bool:
        found = self.peek() == word
        self.at += found
        return found

    sign = word

    def need(self, word: str) -> None:
        if not self.word(word):
            raise Refused(400, f"Syntax error: {word} is missing.")

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise Refused(400, "Syntax error: the query ends too early.")
        self.at += 1
        return self.tokens[self.at - 1]


LITERALS = {"true": True, "false": False, "null": None, "undefined": UNDEFINED}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "IS_DEFINED": lambda value: value is not UNDEFINED,
    "ARRAY_CONTAINS": lambda array, value, *_partial: isinstance(array, list) and value in array,
    "STARTSWITH": lambda text, start, *_case: isinstance(text, str) and text.startswith(start),
    "CONTAINS": lambda text, part, *_case: isinstance(text, str) and part in text,
    "LOWER": lambda text: text.lower() if isinstance(text, str) else UNDEFINED,
}


def reached(scope: Scope, path: list[str]) -> Any:
    found: Any = scope
    for part in path:
        if not isinstance(found, dict) or part not in found:
            return UNDEFINED
        found = found[part]
    return found


def public(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "_lsn"}
