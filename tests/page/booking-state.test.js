import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { clockAt } from "../../static/voice/format/format.js";
import { feeOf, priceFrom, yen } from "../../static/voice/view/price.js";
import { bookingFrom, bookingStateAfter, factsOf } from "../../static/voice/view/booking-state.js";
import { wordsFrom } from "../../static/voice/format/words.js";

const words = wordsFrom({ vehicle: "{kind}（{model}など）", yen: "{amount}円", feeIs: "キャンセル料 {amount}", noFee: "なし" });
const NUMBER = "R-402-7311";
const RESULT = {
  number: NUMBER, status: "confirmed", locationName: "東京駅前店", address: "丸の内1-1", addressEn: "1-1 Marunouchi", vehicleType: "コンパクト",
  period: { startDate: "2026-12-05T10:00:00", endDate: "2026-12-05T18:00:00" }, customerName: "山田太郎",
  price: { total: 9350, lines: [{ key: "base", name: "基本料金", nameEn: "Base", amount: 8800 }, { key: "seat", name: "チャイルドシート", nameEn: "Child seat", amount: 550 }] },
};
const booked = bookingFrom(RESULT, "ja", words);

test("each tool leaves the booking as it made it", () => {
  assert.equal(bookingStateAfter("create_reservation", RESULT), "booked");
  assert.equal(bookingStateAfter("find_reservation", RESULT), "found");
  assert.equal(bookingStateAfter("change_reservation", RESULT), "changed");
  assert.equal(bookingStateAfter("cancel_reservation", { number: NUMBER, fee: 0 }), "cancelled");
  assert.equal(bookingStateAfter("find_reservation", { ...RESULT, status: "cancelled" }), "cancelled");
});

test("a car is held until the yes, and a quote changes nothing that stands", () => {
  const quoted = { ...RESULT, needsConfirmation: true };
  assert.equal(bookingStateAfter("create_reservation", quoted), "held");
  assert.equal(bookingStateAfter("change_reservation", quoted), null);
  assert.equal(bookingStateAfter("cancel_reservation", quoted), null);
});

test("other tools and answers without a number leave the card alone", () => {
  assert.equal(bookingStateAfter("quote_price", RESULT), null);
  assert.equal(bookingStateAfter("create_reservation", {}), null);
});

test("the price is the total and what it is made of", () => {
  assert.equal(booked.total, 9350);
  assert.deepEqual(booked.lines[1], { name: "チャイルドシート", amount: 550 });
  assert.equal(bookingFrom(RESULT, "en", words).lines[1]?.name, "Child seat");
  assert.deepEqual(priceFrom(undefined, "ja"), { total: null, lines: [] });
  assert.equal(yen(1234567, words), "1,234,567円");
});

test("a cancelled booking keeps its facts and gains its fee", () => {
  const cancelled = bookingFrom({ number: NUMBER, status: "cancelled", fee: 2200 }, "ja", words, "cancelled", booked);
  assert.deepEqual(cancelled, { ...booked, state: "cancelled", fee: 2200 });
  assert.equal(feeOf(cancelled.fee ?? 0, words), "キャンセル料 2,200円");
  assert.equal(bookingFrom({ number: "R-111-1111", fee: 0 }, "ja", words, "cancelled", booked).shop, "");
});

test("a hold ends by the shop's clock", () => {
  const held = bookingFrom({ ...RESULT, expiresAt: "2026-12-01T01:05:00Z" }, "ja", words, "held");
  assert.equal(clockAt(held.until, "Asia/Tokyo"), "10:05");
  assert.equal(clockAt("2026-12-01T10:05:00", "Asia/Tokyo"), "10:05");
  assert.equal(clockAt("", "Asia/Tokyo"), "");
});

test("every booking state has its words on the page", () => {
  const told = readFileSync("templates/voice/words.html", "utf8");
  for (const state of ["booked", "held", "found", "changed", "cancelled"]) assert.ok(told.includes(`data-word="bookingState.${state}"`), state);
});

test("the link of its own page is kept with the facts, and nothing else is taken for one", () => {
  const link = "/r/4027315-AbC_dEf-01234567/";
  assert.equal(bookingFrom({ ...RESULT, link }, "ja", words).link, link);
  assert.equal(factsOf({ ...RESULT, link }).link, link);
  for (const wrong of [undefined, "https://elsewhere.example/r/1/", "javascript:alert(1)", "//elsewhere.example/r/1/"]) {
    assert.equal(bookingFrom({ ...RESULT, link: wrong }, "ja", words).link, "");
  }
  const cancelled = bookingFrom({ number: NUMBER, fee: 0 }, "ja", words, "cancelled", bookingFrom({ ...RESULT, link }, "ja", words));
  assert.equal(cancelled.link, link);
});
