"""What comes from outside is cleaned as it is read, and what goes out can be read by everybody."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processor_time import measure
from voice.protocol.wire_json import (
    MOST_LEVELS,
    MOST_VALUES,
    clean_text,
    read_event,
    read_json,
    read_json_exactly,
    write_json,
)

pytestmark = pytest.mark.unit

HOSTILE = "\x00\x07\x1b\x7f\ud83d\ude97\udfff\ud800"
texts = st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE)))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(texts, inner)),
)

printable = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
clean_values = st.recursive(
    st.one_of(st.none(), st.integers(), printable), lambda inner: st.dictionaries(printable, inner)
)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for entry in value for text in texts_in(entry)]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_in(part)]
    return []


MEGABYTES = {
    "lists": "[" + "[]," * 349_000 + "1]",
    "objects": "[" + "{}," * 349_000 + "1]",
    "texts with a sign to clean": '["\\u0041",' + '"",' * 349_000 + "1]",
    "numbers": '["\\u0041",' + "1," * 520_000 + "1]",
    "names": '{"\\u0041":1' + "".join(f',"{number:x}":1' for number in range(110_000)) + "}",
}


@pytest.mark.parametrize("text", MEGABYTES.values(), ids=MEGABYTES)
def test_a_megabyte_of_small_values_keeps_nobody_waiting(text: str) -> None:
    """It takes up to a second to read, on the event loop of everybody's audio."""

    def read_both() -> None:
        for read in (read_json, lambda told: read_json_exactly(told.encode())):
            with pytest.raises(ValueError, match="values"):
                read(text)

    assert measure(read_both) < 0.2


def test_as_many_values_as_are_allowed_are_read_at_once() -> None:
    text = "[" + "[]," * (MOST_VALUES // 2 - 1) + "1]"
    assert len(read_json(text)) == MOST_VALUES // 2
    assert measure(lambda: read_json(text)) < 0.2


@settings(max_examples=40, deadline=None)
@given(values)
def test_whatever_is_read_can_be_stored_and_sent(value: Any) -> None:
    read = read_json(json.dumps(value))
    for text in texts_in(read):
        text.encode()
        assert not set(text) & set("\x00\x07\x1b\x7f")
    json.dumps(read, allow_nan=False)


@settings(max_examples=40, deadline=None)
@given(values)
def test_whatever_is_written_can_be_sent_and_read(value: Any) -> None:
    sent = write_json(value).encode()
    json.loads(sent, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@settings(max_examples=40, deadline=None)
@given(clean_values)
def test_what_is_clean_stays_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value
    assert json.loads(write_json(value)) == value


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("half \ud83d of it", "half \ufffd of it"),
        ("\ud83d\ude97", "🚗"),  # two halves that came apart
        ("\ude97\ud83d", "\ufffd\ufffd"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("two\nlines\tand\r\n", "two\nlines\tand\r\n"),
        ("東京駅前店", "東京駅前店"),
    ],
)
def test_only_what_cannot_be_kept_is_taken_out(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@pytest.mark.parametrize("digits", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_has_not_are_null(digits: str) -> None:
    assert read_json(f'{{"n":[{digits},1.5]}}') == {"n": [None, 1.5]}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("levels", [MOST_LEVELS + 1, 1_500, MOST_VALUES])
def test_deep_nesting_is_a_value_error(opening: str, levels: int) -> None:
    closing = "]" if opening == "[" else "}"
    with pytest.raises(ValueError, match="nested"):
        read_json(opening * levels + "1" + closing * levels)
    with pytest.raises(ValueError, match="nested"):
        read_json_exactly((opening * levels + "1" + closing * levels).encode())


def test_nesting_within_bounds_is_read() -> None:
    assert read_json("[" * MOST_LEVELS + "]" * MOST_LEVELS)
    assert read_json_exactly(b"[" * MOST_LEVELS + b"]" * MOST_LEVELS)


@given(values)
def test_arguments_are_read_as_they_were_sent(value: Any) -> None:
    sent = json.dumps(value)
    if "NaN" in sent or "Infinity" in sent:
        return
    assert read_json_exactly(sent.encode()) == json.loads(sent)


@pytest.mark.parametrize("sent", [b"NaN", b"[-Infinity]", b"\xff\xfe", '"東"'.encode("utf-16"), b"{", b""])
def test_arguments_that_are_no_json_are_a_value_error(sent: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json_exactly(sent)


@pytest.mark.parametrize("raw", ["", "{", "[1", b"\xff\xfe\xfa", "\ufeff{", "9" * 5_000])
def test_no_json_is_a_value_error(raw: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(raw)


@pytest.mark.parametrize("raw", ["[]", "1", "null", '"text"'])
def test_an_event_is_an_object(raw: str) -> None:
    with pytest.raises(ValueError, match="object"):
        read_event(raw)


def test_a_number_that_is_not_finite_costs_only_itself_when_written() -> None:
    assert json.loads(write_json({"a": math.inf, "b": "東京"})) == {"a": None, "b": "東京"}
