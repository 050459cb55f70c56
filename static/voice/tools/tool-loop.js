/**
 * Runs the calls of a realtime conversation and asks for answers: a pure state machine, the twin of voice/call/tool_loop.py.
 * Fed with events and the time (in seconds), it says what to do next. It knows no channel, no tool and no clock.
 */

import { Asks } from "./tool-loop-asks.js";
import { Calls } from "./tool-loop-calls.js";
import { Floor, UNKNOWN } from "./tool-loop-floor.js";
import { OwedAnswers, TRIES } from "./tool-loop-owed.js";
import { Filler, word } from "./tool-loop-filler.js";

/** @typedef {{type?: string, [field: string]: any}} Event */
/** @typedef {import("./tool-loop-calls.js").RunTool} RunTool */
/** @typedef {{send: Event}} Send @typedef {RunTool | Send} Action */

const IN_PROGRESS = "conversation_already_has_active_response";
const HOPELESS = new Set(["insufficient_quota", "credit_balance_exhausted", "invalid_api_key", "account_deactivated", "billing_hard_limit_reached"]);

export class ToolLoop {
  constructor({ serverAnswersTurns = true, settleSeconds = 2.5, watchdogSeconds = 5, backoffSeconds = 0.5, silenceSeconds = 4 } = {}) {
    this.asks = new Asks(watchdogSeconds, backoffSeconds);
    this.floor = new Floor(serverAnswersTurns ? settleSeconds : 0);
    this.owed = new OwedAnswers();
    this.calls = new Calls();
    this.filler = new Filler(silenceSeconds);
    /** @type {string | null} the response that is only a word: it answers nothing */
    this.filling = null;
    /** @type {Map<string, Event>} items that we sent and the server has not confirmed */
    this.unseen = new Map();
    this.sent = 0;
  }

  /** @param {Event} event @param {number} now @returns {Action[]} */
  receive(event, now) {
    this.filler.receive(event.type, now);
    return [...this.happened(event, now), ...this.ask(now)];
  }

  /** The result (or the error: it is a result too) of a call that `RunTool` asked for. @param {string} callId @param {string} output @param {number} now @returns {Action[]} */
  finish(callId, output, now) {
    const responseId = this.calls.finish(callId);
    if (responseId === null) return [];
    const send = this.item(callId, { type: "function_call_output", call_id: callId, output });
    this.settleBatch(responseId);
    return [send, ...this.ask(now)];
  }

  /** Words that the caller typed: a turn of the conversation like a spoken one. @param {string} text @param {number} now @returns {Action[]} */
  say(text, now) {
    return [this.typed(text), ...this.ask(now)];
  }

  /**
   * The agent speaks first. What the caller has typed by then is put before it, all of it: one response greets and
   * answers, and asks for nothing that was said.
   * @param {number} now @param {readonly string[]} [typed] @returns {Action[]}
   */
  greet(now, typed = []) {
    const sends = typed.map((text) => this.typed(text));
    if (!this.owed.all.has("greeting")) this.owed.add("greeting");
    return [...sends, ...this.ask(now)];
  }

  /** To be called at `wakeAt`: gives up waiting for what should have come. @param {number} now @returns {Action[]} */
  tick(now) {
    if (this.asks.forgotten(now)) this.owed.tried(this.asks.over());
    this.floor.tick(now);
    return this.ask(now);
  }

  /**
   * A new connection to the same call: what passed meanwhile is unknown, what we sent may be lost.
   * @param {number} now
   * @param {string | null} [goingOn] the response that is known to be in progress still
   * @returns {Action[]}
   */
  reconnected(now, goingOn = null) {
    this.floor.forget(goingOn);
    this.filler.reconnected(now);
    this.filling = null;
    this.asks.over();
    this.owed.forget(goingOn);
    for (const responseId of [...this.calls.batches.keys()]) {
      this.calls.close(responseId);
      this.settleBatch(responseId);
    }
    const resent = [...this.unseen.values()].map((event) => ({ send: event }));
    return [...resent, ...this.ask(now)];
  }

  /** When `tick` is worth calling, if nothing happens before. @returns {number | null} */
  get wakeAt() {
    const moments = [this.floor.guessExpires ?? 0];
    if (this.asks.pending) moments.push(this.asks.pending.at + this.asks.watchdog);
    else if (!this.floor.speaking) {
      const at = this.owed.due().length ? 0 : this.wordDue;
      if (at !== null && !(at && this.floor.active)) moments.push(Math.max(at, this.floor.turnDue ?? 0, this.asks.notBefore));
    }
    const coming = moments.filter((moment) => moment > 0);
    return coming.length ? Math.min(...coming) : null;
  }

  /** @param {Event} event @param {number} now @returns {RunTool[]} */
  happened(event, now) {
    switch (event.type) {
      case "response.created":
        return (this.responseCreated(event["response"] ?? {}), []);
      case "response.output_item.done":
        if (event["item"]?.status !== "completed") return []; // arguments of a cancelled response are never run
        return this.calls.take([event["item"]], event["response_id"] || UNKNOWN);
      case "response.done":
        return this.responseDone(event["response"] ?? {}, now);
      case "conversation.item.added":
      case "conversation.item.created":
      case "conversation.item.done":
        return (this.itemSeen(event["item"] ?? {}), []);
      case "input_audio_buffer.speech_started":
        return (this.floor.callerBegan(), []);
      case "input_audio_buffer.speech_stopped":
      case "input_audio_buffer.timeout_triggered":
        return (this.floor.callerStopped(now), []);
      case "error":
        return (this.error(event["error"] ?? {}, now), []);
      default:
        return [];
    }
  }

  /** @param {any} response */
  responseCreated(response) {
    if (response.conversation_id === null) return; // out of band: it does not hold the floor
    const responseId = response.id || UNKNOWN;
    this.floor.taken(responseId);
    const ours = this.asks.made(response);
    const mine = ours ? this.asks.over() : [];
    if (ours && !mine.length) this.filling = responseId;
    else this.owed.carry(responseId, mine);
  }

  /** @param {any} response @param {number} now @returns {RunTool[]} */
  responseDone(response, now) {
    const responseId = response.id || UNKNOWN;
    /** @type {any[]} */
    const output = response.output ?? [];
    const whole = output.filter(({ status }) => status === "completed" || (status ?? null) === null);
    // An `output_item.done` that was lost on the way is made up for here.
    const actions = response.status === "completed" ? this.calls.take(whole, responseId) : [];
    this.floor.left(responseId);
    this.calls.close(responseId);
    this.settleBatch(responseId);
    const carried = this.owed.carriedBy(responseId);
    if (responseId === this.filling) this.filling = null;
    else if (response.status === "failed") this.responseFailed(responseId, carried, response, now);
    else if (response.status === "cancelled") this.owed.release(carried);
    else {
      this.asks.failures = 0;
      this.owed.settle(carried);
    }
    return actions;
  }

  /** @param {string} responseId @param {string[]} carried @param {any} response @param {number} now */
  responseFailed(responseId, carried, response, now) {
    if (HOPELESS.has(response.status_details?.error?.code)) return this.owed.settle(carried);
    this.asks.failed(now);
    if (carried.length) this.owed.tried(carried);
    else if (this.asks.failures < TRIES) this.owed.add(`again:${responseId}`);
  }

  /** @param {string} responseId */
  settleBatch(responseId) {
    const outputs = this.calls.settled(responseId);
    if (outputs) this.owed.add(responseId, [...outputs].filter((callId) => this.unseen.has(callId)));
  }

  /** @param {string} text @returns {Send} */
  typed(text) {
    const id = `item_typed_${++this.sent}`;
    const send = this.item(id, { id, type: "message", role: "user", content: [{ type: "input_text", text }] });
    this.owed.add(id, [id]);
    return send;
  }

  /** @param {string} key @param {any} item @returns {Send} */
  item(key, item) {
    const send = { type: "conversation.item.create", event_id: `uketsuke_${++this.sent}`, item };
    this.unseen.set(key, send);
    return { send };
  }

  /** @param {any} item */
  itemSeen(item) {
    const key = item.type === "function_call_output" ? item.call_id : item.id;
    if (key && this.unseen.delete(key)) this.owed.seen(key);
  }

  /** @param {number} now @returns {Send[]} */
  ask(now) {
    const keys = this.owed.due();
    if (!this.asks.allowed(now) || !this.floor.free(now)) return [];
    if (!keys.length) return this.sayAWord(now);
    this.floor.turnDue = null;
    const eventId = `uketsuke_${++this.sent}`;
    this.asks.begin(eventId, keys, now);
    return [{ send: { type: "response.create", event_id: eventId, response: { metadata: { asked: eventId } } } }];
  }

  /** The caller hears nothing, and the tool runs on. @param {number} now @returns {Send[]} */
  sayAWord(now) {
    const at = this.wordDue;
    if (at === null || now < at) return [];
    for (const batch of this.calls.waitedFor()) batch.words += 1;
    this.floor.turnDue = null;
    const eventId = `uketsuke_${++this.sent}`;
    this.asks.begin(eventId, [], now);
    return [{ send: word(eventId) }];
  }

  /** @returns {number | null} */
  get wordDue() {
    const said = this.calls.waitedFor().map(({ words }) => words);
    return said.length ? this.filler.wordDue(Math.min(...said)) : null;
  }

  /** @param {any} error @param {number} now */
  error(error, now) {
    if (error.code === IN_PROGRESS) this.refused(error.event_id ?? null, String(error.message ?? ""), now);
    else if (this.asks.pending && error.event_id === this.asks.pending.eventId) {
      this.asks.failed(now);
      this.owed.tried(this.asks.over());
    }
  }

  /** Another response came first: ask again when it is done. @param {string | null} eventId @param {string} message @param {number} now */
  refused(eventId, message, now) {
    const { last, watchdog } = this.asks;
    if (!last || (eventId !== null && eventId !== last.eventId)) return;
    this.asks.over();
    this.owed.doubt(last.keys);
    this.floor.guess(message, now + 2 * watchdog);
  }
}
