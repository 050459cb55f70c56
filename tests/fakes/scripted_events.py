"""The shapes of what a GA realtime server sends: objects as the vendor's SDK types them, and no behaviour."""

from __future__ import annotations

from typing import Any

Event = dict[str, Any]

FORMAT = {"type": "audio/pcm", "rate": 24000}
DETECTION = {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}
USAGE = {
    "total_tokens": 20,
    "input_tokens": 10,
    "output_tokens": 10,
    "input_token_details": {"text_tokens": 10, "audio_tokens": 0, "cached_tokens": 0},
    "output_token_details": {"text_tokens": 10, "audio_tokens": 0},
}


def session(number: str) -> Event:
    return {
        "type": "realtime",
        "object": "realtime.session",
        "id": f"sess_{number}",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "instructions": "",
        "tools": [],
        "tool_choice": "auto",
        "audio": {
            "input": {
                "format": FORMAT,
                "turn_detection": {**DETECTION, "create_response": True, "interrupt_response": True},
            },
            "output": {"format": FORMAT, "voice": "marin", "speed": 1.0},
        },
    }


def response(response_id: str, status: str, output: list[Event], metadata: Event | None) -> Event:
    return {
        "object": "realtime.response",
        "id": response_id,
        "status": status,
        "output": output,
        "conversation_id": "conv_1",
        "metadata": metadata,
        "output_modalities": ["text"],
    }


def spoken(item_id: str, status: str, words: str = "") -> Event:
    """The model's words, as text: nothing has to be played before the conversation goes on."""
    content = [{"type": "output_text", "text": words}] if words else []
    return {**item(item_id, "message", status), "role": "assistant", "content": content}


def function_call(item_id: str, status: str, call_id: str, name: str, arguments: str) -> Event:
    fields = {"call_id": call_id, "name": name, "arguments": arguments}
    return {**item(item_id, "function_call", status), **fields}


def heard(item_id: str) -> Event:
    """The caller's turn."""
    content = [{"type": "input_audio", "transcript": None}]
    return {**item(item_id, "message", "completed"), "role": "user", "content": content}


def item(item_id: str, kind: str, status: str) -> Event:
    return {"id": item_id, "object": "realtime.item", "type": kind, "status": status}


def error(code: str, message: str, event_id: str | None, param: str | None = None) -> Event:
    kind = "invalid_request_error"
    return {"type": kind, "code": code, "message": message, "param": param, "event_id": event_id}
