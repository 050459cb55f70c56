"""Texts that no store can keep are refused in every argument, by their field, whoever calls `tools.run`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reservations import tools
from reservations.models import Location, Reservation
from reservations.tools import TOOLS, Caller
from reservations.tools.arguments import wire_names
from tests.reservations.conftest import REQUEST, Ask

pytestmark = pytest.mark.db
BAD_TEXTS = ["\x00", "a\x00b", "\ud83d", "\ude00\ud83d", "山田\udc00"]


@pytest.mark.parametrize("text", BAD_TEXTS)
@pytest.mark.parametrize(
    ("tool", "argument"),
    [(tool.name, name) for tool in TOOLS.values() for name in wire_names(tool.takes).values()],
)
def test_a_text_that_cannot_be_kept_is_refused_in_every_argument(
    tool: str, argument: str, text: str, shop: Location, ask: Ask
) -> None:
    plain: dict[str, Any] = {
        **REQUEST,
        "number": "R-402-7315",
        "question": "犬",
        "customerPhone": "09012345678",
    }
    declared: list[str] = list(wire_names(TOOLS[tool].takes).values())
    sent: Any = [text] if argument == "extras" else text
    answer = ask(tool, **{name: plain[name] for name in declared if name in plain} | {argument: sent})
    assert (answer["code"], answer["status"]) == ("invalid_arguments", 400)
    assert answer["errors"][0]["field"] == argument
    json.dumps(answer, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_key_that_cannot_be_kept_is_refused(text: str, shop: Location, ask: Ask) -> None:
    answer = ask("create_reservation", key=text, **REQUEST)
    assert (answer["code"], answer["errors"][0]["field"]) == ("invalid_arguments", "Idempotency-Key")
    assert Reservation.objects.count() == 0


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_tool_name_that_cannot_be_kept_is_an_unknown_tool(text: str, shop: Location, ask: Ask) -> None:
    answer = ask(text)
    assert answer["code"] == "unknown_tool"
    json.dumps(answer, ensure_ascii=False).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(BAD_TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@hypothesis_settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(arguments=st.dictionaries(st.sampled_from(sorted(REQUEST)), JSON), name=st.sampled_from(sorted(TOOLS)))
def test_no_arguments_make_a_tool_fail(arguments: dict[str, Any], name: str, shop: Location) -> None:
    answer = tools.run(name, {**REQUEST, "number": "R-402-7315", **arguments}, caller=Caller("agent", "s1"))
    assert answer["success"] or 400 <= answer["status"] < 500
    json.dumps(answer, ensure_ascii=False).encode()
