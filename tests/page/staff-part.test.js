import assert from "node:assert/strict";
import test from "node:test";

import { readPart } from "../../static/staff/part.js";

/** @param {{ status?: number, redirected?: boolean }} given */
function answer({ status = 200, redirected = false }) {
  const response = new Response("<p>part</p>", { status });
  Object.defineProperty(response, "redirected", { value: redirected });
  return async () => response;
}

test("a part is read as it was sent", async () => {
  assert.equal(await readPart("/part", {}, answer({})), "<p>part</p>");
});

test("a refusal, a login in its place and a lost network are no part", async () => {
  assert.equal(await readPart("/part", {}, answer({ status: 403 })), null);
  assert.equal(await readPart("/part", {}, answer({ redirected: true })), null);
  const away = async () => {
    throw new TypeError("network");
  };
  assert.equal(await readPart("/part", {}, away), null);
});
