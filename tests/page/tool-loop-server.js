/** A server that keeps the protocol's rules, driven at random; it would refuse a response in another's way. */

import assert from "node:assert/strict";

import { ToolLoop } from "../../static/voice/tools/tool-loop.js";

/** Repeatable chance (mulberry32). @param {number} seed @returns {() => number} from 0 to 1 */
function chanceOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Holds one conversation as the protocol says; every event reaches the loop at once. */
export class Server {
  /** @param {number} seed */
  constructor(seed) {
    this.chance = chanceOf(seed);
    this.loop = new ToolLoop();
    this.now = 0;
    /** @type {string | null} */
    this.active = null;
    /** @type {{response: string | undefined, callId: string}[]} */
    this.running = [];
    /** @type {Set<string>} */
    this.unvoiced = new Set();
    /** @type {Set<string>} */
    this.seenByActive = new Set();
    this.collisions = this.answeredEarly = this.count = 0;
  }

  run() {
    const steps = [this.begin, this.speak, this.calls, this.result, this.end, this.cancel];
    for (let step = 0; step < 60; step += 1) {
      this.now += this.chance();
      this.oneOf(steps).call(this);
    }
    while (this.running.length || this.active || this.unvoiced.size) {
      this.now += 3;
      this.result();
      this.end();
      this.take(this.loop.tick(this.now));
      assert.ok(this.now < 500, "a result stays unspoken");
    }
  }

  /** @template T @param {T[]} things @returns {T} */
  oneOf(things) {
    return /** @type {T} */ (things[Math.floor(this.chance() * things.length)]);
  }

  /** @param {string} type @param {object} [fields] */
  tell(type, fields = {}) {
    this.take(this.loop.receive({ type, ...fields }, this.now));
  }

  /** @param {any[]} actions */
  take(actions) {
    for (const { run, send } of actions) {
      if (run) this.running.push({ response: this.loop.calls.get(run.callId), callId: run.callId });
      else if (send.type === "response.create") this.asked();
      else {
        this.unvoiced.add(send.item.call_id);
        this.tell("conversation.item.added", { item: send.item });
      }
    }
  }

  asked() {
    if (this.active) this.collisions += 1;
    const waiting = new Set(this.running.map(({ response }) => response));
    this.answeredEarly += [...this.loop.owed.keys()].filter((response) => waiting.has(response)).length;
    this.create();
  }

  create() {
    this.active = `resp_${++this.count}`;
    this.seenByActive = new Set(this.unvoiced);
    this.tell("response.created", { response: { id: this.active } });
  }

  begin() {
    if (!this.active) this.create();
  }

  speak() {
    this.tell("input_audio_buffer.speech_started");
    this.cancel();
    this.now += 0.3;
    const answered = this.chance() < 0.8;
    this.tell("input_audio_buffer.speech_stopped");
    if (answered && !this.active) this.create();
  }

  calls() {
    const response = this.active;
    if (!response) return;
    const many = this.oneOf([1, 2, 3, 4]);
    for (let made = 0; made < many; made += 1) {
      const item = { type: "function_call", status: "completed", call_id: `call_${++this.count}`, name: "t" };
      const copies = this.oneOf([1, 1, 2]);
      for (let copy = 0; copy < copies; copy += 1) this.tell("response.output_item.done", { response_id: response, item });
    }
  }

  result() {
    if (!this.running.length) return;
    const [{ callId }] = /** @type {[{callId: string}]} */ (this.running.splice(Math.floor(this.chance() * this.running.length), 1));
    this.take(this.loop.finish(callId, "{}", this.now));
  }

  end() {
    if (!this.active) return;
    for (const callId of this.seenByActive) this.unvoiced.delete(callId);
    this.finish("completed");
  }

  cancel() {
    if (this.active) this.finish("cancelled");
  }

  /** @param {string} status */
  finish(status) {
    const response = this.active;
    this.active = null;
    this.tell("response.done", { response: { id: response, status, output: [] } });
  }
}
