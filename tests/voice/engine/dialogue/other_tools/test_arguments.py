"""Arguments made for a forced tool fit its schema, whatever JSON Schema it is written in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.soak import size
from voice.engine.dialogue.other_tools.arguments import make_arguments
from voice.engine.dialogue.other_tools.schemas import Unfit

pytestmark = pytest.mark.unit

Json = dict[str, Any]

TODAY = "2026-12-01"
PATTERNS = [
    r"^[A-Z]{3}-\d{4}$",
    r"^\+?[0-9]{7,15}$",
    r"^(mon|tue|wed)$",
    r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
    r"^(?!admin)[a-z][a-z0-9_-]{2,15}$",
    r"^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    r"^R-\d{3}-\d{4}$",
    r"[ァ-ヶ]+",
    r"^(?:[01]\d|2[0-3]):[0-5]\d$",
    r"\bfoo\b",
]
FORMATS = ["date", "date-time", "time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname", "unknown-one"]
WORDS = st.sampled_from(
    [
        "",
        "What is the weather in Tokyo?",
        "3 cars for 2 days, a large one",
        "東京の天気は?",
        "x" * 3000,
        "\n\t",
    ]
)


def bounds(draw: Any, low: str, high: str, most: int) -> Json:
    first = draw(st.integers(0, most))
    both = {low: first, high: first + draw(st.integers(0, 5))}
    chosen: Json = draw(st.sampled_from([{}, {low: first}, {high: first + 3}, both]))
    return chosen


@st.composite
def texts(draw: Any) -> Json:
    kind = draw(st.sampled_from(["bounds", "pattern", "format"]))
    if kind == "pattern":
        return {"type": "string", "pattern": draw(st.sampled_from(PATTERNS))}
    if kind == "format":
        return {"type": "string", "format": draw(st.sampled_from(FORMATS))}
    return {"type": "string", **bounds(draw, "minLength", "maxLength", 40)}


@st.composite
def numbers(draw: Any) -> Json:
    low = draw(st.integers(-1000, 1000))
    step = draw(st.sampled_from([1, 2, 5, 7, 0.5, 0.25, 10]))
    high = low + 2 * max(1, int(step)) + 1
    limits = draw(
        st.sampled_from(
            [
                {},
                {"minimum": low},
                {"maximum": low},
                {"exclusiveMinimum": low},
                {"exclusiveMaximum": low},
                {"minimum": low, "maximum": high},
                {"exclusiveMinimum": low, "exclusiveMaximum": high + 2},
                {"multipleOf": step},
                {"minimum": low, "multipleOf": step},
                {"minimum": low, "maximum": high, "multipleOf": step},
            ]
        )
    )
    return {"type": draw(st.sampled_from(["integer", "number"])), **limits}


SCALARS = st.one_of(st.integers(-5, 5), st.booleans(), st.text(max_size=5), st.none())
LEAVES = st.one_of(
    texts(),
    numbers(),
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({}),
    st.just(True),
    st.builds(lambda value: {"const": value}, SCALARS),
    st.builds(lambda values: {"enum": values}, st.lists(SCALARS, min_size=1, max_size=4)),
    st.just({"$ref": "#/$defs/day"}),
    st.just({"$ref": "#/$defs/tree"}),
    st.just({"$ref": "#/$defs/odd~1name~0"}),
    st.just({"type": ["string", "null"], "maxLength": 4}),
    st.just({"type": ["null", "integer"], "minimum": 3}),
    st.just({"not": {"type": "string"}}),
    st.just({"type": "string", "not": {"enum": ["text", ""]}}),
)
DEFINITIONS: Json = {
    "day": {"type": "string", "format": "date"},
    "odd/name~": {"enum": ["north", "south"]},
    "tree": {
        "type": "object",
        "properties": {
            "value": {"type": "integer", "minimum": 1},
            "left": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
        },
        "required": ["value", "left", "children"],
        "additionalProperties": False,
    },
}
NAMES = st.sampled_from(["city", "size", "days", "when", "名前", "a b", "x-y"])


@st.composite
def objects(draw: Any, inner: st.SearchStrategy[Any]) -> Json:
    properties = draw(st.dictionaries(NAMES, inner, max_size=4))
    required = draw(st.lists(st.sampled_from([*properties, "extra"]), unique=True, max_size=4))
    schema: Json = {"type": "object", "properties": properties, "required": required}
    if "extra" not in required and draw(st.booleans()):
        schema["additionalProperties"] = False
    elif draw(st.booleans()):
        schema["additionalProperties"] = draw(inner)
        schema["minProperties"] = draw(st.integers(0, 4))
    if len(properties) > 1 and draw(st.booleans()):
        first, second = list(properties)[:2]
        schema["dependentRequired"] = {first: [second]}
    return schema


@st.composite
def arrays(draw: Any, inner: st.SearchStrategy[Any]) -> Json:
    schema: Json = {"type": "array", "items": draw(inner)}
    schema |= bounds(draw, "minItems", "maxItems", 3)
    if draw(st.booleans()):
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=2))
    return schema


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        objects(inner),
        arrays(inner),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: {"allOf": [one]}, inner),
        st.builds(
            lambda one, two: {
                "allOf": [
                    {"type": "object", "properties": {"one": one}, "required": ["one"]},
                    {"properties": {"two": two}, "required": ["two"]},
                ]
            },
            inner,
            inner,
        ),
        st.builds(
            lambda one, two: {
                "oneOf": [
                    {"properties": {"kind": {"const": "a"}, "one": one}, "required": ["kind", "one"]},
                    {"properties": {"kind": {"const": "b"}, "two": two}, "required": ["kind", "two"]},
                ],
                "type": "object",
            },
            inner,
            inner,
        ),
        st.builds(
            lambda one: {
                "type": "object",
                "properties": {"by": {"enum": ["mail", "phone"]}},
                "required": ["by"],
                "if": {"properties": {"by": {"const": "mail"}}},
                "then": {"properties": {"address": one}, "required": ["address"]},
                "else": {"required": ["number"]},
            },
            inner,
        ),
    )


PARAMETERS = objects(st.recursive(LEAVES, combined, max_leaves=8))


@settings(max_examples=size(25, whole=80), deadline=None)
@given(PARAMETERS, WORDS)
def test_arguments_fit_the_schema(schema: Json, words: str) -> None:
    schema = {**schema, "$defs": DEFINITIONS}
    Draft202012Validator.check_schema(schema)
    given_arguments = make_arguments(schema, words, today=TODAY)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(given_arguments)


UNIQUE = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "maxLength": 1, "minLength": 1},
        {"type": "string", "pattern": "^[A-Z]{2}$"},
        {"type": "integer"},
        {"type": "integer", "minimum": 5, "maximum": 9},
        {"type": "number", "minimum": 0, "maximum": 1},
        {"enum": ["a", "b", "c", "d", "e"]},
        {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 1},
        {},
    ]
)


@settings(max_examples=size(15, whole=40), deadline=None)
@given(UNIQUE, st.integers(0, 5), st.sampled_from([{}, {"contains": {"const": "c"}}]))
def test_entries_that_must_differ_do(entry: Json, count: int, contains: Json) -> None:
    if "enum" not in entry:
        contains = {}
    values = {"type": "array", "items": entry, "minItems": count, "uniqueItems": True, **contains}
    schema = {"type": "object", "properties": {"values": values}, "required": ["values"]}
    Draft202012Validator(schema).validate(make_arguments(schema, "", today=TODAY))


@pytest.mark.parametrize(
    ("schema", "words", "value"),
    [
        ({"enum": ["small", "large"]}, "a large one, please", "large"),
        ({"enum": ["SMALL_CAR", "LARGE_CAR"]}, "The large car!", "LARGE_CAR"),
        ({"enum": ["北", "南"]}, "南のほうで", "南"),
        ({"type": "integer"}, "for 3 people", 3),
        ({"type": "integer", "minimum": 10}, "for 3 people", 10),
        ({"type": "number"}, "about 2.5 hours", 2.5),
        ({"type": "string"}, "What's the weather in Tokyo?", "What's the weather in Tokyo?"),
        ({"type": "string", "format": "date"}, "today", TODAY),
        ({"type": "string", "default": "metric"}, "hello", "metric"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "", 1),
    ],
)
def test_a_field_is_filled_from_the_callers_words(schema: Json, words: str, value: object) -> None:
    told = {"type": "object", "properties": {"field": schema}, "required": ["field"]}
    assert make_arguments(told, words, today=TODAY) == {"field": value}


def test_an_optional_field_is_given_only_where_it_was_said() -> None:
    schema = {
        "type": "object",
        "properties": {"size": {"enum": ["small", "large"]}, "note": {"type": "string"}},
    }
    assert make_arguments(schema, "a small one", today=TODAY) == {"size": "small"}
    assert make_arguments(schema, "anything", today=TODAY) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": False}, "required": ["a"]},
        {"properties": {"a": {"$ref": "#/properties/a"}}, "required": ["a"]},
        {"$ref": "#"},
        {"properties": {"a": {"type": "array", "items": {"$ref": "#"}, "minItems": 1}}, "required": ["a"]},
        {"properties": {"a": {"type": "array", "minItems": 10**9}}, "required": ["a"]},
        {"properties": {"a": {"type": "string", "minLength": 10**9}}, "required": ["a"]},
        {"properties": {"a": {"pattern": "^((a{900}){900}){900}$", "type": "string"}}, "required": ["a"]},
        {"properties": {"a": {"type": "integer", "minimum": 3, "maximum": 2}}, "required": ["a"]},
        {"minProperties": 10**9},
        {"allOf": [{"$ref": "#/x"}] * 50, "x": {"anyOf": [{"$ref": "#/x"}] * 50}},
    ],
    ids=lambda schema: str(schema)[:60],
)
def test_what_nothing_fits_is_given_up_soon(schema: Json) -> None:
    with pytest.raises(Unfit):
        make_arguments(schema, "hello", today=TODAY)


KEYWORDS = [
    *(
        "type",
        "properties",
        "required",
        "items",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "$ref",
        "pattern",
    ),
    *("minLength", "maxItems", "minimum", "multipleOf", "additionalProperties", "patternProperties", "if"),
    *("dependentRequired", "then", "not", "minItems", "contains", "uniqueItems", "prefixItems", "default"),
    *("examples", "format", "minProperties"),
]
MALFORMED = st.recursive(
    st.one_of(SCALARS, st.just("#"), st.just("object"), st.just("(((")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYWORDS),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=size(25, whole=80), deadline=None)
@given(MALFORMED)
def test_a_malformed_schema_harms_nobody(schema: Any) -> None:
    try:
        assert isinstance(make_arguments(schema, "hello 3", today=TODAY), dict)
    except Unfit:
        return
