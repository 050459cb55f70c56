"""The events that a server sends: their names, and which of them a browser may see."""

from __future__ import annotations

from typing import Final

ERROR: Final = "error"

SESSION_CREATED: Final = "session.created"
SESSION_UPDATED: Final = "session.updated"

ITEM_ADDED: Final = "conversation.item.added"
ITEM_CREATED: Final = "conversation.item.created"  # the preview's name for an added item
ITEM_DONE: Final = "conversation.item.done"
ITEM_RETRIEVED: Final = "conversation.item.retrieved"
ITEM_TRUNCATED: Final = "conversation.item.truncated"
ITEM_DELETED: Final = "conversation.item.deleted"
TRANSCRIPTION_DELTA: Final = "conversation.item.input_audio_transcription.delta"
TRANSCRIPTION_COMPLETED: Final = "conversation.item.input_audio_transcription.completed"
TRANSCRIPTION_FAILED: Final = "conversation.item.input_audio_transcription.failed"

INPUT_COMMITTED: Final = "input_audio_buffer.committed"
INPUT_CLEARED: Final = "input_audio_buffer.cleared"
SPEECH_STARTED: Final = "input_audio_buffer.speech_started"
SPEECH_STOPPED: Final = "input_audio_buffer.speech_stopped"
TIMEOUT_TRIGGERED: Final = "input_audio_buffer.timeout_triggered"

RESPONSE_CREATED: Final = "response.created"
RESPONSE_DONE: Final = "response.done"
OUTPUT_ITEM_ADDED: Final = "response.output_item.added"
OUTPUT_ITEM_DONE: Final = "response.output_item.done"
CONTENT_PART_ADDED: Final = "response.content_part.added"
CONTENT_PART_DONE: Final = "response.content_part.done"
TEXT_DELTA: Final = "response.output_text.delta"
TEXT_DONE: Final = "response.output_text.done"
AUDIO_DELTA: Final = "response.output_audio.delta"
AUDIO_DONE: Final = "response.output_audio.done"
TRANSCRIPT_DELTA: Final = "response.output_audio_transcript.delta"
TRANSCRIPT_DONE: Final = "response.output_audio_transcript.done"
ARGUMENTS_DELTA: Final = "response.function_call_arguments.delta"
ARGUMENTS_DONE: Final = "response.function_call_arguments.done"

# Only where the server plays the audio itself (WebRTC).
PLAYING_STARTED: Final = "output_audio_buffer.started"
PLAYING_STOPPED: Final = "output_audio_buffer.stopped"
PLAYING_CLEARED: Final = "output_audio_buffer.cleared"

# What `webrtcfilter=on` lets through, by the vendor's list: no session, so neither instructions nor tools. An
# added item is shown whole, so what a server must keep to itself does not belong into one.
SEEN_BY_BROWSER: Final = frozenset(
    {
        SPEECH_STARTED,
        SPEECH_STOPPED,
        PLAYING_STARTED,
        PLAYING_STOPPED,
        TRANSCRIPTION_COMPLETED,
        ITEM_ADDED,
        ITEM_CREATED,
        TEXT_DELTA,
        TEXT_DONE,
        TRANSCRIPT_DELTA,
        TRANSCRIPT_DONE,
    }
)

# Error codes that a client must know how to live with.
RESPONSE_IN_PROGRESS: Final = "conversation_already_has_active_response"
NOTHING_TO_CANCEL: Final = "response_cancel_not_active"
BUFFER_EMPTY: Final = "input_audio_buffer_commit_empty"
SESSION_EXPIRED: Final = "session_expired"
