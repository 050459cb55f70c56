/** The events that a server sends, by name: those that the page uses. The twin of voice/protocol/server.py. */

export const ERROR = "error";

export const ITEM_ADDED = "conversation.item.added";
export const ITEM_CREATED = "conversation.item.created"; // the preview's name for an added item
export const ITEM_DONE = "conversation.item.done";
export const ITEM_TRUNCATED = "conversation.item.truncated";
export const TRANSCRIPTION_DELTA = "conversation.item.input_audio_transcription.delta";
export const TRANSCRIPTION_COMPLETED = "conversation.item.input_audio_transcription.completed";

export const SPEECH_STARTED = "input_audio_buffer.speech_started";
export const SPEECH_STOPPED = "input_audio_buffer.speech_stopped";
export const TIMEOUT_TRIGGERED = "input_audio_buffer.timeout_triggered";

export const RESPONSE_CREATED = "response.created";
export const RESPONSE_DONE = "response.done";
export const OUTPUT_ITEM_DONE = "response.output_item.done";
export const TEXT_DELTA = "response.output_text.delta";
export const TEXT_DONE = "response.output_text.done";
export const AUDIO_DELTA = "response.output_audio.delta";
export const AUDIO_DONE = "response.output_audio.done";
export const TRANSCRIPT_DELTA = "response.output_audio_transcript.delta";
export const TRANSCRIPT_DONE = "response.output_audio_transcript.done";
export const ARGUMENTS_DELTA = "response.function_call_arguments.delta";
export const ARGUMENTS_DONE = "response.function_call_arguments.done";

// Only where the server plays the audio itself (WebRTC).
export const PLAYING_STARTED = "output_audio_buffer.started";
export const PLAYING_STOPPED = "output_audio_buffer.stopped";
export const PLAYING_CLEARED = "output_audio_buffer.cleared";

// Error codes that a client must know how to live with.
export const RESPONSE_IN_PROGRESS = "conversation_already_has_active_response";
