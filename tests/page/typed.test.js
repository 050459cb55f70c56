import assert from "node:assert/strict";
import { test } from "node:test";

import { findTyped, readValues, retype } from "../../static/staff/typed.js";

/** @param {[string, string][]} pairs */
function values(...pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return readValues(data);
}

test("what was typed is what differs from the form as it was opened", () => {
  const opened = values(["notes", ""], ["name", "佐藤"], ["extras", "etc"], ["extras", "seat"], ["cover", "on"]);
  const now = values(["notes", "車いす"], ["name", "佐藤"], ["extras", "seat"]);
  assert.deepEqual([...findTyped(opened, now)], [["notes", ["車いす"]], ["extras", ["seat"]], ["cover", []]]);
});

test("it is typed again into what is there now, and nothing else is", () => {
  const field = (/** @type {object} */ given) => /** @type {any} */ ({ type: "text", value: "", checked: false, ...given });
  const [notes, name, version] = [field({ name: "notes" }), field({ name: "name", value: "鈴木" }), field({ name: "version", type: "hidden", value: "2" })];
  const [etc, seat] = ["etc", "seat"].map((value) => field({ name: "extras", type: "checkbox", value, checked: value === "etc" }));
  retype([notes, name, version, etc, seat], new Map([["notes", ["車いす"]], ["extras", ["seat"]], ["version", ["1"]]]));
  assert.deepEqual([notes.value, name.value, version.value, etc.checked, seat.checked], ["車いす", "鈴木", "2", false, true]);
});
