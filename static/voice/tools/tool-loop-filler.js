/**
 * How long the caller has heard nothing while a tool runs, and when a word is due.
 * A part of the tool loop; pure, the twin of voice/call/filler.py.
 */

const MOST = 2; // words for the calls of one response: a third is no comfort
const WORDS =
  "A tool is still running. Say in one short sentence, in the language of the conversation, that it takes " +
  "a moment longer. Say nothing else.";

export class Filler {
  /** @param {number} afterSeconds before the first word; the next one comes after twice as many */
  constructor(afterSeconds) {
    this.after = afterSeconds;
    /** @type {number | null} nobody has said anything; null: nothing was said yet */
    this.since = null;
    this.sounding = false; // the agent's voice is being played
  }

  /** @param {unknown} kind @param {number} now */
  receive(kind, now) {
    switch (kind) {
      case "output_audio_buffer.started":
        this.sounding = true;
        return;
      case "output_audio_buffer.stopped":
      case "output_audio_buffer.cleared":
        return this.reconnected(now);
      case "response.done":
      case "input_audio_buffer.speech_stopped":
      case "input_audio_buffer.timeout_triggered":
        this.since = now;
    }
  }

  /** @param {number} now */
  reconnected(now) {
    this.sounding = false;
    this.since = now;
  }

  /** @param {number} said @returns {number | null} when, if so many were said; null: not as things stand */
  wordDue(said) {
    return this.sounding || this.since === null || said >= MOST ? null : this.since + this.after * (1 + said);
  }
}

/** A response that answers nothing and calls nothing. @param {string} eventId */
export function word(eventId) {
  const response = { metadata: { asked: eventId }, instructions: WORDS, tool_choice: "none" };
  return { type: "response.create", event_id: eventId, response };
}
