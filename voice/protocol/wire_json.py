"""JSON as it crosses a wire: every door of the product reads and writes it here.

What comes from outside is cleaned as it is read, because one bad character must cost only itself: half an
emoji (a lone surrogate) cannot be encoded again, NUL and NaN are refused by PostgreSQL, and a value nested
a thousand levels deep stops whoever walks through it. Knows no framework; the engine uses it, too.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from voice.protocol.shapes import Event

# Python's own limit is about a thousand calls, and a walk through a value is one call a level.
MOST_LEVELS = 100  # a tool's schema has about ten
# A megabyte of brackets alone keeps everybody waiting for a second; so many values take 0.05 s.
MOST_VALUES = 30_000

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_json(raw: str | bytes) -> Any:
    """The value of a JSON text, cleaned (`clean`). Raises ValueError for what is no JSON, is not UTF-8 (or
    UTF-16 or -32), has more than MOST_VALUES values, or is nested more than MOST_LEVELS deep."""
    text = raw if isinstance(raw, str) else raw.decode(json.detect_encoding(raw))
    value = _decode(_MENDING, text)
    # Audio comes fifty times a second: only what can hold something unwanted is walked through.
    if "\\u" in text or text.count("{") + text.count("[") > MOST_LEVELS or _has_surrogates(text):
        return clean(value)
    return value


def read_json_exactly(raw: bytes) -> Any:
    """The value of a JSON text just as it was sent: for a door that refuses a wrong text by its field's name,
    where a cleaned one would book for somebody else. Raises ValueError for what is no JSON in UTF-8, for NaN
    and Infinity, for more than MOST_VALUES values, and for what is nested more than MOST_LEVELS deep."""
    text = raw.decode("utf-8")
    value = _decode(_STRICT, text)
    if text.count("{") + text.count("[") > MOST_LEVELS:
        _refuse_deep(value)
    return value


def read_event(raw: str | bytes) -> Event:
    """As `read_json`, of an event: raises ValueError for what is no JSON object, too."""
    event = read_json(raw)
    if not isinstance(event, dict):
        raise ValueError("an event is a JSON object")
    return event


def write_json(value: Any) -> str:
    """A JSON text that every peer can read and every socket can send, whatever is in `value`."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:  # NaN or infinite
        text = json.dumps(clean(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _without_surrogates(text) if _has_surrogates(text) else text


def clean(value: Any, level: int = 0) -> Any:
    """The same JSON value with clean texts (`clean_text`), and null in the place of numbers that JSON has
    not. Raises ValueError where it is nested more than MOST_LEVELS deep."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict | list):
        if level >= MOST_LEVELS:
            raise ValueError(_TOO_DEEP)
        if isinstance(value, list):
            return [clean(entry, level + 1) for entry in value]
        return {clean_text(name): clean(entry, level + 1) for name, entry in value.items()}
    return value


def clean_text(text: str) -> str:
    """`text` without control characters but tab and line ends, and with U+FFFD for half a character."""
    if _UNWANTED.search(text) is None:
        return text
    return _without_surrogates(_CONTROLS.sub("", text))


def _without_surrogates(text: str) -> str:
    """Two halves that stand together become one character, any other half U+FFFD."""
    # In UTF-16 the two halves of a character are two units that stand together, so that decoding joins them.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _has_surrogates(text: str) -> bool:
    return not text.isascii() and _SURROGATES.search(text) is not None


def _not_a_number(_name: str) -> None:
    """NaN and Infinity, which only some programs take for JSON."""
    return


def _finite(digits: str) -> float | None:
    """1e999 is a number of JSON, but of nobody's."""
    number = float(digits)
    return number if math.isfinite(number) else None


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is not in JSON")


def _decode(decoder: json.JSONDecoder, text: str) -> Any:
    # Each value but the first stands after one of these. Those within a text are counted as well: no prompt
    # and no answer of a tool has so many.
    if text.count("[") + text.count("{") + text.count(",") > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")
    try:
        return decoder.decode(text)
    # The decoder itself gives up at a depth that is far beyond ours.
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def _refuse_deep(value: Any, level: int = 0) -> None:
    if isinstance(value, dict | list):
        if level >= MOST_LEVELS:
            raise ValueError(_TOO_DEEP)
        for entry in value.values() if isinstance(value, dict) else value:
            _refuse_deep(entry, level + 1)


_TOO_DEEP = f"nested more than {MOST_LEVELS} levels deep"
_MENDING = json.JSONDecoder(parse_constant=_not_a_number, parse_float=_finite)
_STRICT = json.JSONDecoder(parse_constant=_no_json)
