"""A session's configuration: the defaults, partial updates, and what they mean to the engine. Pure."""

from __future__ import annotations

import copy
import re
from typing import Any

from voice.engine import session_rules, validation
from voice.engine.faults import Fault

Json = dict[str, Any]

_LANGUAGE_LINE = re.compile(r"^Language:\s*(ja|en)\b", re.MULTILINE)


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


def create(wanted: Any, *, model: str = "realtime") -> Json:
    """The whole configuration of a new session, from what a client asked for."""
    return update({**copy.deepcopy(_DEFAULTS), "model": model}, wanted)


def update(config: Json, wanted: Any) -> Json:
    """`config` with a client's changes; raises a Fault that names what is wrong, and changes nothing then."""
    validation.require(wanted, "session", "type")
    changes = session_rules.SESSION(wanted, "session")
    result = copy.deepcopy(config)
    audio = changes.pop("audio", {})
    result.update(changes)
    result["audio"]["output"].update(audio.get("output", {}))
    heard = audio.get("input", {})
    if detection := heard.get("turn_detection"):
        heard["turn_detection"] = _merge_detection(result["audio"]["input"]["turn_detection"], detection)
    result["audio"]["input"].update(heard)
    return result


def _merge_detection(present: Json | None, changes: Json) -> Json:
    """Changes to the same kind of detection keep what they do not name; another kind starts anew."""
    kept = present if present and present["type"] == changes["type"] else _VAD_DEFAULTS[changes["type"]]
    return {**kept, **changes}


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
    """How turns are found. There is no semantic model here: eagerness is patience with silence."""
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
