"""A session's configuration: GA's rules for its fields, the defaults, partial updates, what they mean. Pure.

What the engine has no use for (tracing, truncation, noise reduction ...) is accepted. What it cannot honour
(MCP tools, transcription sessions) is refused, so that nobody waits for it.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from voice.engine import validation
from voice.engine.faults import Fault, invalid, too_long
from voice.protocol.shapes import JsonObject

_LANGUAGE_LINE = re.compile(r"^Language:\s*(ja|en)\b", re.MULTILINE)

# --- what is allowed: checkers, which do not say what it does ---

MOST_INSTRUCTIONS = 65_536  # characters: about the 16,384 tokens that the vendors' models take
MOST_NAME = 512
MOST_PARAMETERS = 65_536  # characters of one tool's schema, as JSON

instructions = validation.text_up_to(MOST_INSTRUCTIONS)
name = validation.text_up_to(MOST_NAME)


def _check_turn_detection(value: Any, param: str) -> JsonObject:
    kind = validation.require(value, param, "type")["type"]
    return dict(_DETECTION[validation.one_of(*_DETECTION)(kind, f"{param}.type")](value, param))


def _check_tool(value: Any, param: str) -> JsonObject:
    if validation.mapping(value, param).get("type") == "mcp":
        raise invalid(f"{param}.type", "this server runs function tools only, not MCP.")
    validation.require(value, param, "type", "name")
    return dict(_FUNCTION(value, param))


def _check_parameters(value: Any, param: str) -> JsonObject:
    length = len(json.dumps(validation.mapping(value, param), ensure_ascii=False))
    if length > MOST_PARAMETERS:
        raise too_long(param, MOST_PARAMETERS, length)
    return dict(value)


def _check_tool_choice(value: Any, param: str) -> Any:
    if isinstance(value, str):
        return validation.one_of("auto", "none", "required")(value, param)
    if validation.mapping(value, param).get("type") != "function" or not isinstance(value.get("name"), str):
        raise invalid(param, "name a function, or say 'auto', 'none' or 'required'.")
    return value


def check_modalities(value: Any, param: str) -> list[str]:
    """GA allows one of the two."""
    if value not in (["audio"], ["text"]):
        raise invalid(param, "supported combinations are ['audio'] and ['text'].")
    return list(value)


def check_audio_format(value: Any, param: str) -> JsonObject:
    """PCM at 24 kHz, or one of the two of telephony."""
    told = validation.drop_nulls(value, param)
    kind = told.get("type", "audio/pcm")
    validation.one_of("audio/pcm", "audio/pcmu", "audio/pcma")(kind, f"{param}.type")
    if kind != "audio/pcm":
        return {"type": kind}
    if told.get("rate", 24000) != 24000:
        raise invalid(f"{param}.rate", "PCM is 24000 Hz.")
    return {"type": kind, "rate": 24000}


def _check_voice(value: Any, param: str) -> Any:
    return value if isinstance(value, dict) and isinstance(value.get("id"), str) else name(value, param)


_FUNCTION = validation.fields(
    {
        "type": validation.one_of("function"),
        "name": name,
        "description": instructions,
        "parameters": _check_parameters,
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
TOOLS = validation.list_of(_check_tool, most=128)
TOOL_CHOICE = _check_tool_choice
TOKENS = validation.either(validation.number(1, 4096, whole=True), "inf")
AUDIO_OUTPUT = validation.fields(
    {"format": check_audio_format, "voice": _check_voice, "speed": validation.number(0.25, 1.5)}
)
_AUDIO_INPUT = validation.fields(
    {"format": check_audio_format},
    nullable={
        "noise_reduction": validation.some_object,
        "transcription": _TRANSCRIPTION,
        "turn_detection": _check_turn_detection,
    },
)
SESSION = validation.fields(
    {
        "type": validation.one_of("realtime"),
        "model": name,
        "instructions": instructions,
        "output_modalities": check_modalities,
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


# --- what it is, and what it means to the engine ---

_VAD_DEFAULTS: dict[str, JsonObject] = {
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
_TELEPHONE = ("audio/pcmu", "audio/pcma")
# Milliseconds. A telephone's band loses soft consonants, so that a pause within a sentence is heard as
# longer: four lines of eight dialogues were split at one.
_LONGER_BY_TELEPHONE = 200
_PCM: JsonObject = {"type": "audio/pcm", "rate": 24000}
_DEFAULTS: JsonObject = {
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


def create(wanted: Any, *, model: str = "realtime") -> JsonObject:
    """The whole configuration of a new session, from what a client asked for."""
    return update({**copy.deepcopy(_DEFAULTS), "model": model}, wanted)


def update(config: JsonObject, wanted: Any) -> JsonObject:
    """`config` with a client's changes; raises a Fault that names what is wrong, and changes nothing then."""
    validation.require(wanted, "session", "type")
    changes = SESSION(wanted, "session")
    # A copy: where a later field is refused, nothing of this update holds.
    result = copy.deepcopy(config)
    audio = changes.pop("audio", {})
    result.update(changes)
    result["audio"]["output"].update(audio.get("output", {}))
    heard = audio.get("input", {})
    if detection := heard.get("turn_detection"):
        heard["turn_detection"] = _merge_detection(result["audio"]["input"]["turn_detection"], detection)
    result["audio"]["input"].update(heard)
    return result


def _merge_detection(present: JsonObject | None, changes: JsonObject) -> JsonObject:
    """Changes to the same kind of detection keep what they do not name; another kind starts anew."""
    kept = present if present and present["type"] == changes["type"] else _VAD_DEFAULTS[changes["type"]]
    return {**kept, **changes}


def find_language(config: JsonObject, default: str) -> str:
    """The session's language, "ja" or "en": told to the transcription, or by a line of the instructions."""
    # Two letters, for a client may write ja-JP.
    told = (config["audio"]["input"]["transcription"] or {}).get("language", "")[:2]
    if told in {"ja", "en"}:
        return str(told)
    line = _LANGUAGE_LINE.search(config["instructions"])
    return line.group(1) if line else default


def list_vocabulary(config: JsonObject) -> str:
    """Words that the caller is likely to say, apart by spaces; "" where the client named none."""
    told = config["audio"]["input"]["transcription"] or {}
    return " ".join([told.get("prompt", ""), *told.get("keywords", [])]).strip()


def find_detector_options(detection: JsonObject, audio_format: JsonObject) -> dict[str, float]:
    """The options of `SpeechToText.turn_detector` for audio of this format. There is no semantic model here:
    eagerness is patience with silence."""
    longer = _LONGER_BY_TELEPHONE if audio_format["type"] in _TELEPHONE else 0
    if detection["type"] == "server_vad":
        names = ("threshold", "prefix_padding_ms", "silence_duration_ms")
        told = {name: detection[name] for name in names}
        return {**told, "silence_duration_ms": told["silence_duration_ms"] + longer}
    # Milliseconds of silence. "auto" is "medium", as at the vendors.
    patience = {"low": 1000, "medium": 600, "auto": 600, "high": 400}[detection["eagerness"]]
    return {"threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": patience + longer}


def describe_detector(config: JsonObject) -> object:
    """What another detector is needed for where it changes. Whether its turns are answered, or interrupt, is
    no matter of it: a turn that goes on meanwhile goes on."""
    heard = config["audio"]["input"]
    detection = heard["turn_detection"]
    return heard["format"], detection and find_detector_options(detection, heard["format"])


def refuse_new_voice(config: JsonObject, wanted: Any) -> None:
    """Once heard, a voice stays."""
    asked = wanted.get("audio", {}) if isinstance(wanted, dict) else {}
    output = asked.get("output", {}) if isinstance(asked, dict) else {}
    voice = output.get("voice") if isinstance(output, dict) else None
    if voice is not None and voice != config["audio"]["output"]["voice"]:
        raise Fault(
            "Cannot update a conversation's voice if assistant audio is present.", code="cannot_update_voice"
        )
