"""A session's configuration: GA's rules, the defaults, and partial updates. Pure.

What the engine has no use for (tracing, truncation, noise reduction ...) is accepted and kept.
What it cannot honour (MCP tools, transcription sessions) is refused, so that nobody waits for it.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from voice.engine import shape
from voice.engine.faults import Fault, invalid, missing

Json = dict[str, Any]

_LANGUAGE_LINE = re.compile(r"^Language:\s*(ja|en)\b", re.MULTILINE)


def _turn_detection(value: Any, param: str) -> Json:
    kind = shape.mapping(value, param).get("type")
    if kind is None:
        raise missing(f"{param}.type")
    return dict(_DETECTION[shape.one_of(*_DETECTION)(kind, f"{param}.type")](value, param))


def _tool(value: Any, param: str) -> Json:
    if shape.mapping(value, param).get("type") == "mcp":
        raise invalid(f"{param}.type", "this server runs function tools only, not MCP.")
    for name in ("type", "name"):
        if name not in value:
            raise missing(f"{param}.{name}")
    return dict(_FUNCTION(value, param))


def _tool_choice(value: Any, param: str) -> Any:
    if isinstance(value, str):
        return shape.one_of("auto", "none", "required")(value, param)
    if shape.mapping(value, param).get("type") != "function" or not isinstance(value.get("name"), str):
        raise invalid(param, "name a function, or say 'auto', 'none' or 'required'.")
    return value


def modalities(value: Any, param: str) -> list[str]:
    if value not in (["audio"], ["text"]):
        raise invalid(param, "supported combinations are ['audio'] and ['text'].")
    return list(value)


def audio_format(value: Any, param: str) -> Json:
    kind = shape.mapping(value, param).get("type")
    shape.one_of("audio/pcm", "audio/pcmu", "audio/pcma")(kind, f"{param}.type")
    if kind != "audio/pcm":
        return {"type": kind}
    if value.get("rate", 24000) != 24000:
        raise invalid(f"{param}.rate", "PCM is 24000 Hz.")
    return {"type": kind, "rate": 24000}


def _voice(value: Any, param: str) -> Any:
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else shape.text(value, param)


_FUNCTION = shape.fields(
    {
        "type": shape.one_of("function"),
        "name": shape.text,
        "description": shape.text,
        "parameters": shape.mapping,
    }
)
_ANSWERING = {"create_response": shape.flag, "interrupt_response": shape.flag}
_DETECTION = {
    "server_vad": shape.fields(
        {
            "type": shape.text,
            "threshold": shape.number(0, 1),
            "prefix_padding_ms": shape.number(0, 5000, whole=True),
            "silence_duration_ms": shape.number(50, 10000, whole=True),
            "idle_timeout_ms": shape.either(shape.number(1000, 600_000, whole=True), None),
            **_ANSWERING,
        }
    ),
    "semantic_vad": shape.fields(
        {"type": shape.text, "eagerness": shape.one_of("low", "medium", "high", "auto"), **_ANSWERING}
    ),
}
_TRANSCRIPTION = shape.fields(
    {
        "model": shape.text,
        "language": shape.text,
        "languages": shape.list_of(shape.text),
        "prompt": shape.text,
        "keywords": shape.list_of(shape.text),
        "delay": shape.text,
    }
)
TOOLS = shape.list_of(_tool, most=128)
TOOL_CHOICE = _tool_choice
TOKENS = shape.either(shape.number(1, 4096, whole=True), "inf")
AUDIO_OUTPUT = shape.fields({"format": audio_format, "voice": _voice, "speed": shape.number(0.25, 1.5)})
_AUDIO_INPUT = shape.fields(
    {
        "format": audio_format,
        "noise_reduction": shape.either(shape.mapping, None),
        "transcription": shape.either(_TRANSCRIPTION, None),
        "turn_detection": shape.either(_turn_detection, None),
    }
)
_SESSION = shape.fields(
    {
        "type": shape.one_of("realtime"),
        "model": shape.text,
        "instructions": shape.text,
        "output_modalities": modalities,
        "audio": shape.fields({"input": _AUDIO_INPUT, "output": AUDIO_OUTPUT}),
        "tools": TOOLS,
        "tool_choice": TOOL_CHOICE,
        "max_output_tokens": TOKENS,
        "parallel_tool_calls": shape.flag,
        "reasoning": shape.either(shape.mapping, None),
        "truncation": shape.anything,
        "prompt": shape.either(shape.mapping, None),
        "tracing": shape.anything,
        "include": shape.either(shape.list_of(shape.text), None),
    }
)

_VAD_DEFAULTS: dict[str, Json] = {
    "server_vad": {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 500,
        "idle_timeout_ms": None,
        "create_response": True,
        "interrupt_response": True,
    },
    "semantic_vad": {
        "type": "semantic_vad",
        "eagerness": "auto",
        "create_response": True,
        "interrupt_response": True,
    },
}
_PCM: Json = {"type": "audio/pcm", "rate": 24000}
_DEFAULTS: Json = {
    "type": "realtime",
    "output_modalities": ["audio"],
    "instructions": "",
    "tools": [],
    "tool_choice": "auto",
    "max_output_tokens": "inf",
    "tracing": None,
    "truncation": "auto",
    "prompt": None,
    "include": None,
    "audio": {
        "input": {
            "format": _PCM,
            # The engine understands speech by its words, so they are there anyway: told unless refused.
            "transcription": {"model": "whisper"},
            "noise_reduction": None,
            "turn_detection": _VAD_DEFAULTS["server_vad"],
        },
        "output": {"format": _PCM, "voice": "marin", "speed": 1.0},
    },
}


def created(wanted: Any, *, model: str = "realtime") -> Json:
    """The whole configuration of a new session, from what a client asked for."""
    return updated({**copy.deepcopy(_DEFAULTS), "model": model}, wanted)


def updated(config: Json, wanted: Any) -> Json:
    """`config` with a client's changes; raises a Fault that names what is wrong, and changes nothing then."""
    if "type" not in shape.mapping(wanted, "session"):
        raise missing("session.type")
    changes = _SESSION(wanted, "session")
    result = copy.deepcopy(config)
    audio = changes.pop("audio", {})
    result.update(changes)
    result["audio"]["output"].update(audio.get("output", {}))
    heard = audio.get("input", {})
    if detection := heard.get("turn_detection"):
        heard["turn_detection"] = _merged(result["audio"]["input"]["turn_detection"], detection)
    result["audio"]["input"].update(heard)
    return result


def _merged(present: Json | None, changes: Json) -> Json:
    """Changes to the same kind of detection keep what they do not name; another kind starts anew."""
    kept = present if present and present["type"] == changes["type"] else _VAD_DEFAULTS[changes["type"]]
    return {**kept, **changes}


def started(config: Json, model: str | None) -> Json:
    """A session's own copy; a model named when it is opened counts only where the secret named none."""
    result = copy.deepcopy(config)
    result.setdefault("model", model or "realtime")
    return result


def language(config: Json, default: str) -> str:
    """The session's language: told to the transcription, or by a line of the instructions."""
    told = (config["audio"]["input"]["transcription"] or {}).get("language", "")[:2]
    if told in {"ja", "en"}:
        return str(told)
    line = _LANGUAGE_LINE.search(config["instructions"])
    return line.group(1) if line else default


def vocabulary(config: Json) -> str:
    """Words that the caller is likely to say."""
    told = config["audio"]["input"]["transcription"] or {}
    return " ".join([told.get("prompt", ""), *told.get("keywords", [])]).strip()


def detector_options(detection: Json) -> dict[str, Any]:
    """How the ears find turns. There is no semantic model here: eagerness is patience with silence."""
    if detection["type"] == "server_vad":
        names = ("threshold", "prefix_padding_ms", "silence_duration_ms")
        return {name: detection[name] for name in names}
    patience = {"low": 1000, "medium": 600, "auto": 600, "high": 400}[detection["eagerness"]]
    return {"threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": patience}


def refuse_new_voice(config: Json, wanted: Any) -> None:
    """Once heard, a voice stays."""
    asked = wanted.get("audio", {}) if isinstance(wanted, dict) else {}
    output = asked.get("output", {}) if isinstance(asked, dict) else {}
    voice = output.get("voice") if isinstance(output, dict) else None
    if voice is not None and voice != config["audio"]["output"]["voice"]:
        raise Fault(
            "Cannot update a conversation's voice if assistant audio is present.", code="cannot_update_voice"
        )
