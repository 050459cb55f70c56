import assert from "node:assert/strict";
import { test } from "node:test";

import { Parts } from "../../static/staff/board/parts.js";

const CARS = Array.from({ length: 7 }, (_, number) => `c${number}`);

/** Parts whose answers come when the test gives them; `asked`: the cars of each request. */
function start({ inView = [] } = {}) {
  const board = { inView, asked: [], taken: [], failed: 0, answer: () => {}, refuse: () => {} };
  const parts = new Parts({
    read: (cars) => {
      board.asked.push(cars.join());
      return new Promise((resolve, reject) => Object.assign(board, { answer: () => resolve([]), refuse: reject }));
    },
    take: (cars) => board.taken.push(...cars),
    inView: () => board.inView,
    fail: () => (board.failed += 1),
  });
  return { parts, board };
}

const settle = () => new Promise((done) => setImmediate(done));

async function answer(board) {
  board.answer();
  await settle();
}

test("the rest of the cars is read part by part, one request at a time", async () => {
  const { parts, board } = start();
  parts.begin(CARS, 3, false);
  assert.deepEqual(board.asked, ["c3,c4,c5"]);
  await answer(board);
  await answer(board);
  assert.deepEqual([board.asked, board.taken], [["c3,c4,c5", "c6"], CARS.slice(3)]);
});

test("what has come into view is read before the rest", async () => {
  const { parts, board } = start();
  parts.begin(CARS, 2, false);
  board.inView = ["c5", "c6"];
  parts.look();
  await answer(board);
  assert.deepEqual(board.asked, ["c2,c3", "c5,c6"]);
});

test("what was read before is read anew only in view", async () => {
  const { parts, board } = start();
  parts.begin(CARS, 4, false);
  await answer(board);
  parts.begin(CARS, 4, true);
  await settle();
  assert.equal(board.asked.length, 1);
  board.inView = ["c6"];
  parts.look();
  assert.deepEqual(board.asked.at(-1), "c6");
});

test("an answer to another window is dropped", async () => {
  const { parts, board } = start();
  parts.begin(CARS, 4, false);
  const late = board.answer;
  parts.begin(["d0", "d1"], 1, false);
  late();
  await settle();
  assert.deepEqual([board.asked, board.taken], [["c4,c5,c6", "d1"], []]);
});

test("cars of which something was written while they were read are read again in view", async () => {
  const { parts, board } = start({ inView: ["c4"] });
  parts.begin(CARS, 4, false);
  parts.disturb();
  await answer(board);
  assert.deepEqual(board.asked, ["c4,c5,c6", "c4,c5,c6"]);
  await answer(board);
  assert.equal(board.asked.length, 2);
});

test("a failure is told once, and nothing is asked before the board is", async () => {
  const { parts, board } = start({ inView: ["c4"] });
  parts.begin(CARS, 4, false);
  const finished = parts.finish();
  board.refuse(new Error("offline"));
  await finished;
  parts.look();
  assert.deepEqual([board.failed, board.asked.length], [1, 1]);
  parts.begin(CARS, 4, false);
  assert.equal(board.asked.length, 2);
});

test("whoever waits for all of it is told when every car was read", async () => {
  const { parts, board } = start();
  parts.begin(CARS, 4, false);
  let isDone = false;
  const finished = parts.finish().then(() => (isDone = true));
  await settle();
  assert.equal(isDone, false);
  await answer(board);
  await finished;
  assert.equal(board.taken.length, 3);
});
