import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Captions } from "../../static/voice/call/captions.js";
import { isInvented } from "../../static/voice/call/invention.js";

/** @type {{silence: string[], words: string[]}} */
const cases = JSON.parse(readFileSync(new URL("../tapes/inventions.json", import.meta.url), "utf8"));

test("what is written over silence is no words, as the server finds", () => {
  assert.deepEqual(cases.silence.filter((text) => !isInvented(text)), []);
});

test("what people say stays, as the server finds", () => {
  assert.deepEqual(cases.words.filter(isInvented), []);
});

test("a loop is not shown as the caller's words", () => {
  const captions = new Captions();
  const type = "conversation.item.input_audio_transcription.completed";
  const [loop] = cases.silence;
  assert.equal(captions.hear({ type, item_id: "u", transcript: loop })?.text, "");
  assert.equal(captions.hear({ type, item_id: "v", transcript: "no, no, no" })?.text, "no, no, no");
});
