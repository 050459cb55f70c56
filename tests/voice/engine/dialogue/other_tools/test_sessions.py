"""Sessions with tools of somebody else: what they force is done once, results are spoken, no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.engine.dialogue.desk import DESK_TOOLS
from voice.engine import dialogue
from voice.engine.interfaces import Call, Prompt, Say

pytestmark = pytest.mark.unit

Json = dict[str, Any]

WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather of a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
LIGHTS: Json = {
    "type": "function",
    "name": "switch_lights",
    "description": "Switches the lights of a room",
    "parameters": {
        "type": "object",
        "properties": {"on": {"type": "boolean"}, "room": {"enum": ["kitchen", "bedroom"]}},
        "required": ["on", "room"],
    },
}
BARE: Json = {"type": "function", "name": "ping"}
FORCED = {"type": "function", "name": "get_weather"}


def message(role: str, text: str) -> Json:
    kind = "input_text" if role == "user" else "output_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}


def called(name: str, output: str | None = None, number: int = 1) -> list[Json]:
    call_id = f"call_{number}"
    call = {
        "type": "function_call",
        "name": name,
        "call_id": call_id,
        "arguments": "{}",
        "status": "completed",
    }
    return [call] + (
        [] if output is None else [{"type": "function_call_output", "call_id": call_id, "output": output}]
    )


def answer(
    *items: Json, tools: Any = (WEATHER, LIGHTS), language: str = "en", **more: Any
) -> list[Say | Call]:
    return dialogue.respond(Prompt("Talk like a pirate.", list(tools), list(items), language, **more))


ASKED = message("user", "What's the weather in Tokyo?")


@pytest.mark.parametrize("choice", [FORCED, "required"])
def test_a_forced_tool_is_called_and_nothing_is_said(choice: Any) -> None:
    assert answer(ASKED, tool_choice=choice) == [
        Call("get_weather", {"city": "What's the weather in Tokyo?"})
    ]


def test_of_several_tools_the_one_that_the_words_speak_of_is_called() -> None:
    [call] = answer(message("user", "The lights in the bedroom, please"), tool_choice="required")
    assert call == Call("switch_lights", {"on": False, "room": "bedroom"})


@pytest.mark.parametrize("choice", [FORCED, "required"])
@pytest.mark.parametrize("output", ["Sunny, 21 degrees.", "", "{}", '{"error": "no such city"}'])
def test_after_its_result_a_forced_tool_is_answered_not_called_again(choice: Any, output: str) -> None:
    items = [ASKED, *called("get_weather", output)]
    [say] = answer(*items, tool_choice=choice)
    assert isinstance(say, Say)
    assert say.text
    again = answer(*items, message("assistant", say.text), tool_choice=choice)
    assert all(isinstance(part, Say) for part in again)


def test_a_forced_tool_is_called_anew_for_the_callers_next_words() -> None:
    items = [
        ASKED,
        *called("get_weather", "Sunny."),
        message("assistant", "Sunny."),
        message("user", "And in Osaka?"),
    ]
    assert answer(*items, tool_choice=FORCED) == [Call("get_weather", {"city": "And in Osaka?"})]


def test_another_forced_tool_is_called_after_the_first() -> None:
    second = answer(*[ASKED, *called("switch_lights", "done")], tool_choice=FORCED)
    assert second == [Call("get_weather", {"city": "What's the weather in Tokyo?"})]


def test_a_tool_that_was_called_and_has_not_answered_is_not_called_twice() -> None:
    assert all(isinstance(part, Say) for part in answer(ASKED, *called("get_weather"), tool_choice=FORCED))


@pytest.mark.parametrize("choice", ["auto", "none", {"type": "function", "name": "not_there"}])
def test_a_tool_that_is_not_forced_is_not_called_and_nothing_is_promised(choice: Any) -> None:
    for language, limits in (("en", "I cannot follow"), ("ja", "指示に従うことはできません")):
        for items in (
            [],
            [message("user", "")],
            [message("user", "予約をお願いします" if language == "ja" else "Book it")],
        ):
            [say] = answer(*items, language=language, tool_choice=choice)
            assert isinstance(say, Say)
            assert limits in say.text
            assert say.language == language


@given(st.text(min_size=1, max_size=200))
def test_plain_text_is_spoken_as_it_is(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        [say] = answer(ASKED, *called("get_weather", text))
        assert isinstance(say, Say)
        assert say.text == (text.strip() or "The tool gave no text.")


@pytest.mark.parametrize(
    ("output", "spoken"),
    [
        ('"Sunny."', "Sunny."),
        ('{"result": "Sunny."}', "Sunny."),
        ('{"data": {"sky": "clear", "degrees": 21}}', "sky: clear, degrees: 21"),
        ('["rain", "wind"]', "rain, wind"),
        ("21", "21"),
        ("true", "true"),
        ('{"broken": ', '{"broken":'),
        ("晴れ、21度です。", "晴れ、21度です。"),
    ],
)
def test_a_result_is_spoken(output: str, spoken: str) -> None:
    [say] = answer(ASKED, *called("get_weather", output))
    assert isinstance(say, Say)
    assert say.text == spoken
    assert say.language == ("ja" if "晴" in spoken else "en")


def test_a_long_result_is_cut_at_a_word() -> None:
    [say] = answer(ASKED, *called("get_weather", "word " * 1000))
    assert isinstance(say, Say)
    assert len(say.text) <= 401
    assert say.text.endswith("word…")


def test_all_results_of_one_response_are_spoken_once() -> None:
    items = [ASKED, *called("get_weather", "Sunny."), *called("switch_lights", "The lights are on.", 2)]
    assert [part.text for part in answer(*items) if isinstance(part, Say)] == ["Sunny.", "The lights are on."]
    [after] = answer(*items, message("assistant", "Sunny. The lights are on."), message("user", "Thanks"))
    assert isinstance(after, Say)
    assert "Sunny" not in after.text


def test_a_tool_without_parameters_is_called_without() -> None:
    assert answer(ASKED, tools=[BARE], tool_choice="required") == [Call("ping", {})]


def test_a_tool_whose_schema_nothing_fits_is_called_all_the_same() -> None:
    tool = {**BARE, "parameters": {"type": "object", "properties": {"a": False}, "required": ["a"]}}
    assert answer(ASKED, tools=[tool], tool_choice="required") == [Call("ping", {})]


def test_our_own_tools_are_forced_alike_and_none_that_writes_is_guessed() -> None:
    tools = [{"type": "function", "name": name, "parameters": {"type": "object"}} for name in DESK_TOOLS]
    [call] = answer(message("user", "hello"), tools=tools, tool_choice="required")
    assert isinstance(call, Call)
    assert call.name in {"list_locations", "get_availability", "quote_price", "location_details"}
    named = {"type": "function", "name": "get_availability"}
    assert [
        call.name for call in answer(ASKED, tools=tools, tool_choice=named) if isinstance(call, Call)
    ] == ["get_availability"]


def test_another_tool_next_to_ours_is_called_and_its_result_spoken() -> None:
    tools = [{"type": "function", "name": "list_locations"}, WEATHER]
    assert answer(ASKED, tools=tools, tool_choice=FORCED)[0] == Call(
        "get_weather", {"city": "What's the weather in Tokyo?"}
    )
    result = answer(ASKED, *called("get_weather", "Sunny."), tools=tools, tool_choice=FORCED)[0]
    assert result == Say("Sunny.", "en")


def test_a_result_whose_call_is_gone_is_not_spoken() -> None:
    tools = [{"type": "function", "name": "list_locations"}]
    [_, orphan] = called("list_locations", "raw text of ours")
    assert all(
        "raw text" not in part.text for part in answer(ASKED, orphan, tools=tools) if isinstance(part, Say)
    )
