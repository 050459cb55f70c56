import assert from "node:assert/strict";
import { test } from "node:test";

import { ignoreDoubleClicks } from "../../static/staff/quick-booking.js";

function makeForm() {
  const form = new EventTarget();
  const clock = { now: 0 };
  ignoreDoubleClicks(form, () => clock.now);
  return { clock, press: () => form.dispatchEvent(new Event("submit", { cancelable: true })) };
}

test("a double click sends the form once", () => {
  const { clock, press } = makeForm();
  assert.equal(press(), true);
  clock.now += 200;
  assert.equal(press(), false);
});

test("a form whose load was stopped is sent by the next press", () => {
  const { clock, press } = makeForm();
  press();
  clock.now += 5000;
  assert.equal(press(), true);
});
