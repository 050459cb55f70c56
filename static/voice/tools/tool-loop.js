/**
 * Runs the calls of a realtime conversation and asks for answers: a pure state machine, the twin of
 * voice/call/tool_loop.py, method for method.
 *
 * Fed with events and the time (in seconds), it says what to do next. It knows no channel, no tool and no clock.
 * Two things make conversations go silent: an answer asked for while another is being made, and one never
 * asked for. So every answer that is due is kept in `owed` until a response that could see it is completed.
 */

import * as client from "../protocol/client.js";
import * as server from "../protocol/server.js";
import { buildWord, Filler } from "./filler.js";

/** @typedef {{type?: string, [field: string]: any}} Event */
/** @typedef {{run: {callId: string, name: string, arguments: string}}} RunTool run this call (once), then tell `finish` */
/** @typedef {{send: Event}} Send */
/** @typedef {RunTool | Send} Action */
/**
 * @typedef {object} Owed what the agent must still answer: the results of a response's calls, typed words, a greeting
 * @property {Set<string>} unseen what the server has not confirmed to be in the conversation
 * @property {string | null} carrier the response that is answering it
 * @property {boolean} assumed we take the carrier for ours, but it may be the server's own
 * @property {number} tries
 */
/**
 * @typedef {object} Batch the calls of one response: they are answered together
 * @property {Set<string>} pending
 * @property {Set<string>} outputs
 * @property {boolean} closed
 * @property {number} words said while the caller waited for them
 */
/** @typedef {{eventId: string, at: number, keys: string[]}} Ask */

export const HOPELESS = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "invalid_api_key",
  "account_deactivated",
  "billing_hard_limit_reached",
]);
export const UNKNOWN = "?"; // a response is in progress whose id we were not told
export const TRIES = 3; // a provider that fails so often in a row fails again: silence costs less than a loop

/** One conversation's loop. Its owner passes each event on, does the actions it returns, and calls `tick` at `wakeAt`. */
export class ToolLoop {
  /**
   * @param {object} [options]
   * @param {boolean} [options.serverAnswersTurns]
   * @param {number} [options.settleSeconds] how long after the caller's turn the server's own response may take to begin
   * @param {number} [options.watchdogSeconds]
   * @param {number} [options.backoffSeconds]
   * @param {number} [options.silenceSeconds] how long a tool may keep the caller waiting without a word
   */
  constructor({
    serverAnswersTurns = true,
    settleSeconds = 2.5,
    watchdogSeconds = 5,
    backoffSeconds = 0.5,
    silenceSeconds = 4,
  } = {}) {
    this.settle = serverAnswersTurns ? settleSeconds : 0;
    this.watchdog = watchdogSeconds;
    this.backoff = backoffSeconds;
    /** @type {string | null} */
    this.active = null;
    this.speaking = false;
    /** @type {Ask | null} */
    this.asked = null;
    /** @type {Ask | null} */
    this.lastAsk = null;
    /** @type {Map<string, Owed>} */
    this.owed = new Map();
    /** @type {Map<string, Batch>} by response */
    this.batches = new Map();
    /** @type {Map<string, string>} call id -> the response that made it */
    this.calls = new Map();
    /** @type {Map<string, Event>} items that we sent and the server has not confirmed */
    this.unseen = new Map();
    /** @type {number | null} until then, a response of the server's own is expected */
    this.turnDue = null;
    this.notBefore = 0;
    /** @type {number | null} */
    this.guessExpires = null;
    this.failures = 0;
    this.filler = new Filler(silenceSeconds);
    /** @type {string | null} the response that is only a word: it answers nothing */
    this.filling = null;
    this.sent = 0;
  }

  // --- what happens ------------------------------------------------------------------------------

  /** @param {Event} event @param {number} now @returns {Action[]} */
  receive(event, now) {
    /** @type {Action[]} */
    const actions = [];
    this.filler.receive(event.type, now);
    switch (event.type) {
      case server.RESPONSE_CREATED:
        this.beginResponse(event["response"] ?? {});
        break;
      case server.OUTPUT_ITEM_DONE: {
        const item = event["item"] ?? {};
        if (item.status === "completed") actions.push(...this.takeCalls([item], event["response_id"] || UNKNOWN));
        break;
      }
      case server.RESPONSE_DONE:
        actions.push(...this.endResponse(event["response"] ?? {}, now));
        break;
      case server.ITEM_ADDED:
      case server.ITEM_CREATED:
      case server.ITEM_DONE:
        this.confirmItem(event["item"] ?? {});
        break;
      case server.SPEECH_STARTED:
        this.speaking = true;
        this.turnDue = null;
        break;
      case server.SPEECH_STOPPED:
      case server.TIMEOUT_TRIGGERED:
        this.speaking = false;
        this.turnDue = now + this.settle;
        break;
      case server.ERROR:
        this.handleError(event["error"] ?? {}, now);
    }
    return [...actions, ...this.ask(now)];
  }

  /**
   * The result (or the error: it is a result too) of a call that `RunTool` asked for.
   * @param {string} callId @param {string} output @param {number} now @returns {Action[]}
   */
  finish(callId, output, now) {
    const responseId = this.calls.get(callId);
    const batch = responseId === undefined ? undefined : this.batches.get(responseId);
    if (responseId === undefined || !batch?.pending.has(callId)) return [];
    batch.pending.delete(callId);
    batch.outputs.add(callId);
    const send = this.sendItem(callId, { type: "function_call_output", call_id: callId, output });
    this.settleBatch(responseId, batch);
    return [send, ...this.ask(now)];
  }

  /**
   * Words that the caller typed: a turn of the conversation like a spoken one.
   * @param {string} text @param {number} now
   * @param {string} [itemId] of words that another call heard, under which they are known
   * @returns {Action[]}
   */
  say(text, now, itemId) {
    return [this.addTyped(text, itemId), ...this.ask(now)];
  }

  /**
   * The agent speaks first. All that the caller has typed by then is put before it: one response greets and answers,
   * and asks for nothing that was said.
   * @param {number} now @param {readonly string[]} [typed] @returns {Action[]}
   */
  greet(now, typed = []) {
    const sends = typed.map((text) => this.addTyped(text));
    if (!this.owed.has("greeting")) this.owed.set("greeting", newOwed());
    return [...sends, ...this.ask(now)];
  }

  /** To be called at `wakeAt`: gives up waiting for what should have come. @param {number} now @returns {Action[]} */
  tick(now) {
    if (this.asked && now >= this.asked.at + this.watchdog) {
      const { keys } = this.asked;
      this.asked = null;
      this.countTry(keys);
    }
    if (this.guessExpires !== null && now >= this.guessExpires) this.active = this.guessExpires = null;
    return this.ask(now);
  }

  /**
   * A new connection to the same call: what passed meanwhile is unknown, what we sent may be lost.
   * @param {number} now
   * @param {string | null} [goingOn] the response that is known to be in progress still
   * @returns {Action[]}
   */
  reconnect(now, goingOn = null) {
    this.active = goingOn;
    this.speaking = false;
    this.asked = this.turnDue = this.guessExpires = this.filling = null;
    this.filler.reconnect(now);
    for (const owed of this.owed.values()) if (owed.carrier !== goingOn) owed.carrier = null;
    for (const [responseId, batch] of [...this.batches]) {
      batch.closed = true;
      this.settleBatch(responseId, batch);
    }
    const resent = [...this.unseen.values()].map((event) => ({ send: event }));
    return [...resent, ...this.ask(now)];
  }

  /** When `tick` is worth calling, if nothing happens before. @returns {number | null} */
  get wakeAt() {
    const moments = [this.guessExpires ?? 0];
    if (this.asked) moments.push(this.asked.at + this.watchdog);
    else if (!this.speaking) {
      const at = [...this.owed.values()].some(({ carrier }) => carrier === null) ? 0 : this.wordDue();
      if (at !== null && !(at && this.active)) moments.push(Math.max(at, this.turnDue ?? 0, this.notBefore));
    }
    const coming = moments.filter((moment) => moment > 0);
    return coming.length ? Math.min(...coming) : null;
  }

  // --- responses ---------------------------------------------------------------------------------

  /** @param {any} response */
  beginResponse(response) {
    if (response.conversation_id === null) return; // out of band: it does not hold the floor
    const responseId = response.id || UNKNOWN;
    this.active = responseId;
    this.turnDue = this.guessExpires = null;
    /** @type {string[]} */
    let mine = [];
    if (this.asked && this.isOurs(response, this.asked)) {
      mine = this.asked.keys;
      this.asked = null;
      if (!mine.length) {
        this.filling = responseId;
        return;
      }
    }
    for (const [key, owed] of this.owed) {
      const seen = !owed.unseen.size;
      if (seen || mine.includes(key)) {
        owed.carrier = responseId;
        owed.assumed = !seen;
      }
    }
  }

  /**
   * By the metadata that we sent; a server that does not echo it gets the benefit of the doubt.
   * @param {any} response @param {Ask} asked
   */
  isOurs(response, asked) {
    const echoed = response.metadata?.asked ?? null;
    return echoed === null || echoed === asked.eventId;
  }

  /** @param {any} response @param {number} now @returns {RunTool[]} */
  endResponse(response, now) {
    const responseId = response.id || UNKNOWN;
    /** @type {RunTool[]} */
    const actions = [];
    if (response.status === "completed") {
      // An `output_item.done` that was lost on the way is made up for here.
      /** @type {any[]} */
      const output = response.output ?? [];
      const items = output.filter(({ status }) => (status ?? "completed") === "completed");
      actions.push(...this.takeCalls(items, responseId));
    }
    if (this.active === responseId || this.active === UNKNOWN) this.active = this.guessExpires = null;
    const batch = this.batches.get(responseId);
    if (batch) {
      batch.closed = true;
      this.settleBatch(responseId, batch);
    }
    const carried = [...this.owed].filter(([, { carrier }]) => carrier === responseId).map(([key]) => key);
    if (responseId === this.filling) this.filling = null;
    else if (response.status === "failed") this.failResponse(responseId, carried, response, now);
    else if (response.status === "cancelled") this.release(carried); // the caller has not heard it
    else {
      this.failures = 0;
      for (const key of carried) this.owed.delete(key);
    }
    return actions;
  }

  /** @param {string} responseId @param {string[]} carried @param {any} response @param {number} now */
  failResponse(responseId, carried, response, now) {
    if (HOPELESS.has(response.status_details?.error?.code)) {
      for (const key of carried) this.owed.delete(key);
      return;
    }
    this.failures += 1;
    this.notBefore = now + this.backoff * 2 ** (this.failures - 1);
    if (carried.length) this.countTry(carried);
    else if (this.failures < TRIES) this.owed.set(`again:${responseId}`, newOwed());
  }

  // --- calls and their results -------------------------------------------------------------------

  /** @param {any[]} items @param {string} responseId @returns {RunTool[]} */
  takeCalls(items, responseId) {
    const actions = [];
    for (const item of items) {
      const callId = item.call_id;
      if (item.type !== "function_call" || !callId || this.calls.has(callId)) continue;
      this.calls.set(callId, responseId);
      const batch = this.batches.get(responseId) ?? newBatch();
      this.batches.set(responseId, batch);
      batch.pending.add(callId);
      actions.push({ run: { callId, name: item.name || "", arguments: item.arguments || "" } });
    }
    return actions;
  }

  /** @param {string} responseId @param {Batch} batch */
  settleBatch(responseId, batch) {
    if (!batch.closed || batch.pending.size) return;
    this.batches.delete(responseId);
    this.owed.set(responseId, newOwed([...batch.outputs].filter((key) => this.unseen.has(key))));
  }

  /** @param {string} text @param {string} [itemId] @returns {Send} */
  addTyped(text, itemId) {
    const id = itemId || `item_typed_${this.nextNumber()}`;
    const content = [{ type: "input_text", text }];
    const send = this.sendItem(id, { id, type: "message", role: "user", content });
    this.owed.set(id, newOwed([id]));
    return send;
  }

  /** @param {string} key @param {any} item @returns {Send} */
  sendItem(key, item) {
    const event = { type: client.ITEM_CREATE, event_id: `uketsuke_${this.nextNumber()}`, item };
    this.unseen.set(key, event);
    return { send: event };
  }

  /** @param {any} item */
  confirmItem(item) {
    const key = item.type === "function_call_output" ? item.call_id : item.id;
    if (key && this.unseen.delete(key)) for (const { unseen } of this.owed.values()) unseen.delete(key);
  }

  // --- asking ------------------------------------------------------------------------------------

  /** @param {number} now @returns {Send[]} */
  ask(now) {
    const due = [...this.owed].filter(([, { carrier }]) => carrier === null).map(([key]) => key);
    const waiting = this.turnDue !== null && now < this.turnDue;
    if (this.active || this.asked || this.speaking || waiting || now < this.notBefore) return [];
    if (!due.length) return this.sayAWord(now);
    this.turnDue = null;
    const eventId = `uketsuke_${this.nextNumber()}`;
    this.asked = this.lastAsk = { eventId, at: now, keys: due };
    const response = { metadata: { asked: eventId } };
    return [{ send: { type: client.RESPONSE_CREATE, event_id: eventId, response } }];
  }

  /** The caller hears nothing, and the tool runs on. @param {number} now @returns {Send[]} */
  sayAWord(now) {
    const at = this.wordDue();
    if (at === null || now < at) return [];
    for (const batch of this.listWaiting()) batch.words += 1;
    this.turnDue = null;
    const eventId = `uketsuke_${this.nextNumber()}`;
    this.asked = this.lastAsk = { eventId, at: now, keys: [] };
    return [{ send: buildWord(eventId) }];
  }

  /** @returns {number | null} */
  wordDue() {
    const said = this.listWaiting().map(({ words }) => words);
    return said.length ? this.filler.wordDue(Math.min(...said)) : null;
  }

  /** @returns {Batch[]} */
  listWaiting() {
    return [...this.batches.values()].filter(({ closed, pending }) => closed && pending.size);
  }

  /** @param {any} error @param {number} now */
  handleError(error, now) {
    const eventId = error.event_id ?? null;
    if (error.code === server.RESPONSE_IN_PROGRESS) this.handleRefusal(eventId, String(error.message ?? ""), now);
    else if (this.asked && eventId === this.asked.eventId) {
      const { keys } = this.asked;
      this.asked = null;
      this.failures += 1;
      this.notBefore = now + this.backoff * 2 ** (this.failures - 1);
      this.countTry(keys);
    }
  }

  /** Another response came first: ask again when it is done. @param {string | null} eventId @param {string} message @param {number} now */
  handleRefusal(eventId, message, now) {
    const ask = this.lastAsk;
    if (!ask || (eventId !== null && eventId !== ask.eventId)) return;
    this.asked = null;
    this.release(ask.keys.filter((key) => this.owed.get(key)?.assumed));
    if (this.active === null) {
      this.active = message.match(/\bresp_\w+/)?.[0] ?? UNKNOWN;
      this.guessExpires = now + 2 * this.watchdog;
    }
  }

  /** @param {string[]} keys */
  release(keys) {
    for (const key of keys) {
      const owed = this.owed.get(key);
      if (owed) owed.carrier = null;
    }
  }

  /** Owed again, but not for ever. @param {string[]} keys */
  countTry(keys) {
    for (const key of keys) {
      const owed = this.owed.get(key);
      if (!owed) continue;
      owed.carrier = null;
      owed.tries += 1;
      if (owed.tries >= TRIES) this.owed.delete(key);
    }
  }

  nextNumber() {
    this.sent += 1;
    return this.sent;
  }
}

/** @param {Iterable<string>} [unseen] @returns {Owed} */
function newOwed(unseen = []) {
  return { unseen: new Set(unseen), carrier: null, assumed: false, tries: 0 };
}

/** @returns {Batch} */
function newBatch() {
  return { pending: new Set(), outputs: new Set(), closed: false, words: 0 };
}
