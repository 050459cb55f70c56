"""GA's rules for a session's fields, as checkers. They say what is allowed, not what it does.

What the engine has no use for (tracing, truncation, noise reduction ...) is accepted. What it cannot honour
(MCP tools, transcription sessions) is refused, so that nobody waits for it.
"""

from __future__ import annotations

import json
from typing import Any

from voice.engine import validation
from voice.engine.faults import invalid, too_long

Json = dict[str, Any]

MOST_INSTRUCTIONS = 65_536  # characters: about the 16,384 tokens that the vendors' models take
MOST_NAME = 512
MOST_PARAMETERS = 65_536  # characters of one tool's schema, as JSON

instructions = validation.text_up_to(MOST_INSTRUCTIONS)
name = validation.text_up_to(MOST_NAME)


def _turn_detection(value: Any, param: str) -> Json:
    kind = validation.require(value, param, "type")["type"]
    return dict(_DETECTION[validation.one_of(*_DETECTION)(kind, f"{param}.type")](value, param))


def _tool(value: Any, param: str) -> Json:
    if validation.mapping(value, param).get("type") == "mcp":
        raise invalid(f"{param}.type", "this server runs function tools only, not MCP.")
    validation.require(value, param, "type", "name")
    return dict(_FUNCTION(value, param))


def _parameters(value: Any, param: str) -> Json:
    length = len(json.dumps(validation.mapping(value, param), ensure_ascii=False))
    if length > MOST_PARAMETERS:
        raise too_long(param, MOST_PARAMETERS, length)
    return dict(value)


def _tool_choice(value: Any, param: str) -> Any:
    if isinstance(value, str):
        return validation.one_of("auto", "none", "required")(value, param)
    if validation.mapping(value, param).get("type") != "function" or not isinstance(value.get("name"), str):
        raise invalid(param, "name a function, or say 'auto', 'none' or 'required'.")
    return value


def modalities(value: Any, param: str) -> list[str]:
    if value not in (["audio"], ["text"]):
        raise invalid(param, "supported combinations are ['audio'] and ['text'].")
    return list(value)


def audio_format(value: Any, param: str) -> Json:
    told = validation.drop_nulls(value, param)
    kind = told.get("type", "audio/pcm")
    validation.one_of("audio/pcm", "audio/pcmu", "audio/pcma")(kind, f"{param}.type")
    if kind != "audio/pcm":
        return {"type": kind}
    if told.get("rate", 24000) != 24000:
        raise invalid(f"{param}.rate", "PCM is 24000 Hz.")
    return {"type": kind, "rate": 24000}


def _voice(value: Any, param: str) -> Any:
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else name(value, param)


_FUNCTION = validation.fields(
    {
        "type": validation.one_of("function"),
        "name": name,
        "description": instructions,
        "parameters": _parameters,
    }
)
_ANSWERING = {"create_response": validation.flag, "interrupt_response": validation.flag}
_DETECTION = {
    "server_vad": validation.fields(
        {
            "type": validation.text,
            "threshold": validation.number(0, 1),
            "prefix_padding_ms": validation.number(0, 5000, whole=True),
            "silence_duration_ms": validation.number(50, 10000, whole=True),
            **_ANSWERING,
        },
        nullable={"idle_timeout_ms": validation.number(1000, 600_000, whole=True)},
    ),
    "semantic_vad": validation.fields(
        {
            "type": validation.text,
            "eagerness": validation.one_of("low", "medium", "high", "auto"),
            **_ANSWERING,
        }
    ),
}
_TRANSCRIPTION = validation.fields(
    {
        "model": name,
        "language": name,
        "languages": validation.list_of(name),
        "prompt": instructions,
        "keywords": validation.list_of(name),
        "delay": name,
    }
)
TOOLS = validation.list_of(_tool, most=128)
TOOL_CHOICE = _tool_choice
TOKENS = validation.either(validation.number(1, 4096, whole=True), "inf")
AUDIO_OUTPUT = validation.fields(
    {"format": audio_format, "voice": _voice, "speed": validation.number(0.25, 1.5)}
)
_AUDIO_INPUT = validation.fields(
    {"format": audio_format},
    nullable={
        "noise_reduction": validation.some_object,
        "transcription": _TRANSCRIPTION,
        "turn_detection": _turn_detection,
    },
)
SESSION = validation.fields(
    {
        "type": validation.one_of("realtime"),
        "model": name,
        "instructions": instructions,
        "output_modalities": modalities,
        "audio": validation.fields({"input": _AUDIO_INPUT, "output": AUDIO_OUTPUT}),
        "tools": TOOLS,
        "tool_choice": TOOL_CHOICE,
        "max_output_tokens": TOKENS,
        "parallel_tool_calls": validation.flag,
        "reasoning": validation.some_object,
        "truncation": validation.anything,
    },
    nullable={
        "prompt": validation.some_object,
        "tracing": validation.anything,
        "include": validation.list_of(name),
    },
)
