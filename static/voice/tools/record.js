/**
 * What was said in a conversation that this page holds alone, told to our server in small reports.
 * Items are placed when they are first mentioned: words may come later than their answer.
 */

import * as server from "../protocol/server.js";



/** @typedef {{itemId: string, role: string, text: string, interrupted: boolean, position: number}} Line */
/** @typedef {{callId: string, position: number}} Placed */
/** @typedef {{lines: Line[], calls: Placed[]}} Report */

const WAIT_MS = 300; // so that the lines of one exchange go together
const AGAIN_MS = 2000;
const TRIES = 5;
// As much as our server takes (MOST_ENTRIES and LONGEST_LINE of voice/api/requests.py).
const MOST = 100;
const LONGEST = 4000;

/** The reports of one conversation to our server: in order, a few at a time, and tried again when one fails. */
export class Record {
  /**
   * @param {(report: Report) => Promise<void>} tell throws what is `final` when there is no sense in another try
   * @param {{waitMs?: number, againMs?: number}} [pace]
   */
  constructor(tell, { waitMs = WAIT_MS, againMs = AGAIN_MS } = {}) {
    this.tell = tell;
    this.waitMs = waitMs;
    this.againMs = againMs;
    /** @type {Map<string, number>} */
    this.positions = new Map();
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    /** @type {Map<string, Placed>} */
    this.calls = new Map();
    this.failures = 0;
    this.resting = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Nothing was said yet: the report only says that the call has begun. */
  begin() {
    void this.report();
  }

  /**
   * @param {import("../call/captions.js").RealtimeEvent} event
   * @param {import("../call/captions.js").Caption | null} caption what it changed
   * @returns {{id: string, position: number} | null} the item or call that it is about
   */
  hear(event, caption) {
    const id = mentionedId(event);
    if (!id) return null;
    const position = this.place(id);
    if (caption?.final && caption.text) {
      const { role, interrupted } = caption;
      this.lines.set(id, { itemId: id, role, text: caption.text.slice(0, LONGEST), interrupted, position });
      this.soon(this.waitMs);
    }
    return { id, position };
  }

  /** The server knows the call by now, but not its place. @param {string} callId */
  addCall(callId) {
    this.calls.set(callId, { callId, position: this.place(callId) });
    this.soon(this.waitMs);
  }

  /** Nobody can be told just now: what there is to tell is kept. */
  rest() {
    this.resting = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  goOn() {
    this.resting = false;
    this.failures = 0;
    if (this.lines.size || this.calls.size) this.soon(this.waitMs);
  }

  close() {
    clearTimeout(this.timer);
    this.failures = TRIES;
    while (this.lines.size || this.calls.size) void this.report();
  }

  /** @param {string} id */
  place(id) {
    const position = this.positions.get(id) ?? this.positions.size;
    this.positions.set(id, position);
    return position;
  }

  /** @param {number} ms */
  soon(ms) {
    if (this.resting) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.report();
    }, ms);
  }

  async report() {
    const lines = take(this.lines);
    const calls = take(this.calls);
    try {
      await this.tell({ lines, calls });
      if (this.failures < TRIES) this.failures = 0;
    } catch {
      this.failures += 1;
      if (this.failures >= TRIES) return;
      for (const line of lines) if (!this.lines.has(line.itemId)) this.lines.set(line.itemId, line);
      for (const call of calls) this.calls.set(call.callId, call);
      this.soon(this.againMs);
    }
    if (this.lines.size || this.calls.size) this.soon(this.waitMs);
  }
}

/** @template T @param {Map<string, T>} waiting @returns {T[]} */
function take(waiting) {
  const some = [...waiting].slice(0, MOST);
  for (const [key] of some) waiting.delete(key);
  return some.map(([, value]) => value);
}

/**
 * The item or call that an event puts in its place.
 * @param {import("../call/captions.js").RealtimeEvent} event
 * @returns {string | undefined}
 */
function mentionedId({ type, item, item_id: id }) {
  if (item?.type === "function_call") return item.call_id;
  if (item) return item.type === "message" ? item.id : undefined;
  return type === server.ARGUMENTS_DELTA || type === server.ARGUMENTS_DONE ? undefined : id;
}
