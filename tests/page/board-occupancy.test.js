import assert from "node:assert/strict";
import { test } from "node:test";

import { Occupancy } from "../../static/staff/board/occupancy.js";

const bar = (id, car, start, seen = 1) => ({ id, car, start, end: start + 60, until: start + 60, seen });
const idsOf = (known, car) => known.of(car).map(({ id }) => id);

test("the bars of a car stand in order of time", () => {
  const known = new Occupancy();
  known.fill(["c1", "c2"], [bar("late", "c1", 900), bar("early", "c1", 100), bar("other", "c2", 0)]);
  assert.deepEqual(idsOf(known, "c1"), ["early", "late"]);
});

test("a car without bookings is read, one that was not asked for is not", () => {
  const known = new Occupancy();
  known.fill(["c1"], []);
  assert.deepEqual([known.isRead("c1"), known.isRead("c2")], [true, false]);
});

test("what a car was read anew without is gone", () => {
  const known = new Occupancy();
  known.fill(["c1"], [bar("a", "c1", 0), bar("b", "c1", 200)]);
  known.fill(["c1"], [bar("b", "c1", 200)]);
  assert.deepEqual([idsOf(known, "c1"), known.bars.has("a")], [["b"], false]);
});

test("a booking that moved to another car stands there alone", () => {
  const known = new Occupancy();
  known.fill(["c1", "c2"], [bar("a", "c1", 0)]);
  const cars = known.update([bar("a", "c2", 0, 2)], []);
  assert.deepEqual([idsOf(known, "c1"), idsOf(known, "c2"), [...cars].sort()], [[], ["a"], ["c1", "c2"]]);
});

test("a booking that is gone names the car that is drawn anew", () => {
  const known = new Occupancy();
  known.fill(["c1"], [bar("a", "c1", 0)]);
  assert.deepEqual([[...known.update([], ["a", "unknown"])], idsOf(known, "c1")], [["c1"], []]);
});

test("an answer that is older than what was told since changes nothing", () => {
  const known = new Occupancy();
  known.fill(["c1"], [bar("a", "c1", 0)]);
  known.update([bar("a", "c1", 300, 2)], []);
  known.fill(["c1"], [bar("a", "c1", 0)]);
  assert.equal(known.of("c1")[0].start, 300);
});

test("a change to a car that was not read yet waits for its reading", () => {
  const known = new Occupancy();
  known.update([bar("a", "c9", 0)], []);
  assert.equal(known.isRead("c9"), false);
});
