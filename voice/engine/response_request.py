"""What is asked of one response: the session's ways, unless `response.create` says otherwise. Pure."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from voice.engine import items, session_config, validation
from voice.engine.conversation import MOST_WORDS, Conversation
from voice.engine.faults import too_long
from voice.protocol.shapes import Item, JsonObject, ToolDefinition

_METADATA = validation.list_of(validation.text_up_to(64), most=16)
_METADATA_VALUE = validation.text_up_to(512)


@dataclass(frozen=True)
class ResponseRequest:
    """Fields are None (or empty) where the session decides."""

    instructions: str | None = None
    tools: list[ToolDefinition] | None = None
    tool_choice: Any = None
    modalities: list[str] | None = None
    voice: JsonObject = field(default_factory=dict)
    max_output_tokens: int | str | None = None
    input: list[Item] | None = None
    in_conversation: bool = True
    metadata: dict[str, str] | None = None


def read(asked: Any, conversation: Conversation) -> ResponseRequest:
    """What a client's `response.create` asks for, checked; raises a Fault that names what is wrong."""
    told = _RESPONSE({} if asked is None else asked, "response")
    given = told.get("input")
    history = None if given is None else [_find_input(entry, conversation) for entry in given]
    if (length := sum(map(items.count_characters, history or ()))) > MOST_WORDS:
        raise too_long("response.input", MOST_WORDS, length)
    return ResponseRequest(
        instructions=told.get("instructions"),
        tools=told.get("tools"),
        tool_choice=told.get("tool_choice"),
        modalities=told.get("output_modalities"),
        voice=told.get("audio", {}).get("output", {}),
        max_output_tokens=told.get("max_output_tokens"),
        input=history,
        in_conversation=told.get("conversation", "auto") != "none",
        metadata=told.get("metadata"),
    )


def _find_input(entry: Item, conversation: Conversation) -> Item:
    if entry.get("type") == "item_reference":
        return copy.deepcopy(conversation.find(entry.get("id")))
    return items.check(entry, "response.input")


def _check_metadata(value: Any, param: str) -> dict[str, str]:
    _METADATA(list(validation.mapping(value, param)), param)
    return {name: _METADATA_VALUE(entry, f"{param}.{name}") for name, entry in value.items()}


_RESPONSE = validation.fields(
    {
        "instructions": session_config.instructions,
        "tools": session_config.TOOLS,
        "tool_choice": session_config.TOOL_CHOICE,
        "output_modalities": session_config.check_modalities,
        "audio": validation.fields({"output": session_config.AUDIO_OUTPUT}),
        "max_output_tokens": session_config.TOKENS,
        "conversation": validation.one_of("auto", "none"),
        "input": validation.list_of(validation.mapping),
        "metadata": _check_metadata,
        "parallel_tool_calls": validation.flag,
        "reasoning": validation.some_object,
        "prompt": validation.some_object,
    }
)
