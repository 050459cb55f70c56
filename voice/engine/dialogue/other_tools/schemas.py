"""Whether a value fits a JSON Schema, as far as tools use it; what is not known here fits. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard
from urllib.parse import unquote

from voice.engine.dialogue.other_tools import patterns
from voice.protocol.shapes import JsonObject

# A schema may refer to itself without end. Both bounds leave ample room for a real tool's schema.
_DEEPEST = 40
_MOST_STEPS = 20_000


class Unfit(Exception):
    """No value was found for a schema: it allows none, or wants more than anybody would send."""


class Schemas:
    """One tool's schema, with the definitions that its references name. Its work is bounded: see `spend`."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._left = _MOST_STEPS

    @property
    def is_spent(self) -> bool:
        return self._left < 0

    def spend(self, steps: int = 1) -> None:
        """So much work; a schema that leads everywhere and nowhere is given up after so many."""
        self._left -= steps
        if self.is_spent:
            raise Unfit("too large a schema")

    def resolve(self, reference: Any) -> Any:
        """What a reference within the document names; everything fits where that is not known."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            return True
        found = self.root
        for step in reference[1:].split("/")[1:]:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(found, Mapping) and name in found:
                found = found[name]
            elif isinstance(found, Sequence) and name.isdecimal() and int(name) < len(found):
                found = found[int(name)]
            else:
                return True
        return found

    def fits(self, value: Any, schema: Any, depth: int = 0) -> bool:
        if not isinstance(schema, Mapping):
            return schema is not False
        if depth > _DEEPEST:
            return False
        self.spend()
        deeper = depth + 1
        return (
            self._fits_others(value, schema, deeper)
            and _is_of_type(value, schema)
            and _fits_scalar(value, schema)
            and (not isinstance(value, list) or self._fits_array(value, schema, deeper))
            and (not isinstance(value, dict) or self._fits_object(value, schema, deeper))
        )

    def _fits_others(self, value: Any, schema: Mapping[str, Any], depth: int) -> bool:
        def fits(other: Any) -> bool:
            return self.fits(value, other, depth)

        if "$ref" in schema and not fits(self.resolve(schema["$ref"])):
            return False
        if "if" in schema and not fits(schema.get("then" if fits(schema["if"]) else "else", True)):
            return False
        return (
            all(map(fits, entries(schema, "allOf")))
            and ("anyOf" not in schema or any(map(fits, entries(schema, "anyOf"))))
            and ("oneOf" not in schema or sum(map(fits, entries(schema, "oneOf"))) == 1)
            and ("not" not in schema or not fits(schema["not"]))
        )

    def _fits_array(self, value: list[Any], schema: Mapping[str, Any], depth: int) -> bool:
        if not number(schema, "minItems", 0) <= len(value) <= number(schema, "maxItems", len(value)):
            return False
        if schema.get("uniqueItems") is True and any(
            same(a, b) for n, a in enumerate(value) for b in value[:n]
        ):
            return False
        if not all(self.fits(entry, item_schema(schema, place), depth) for place, entry in enumerate(value)):
            return False
        if "contains" not in schema:
            return True
        found = sum(self.fits(entry, schema["contains"], depth) for entry in value)
        return number(schema, "minContains", 1) <= found <= number(schema, "maxContains", len(value))

    def _fits_object(self, value: JsonObject, schema: Mapping[str, Any], depth: int) -> bool:
        if (
            not number(schema, "minProperties", 0)
            <= len(value)
            <= number(schema, "maxProperties", len(value))
        ):
            return False
        if any(name not in value for name in required_names(schema, value)):
            return False
        names = schema.get("propertyNames", True)
        return (
            all(self.fits(name, names, depth) for name in value)
            and all(self.fits(value, other, depth) for other in dependent_schemas(schema, value))
            and all(
                self.fits(entry, wanted, depth)
                for name, entry in value.items()
                for wanted in property_schemas(schema, name)
            )
        )


def entries(schema: Mapping[str, Any], name: str) -> list[Any]:
    found = schema.get(name)
    return found if isinstance(found, list) else []


def mapping(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = schema.get(name)
    return found if isinstance(found, Mapping) else {}


def is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(schema: Mapping[str, Any], name: str, default: float) -> float:
    found = schema.get(name)
    return found if is_number(found) else default


def types(schema: Mapping[str, Any]) -> list[str]:
    told = schema.get("type")
    return (
        [told]
        if isinstance(told, str)
        else [kind for kind in entries(schema, "type") if isinstance(kind, str)]
    )


def item_schema(schema: Mapping[str, Any], place: int) -> Any:
    """Draft 2020 says `prefixItems` and `items`, those before it a list of `items` and `additionalItems`."""
    before = "items" if isinstance(schema.get("items"), list) else "prefixItems"
    first = entries(schema, before)
    if place < len(first):
        return first[place]
    return schema.get("additionalItems" if before == "items" else "items", True)


def property_schemas(schema: Mapping[str, Any], name: str) -> list[Any]:
    found = [mapping(schema, "properties")[name]] if name in mapping(schema, "properties") else []
    for pattern, wanted in mapping(schema, "patternProperties").items():
        if _matches(pattern, name):
            found.append(wanted)
    return found or [schema.get("additionalProperties", True)]


def required_names(schema: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    """What must be there, given what is."""
    found = [name for name in entries(schema, "required") if isinstance(name, str)]
    for keyword in ("dependentRequired", "dependencies"):
        for name, needed in mapping(schema, keyword).items():
            if name in present and isinstance(needed, list):
                found += [one for one in needed if isinstance(one, str)]
    return found


def dependent_schemas(schema: Mapping[str, Any], present: Mapping[str, Any]) -> list[Any]:
    return [
        other
        for keyword in ("dependentSchemas", "dependencies")
        for name, other in mapping(schema, keyword).items()
        if name in present and not isinstance(other, list)
    ]


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


def within(value: float, schema: Mapping[str, Any]) -> bool:
    """Between the bounds, and a multiple; draft 4's exclusive bounds are booleans beside them."""
    low, high = number(schema, "minimum", value), number(schema, "maximum", value)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if not low <= value <= high:
        return False
    if (above is True and value == low) or (is_number(above) and value <= above):
        return False
    if (below is True and value == high) or (is_number(below) and value >= below):
        return False
    step = number(schema, "multipleOf", 0)
    if step <= 0:
        return True
    if isinstance(step, int) and isinstance(value, int):
        return value % step == 0
    return float(value / step).is_integer()


def _is_of_type(value: Any, schema: Mapping[str, Any]) -> bool:
    kinds = {
        "null": value is None,
        "boolean": isinstance(value, bool),
        "integer": is_number(value) and float(value).is_integer(),
        "number": is_number(value),
        "string": isinstance(value, str),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
    }
    wanted = types(schema)
    return not wanted or any(kinds.get(kind, True) for kind in wanted)


def _fits_scalar(value: Any, schema: Mapping[str, Any]) -> bool:
    if "const" in schema and not same(value, schema["const"]):
        return False
    if "enum" in schema and not any(same(value, choice) for choice in entries(schema, "enum")):
        return False
    if is_number(value):
        return within(value, schema)
    if not isinstance(value, str):
        return True
    pattern = schema.get("pattern")
    return number(schema, "minLength", 0) <= len(value) <= number(schema, "maxLength", len(value)) and (
        not isinstance(pattern, str) or _matches(pattern, value)
    )


def _matches(pattern: Any, text: str) -> bool:
    try:
        return isinstance(pattern, str) and patterns.matches(pattern, text)
    except patterns.Unreadable:
        return True


def both(one: Any, other: Any) -> Any:
    """One schema that says what both say."""
    if one is False or other is False:
        return False
    if not isinstance(one, Mapping):
        return other
    if not isinstance(other, Mapping):
        return one
    merged = dict(one)
    for key, told in other.items():
        if key not in merged or same(merged[key], told):
            merged[key] = told
        elif key in _MERGED:
            merged[key] = _MERGED[key](merged[key], told)
        elif key in {"if", "then", "else", "$ref", "anyOf", "oneOf", "not", "pattern", "dependentSchemas"}:
            group = [name for name in ("if", "then", "else") if name in other] if key in _IF else [key]
            conditional = {name: other[name] for name in group}
            merged["allOf"] = [*entries(merged, "allOf"), conditional]
    return merged


_IF = ("if", "then", "else")


def _join(one: Any, other: Any) -> Any:
    return [*one, *other] if isinstance(one, list) and isinstance(other, list) else other


def _intersect(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return other
    return [choice for choice in one if any(same(choice, told) for told in other)]


def _intersect_types(one: Any, other: Any) -> Any:
    first, second = types({"type": one}), types({"type": other})
    found = [kind for kind in first if kind in second]
    if "integer" in first + second and "number" in first + second:
        found.append("integer")
    return found


def _merge_properties(one: Any, other: Any) -> Any:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return other
    both = {name: {"allOf": [one[name], other[name]]} for name in one if name in other}
    return {**one, **other, **both}


def _greater(one: Any, other: Any) -> Any:
    return max(one, other) if is_number(one) and is_number(other) else other


def _lesser(one: Any, other: Any) -> Any:
    return min(one, other) if is_number(one) and is_number(other) else other


def _all_of(one: Any, other: Any) -> Any:
    return {"allOf": [one, other]}


_MERGED: dict[str, Callable[[Any, Any], Any]] = {
    "allOf": _join,
    "required": _join,
    "enum": _intersect,
    "type": _intersect_types,
    "properties": _merge_properties,
    "patternProperties": _merge_properties,
    "items": _all_of,
    "additionalProperties": both,
    "propertyNames": _all_of,
    "contains": _all_of,
    **dict.fromkeys(
        ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), _greater
    ),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), _lesser
    ),
}
