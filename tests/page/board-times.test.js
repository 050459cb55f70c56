import assert from "node:assert/strict";
import { test } from "node:test";

import {
  formatDay,
  formatNarrowDay,
  formatPeriod,
  formatTime,
  fromDate,
  toDate,
  toLocal,
  weekdayOf,
} from "../../static/staff/board/times.js";

const saturday = fromDate("2026-12-05");

test("a day is named with its weekday in the clerk's language", () => {
  assert.equal(formatDay(saturday, "ja"), "12/5(土)");
  assert.equal(formatDay(saturday, "en"), "Sat 12/5");
  assert.deepEqual([formatNarrowDay(saturday, "ja"), formatNarrowDay(saturday, "en")], ["5(土)", "Sa 5"]);
  assert.equal(formatNarrowDay(fromDate("2026-12-01"), "ja"), "12/1");
  assert.equal(weekdayOf(saturday), 6);
});

test("a period of one day names it once", () => {
  assert.equal(formatTime(saturday + 605), "10:05");
  assert.equal(formatPeriod(saturday + 600, saturday + 1080, "ja"), "12/5(土) 10:00–18:00");
  assert.equal(formatPeriod(saturday + 600, saturday + 2520, "ja"), "12/5(土) 10:00–12/6(日) 18:00");
});

test("dates of addresses and forms are those of the shop's clock", () => {
  assert.equal(toDate(saturday + 600), "2026-12-05");
  assert.equal(toLocal(saturday + 600), "2026-12-05T10:00");
});
