import assert from "node:assert/strict";
import { test } from "node:test";

import { Captions } from "../../static/voice/call/captions.js";

const texts = (/** @type {Captions} */ captions) => captions.all().map(({ role, text }) => `${role}: ${text}`);
const delta = (/** @type {string} */ item_id, /** @type {string} */ delta) => ({ type: "response.output_audio_transcript.delta", item_id, delta });
const heard = (/** @type {string} */ item_id, /** @type {string} */ transcript) => ({ type: "conversation.item.input_audio_transcription.completed", item_id, transcript });

test("the agent's words grow, and are corrected in place", () => {
  const captions = new Captions();
  captions.hear(delta("a", "東京には"));
  assert.equal(captions.hear(delta("a", "3つの"))?.text, "東京には3つの");
  const whole = captions.hear({ type: "response.output_audio_transcript.done", item_id: "a", transcript: "東京には三つの店舗" });
  assert.deepEqual([whole?.text, whole?.final], ["東京には三つの店舗", true]);
  assert.equal(captions.all().length, 1);
});

test("the caller's words stand before the answer even when they come after it", () => {
  const captions = new Captions();
  captions.hear({ type: "input_audio_buffer.speech_started", item_id: "c" });
  captions.hear(delta("a", "かしこまりました"));
  captions.hear(heard("c", "予約したい"));
  assert.deepEqual(texts(captions), ["caller: 予約したい", "agent: かしこまりました"]);
});

test("what the line tells again is not shown twice", () => {
  const captions = new Captions();
  captions.hear(delta("a", "はい、承ります"));
  assert.equal(captions.fill({ itemId: "a", role: "agent", text: "はい", final: false }), null);
  captions.fill({ itemId: "a", role: "agent", text: "はい、承ります", final: true });
  captions.fill({ itemId: "a", role: "agent", text: "はい、承ります", final: true });
  captions.hear(delta("a", "。"));
  assert.deepEqual(texts(captions), ["agent: はい、承ります"]);
});

test("the line fills what the call did not tell", () => {
  const captions = new Captions();
  captions.fill({ itemId: "a", role: "agent", text: "いらっしゃいませ", final: true });
  assert.deepEqual(texts(captions), ["agent: いらっしゃいませ"]);
});

test("typed words are shown at once, and only once", () => {
  const captions = new Captions();
  const first = captions.addTyped("予約したいです");
  captions.newCall();
  const item = { id: "t", type: "message", role: "user", content: [{ type: "input_text", text: "予約したいです" }] };
  const known = captions.hear({ type: "conversation.item.added", item });
  assert.equal(known?.id, first.id);
  assert.equal(known?.final, true);
  captions.fill({ itemId: "t", role: "caller", text: "予約したいです", final: true });
  assert.equal(captions.all().length, 1);
});

test("the same words typed twice are two captions", () => {
  const captions = new Captions();
  captions.addTyped("はい");
  captions.addTyped("はい");
  captions.fill({ itemId: "1", role: "caller", text: "はい", final: true });
  captions.fill({ itemId: "2", role: "caller", text: "はい", final: true });
  assert.equal(captions.all().length, 2);
});

test("a noise that was no speech leaves no caption", () => {
  const captions = new Captions();
  captions.hear({ type: "input_audio_buffer.speech_started", item_id: "c" });
  captions.hear(heard("c", ""));
  assert.deepEqual(captions.all(), []);
});

test("what was cut short stays, and is marked", () => {
  const captions = new Captions();
  captions.hear(delta("a", "東京には3つの"));
  const cut = captions.fill({ itemId: "a", role: "agent", text: "", final: true, interrupted: true });
  assert.deepEqual([cut?.text, cut?.interrupted], ["東京には3つの", true]);
});

test("another call's items are others, though their ids be the same", () => {
  const captions = new Captions();
  captions.hear(delta("item_1", "一度目"));
  captions.newCall();
  captions.hear(delta("item_1", "二度目"));
  assert.deepEqual(texts(captions), ["agent: 一度目", "agent: 二度目"]);
});

test("function calls and system messages are no captions", () => {
  const captions = new Captions();
  captions.hear({ type: "conversation.item.added", item: { id: "f", type: "function_call" } });
  captions.hear({ type: "conversation.item.added", item: { id: "s", type: "message", role: "system", content: [{ type: "input_text", text: "x" }] } });
  assert.deepEqual(captions.all(), []);
});

test("a person's words in the agent's voice are known as theirs by the line", () => {
  const captions = new Captions();
  captions.hear(delta("a", "店長の花子です"));
  assert.deepEqual(texts(captions), ["agent: 店長の花子です"]);
  assert.equal(captions.fill({ itemId: "a", role: "staff", text: "店長の花子です", final: true })?.role, "staff");
  captions.fill({ itemId: "b", role: "staff", text: "お待たせしました", final: true });
  assert.deepEqual(texts(captions), ["staff: 店長の花子です", "staff: お待たせしました"]);
});
