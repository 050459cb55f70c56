import assert from "node:assert/strict";
import { test } from "node:test";

import { inCall, nameOf, next, START } from "../../static/voice/call/state.js";

/** @param {...any} happenings */
const after = (...happenings) => happenings.reduce((state, happening) => next(state, typeof happening === "string" ? { type: happening } : happening), START);
const answered = ["dialled", "connected", "agentBegan", "agentStopped"];
const check = { type: "checkBegan", callId: "a" };
const checked = { type: "checkEnded", callId: "a" };

test("nothing happens before the call", () => assert.equal(nameOf(after("callerBegan", check)), "idle"));

test("the agent speaks first, so the caller waits for it", () => {
  assert.equal(nameOf(after("dialled")), "connecting");
  assert.equal(nameOf(after("dialled", "connected")), "thinking");
  assert.equal(nameOf(after("dialled", "connected", "agentBegan")), "speaking");
  assert.equal(nameOf(after(...answered)), "listening");
});

test("after the caller's turn the agent thinks, until it speaks or the page has waited long", () => {
  assert.equal(nameOf(after(...answered, "callerBegan", "callerStopped")), "thinking");
  assert.equal(nameOf(after(...answered, "typed")), "thinking");
  assert.equal(nameOf(after(...answered, "callerBegan", "callerStopped", "waitedLong")), "listening");
});

test("who interrupts is listened to", () => assert.equal(nameOf(after(...answered, "agentBegan", "callerBegan")), "listening"));

test("who spoke when the call went over to another connection is waited for no longer", () => {
  assert.equal(nameOf(after(...answered, "agentBegan", "wentOver")), "listening");
  assert.equal(nameOf(after(...answered, "callerBegan", "wentOver", "agentBegan")), "speaking");
  assert.equal(nameOf(after(...answered, "typed", "wentOver")), "thinking");
});

test("a check shows while it runs, and an answer is due after it", () => {
  assert.equal(nameOf(after(...answered, check)), "checking");
  assert.equal(nameOf(after(...answered, check, check, checked)), "thinking");
  assert.equal(nameOf(after(...answered, check, "agentBegan")), "speaking");
});

test("an end told twice, or of an unknown check, changes nothing", () => {
  assert.equal(nameOf(after(...answered, checked)), "listening");
  assert.equal(nameOf(after(...answered, "ended", "agentBegan", check)), "ended");
});

test("trouble stays until the caller does something about it", () => {
  assert.equal(nameOf(after("dialled", "failed", "ended")), "trouble");
  assert.equal(nameOf(after("dialled", "failed", "dialled")), "connecting");
  assert.equal(inCall(after("dialled", "failed")), false);
});
