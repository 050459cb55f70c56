import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {Record<string, any>} */
const processors = {};
/** The page's end of a processor's port, as an audio thread has it. */
class FakeProcessor {
  /** @type {any[]} */
  told = [];
  port = { postMessage: (/** @type {any} */ message) => this.told.push(message), onmessage: (/** @type {any} */ _message) => {} };
}
Object.assign(globalThis, {
  AudioWorkletProcessor: FakeProcessor,
  registerProcessor: (/** @type {string} */ name, /** @type {any} */ made) => (processors[name] = made),
  sampleRate: 24_000,
});
await import("../../static/voice/call/relay/relay-worklet.js");

test("what is reported as played says since which cut, whatever the page has heard of meanwhile", () => {
  const speaker = new processors["speaker"]();
  const say = (/** @type {any} */ data) => speaker.port.onmessage({ data });
  const play = (/** @type {number} */ ms) => {
    for (let at = 0; at < ms; at += 10) speaker.process([], [[new Float32Array(240)]]);
  };
  const second = () => new Int16Array(24_000).fill(1000).buffer;
  say(second());
  play(500);
  say({ cut: 1 });
  say(second());
  play(300);
  const cleared = speaker.told.findIndex((/** @type {any} */ { type }) => type === "cleared");
  /** @param {any[]} told */
  const cuts = (told) => [...new Set(told.filter(({ type }) => type === "played").map(({ cut }) => cut))];
  assert.deepEqual(cuts(speaker.told.slice(0, cleared)), [0]);
  assert.deepEqual(cuts(speaker.told.slice(cleared)), [1]);
  const latest = speaker.told.filter((/** @type {any} */ { type }) => type === "played").at(-1);
  assert.ok(latest.ms <= 300, `${latest.ms}`);
});
