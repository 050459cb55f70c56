import assert from "node:assert/strict";
import { test } from "node:test";

import { Captions } from "../../static/voice/call/captions.js";
import { Record } from "../../static/voice/tools/record.js";

const added = (/** @type {object} */ item) => ({ type: "conversation.item.added", item });
const said = (/** @type {string} */ item_id, /** @type {string} */ transcript) => ({ type: "response.output_audio_transcript.done", item_id, transcript });
const heard = (/** @type {string} */ item_id, /** @type {string} */ transcript) => ({ type: "conversation.item.input_audio_transcription.completed", item_id, transcript });

/** A record of `events`, closed; what it told, merged as the server merges it. @param {...any} events */
function recordOf(...events) {
  /** @type {import("../../static/voice/tools/record.js").Report[]} */
  const reports = [];
  const record = new Record(async (report) => void reports.push(report));
  const captions = new Captions();
  for (const event of events) {
    if (typeof event === "string") record.addCall(event);
    else record.hear(event, captions.hear(event));
  }
  record.close();
  const entries = reports.flatMap(({ lines, calls }) => [...lines, ...calls]).sort((a, b) => a.position - b.position);
  return entries.map((entry) => ("text" in entry ? `${entry.role}: ${entry.text}` : entry.callId));
}

test("words that come later than their answer keep their place, and so do calls", () => {
  const told = recordOf(
    said("greeting", "いらっしゃいませ"),
    { type: "input_audio_buffer.speech_started", item_id: "u" },
    added({ id: "f", type: "function_call", call_id: "call_1" }),
    { type: "response.function_call_arguments.done", item_id: "f" },
    "call_1",
    { type: "response.output_audio_transcript.delta", item_id: "a", delta: "三店舗" },
    heard("u", "東京の店舗は"),
    said("a", "三店舗ございます"),
  );
  assert.deepEqual(told, ["agent: いらっしゃいませ", "caller: 東京の店舗は", "call_1", "agent: 三店舗ございます"]);
});

test("what has not been said to its end is not told, nor is an output of ours", () => {
  const output = added({ id: "o", type: "function_call_output", call_id: "call_1" });
  assert.deepEqual(recordOf({ type: "response.output_audio_transcript.delta", item_id: "a", delta: "三" }, output), []);
});

test("who was cut short is told so", async () => {
  /** @type {any[]} */
  const told = [];
  const record = new Record(async ({ lines }) => void told.push(...lines));
  const captions = new Captions();
  for (const event of [
    { type: "response.output_audio_transcript.delta", item_id: "a", delta: "三店舗" },
    { type: "conversation.item.truncated", item_id: "a" },
  ]) record.hear(event, captions.hear(event));
  record.close();
  assert.deepEqual(told, [{ itemId: "a", role: "agent", text: "三店舗", interrupted: true, position: 0 }]);
});

test("a report that was lost is told again, with what came meanwhile", async () => {
  /** @type {any[]} */
  const told = [];
  /** @type {() => void} */
  let done = () => {};
  const all = new Promise((resolve) => (done = () => resolve(undefined)));
  let tries = 0;
  const record = new Record(
    async ({ lines }) => {
      tries += 1;
      if (tries === 1) {
        hear("b", "はい");
        throw new TypeError("no network");
      }
      told.push(...lines.map(({ itemId }) => itemId));
      if (told.length === 2) done();
    },
    { waitMs: 1, againMs: 1 },
  );
  const captions = new Captions();
  const hear = (/** @type {string} */ id, /** @type {string} */ text) => record.hear(said(id, text), captions.hear(said(id, text)));
  hear("a", "いらっしゃいませ");
  await all;
  assert.deepEqual(told.sort(), ["a", "b"]);
});

test("no report is longer than the server takes", () => {
  /** @type {number[]} */
  const sizes = [];
  const record = new Record(async ({ lines }) => void sizes.push(lines.length));
  const captions = new Captions();
  for (let item = 0; item < 250; item += 1) {
    const event = said(`i${item}`, "はい");
    record.hear(event, captions.hear(event));
  }
  record.close();
  assert.deepEqual(sizes, [100, 100, 50]);
});

test("while nobody can be told, what was said is kept, however long that is", async () => {
  /** @type {string[]} */
  const told = [];
  let tries = 0;
  let there = false;
  const tell = async (/** @type {import("../../static/voice/tools/record.js").Report} */ { lines }) => {
    tries += 1;
    if (!there) throw new TypeError("no network");
    told.push(...lines.map(({ itemId }) => itemId));
  };
  const record = new Record(tell, { waitMs: 1, againMs: 1 });
  const captions = new Captions();
  const hear = (/** @type {string} */ id) => record.hear(said(id, "はい"), captions.hear(said(id, "はい")));
  hear("a");
  record.rest();
  hear("b");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(tries, 0);
  there = true;
  record.goOn();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(told, ["a", "b"]);
  record.close();
});
