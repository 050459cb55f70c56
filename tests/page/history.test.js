/** The page tells another call what the server would: both play the same tape. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { History } from "../../static/voice/tools/history.js";

const tape = readFileSync(new URL("../tapes/history/told.jsonl", import.meta.url), "utf8").trimEnd().split("\n");

/** @param {any} written @returns {any} with its texts as long as they are */
function whole({ times = 1, ...written }) {
  for (const field of ["text", "output"]) if (written[field]) written[field] = written[field].repeat(times);
  if (written.content) written.content = written.content.map(whole);
  return written;
}

for (const line of tape) {
  const { note, words, calls, unheard, told } = JSON.parse(line);
  test(note, () => {
    const history = new History();
    for (const said of words) history.addWords(whole(said));
    for (const { output, ...call } of calls.map(whole)) {
      history.addCall(call);
      if (output !== null) history.addOutput(call.callId, output);
    }
    assert.deepEqual(history.unheard.map(({ id }) => id), unheard);
    assert.deepEqual(history.heard, told.map(whole));
  });
}

test("words that are told again are corrected", () => {
  const history = new History();
  const words = { id: "u", role: "caller", text: "しんじゅ", final: false, position: 0 };
  history.addWords(words);
  history.addWords({ ...words, text: "新宿", final: true });
  assert.deepEqual(history.heard[1]?.["content"], [{ type: "input_text", text: "新宿" }]);
});
