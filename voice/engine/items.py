"""Conversation items: what a client may put into a conversation, checked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voice.engine import ids, validation
from voice.engine.faults import invalid, too_long
from voice.protocol.shapes import Item, JsonObject

# In characters. Every response reads the whole conversation again, so what one item may hold is bounded.
MOST_WORDS = 1_000  # of one message, all its parts together: minutes of talk
MOST_DATA = 262_144  # of a call's arguments, or of a tool's output: a list of several hundred shops
MOST_ID = 512  # of an item's or a call's id, and of a function's name

_PARTS = {
    "system": {"input_text": "text"},
    "user": {"input_text": "text", "input_audio": "audio"},
    "assistant": {"output_text": "text", "output_audio": "transcript"},
}


def check(value: Any, param: str = "item") -> Item:
    """A client's item, complete: with an id and a status. Raises a Fault that names what is wrong."""
    value = validation.require(value, param, "type")
    kind = value["type"]
    check_kind = _KINDS.get(kind) if isinstance(kind, str) else None
    if check_kind is None:
        raise invalid(f"{param}.type", f"this server has no use for items of type {kind!r}.")
    item = check_kind(value, param)
    identity = _ID(value["id"], f"{param}.id") if "id" in value else ids.make_id("item")
    return {"id": identity, "object": "realtime.item", "type": kind, "status": "completed", **item}


def count_characters(item: Item) -> int:
    """How many characters the words of a message have."""
    return sum(len(part.get("text") or part.get("transcript") or "") for part in item.get("content", ()))


def find_last_words(history: Sequence[Item]) -> str:
    """The words of the agent's latest message, as far as they were given out; "" before it has said any."""
    for item in reversed(history):
        if item.get("role") == "assistant":
            return "".join(part.get("text") or part.get("transcript") or "" for part in item["content"])
    return ""


def make_heard_message(item_id: str, transcript: str | None = None) -> Item:
    """A caller's message that was just heard; None where its words are not known yet."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_audio", "transcript": transcript}],
    }


def begin_message(item_id: str) -> Item:
    """A message of the agent's that has only begun."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": "in_progress",
        "role": "assistant",
        "content": [],
    }


def begin_function_call(item_id: str, name: str, call_id: str) -> Item:
    """A call that has only begun: its arguments are still to come."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "function_call",
        "status": "in_progress",
        "name": name,
        "call_id": call_id,
        "arguments": "",
    }


def _check_message(value: Item, param: str) -> Item:
    role = validation.require(value, param, "role")["role"]
    validation.one_of(*_PARTS)(role, f"{param}.role")
    validation.require(value, param, "content")
    parts = validation.list_of(lambda part, where: _check_part(role, part, where))(
        value["content"], f"{param}.content"
    )
    _refuse_many_words(parts, f"{param}.content")
    return {"role": role, "content": parts}


def _refuse_many_words(parts: list[JsonObject], param: str) -> None:
    """The parts are read as one text, so they are counted as one: many short parts are no way around."""
    length = 0
    for index, part in enumerate(parts):
        for name in ("text", "transcript"):
            length += len(part.get(name) or "")
            if length > MOST_WORDS:
                raise too_long(f"{param}[{index}].{name}", MOST_WORDS, length)


def _check_part(role: str, value: Any, param: str) -> JsonObject:
    known = _PARTS[role]
    value = validation.drop_nulls(value, param)
    kind = validation.one_of(*known)(value.get("type"), f"{param}.type")
    wanted = known[kind]
    if wanted != "text" and "transcript" in value:
        wanted = "transcript"  # history is given back by its words
    validation.require(value, param, wanted)
    return {"type": kind, wanted: validation.text(value[wanted], f"{param}.{wanted}")}


def _check_call(value: Item, param: str) -> Item:
    validation.require(value, param, "name", "arguments")
    call_id = value.get("call_id") or ids.make_id("call")
    return {
        "name": _ID(value["name"], f"{param}.name"),
        "arguments": _DATA(value["arguments"], f"{param}.arguments"),
        "call_id": _ID(call_id, f"{param}.call_id"),
    }


def _check_output(value: Item, param: str) -> Item:
    validation.require(value, param, "call_id", "output")
    return {
        "call_id": _ID(value["call_id"], f"{param}.call_id"),
        "output": _DATA(value["output"], f"{param}.output"),
    }


_ID = validation.text_up_to(MOST_ID)
_DATA = validation.text_up_to(MOST_DATA)
_KINDS = {"message": _check_message, "function_call": _check_call, "function_call_output": _check_output}
