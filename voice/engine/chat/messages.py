"""A conversation's items as the messages of a chat, and a session's tools as a chat's functions. Pure.

The model sees what a realtime model would: of an answer that was interrupted, what was heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from voice.engine.interfaces import Prompt
from voice.protocol.shapes import Item, JsonObject, ToolDefinition
from voice.protocol.wire_json import read_json, write_json

# A model that calls so often for one sentence of the caller will not come to an end by itself.
MOST_CALLS_IN_A_ROW = 8

_MEDIUM = """
# Medium
The caller's words come from a speech recogniser and may be misheard. What you write is spoken by a voice:
plain sentences in the caller's language, without markdown, lists, emoji or notes."""
_NO_WORDS = "(unclear audio)"
# Several models' templates fail where the first turn is not a user's, or where one turn follows another's.
_BEGINNING = "(the call begins)"
# Chat endpoints refuse a call without its result; the caller may be told something while a tool still runs.
_STILL_RUNNING = '{"status":"still running"}'


def write_messages(prompt: Prompt) -> list[JsonObject]:
    """The system's message first and alone: several models take no other place for it."""
    told = [prompt.instructions.strip(), _MEDIUM.strip()]
    told += [words for item in prompt.items if item.get("role") == "system" and (words := read_words(item))]
    if prompt.extra_instructions:
        told.append(f"# For this answer alone\n{prompt.extra_instructions}")
    turns = list(_write_items(prompt.items))
    if not turns or turns[0]["role"] != "user":
        turns.insert(0, {"role": "user", "content": _BEGINNING})
    return [{"role": "system", "content": "\n\n".join(told)}, *turns]


def write_options(prompt: Prompt) -> JsonObject:
    """The request's tools, and whether one must be called; nothing where there are none."""
    tools = [_write_tool(tool) for tool in prompt.tools if tool.get("type", "function") == "function"]
    if not tools:
        return {}
    return {"tools": tools, "tool_choice": _write_choice(prompt)}


def read_words(item: Mapping[str, Any]) -> str:
    """The words of a message, typed or heard; "" where there are none."""
    content = item.get("content")
    parts = [part for part in content if isinstance(part, Mapping)] if isinstance(content, list) else []
    words = (part.get("transcript") or part.get("text") or "" for part in parts)
    return " ".join(word for word in words if isinstance(word, str)).strip()


def write_call(call_id: str, name: str, arguments: str) -> JsonObject:
    """One entry of a message's `tool_calls`."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def read_arguments(text: Any) -> JsonObject | None:
    """The arguments of a call, of which a model may also write none; None where they are no JSON object."""
    if isinstance(text, dict):
        return text
    if not isinstance(text, str):
        return None
    try:
        found = read_json(text) if text.strip() else {}
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _write_items(items: Sequence[Item]) -> Iterator[JsonObject]:
    """Caller and agent in turn; each call is followed by its result, wherever that came."""
    results = {item.get("call_id"): item for item in items if item.get("type") == "function_call_output"}
    for is_caller, turn in groupby(filter(_is_told, items), lambda item: item.get("role") == "user"):
        parts = list(turn)
        if is_caller:
            yield {"role": "user", "content": "\n".join(read_words(item) or _NO_WORDS for item in parts)}
        else:
            yield from _write_turn(parts, results)


def _is_told(item: Item) -> bool:
    """Neither results, which stand with their calls, nor what was broken off before it was anything."""
    if item.get("type") == "function_call":
        return item.get("status") != "incomplete"
    return item.get("role") == "user" or (item.get("role") == "assistant" and bool(read_words(item)))


def _write_turn(parts: Sequence[Item], results: Mapping[Any, Item]) -> Iterator[JsonObject]:
    """What the agent did until the caller spoke: words and then calls are one message, with its results."""
    spoken: list[str] = []
    calls: list[Item] = []
    for item in parts:
        if item.get("type") == "function_call":
            calls.append(item)
            continue
        if calls:
            yield from _write_answer(spoken, calls, results)
            spoken, calls = [], []
        spoken.append(read_words(item))
    yield from _write_answer(spoken, calls, results)


def _write_answer(spoken: list[str], calls: list[Item], results: Mapping[Any, Item]) -> Iterator[JsonObject]:
    answer: JsonObject = {"role": "assistant", "content": "\n".join(spoken) or None}
    if calls:
        answer["tool_calls"] = [
            write_call(
                str(call.get("call_id")),
                str(call.get("name")),
                # Some endpoints read them to fill a template, and fail on what is no object.
                write_json(read_arguments(call.get("arguments")) or {}),
            )
            for call in calls
        ]
    yield answer
    for call in calls:
        result = results.get(call.get("call_id"), {}).get("output", _STILL_RUNNING)
        yield {"role": "tool", "tool_call_id": str(call.get("call_id")), "content": result}


def _write_tool(tool: ToolDefinition) -> JsonObject:
    return {
        "type": "function",
        "function": {name: tool[name] for name in ("name", "description", "parameters") if tool.get(name)},
    }


def _write_choice(prompt: Prompt) -> Any:
    if _count_calls_in_a_row(prompt.items) >= MOST_CALLS_IN_A_ROW:
        return "none"
    choice = prompt.tool_choice
    if isinstance(choice, dict):
        return {"type": "function", "function": {"name": choice.get("name")}}
    return choice


def _count_calls_in_a_row(items: Sequence[Item]) -> int:
    count = 0
    for item in reversed(items):
        if item.get("role") == "user":
            break
        count += item.get("type") == "function_call"
    return count
