import assert from "node:assert/strict";
import { test } from "node:test";

import { Captions } from "../../static/voice/call/captions.js";
import { CALLED, talking } from "./tool-executor-call.js";

/** A call that can be lost: its captions are kept, and the next one hears what is sent to it. @param {(call: any) => Promise<string>} run */
function losable(run) {
  const first = talking(run);
  const { runner } = first;
  const captions = new Captions();
  const hear = (/** @type {any[]} */ ...events) => events.forEach((event) => runner.hear(event, captions.hear(event)));
  const back = () => {
    /** @type {any[]} */
    const sent = [];
    for (const item_id of runner.cutShort) hear({ type: "conversation.item.truncated", item_id });
    runner.goOn((/** @type {any} */ event) => sent.push(event));
    return sent;
  };
  return { ...first, captions, hear, back };
}

const heard = (/** @type {string} */ item_id, /** @type {string} */ transcript) => ({ type: "conversation.item.input_audio_transcription.completed", item_id, transcript });
const answered = (/** @type {string} */ id, /** @type {string} */ transcript) => [
  { type: "response.created", response: { id: `resp_${id}` } },
  { type: "response.output_audio_transcript.done", item_id: id, transcript },
  { type: "response.done", response: { id: `resp_${id}`, status: "completed", output: [] } },
];
const kinds = (/** @type {any[]} */ sent) => sent.map(({ type, item }) => (item ? (item.role ?? item.type) : type));

test("another call is told what was said and done, and says the agent's last words again", async () => {
  const { hear, back, next, runner, reports } = losable(async () => '{"success": true}');
  const asked = next("response.create");
  hear(heard("u", "店舗は？"), ...CALLED);
  await asked;
  hear({ type: "conversation.item.added", item: { type: "function_call_output", call_id: "call_1" } }, ...answered("a", "3店舗です。"));
  const sent = back();
  assert.deepEqual(kinds(sent), ["system", "user", "function_call", "function_call_output", "response.create"]);
  assert.deepEqual(sent.map(({ item }) => item?.id), ["item_history", "u", undefined, undefined, undefined]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  reports.length = 0;
  hear(...sent.flatMap(({ item }) => (item ? [{ type: "conversation.item.added", item }] : [])));
  hear(...answered("b", "3店舗です。"));
  runner.close();
  assert.deepEqual(reports.flatMap(({ lines }) => lines.map(({ itemId, position }) => [itemId, position])), [["b", 3]]);
});

test("who was speaking when the call was lost was cut short, and what they said is on record", async () => {
  const { hear, back, captions, runner, reports } = losable(async () => "{}");
  hear(heard("u", "店舗は？"), { type: "response.created", response: { id: "resp_1" } });
  hear({ type: "response.output_audio_transcript.delta", item_id: "a", delta: "3店" });
  back();
  assert.deepEqual(captions.all().map(({ text, interrupted }) => [text, interrupted]), [["店舗は？", false], ["3店", true]]);
  runner.close();
  const lines = reports.flatMap((report) => report.lines);
  assert.deepEqual(lines.map(({ text, interrupted }) => [text, interrupted]), [["店舗は？", false], ["3店", true]]);
});

test("a call that runs on is run once, and its result is told to the call that is there by then", async () => {
  let ran = 0;
  /** @type {(output: string) => void} */
  let answer = () => {};
  const run = () => ((ran += 1), new Promise((resolve) => (answer = resolve)));
  const { hear, back, runner, sent } = losable(/** @type {any} */ (run));
  hear(heard("u", "店舗は？"), ...CALLED);
  runner.rest();
  const anew = back();
  assert.deepEqual(kinds(anew), ["system", "user", "function_call"]);
  hear(...CALLED.slice(1)); // told once more
  answer('{"success": true}');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kinds(anew).slice(3), ["function_call_output", "response.create"]);
  assert.deepEqual([ran, sent.length], [1, 0]);
  runner.close();
});

test("a result that came while there was no call is told with the rest, once", async () => {
  const { hear, back, runner } = losable(async () => '{"success": true}');
  hear(heard("u", "店舗は？"), ...CALLED);
  runner.rest();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kinds(back()), ["system", "user", "function_call", "function_call_output", "response.create"]);
  runner.close();
});

test("a tool that cannot be reached while the network is away is asked again when it is back", async () => {
  let there = false;
  const run = async () => {
    if (!there) throw new TypeError("no network");
    return '{"success": true}';
  };
  const { hear, back, runner } = losable(run);
  hear(heard("u", "店舗は？"), ...CALLED);
  runner.rest();
  await new Promise((resolve) => setTimeout(resolve, 20)); // longer than all its tries
  there = true;
  const anew = back();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(JSON.parse(anew.at(-2).item.output).success, true);
  assert.equal(anew.at(-1).type, "response.create");
  runner.close();
});

test("typed words that nobody confirmed are sent again, and those that were are not", () => {
  const { hear, back, runner, sent } = losable(async () => "{}");
  runner.say("はい");
  hear({ type: "conversation.item.added", item: sent[0].item });
  runner.say("お願いします");
  runner.rest();
  const anew = back();
  assert.deepEqual(anew.slice(1, 3).map(({ item }) => item.content[0].text), ["はい", "お願いします"]);
  assert.deepEqual(kinds(anew), ["system", "user", "user", "response.create"]);
  assert.deepEqual(runner.waiting, ["お願いします"]);
  runner.close();
});

test("a greeting that nobody heard is said anew, and what was typed meanwhile waits for it", () => {
  const { hear, back, runner } = losable(async () => "{}");
  runner.begin();
  hear({ type: "conversation.item.added", item: { id: "g", type: "message", role: "assistant" } });
  hear({ type: "response.output_audio_transcript.delta", item_id: "g", delta: "お電話" });
  const anew = back();
  runner.say("予約したい");
  assert.deepEqual(kinds(anew), ["response.create"]);
  hear({ type: "response.created", response: { id: "resp_2", metadata: anew[0].response.metadata } });
  hear({ type: "conversation.item.added", item: { id: "h", type: "message", role: "assistant" } });
  assert.deepEqual(kinds(anew), ["response.create", "user"]);
  runner.close();
});

test("while there is no call nobody is asked for an answer again and again", async () => {
  const { hear, back, runner, sent } = losable(async () => "{}");
  runner.loop.watchdog = 0.01;
  hear(heard("u", "はい"));
  runner.say("予約したい");
  const before = sent.length;
  runner.rest();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(sent.length, before);
  assert.deepEqual(kinds(back()), ["system", "user", "user", "response.create"]);
  runner.close();
});
