import assert from "node:assert/strict";
import { test } from "node:test";

import { estimate } from "../../static/staff/password-strength.js";

const WEAK = ["", "short-1", "aaaaaaaaaaaaaaaa", "abababababababab", "123456789012", "abcdefghijklmnop", "09012345678"];

for (const password of WEAK) {
  test(`"${password}" is weak`, () => assert.equal(estimate(password), 0));
}

test("what is longer, or of more kinds, is stronger", () => {
  const grades = ["493817260584", "kmwqzrtpvhxg", "willow-anchor-77", "willow-anchor-77-harbour"].map(estimate);
  assert.deepEqual(grades, [...grades].sort());
  assert.ok((grades[0] ?? 9) < (grades[3] ?? 0));
});

test("a passphrase of any script may be strong", () => {
  assert.equal(estimate("柳の下で錨を待つ港の灯り"), 3);
  assert.equal(estimate("correct horse battery staple"), 3);
});
