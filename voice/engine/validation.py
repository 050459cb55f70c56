"""Small checkers of JSON shapes, which name the parameter that is wrong. They do not know what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voice.engine.faults import Fault, invalid, missing, too_long
from voice.protocol.shapes import JsonObject

Check = Callable[[Any, str], Any]


def anything(value: Any, param: str) -> Any:
    """What the engine only gives back, without what nobody gave: nulls at any depth of its objects."""
    if isinstance(value, dict):
        return {name: anything(entry, param) for name, entry in value.items() if entry is not None}
    return [anything(entry, param) for entry in value] if isinstance(value, list) else value


def some_object(value: Any, param: str) -> JsonObject:
    """Any object, without what nobody gave."""
    return dict(anything(mapping(value, param), param))


def text(value: Any, param: str) -> str:
    """A string of any length."""
    if not isinstance(value, str):
        raise _wrong_type(param, "a string", value)
    return value


def text_up_to(most: int) -> Check:
    """A string of at most `most` characters."""

    def check(value: Any, param: str) -> str:
        if len(given := text(value, param)) > most:
            raise too_long(param, most, len(given))
        return given

    return check


def flag(value: Any, param: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise _wrong_type(param, "a boolean", value)
    return value


def number(low: float, high: float, *, whole: bool = False) -> Check:
    """A number from `low` to `high`, both included; `whole`: an integer."""

    def check(value: Any, param: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise _wrong_type(param, "an integer" if whole else "a number", value)
        if not low <= value <= high:
            raise invalid(param, f"it must be between {low:g} and {high:g}.")
        return value

    return check


def one_of(*choices: str) -> Check:
    """One of these strings."""

    def check(value: Any, param: str) -> str:
        if value not in choices:
            listed = ", ".join(f"'{choice}'" for choice in choices)
            raise invalid(param, f"supported values are {listed}.")
        return str(value)

    return check


def either(check: Check, *literals: Any) -> Check:
    """One of some literal values (by type and value), or whatever `check` accepts."""

    def check_value(value: Any, param: str) -> Any:
        if any(value is literal or (isinstance(value, str) and value == literal) for literal in literals):
            return value
        return check(value, param)

    return check_value


def list_of(check: Check, *, most: int = 1000) -> Check:
    """An array of at most `most` entries, each as `check` wants it."""

    def check_value(value: Any, param: str) -> list[Any]:
        if not isinstance(value, list):
            raise _wrong_type(param, "an array", value)
        if len(value) > most:
            raise invalid(param, f"at most {most} entries.")
        return [check(entry, f"{param}[{index}]") for index, entry in enumerate(value)]

    return check_value


def fields(checks: Mapping[str, Check], *, nullable: Mapping[str, Check] | None = None) -> Check:
    """An object with some of these fields and no other: absent ones stay absent.

    Clients' libraries write `null` for a field that nobody gave, so it is taken for absent, except where the
    protocol says that null turns something off: such fields are in `nullable`.
    """
    nullable = nullable or {}
    known = {**checks, **nullable}

    def check_value(value: Any, param: str) -> JsonObject:
        for name in mapping(value, param):
            if name not in known:
                where = f"{param}.{name}"
                raise Fault(f"Unknown parameter: '{where}'.", code="unknown_parameter", param=where)
        return {
            name: None if entry is None else known[name](entry, f"{param}.{name}")
            for name, entry in value.items()
            if entry is not None or name in nullable
        }

    return check_value


def drop_nulls(value: Any, param: str) -> JsonObject:
    """An object of which only some fields matter, without those that are null: nobody gave them."""
    return {name: entry for name, entry in mapping(value, param).items() if entry is not None}


def require(value: Any, param: str, *names: str) -> JsonObject:
    """What was given of an object that must have these fields."""
    present = drop_nulls(value, param)
    for name in names:
        if name not in present:
            raise missing(f"{param}.{name}")
    return present


def mapping(value: Any, param: str) -> JsonObject:
    """The object itself, with nulls and all."""
    if not isinstance(value, dict):
        raise _wrong_type(param, "an object", value)
    return value


def _wrong_type(param: str, wanted: str, value: Any) -> Fault:
    names = {str: "a string", bool: "a boolean", dict: "an object", list: "an array", type(None): "null"}
    got = names.get(type(value), "a number")
    return Fault(
        f"Invalid type for '{param}': expected {wanted}, but got {got} instead.",
        code="invalid_type",
        param=param,
    )
