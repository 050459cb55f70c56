/**
 * How long the caller has heard nothing while a tool runs, and when a word is due. Part of the tool loop.
 * Pure; the twin of voice/call/filler.py.
 */

import * as client from "../protocol/client.js";
import * as server from "../protocol/server.js";

export const MOST = 2; // words for the calls of one response: a third is no comfort
export const WORDS =
  "A tool is still running. Say in one short sentence, in the language of the conversation, that it takes " +
  "a moment longer. Say nothing else.";

/** The silence that the caller hears. Times are in seconds, of whatever clock the loop is given. */
export class Filler {
  /** @param {number} afterSeconds of it before the first word; the next one comes after twice as many */
  constructor(afterSeconds) {
    this.after = afterSeconds;
    /** @type {number | null} nobody has said anything; null: nothing was said yet */
    this.since = null;
    this.sounding = false; // the agent's voice is being played
  }

  /** @param {unknown} kind the type of an event @param {number} now */
  receive(kind, now) {
    switch (kind) {
      case server.PLAYING_STARTED:
        this.sounding = true;
        break;
      case server.PLAYING_STOPPED:
      case server.PLAYING_CLEARED:
        this.sounding = false;
        this.since = now;
        break;
      case server.RESPONSE_DONE:
      case server.SPEECH_STOPPED:
      case server.TIMEOUT_TRIGGERED:
        this.since = now;
    }
  }

  /** @param {number} now */
  reconnect(now) {
    this.sounding = false;
    this.since = now;
  }

  /** @param {number} said @returns {number | null} when, if so many were said; null: not as things stand */
  wordDue(said) {
    if (this.sounding || this.since === null || said >= MOST) return null;
    return this.since + this.after * (1 + said);
  }
}

/**
 * A response that answers nothing and calls nothing.
 * @param {string} eventId
 * @returns {{type: string, event_id: string, response: object}} the event to send
 */
export function buildWord(eventId) {
  const response = { metadata: { asked: eventId }, instructions: WORDS, tool_choice: "none" };
  return { type: client.RESPONSE_CREATE, event_id: eventId, response };
}
