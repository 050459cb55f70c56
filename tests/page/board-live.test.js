import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Live } from "../../static/staff/board/live.js";

/** @type {string[]} */
let said;
/** @type {any[]} */
let lines;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  said = [];
  lines = [];
});

function start() {
  const live = new Live({
    dial: () => lines[lines.push({ close: () => {} }) - 1],
    changed: (keys) => said.push(`changed ${keys.join()}`),
    refresh: () => said.push("refresh"),
    tell: (isOpen) => said.push(isOpen ? "live" : "not live"),
  });
  live.begin();
  return live;
}

test("an open line reads the board once, for what nobody told before", () => {
  start();
  lines[0].onopen();
  assert.deepEqual(said, ["live", "refresh"]);
});

test("what is written together is asked for in one go", () => {
  start();
  lines[0].onopen();
  for (const key of ["a", "b", "a"]) lines[0].onmessage({ data: JSON.stringify({ key }) });
  mock.timers.tick(50);
  assert.deepEqual(said.slice(2), ["changed a,b"]);
});

test("without a line the board is read at once, and every 15 seconds", () => {
  start();
  mock.timers.tick(500);
  assert.deepEqual(said, ["refresh"]);
  mock.timers.tick(14_500);
  mock.timers.tick(15_000);
  assert.deepEqual(said, ["refresh", "refresh", "refresh"]);
});

test("with a line the board is read every minute", () => {
  start();
  lines[0].onopen();
  mock.timers.tick(59_000);
  assert.deepEqual(said, ["live", "refresh"]);
  mock.timers.tick(1_000);
  assert.deepEqual(said, ["live", "refresh", "refresh"]);
});

test("a line that breaks is opened again, later each time", () => {
  start();
  lines[0].onopen();
  lines[0].onclose();
  assert.equal(said.at(-1), "not live");
  mock.timers.tick(1_000);
  assert.equal(lines.length, 2);
  lines[1].onclose();
  mock.timers.tick(1_000);
  assert.equal(lines.length, 2);
  mock.timers.tick(1_000);
  assert.equal(lines.length, 3);
});
