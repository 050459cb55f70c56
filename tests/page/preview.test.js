/** The page knows the preview's names as the server does: both play the same tape. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { clientEventToPreview, serverEventToGa } from "../../static/voice/protocol/preview.js";

const tape = readFileSync(new URL("../tapes/names/preview.jsonl", import.meta.url), "utf8").trimEnd().split("\n");
const lines = tape.map((text) => JSON.parse(text));

test("what a preview server sends is read in GA's names", () => {
  const told = lines.filter((line) => line.server);
  assert.ok(told.length > 10);
  for (const { server, ga } of told) assert.deepEqual(serverEventToGa(server), ga);
});

test("what is sent to a preview server has the preview's names", () => {
  const sent = lines.filter((line) => line.client);
  assert.ok(sent.length > 5);
  for (const { client, preview } of sent) assert.deepEqual(clientEventToPreview(client), preview);
});
