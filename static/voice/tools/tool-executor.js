/**
 * Runs the tools of a call in the page: drives the tool loop with the channel's events, the clock and our server's
 * answers, and keeps the record. What to do when is the loop's to decide.
 */

import { Refused, runTool, tellRecord } from "../call/api.js";
import { History } from "./history.js";
import { Record } from "./record.js";
import { ToolLoop } from "./tool-loop.js";
import * as client from "../protocol/client.js";
import * as server from "../protocol/server.js";

/** @typedef {import("./tool-loop.js").Action} Action */
/** @typedef {(call: import("./tool-loop.js").RunTool["run"], signal: AbortSignal) => Promise<string>} Run */

const PAUSES_MS = [300, 1000];
const PATIENCE_MS = 15_000; // longer than a booking waits for a lock, three times, before it answers that it is busy
/** @type {{[event: string]: boolean}} */
const PLAYING = {
  [server.PLAYING_STARTED]: true,
  [server.PLAYING_STOPPED]: false,
  [server.PLAYING_CLEARED]: false,
};
const UNREACHABLE = JSON.stringify({
  success: false,
  code: "unreachable",
  error: "The booking system cannot be reached at the moment. Try again in a moment.",
});

/** One conversation's tools in the page. Its owner passes on each event, and `send` carries what is to be sent. */
export class ToolExecutor {
  /**
   * @param {object} options
   * @param {(event: object) => void} options.send
   * @param {Run} options.run
   * @param {Record} options.record
   * @param {readonly number[]} [options.pausesMs]
   */
  constructor({ send, run, record, pausesMs = PAUSES_MS }) {
    this.send = send;
    this.run = run;
    this.record = record;
    this.pausesMs = pausesMs;
    this.loop = new ToolLoop();
    this.history = new History();
    /** @type {Set<string>} items that the call began with: what it tells of them is known */
    this.told = new Set();
    this.playing = false;
    /** @type {Promise<void> | null} the connection is lost, until then */
    this.away = null;
    this.back = () => {};
    this.over = new AbortController();
    /** @type {string[]} typed before the greeting had its place: it would stand after them, as if it were their answer */
    this.early = [];
    this.greeted = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
  }

  /** The channel is open: the agent speaks first, and answers what the caller has typed by then. @param {readonly string[]} [typed] */
  begin(typed = []) {
    this.record.begin();
    this.act(this.loop.greet(now(), typed));
    return this;
  }

  /**
   * @param {import("../call/captions.js").RealtimeEvent} event in GA's names
   * @param {import("../call/captions.js").Caption | null} caption what it changed
   */
  hear(event, caption) {
    if (event.item?.id && this.told.has(event.item.id)) return;
    const place = this.record.hear(event, caption);
    if (place && caption) this.history.addWords({ ...caption, ...place });
    this.playing = PLAYING[event.type ?? ""] ?? this.playing;
    if (event.item?.role === "assistant") this.greeted = true;
    this.act(this.loop.receive(event, now()));
  }

  /** @param {string} text */
  say(text) {
    this.early.push(text);
    this.act([]);
  }

  /** The connection is lost, perhaps for a while: what cannot be told now is kept. */
  rest() {
    if (this.away) return;
    this.away = new Promise((resolve) => (this.back = resolve));
    clearTimeout(this.alarm);
    this.record.rest();
  }

  /** @returns {string[]} items of the agent's whose end nobody heard */
  get cutShort() {
    return this.history.unheard.filter(({ final }) => this.playing || !final).map(({ id }) => id);
  }

  /**
   * Another call takes the place of the one that is lost. It knows nothing: it is told what was said and done, but for
   * the agent's last words, which it says again.
   * @param {(event: object) => void} send
   */
  goOn(send) {
    this.send = send;
    this.playing = false;
    const items = this.history.heard;
    this.told = new Set(items.flatMap(({ id }) => id ?? []));
    for (const item of items) {
      send({ type: client.ITEM_CREATE, event_id: `history_${item.id ?? item["call_id"]}`, item });
      this.loop.receive({ type: server.ITEM_ADDED, item }, now()); // it need not be sent again
    }
    if (!items.length) this.greeted = false;
    this.away = null;
    const actions = this.loop.reconnect(now());
    if (!this.loop.batches.size) actions.push(...this.loop.greet(now())); // else their results will be voiced
    this.act(actions);
    this.record.goOn();
    this.back();
  }

  /** @returns {string[]} typed words of which the agent's side has not told that it got them */
  get waiting() {
    const items = [...this.loop.unseen.values()].map((event) => event["item"]);
    return [...items.filter(({ type }) => type === "message").map((item) => item.content[0].text), ...this.early];
  }

  close() {
    this.over.abort();
    clearTimeout(this.alarm);
    this.back();
    this.record.close();
  }

  /** @param {Action[]} actions @returns {void} */
  act(actions) {
    if (this.over.signal.aborted) return;
    for (const action of actions) {
      if ("send" in action) this.send(action.send);
      else void this.call(action.run);
    }
    const greeting = !this.greeted && this.loop.owed.has("greeting");
    if (this.early.length && !greeting) return this.act(this.early.splice(0).flatMap((text) => this.loop.say(text, now())));
    clearTimeout(this.alarm);
    if (this.away) return; // nobody would answer
    const { wakeAt } = this.loop;
    if (wakeAt !== null) this.alarm = setTimeout(() => this.act(this.loop.tick(now())), Math.max((wakeAt - now()) * 1000, 5));
  }

  /** @param {import("./tool-loop.js").RunTool["run"]} call */
  async call(call) {
    this.history.addCall({ ...call, position: this.record.place(call.callId) });
    const output = await this.answer(call);
    this.history.addOutput(call.callId, output);
    this.record.addCall(call.callId);
    this.act(this.loop.finish(call.callId, output, now()));
  }

  /** Never throws: silence is the worst answer. @param {import("./tool-loop.js").RunTool["run"]} call */
  async answer(call) {
    const pauses = [...this.pausesMs];
    while (!this.over.signal.aborted) {
      try {
        return await this.run(call, AbortSignal.timeout(PATIENCE_MS));
      } catch {
        const pause = pauses.shift();
        if (this.away) await this.away;
        else if (pause === undefined) break;
        else await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return UNREACHABLE;
  }
}

/**
 * For a call whose tools our server wants the page to run.
 * @param {string} token
 * @param {(event: object) => void} send
 * @param {readonly string[]} typed before the call
 */
export function executorFor(token, send, typed) {
  const record = new Record((report) => tellRecord(report, token).catch(throwUnlessRefused));
  return new ToolExecutor({ send, record, run: (call, signal) => runTool(call, token, signal) }).begin(typed);
}

/** What our server refuses once, it refuses again. @param {unknown} error */
function throwUnlessRefused(error) {
  if (!(error instanceof Refused) || error.status >= 500) throw error;
}

const now = () => performance.now() / 1000;
