"""The deprecated preview protocol beside the GA one: sessions and events translated both ways, purely.

Translate at the edge, so that everything inside knows only GA names. What is malformed is passed on as it is:
whoever checks it can say what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice.protocol.shapes import JsonObject

# preview name -> GA name, for what only changed its name
_RENAMED = {
    "response.text.delta": "response.output_text.delta",
    "response.text.done": "response.output_text.done",
    "response.audio.delta": "response.output_audio.delta",
    "response.audio.done": "response.output_audio.done",
    "response.audio_transcript.delta": "response.output_audio_transcript.delta",
    "response.audio_transcript.done": "response.output_audio_transcript.done",
    "conversation.item.created": "conversation.item.added",
}
_RENAMED_BACK = {new: old for old, new in _RENAMED.items()}
# The preview tells of an item once, as it is created; it has no idle timeout.
_UNKNOWN_TO_PREVIEW = frozenset({"conversation.item.done", "input_audio_buffer.timeout_triggered"})

_FORMATS: dict[str, JsonObject] = {
    "pcm16": {"type": "audio/pcm", "rate": 24000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
_FORMAT_NAMES = {form["type"]: name for name, form in _FORMATS.items()}

_INPUT = {
    "input_audio_transcription": "transcription",
    "input_audio_noise_reduction": "noise_reduction",
    "turn_detection": "turn_detection",
}
_SAME = ("model", "instructions", "tools", "tool_choice", "tracing", "prompt", "include")


def session_to_ga(flat: JsonObject) -> JsonObject:
    """A preview session (or part of one) in GA's shape; what GA has no place for is left out."""
    session: JsonObject = {"type": "realtime", **{name: flat[name] for name in _SAME if name in flat}}
    if "modalities" in flat:
        session["output_modalities"] = _modalities_to_ga(flat["modalities"])
    if "max_response_output_tokens" in flat:
        session["max_output_tokens"] = flat["max_response_output_tokens"]
    audio_in: JsonObject = {new: flat[old] for old, new in _INPUT.items() if old in flat}
    # The preview also wrote "none" where GA writes null.
    if isinstance(detection := audio_in.get("turn_detection"), dict) and detection.get("type") == "none":
        audio_in["turn_detection"] = None
    audio_out: JsonObject = {name: flat[name] for name in ("voice", "speed") if name in flat}
    for direction, name in ((audio_in, "input_audio_format"), (audio_out, "output_audio_format")):
        if (form := flat.get(name)) is not None:
            # A format that nobody knows is passed on, so that who checks it can name it.
            known = _FORMATS.get(form) if isinstance(form, str) else None
            direction["format"] = known or {"type": form}
    audio = {name: part for name, part in (("input", audio_in), ("output", audio_out)) if part}
    return {**session, **({"audio": audio} if audio else {})}


def session_to_preview(session: JsonObject) -> JsonObject:
    """A GA session (or part of one) in the preview's flat shape."""
    flat: JsonObject = {
        name: session[name] for name in (*_SAME, "id", "object", "expires_at") if name in session
    }
    if "output_modalities" in session:
        flat["modalities"] = _modalities_to_preview(session["output_modalities"])
    if "max_output_tokens" in session:
        flat["max_response_output_tokens"] = session["max_output_tokens"]
    audio_in: JsonObject = session.get("audio", {}).get("input", {})
    audio_out: JsonObject = session.get("audio", {}).get("output", {})
    flat |= {old: audio_in[new] for old, new in _INPUT.items() if new in audio_in}
    flat |= {name: audio_out[name] for name in ("voice", "speed") if name in audio_out}
    for direction, name in ((audio_in, "input_audio_format"), (audio_out, "output_audio_format")):
        if "format" in direction:
            flat[name] = _FORMAT_NAMES.get(direction["format"]["type"], "pcm16")
    return flat


def server_event_to_ga(event: JsonObject) -> JsonObject:
    """What a preview server sent, as GA would have said it."""
    told = {**event, "type": _RENAMED.get(event.get("type", ""), event.get("type"))}
    if isinstance(told.get("session"), dict):
        told["session"] = session_to_ga(told["session"]) | {
            name: told["session"][name] for name in ("id", "object", "expires_at") if name in told["session"]
        }
    if isinstance(told.get("item"), dict):
        told["item"] = item_to_ga(told["item"])
    if isinstance(told.get("response"), dict):
        told["response"] = _response_to_ga(told["response"])
    return told


def server_event_to_preview(event: JsonObject) -> JsonObject | None:
    """What a preview client expects in place of a GA event; None when it knows no such event."""
    if event["type"] in _UNKNOWN_TO_PREVIEW:
        return None
    told = {**event, "type": _RENAMED_BACK.get(event["type"], event["type"])}
    if "session" in told:
        told["session"] = session_to_preview(told["session"])
    if "item" in told:
        told["item"] = item_to_preview(told["item"])
    if "response" in told:
        told["response"] = _response_to_preview(told["response"])
    return told


def client_event_to_ga(event: JsonObject) -> JsonObject:
    """What a preview client sent, as GA would have said it."""
    told = dict(event)
    if isinstance(told.get("session"), dict):
        told["session"] = session_to_ga(told["session"])
    if isinstance(told.get("item"), dict):
        told["item"] = item_to_ga(told["item"])
    if isinstance(told.get("response"), dict):
        told["response"] = _response_to_ga(told["response"])
    return told


def client_event_to_preview(event: JsonObject) -> JsonObject:
    """What a preview server expects in place of a GA client's event."""
    told = dict(event)
    if isinstance(told.get("session"), dict):
        told["session"] = session_to_preview(told["session"])
    if isinstance(told.get("item"), dict):
        told["item"] = item_to_preview(told["item"])
    if isinstance(told.get("response"), dict):
        told["response"] = _response_to_preview(told["response"])
    return told


def item_to_ga(item: JsonObject) -> JsonObject:
    """A preview item in GA's shape."""
    return _with_parts(item, {"text": "output_text", "audio": "output_audio"})


def item_to_preview(item: JsonObject) -> JsonObject:
    """A GA item in the preview's shape."""
    return _with_parts(item, {"output_text": "text", "output_audio": "audio"})


def _with_parts(item: JsonObject, names: Mapping[str, str]) -> JsonObject:
    """Only the assistant's parts have other names; a caller's are the same on both sides."""
    if item.get("role") != "assistant" or not isinstance(item.get("content"), list):
        return item
    return {**item, "content": [_with_name(part, names) for part in item["content"]]}


def _with_name(part: Any, names: Mapping[str, str]) -> Any:
    kind = part.get("type") if isinstance(part, dict) else None
    return {**part, "type": names[kind]} if isinstance(kind, str) and kind in names else part


_RESPONSE_FORMATS = ("voice", "output_audio_format", "temperature", "modalities")


def _response_to_ga(response: JsonObject) -> JsonObject:
    told = {name: value for name, value in response.items() if name not in _RESPONSE_FORMATS}
    if "modalities" in response:
        told["output_modalities"] = _modalities_to_ga(response["modalities"])
    if "voice" in response:
        told["audio"] = {"output": {"voice": response["voice"]}}
    for name in ("output", "input"):
        if isinstance(told.get(name), list):
            told[name] = [item_to_ga(item) if isinstance(item, dict) else item for item in told[name]]
    return told


def _response_to_preview(response: JsonObject) -> JsonObject:
    told = {name: value for name, value in response.items() if name not in {"output_modalities", "audio"}}
    if "output_modalities" in response:
        told["modalities"] = _modalities_to_preview(response["output_modalities"])
    if voice := response.get("audio", {}).get("output", {}).get("voice"):
        told["voice"] = voice
    for name in ("output", "input"):
        if isinstance(told.get(name), list):
            told[name] = [item_to_preview(item) if isinstance(item, dict) else item for item in told[name]]
    return told


def _modalities_to_ga(modalities: Any) -> Any:
    """GA wants one or the other; audio always comes with its transcript."""
    if not isinstance(modalities, list):
        return modalities
    return ["audio"] if "audio" in modalities else ["text"]


def _modalities_to_preview(modalities: Any) -> Any:
    return ["audio", "text"] if isinstance(modalities, list) and "audio" in modalities else ["text"]
