"""Arguments that fit a tool's JSON Schema, taken from the caller's words where a field plainly matches. Pure.

A tool that a session forces must be called, whether or not anybody said what with.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from voice.engine.dialogue.other_tools import patterns
from voice.engine.dialogue.other_tools.schemas import (
    Schemas,
    Unfit,
    both,
    dependent_schemas,
    entries,
    is_number,
    item_schema,
    mapping,
    number,
    property_schemas,
    required_names,
    same,
    types,
    within,
)
from voice.protocol.shapes import JsonObject

_NUMBER = re.compile(r"(?<![\w.])-?\d{1,15}(?:\.\d{1,15})?(?![\w.])")
_NO_WORDS = "text"
_NOTHING = object()
# Values are built by trying. These bounds end what a hostile schema would have us try for ever.
_DEEPEST = 24
_MOST_ENTRIES = 1000
_MOST_TRIES = 200  # for one value that fits
_MOST_LETTERS = 10_000
_FORMATS = {
    "date": "{today}",
    "date-time": "{today}T10:00:00Z",
    "time": "10:00:00Z",
    "duration": "PT1H",
    "email": "caller@example.com",
    "idn-email": "caller@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "https://example.com/",
    "iri": "https://example.com/",
    "iri-reference": "https://example.com/",
    "url": "https://example.com/",
    "uri-template": "https://example.com/{{id}}",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": "a",
    "phone": "+81312345678",
    "byte": "dGV4dA==",
}


def make_arguments(schema: Any, words: str, *, today: str) -> JsonObject:
    """Arguments for a tool with this schema of parameters; raises `Unfit`."""
    if not isinstance(schema, Mapping):
        return {}
    try:
        value = _Maker(schema, words, today).first({"type": "object", **schema}, 0)
    except (OverflowError, RecursionError) as error:
        raise Unfit(str(error)) from error
    return value if isinstance(value, dict) else {}


class _Maker:
    def __init__(self, root: Mapping[str, Any], words: str, today: str) -> None:
        self._schemas = Schemas(root)
        self._words = words.strip()
        self._said = f" {simplify(words)} "
        self._numbers = [_parse_number(found) for found in _NUMBER.findall(words)]
        self._today = today
        self._open: list[str] = []  # references that are being followed

    def first(self, schema: Any, depth: int) -> Any:
        for value in self._fitting(schema, depth):
            return value
        raise Unfit("nothing fits")

    def _fitting(self, schema: Any, depth: int) -> Iterator[Any]:
        """Distinct values that fit, the most fitting first."""
        if depth > _DEEPEST or schema is False:
            raise Unfit("too deep")
        found: list[Any] = []
        for value in itertools.islice(self._candidates(schema, depth), _MOST_TRIES):
            if self._schemas.fits(value, schema) and not any(same(value, other) for other in found):
                found.append(value)
                yield value

    def _candidates(self, schema: Any, depth: int) -> Iterator[Any]:
        if depth > _DEEPEST:
            raise Unfit("too deep")
        self._schemas.spend()
        if not isinstance(schema, Mapping):
            yield from self._texts({})
            return
        rest = {key: value for key, value in schema.items() if key not in _COMBINING}
        if "$ref" in schema:
            yield from self._follow_reference(schema, rest, depth)
            return
        for others in self._ways(schema):
            yield from self._try_way(functools.reduce(both, others, rest), depth)

    def _try_way(self, schema: Any, depth: int) -> Iterator[Any]:
        """A way that leads nowhere is left for the next."""
        try:
            if isinstance(schema, Mapping) and any(key in schema for key in _COMBINING):
                yield from self._candidates(schema, depth + 1)
            else:
                yield from self._plain_values(schema, depth)
        except Unfit:
            if self._schemas.is_spent:
                raise

    def _follow_reference(self, schema: Mapping[str, Any], rest: JsonObject, depth: int) -> Iterator[Any]:
        reference = str(schema["$ref"])
        siblings = {**rest, **{key: schema[key] for key in _COMBINING if key in schema and key != "$ref"}}
        self._open.append(reference)
        try:
            yield from self._candidates(both(siblings, self._schemas.resolve(reference)), depth + 1)
        finally:
            self._open.remove(reference)

    def _ways(self, schema: Mapping[str, Any]) -> Iterator[list[Any]]:
        """The choices that a schema leaves, each as schemas that hold together."""
        always = entries(schema, "allOf")
        choices: list[list[list[Any]]] = [
            [[one] for one in self._shallow_first(entries(schema, name))]
            for name in ("anyOf", "oneOf")
            if name in schema
        ]
        self._schemas.spend(len(always) + sum(map(len, choices)))
        if "if" in schema:
            choices.append([[schema["if"], schema.get("then", True)], [schema.get("else", True)]])
        for chosen in itertools.product(*choices):
            yield [*always, *itertools.chain.from_iterable(chosen)]

    def _shallow_first(self, options: list[Any]) -> list[Any]:
        """What leads back to where we are comes last: a tree of one node is a tree."""
        return sorted(options, key=lambda one: isinstance(one, Mapping) and one.get("$ref") in self._open)

    def _plain_values(self, schema: Any, depth: int) -> Iterator[Any]:
        if not isinstance(schema, Mapping):
            if schema is not False:
                yield from self._texts({})
            return
        if "const" in schema:
            yield schema["const"]
            return
        if "enum" in schema:
            yield from sorted(entries(schema, "enum"), key=lambda choice: not self._was_said(choice))
            return
        if schema.get("default") is not None:
            yield schema["default"]
        yield from entries(schema, "examples")
        kinds = [self._of_kind(kind, schema, depth) for kind in types(schema) or _guess_kinds(schema)]
        for values in itertools.zip_longest(*kinds, fillvalue=_NOTHING):
            yield from (value for value in values if value is not _NOTHING)

    def _of_kind(self, kind: str, schema: Mapping[str, Any], depth: int) -> Iterator[Any]:
        if kind == "object":
            yield from self._objects(schema, depth)
        elif kind == "array":
            yield from self._arrays(schema, depth)
        elif kind == "string":
            yield from self._texts(schema)
        elif kind in {"integer", "number"}:
            yield from self._count_up(schema, whole=kind == "integer")
        elif kind == "boolean":
            yield from (False, True)
        elif kind == "null":
            yield None

    # --- strings and numbers ----------------------------------------------------------------------

    def _texts(self, schema: Mapping[str, Any]) -> Iterator[str]:
        least, most = int(number(schema, "minLength", 0)), number(schema, "maxLength", math.inf)
        if least > _MOST_LETTERS:
            raise Unfit("too long")
        pattern, form = schema.get("pattern"), _FORMATS.get(str(schema.get("format")))
        if form:
            yield form.format(today=self._today)
        if isinstance(pattern, str):
            try:
                yield from patterns.examples(pattern, least, None if most == math.inf else int(most))
            except patterns.Unreadable:
                pass
            else:
                return
        longest = int(min(most, _MOST_LETTERS))
        for base in (self._words or _NO_WORDS, _NO_WORDS, ""):
            for suffix in ("", *(f" {count}" for count in range(2, 40)), *string.ascii_lowercase):
                text = base[: max(0, longest - len(suffix))] + suffix
                yield text[:longest].ljust(least, "a")

    def _count_up(self, schema: Mapping[str, Any], *, whole: bool) -> Iterator[float]:
        low = max(number(schema, name, -math.inf) for name in ("minimum", "exclusiveMinimum"))
        high = min(number(schema, name, math.inf) for name in ("maximum", "exclusiveMaximum"))
        up = 1 if low > -math.inf or high == math.inf else -1
        start = low if low > -math.inf else min(high, 0)
        if (step := number(schema, "multipleOf", 0)) > 0:
            first = math.ceil(start / step) if up > 0 else math.floor(start / step)
            steps = (step * (first + up * count) for count in range(100))
        elif whole:
            first = math.ceil(start) if up > 0 else math.floor(start)
            steps = (first + up * count for count in range(100))
        else:
            width = min(1.0, (high - low) / 128)
            steps = (start + up * width * count for count in range(100))
        guesses = itertools.chain([*self._numbers, 1, 0, low, high], steps)
        for guess in guesses:
            if math.isinf(guess) or (whole and not float(guess).is_integer()):
                continue
            value = int(guess) if whole else guess
            if within(value, schema):
                yield value

    # --- arrays and objects -----------------------------------------------------------------------

    def _arrays(self, schema: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
        least = int(number(schema, "minItems", 0))
        if least > _MOST_ENTRIES:
            raise Unfit("too many")
        wanted = int(number(schema, "minContains", 1)) if "contains" in schema else 0
        for count in (least, max(least, wanted), least + wanted, least + 1):
            found: dict[int, Any] = {}
            for place in reversed(range(count)):  # those that must be contained are the last, and made first
                entry = item_schema(schema, place)
                entry = {"allOf": [entry, schema["contains"]]} if place >= count - wanted else entry
                others = list(found.values()) if schema.get("uniqueItems") is True else []
                found[place] = self._another(entry, others, depth)
            value = [found[place] for place in range(count)]
            yield value
            if value:  # the same with another first entry
                firsts = itertools.islice(self._fitting(item_schema(schema, 0), depth + 1), 30)
                yield from ([first, *value[1:]] for first in firsts)

    def _another(self, schema: Any, others: list[Any], depth: int) -> Any:
        for value in self._fitting(schema, depth + 1):
            if not any(same(value, other) for other in others):
                return value
        raise Unfit("no other entry fits")

    def _objects(self, schema: Mapping[str, Any], depth: int) -> Iterator[JsonObject]:
        said = [
            name
            for name in mapping(schema, "properties")
            for one in property_schemas(schema, name)
            if isinstance(one, Mapping) and any(map(self._was_said, entries(one, "enum")))
        ]
        for names in [said, []] if said else [[]]:
            value = self._object(schema, names, depth)
            yield value
            for name in value:  # the same with another value of one property
                others = itertools.islice(self._fitting(_property_schema(schema, name), depth + 1), 30)
                yield from ({**value, name: other} for other in others)

    def _object(self, schema: Mapping[str, Any], names: list[str], depth: int) -> JsonObject:
        """With these properties, and with all that must be there."""
        value: JsonObject = {}
        spare = self._spare_names(schema)
        whole: Any = schema
        while True:
            for name in names:
                value[name] = self.first(_property_schema(whole, name), depth + 1)
            whole = functools.reduce(both, dependent_schemas(schema, value), schema)
            if not isinstance(whole, Mapping):
                raise Unfit("a dependency allows none")
            names = [name for name in dict.fromkeys(required_names(whole, value)) if name not in value]
            if not names and len(value) < number(whole, "minProperties", 0):
                another = next((name for name in spare if name not in value), None)
                if another is None:
                    raise Unfit("too few properties")
                names = [another]
            if not names:
                return value

    def _spare_names(self, schema: Mapping[str, Any]) -> Iterator[str]:
        yield from mapping(schema, "properties")
        for pattern in mapping(schema, "patternProperties"):
            try:
                yield from itertools.islice(patterns.examples(pattern), 20)
            except patterns.Unreadable:
                continue
        names = schema.get("propertyNames", True)
        if schema.get("additionalProperties", True) is not False:
            yield from (name for name in self._fitting(names, 1) if isinstance(name, str))

    def _was_said(self, choice: Any) -> bool:
        if is_number(choice):
            return any(same(choice, said) for said in self._numbers)
        told = simplify(choice) if isinstance(choice, str) else ""
        return bool(told) and (f" {told} " in self._said or (not told.isascii() and told in self._said))


_COMBINING = ("$ref", "allOf", "anyOf", "oneOf", "if", "then", "else")


def _property_schema(schema: Mapping[str, Any], name: str) -> Any:
    wanted = property_schemas(schema, name)
    return wanted[0] if len(wanted) == 1 else {"allOf": wanted}


def _guess_kinds(schema: Mapping[str, Any]) -> list[str]:
    """Kinds in the order in which a schema without a type speaks of them."""
    hints = {
        "object": ("properties", "required", "minProperties", "patternProperties", "additionalProperties"),
        "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems"),
        "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        "string": ("pattern", "format", "minLength", "maxLength"),
    }
    spoken_of = [kind for kind, names in hints.items() if any(name in schema for name in names)]
    return [*spoken_of, "string", "integer", "boolean", "object", "array", "null"]


def _parse_number(text: str) -> float:
    return float(text) if "." in text else int(text)


def simplify(text: str) -> str:
    """Words for comparing: a space between them, no case, no punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", text).split()).casefold()
