import assert from "node:assert/strict";
import { test } from "node:test";

import { calendarOf, groups } from "../../static/voice/view/booking.js";
import { bookingFrom } from "../../static/voice/view/booking-state.js";
import { escapeText, foldLine } from "../../static/voice/format/ics.js";
import { wordsFrom } from "../../static/voice/format/words.js";

const words = wordsFrom({ calendarTitle: "レンタカー {shop}", number: "予約番号", vehicle: "{kind}（{model}など）" });
const RESULT = {
  number: "R-402-7315", reservationId: "abc", locationName: "東京駅前店", address: "東京都千代田区丸の内1-1, 1階; 北口", phone: "+81-3-1234-0001",
  timezone: "Asia/Tokyo", period: { startDate: "2026-12-05T10:00:00", endDate: "2026-12-05T18:00:00" },
  vehicleType: "コンパクト", vehicle: { manufacturer: "トヨタ", vehicleModel: "ヤリス" }, customerName: "山田太郎",
};
const file = calendarOf(bookingFrom(RESULT, "ja", words), new Date("2026-12-01T00:00:00Z"), words);

test("times are the shop's, told in UTC", () => {
  assert.match(file, /\r\nDTSTART:20261205T010000Z\r\nDTEND:20261205T090000Z\r\n/);
  assert.match(file, /\r\nDTSTAMP:20261201T000000Z\r\n/);
});

test("it is the entry that the mails bring, which its changes and its cancellation replace", () => {
  assert.match(file, /\r\nUID:abc\r\n/);
});

test("every line ends with CRLF and has at most 75 octets", () => {
  assert.ok(file.startsWith("BEGIN:VCALENDAR\r\n") && file.endsWith("END:VCALENDAR\r\n"));
  assert.equal(file.replaceAll("\r\n", "").search(/[\r\n]/), -1);
  for (const line of file.split("\r\n")) assert.ok(new TextEncoder().encode(line).length <= 75, line);
});

test("a folded line unfolds to itself, characters whole", () => {
  const line = `SUMMARY:${"予約".repeat(60)}🚗`;
  assert.equal(foldLine(line).replaceAll("\r\n ", ""), line);
});

test("text with its commas, semicolons, backslashes and line ends is escaped", () => {
  assert.equal(escapeText("a,b;c\\d\r\ne\nf"), "a\\,b\\;c\\\\d\\ne\\nf");
  assert.match(file.replaceAll("\r\n ", ""), /LOCATION:東京都千代田区丸の内1-1\\, 1階\\; 北口\r\n/);
  assert.match(file.replaceAll("\r\n ", ""), /DESCRIPTION:予約番号 R-402-7315\\nコンパクト（トヨタ ヤリスなど）\\n山田太郎/);
});

test("a booking without times makes no file", () => {
  assert.equal(calendarOf(bookingFrom({ number: "R-1" }, "ja", words), new Date(), words), "");
});

test("a number is read in its groups", () => assert.deepEqual(groups("R-402-7315"), ["R", "402", "7315"]));
