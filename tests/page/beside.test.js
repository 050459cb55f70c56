import assert from "node:assert/strict";
import { test } from "node:test";

import { findKey, readToken, withBooking } from "../../static/staff/beside.js";

const PATTERN = "/admin/reservations/reservation/KEY/change/";
const KEY = "df9a1a1c-e10f-4d8e-9f31-09623deae00a";

test("only the page of a booking opens at the right", () => {
  assert.equal(findKey(PATTERN.replace("KEY", KEY), PATTERN), KEY);
  for (const path of ["/admin/", `/admin/sheet/${KEY}/hand_over/`, `/admin/reservations/block/${KEY}/change/`, PATTERN]) {
    assert.equal(findKey(path, PATTERN), "");
  }
});

test("the address names the booking beside what it named before, and forgets it when it is closed", () => {
  const day = "http://desk/admin/?day=2026-12-12";
  assert.equal(withBooking(day, KEY), `${day}&booking=${KEY}`);
  assert.equal(withBooking(`${day}&booking=${KEY}#history`, ""), day);
});

test("the present token is found among the cookies", () => {
  assert.equal(readToken("language=ja; csrftoken=abc123; x=csrftoken=no"), "abc123");
  assert.equal(readToken("other_csrftoken=no"), "");
});
