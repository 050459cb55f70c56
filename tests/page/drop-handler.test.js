import assert from "node:assert/strict";
import { test } from "node:test";

import { DropHandler } from "../../static/voice/call/drop-handler.js";

/** @param {boolean[]} comesBack one time after another; the last one again and again */
function talking(...comesBack) {
  /** @type {string[]} */
  const told = [];
  let times = 0;
  const call = /** @type {any} */ ({
    takeOver: async () => false,
    reconnect: async () => (told.push("come back"), comesBack[Math.min(times++, comesBack.length - 1)]),
    hangUp: () => told.push("hang up"),
  });
  /** @type {any} */
  const talk = {
    call,
    talking: true,
    connectedAt: performance.now(),
    view: { note: (/** @type {string} */ words) => told.push(words) },
    dispatch: () => {},
    beginTalking: () => (talk.connectedAt = performance.now()),
    stopTalking: () => {},
    keepUnsaid: () => {},
    dial: async () => told.push("dial"),
    fail: (/** @type {string} */ kind) => told.push(`fail: ${kind}`),
  };
  return { call, talk, told, dropHandler: new DropHandler(talk) };
}

const BACK = ["reconnecting", "come back", "back"];

test("a lost call is gone on with over another connection", async () => {
  const { dropHandler, call, told } = talking(true);
  await dropHandler.handle(call);
  assert.deepEqual(told, BACK);
});

test("a connection that breaks while the one before is still seen to is come back from too", async () => {
  const { dropHandler, call, told } = talking(true);
  const broken = [true, false];
  Object.defineProperty(call, "broken", { get: () => broken.shift() });
  await dropHandler.handle(call);
  assert.deepEqual(told, [...BACK, ...BACK]);
});

test("told twice of one loss, it comes back once", async () => {
  const { dropHandler, call, told } = talking(true);
  await Promise.all([dropHandler.handle(call), dropHandler.handle(call)]);
  assert.deepEqual(told, BACK);
});

test("what cannot be gone on with is begun again, once", async () => {
  const { dropHandler, call, told } = talking(false);
  await dropHandler.handle(call);
  await dropHandler.handle(call);
  const again = ["reconnecting", "come back", "hang up"];
  assert.deepEqual(told, [...again, "dial", "reconnected", ...again, "fail: lost"]);
});

test("connections that break at once are not made for ever", async () => {
  const { dropHandler, call, told } = talking(true);
  for (let times = 0; times < 6; times += 1) await dropHandler.handle(call);
  assert.equal(told.filter((words) => words === "come back").length, 4);
  assert.deepEqual(told.slice(-3), ["reconnecting", "hang up", "fail: lost"]);
});

test("those that held for a while are", async () => {
  const { dropHandler, talk, call, told } = talking(true);
  for (let times = 0; times < 6; times += 1) {
    talk.connectedAt = performance.now() - 10_000;
    await dropHandler.handle(call);
  }
  assert.equal(told.filter((words) => words === "back").length, 6);
});

test("a call that was hung up is not lost", async () => {
  const { dropHandler, talk, call, told } = talking(true);
  talk.talking = false;
  await dropHandler.handle(call);
  assert.deepEqual(told, []);
});
