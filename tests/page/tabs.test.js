import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf } from "../../static/staff/quick-booking.js";
import { groupParts } from "../../static/staff/tabs.js";

/** @param {string[]} classes */
const part = (...classes) => /** @type {any} */ ({ classList: classes });

test("parts of one tab stand together in the order of the page", () => {
  const [details, price, more] = [part("module", "tab-details"), part("tab-price"), part("tab-details")];
  const groups = groupParts([details, price, part("module"), more]);
  assert.deepEqual([...groups], [["details", [details, more]], ["price", [price]]]);
});

test("offers are asked for with what they depend on, and no name of a customer", () => {
  const data = new FormData();
  for (const [name, value] of [["shop", "fuchu"], ["pickup", "2026-12-12T10:00"], ["extras", "a"], ["extras", "b"], ["customer_name", "x"]]) {
    data.append(/** @type {string} */ (name), /** @type {string} */ (value));
  }
  assert.equal(addressOf("/offers/", data), "/offers/?shop=fuchu&pickup=2026-12-12T10%3A00&extras=a&extras=b");
});
