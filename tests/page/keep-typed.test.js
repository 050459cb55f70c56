import assert from "node:assert/strict";
import { test } from "node:test";

import { countRows, sortTyped } from "../../static/staff/keep-typed.js";

/** @param {string} count */
function rows(count) {
  return countRows(new Map([["hours-INITIAL_FORMS", [count]], ["notes", ["x"]]]));
}

test("what was typed fits where its field is, ticked or not", () => {
  const typed = new Map([["notes", ["車いす"]], ["late", []], ["hours-0-opens_at", ["09:00"]]]);
  const { fitting, left } = sortTyped(typed, rows("2"), rows("2"), new Set(["notes", "late", "hours-0-opens_at"]));
  assert.deepEqual([...fitting.keys()], ["notes", "late", "hours-0-opens_at"]);
  assert.deepEqual(left, []);
});

test("what was typed into a row that is another now, or a field that is gone, is told and not put in", () => {
  const typed = new Map([["hours-2-opens_at", ["09:00"]], ["gone", ["Z-1"]], ["empty", [" "]], ["notes", ["車いす"]]]);
  const { fitting, left } = sortTyped(typed, rows("2"), rows("3"), new Set(["notes", "hours-2-opens_at"]));
  assert.deepEqual([...fitting.keys()], ["notes"]);
  assert.deepEqual(left, ["09:00", "Z-1"]);
});
