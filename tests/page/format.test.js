import assert from "node:assert/strict";
import { test } from "node:test";

import { day, formatElapsed, instant, mapLink, moment, period, phone } from "../../static/voice/format/format.js";

test("a time is shown as the shop's clock shows it, with its weekday", () => {
  assert.equal(moment("2026-12-05T10:00:00", "ja"), "12月5日(土) 10:00");
  assert.match(moment("2026-12-05T10:00:00", "en"), /^Sat,? 5 Dec 10:00$/);
  assert.match(day("2026-12-05T10:00:00", "ja", true), /^2026年12月5日\(土\)$/);
});

test("a period of one day says the day once", () => {
  assert.equal(period("2026-12-05T10:00:00", "2026-12-05T18:00:00", "ja"), "12月5日(土) 10:00–18:00");
  assert.equal(period("2026-12-05T10:00:00", "2026-12-06T18:00:00", "ja"), "12月5日(土) 10:00–12月6日(日) 18:00");
});

test("what is no time is shown as it came", () => assert.equal(moment("tomorrow", "en"), "tomorrow"));

test("wall times become instants, daylight saving included", () => {
  assert.equal(instant("2026-12-05T10:00:00", "Asia/Tokyo")?.toISOString(), "2026-12-05T01:00:00.000Z");
  assert.equal(instant("2026-07-01T10:00:00", "Europe/London")?.toISOString(), "2026-07-01T09:00:00.000Z");
  assert.equal(instant("2026-12-05T10:00:00+09:00", "Europe/London")?.toISOString(), "2026-12-05T01:00:00.000Z");
  assert.equal(instant("soon", "Asia/Tokyo"), null);
});

test("minutes are counted as a telephone counts them", () => {
  assert.deepEqual([0, 42.9, 75, 3723].map(formatElapsed), ["0:00", "0:42", "1:15", "1:02:03"]);
});

test("a Japanese caller dials the domestic number", () => {
  assert.equal(phone("+81-3-1234-0001"), "03-1234-0001");
  assert.equal(phone("+1 212-555-0101"), "+1 212-555-0101");
});

test("an address opens a map", () => assert.equal(mapLink("丸の内 1&2").split("query=")[1], encodeURIComponent("丸の内 1&2")));
