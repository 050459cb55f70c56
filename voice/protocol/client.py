"""The events that a client sends: their names and builders. An error about one repeats its `event_id`."""

from __future__ import annotations

from typing import Any, Final

from voice.protocol.shapes import Event, JsonObject

SESSION_UPDATE: Final = "session.update"
RESPONSE_CREATE: Final = "response.create"
RESPONSE_CANCEL: Final = "response.cancel"
OUTPUT_CLEAR: Final = "output_audio_buffer.clear"
INPUT_APPEND: Final = "input_audio_buffer.append"
INPUT_COMMIT: Final = "input_audio_buffer.commit"
INPUT_CLEAR: Final = "input_audio_buffer.clear"
ITEM_CREATE: Final = "conversation.item.create"
ITEM_TRUNCATE: Final = "conversation.item.truncate"
ITEM_DELETE: Final = "conversation.item.delete"
ITEM_RETRIEVE: Final = "conversation.item.retrieve"


def session_update(session: JsonObject, *, event_id: str | None = None) -> Event:
    """`session` is partial; its `type` is added, because the server insists on it."""
    return _event(SESSION_UPDATE, event_id, session={"type": "realtime", **session})


def response_create(*, event_id: str | None = None, **response: Any) -> Event:
    """Ask for an answer; `response` overrides the session for this one (instructions, tools, input ...)."""
    return _event(RESPONSE_CREATE, event_id, **({"response": response} if response else {}))


def response_cancel(response_id: str | None = None, *, event_id: str | None = None) -> Event:
    """Stop that response; without an id the one that is being made."""
    return _event(RESPONSE_CANCEL, event_id, **({"response_id": response_id} if response_id else {}))


def output_audio_clear(*, event_id: str | None = None) -> Event:
    """Be silent at once. For WebRTC alone: elsewhere who plays the sound cuts it."""
    return _event(OUTPUT_CLEAR, event_id)


def input_audio_append(audio: str, *, event_id: str | None = None) -> Event:
    """`audio` is base64 of what the session's input format says."""
    return _event(INPUT_APPEND, event_id, audio=audio)


def input_audio_commit(*, event_id: str | None = None) -> Event:
    """End the caller's turn here, with what was heard of it."""
    return _event(INPUT_COMMIT, event_id)


def item_create(
    item: JsonObject, *, previous_item_id: str | None = None, event_id: str | None = None
) -> Event:
    """`previous_item_id` "root" puts the item first; without it the item comes last."""
    place = {"previous_item_id": previous_item_id} if previous_item_id else {}
    return _event(ITEM_CREATE, event_id, item=item, **place)


def function_call_output(call_id: str, output: str, *, event_id: str | None = None) -> Event:
    """`output` is JSON text. The server does not answer it by itself: ask with `response_create`."""
    item = {"type": "function_call_output", "call_id": call_id, "output": output}
    return item_create(item, event_id=event_id)


def user_text(text: str, *, event_id: str | None = None) -> Event:
    """What the caller typed, as an item of the conversation. It asks for no answer."""
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return item_create(item, event_id=event_id)


def item_truncate(item_id: str, audio_end_ms: int, *, event_id: str | None = None) -> Event:
    """Of what the agent said in `item_id`, only the first `audio_end_ms` milliseconds were heard."""
    return _event(ITEM_TRUNCATE, event_id, item_id=item_id, content_index=0, audio_end_ms=audio_end_ms)


def item_delete(item_id: str, *, event_id: str | None = None) -> Event:
    """Take an item out of the conversation; the server answers `conversation.item.deleted`."""
    return _event(ITEM_DELETE, event_id, item_id=item_id)


def item_retrieve(item_id: str, *, event_id: str | None = None) -> Event:
    """Ask for an item as the server has it; the answer is `conversation.item.retrieved`, or an error."""
    return _event(ITEM_RETRIEVE, event_id, item_id=item_id)


def _event(kind: str, event_id: str | None, **fields: Any) -> Event:
    return {"type": kind, **({"event_id": event_id} if event_id else {}), **fields}
