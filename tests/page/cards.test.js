import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Refused } from "../../static/voice/call/api.js";
import { beginCard, finishCard } from "../../static/voice/view/cards.js";
import { EventSocket } from "../../static/voice/call/event-socket.js";
import { loudness, Silence } from "../../static/voice/call/audio-level.js";
import { dialError, endError, microphoneError } from "../../static/voice/call/errors.js";
import { wordsFrom } from "../../static/voice/format/words.js";

const words = wordsFrom({ between: "、", classFree: "{name} {count}台", nothingFree: "空きがありません", shopsFound: "{count}店舗", numberIs: "予約番号 {number}",
  classPrice: "{name} {price}", yen: "{amount}円", feeIs: "キャンセル料 {amount}", noFee: "キャンセル料はかかりません", carHeld: "お取り置きしました",
  changeQuoted: "変更の内容を確認しました", cancelQuoted: "お取り消しの内容を確認しました", openToday: "本日 {opens}–{closes}", closedToday: "本日はお休みです" });
const PERIOD = { startDate: "2026-12-12T10:00:00", endDate: "2026-12-12T18:00:00" };
const call = { callId: "k", name: "get_availability" };

test("a card says what is checked, without ids", () => {
  const card = beginCard({ type: "tool.started", ...call, label: "空車を確認しています", arguments: { locationId: "tokyo-ekimae", ...PERIOD } }, "ja", words);
  assert.deepEqual(card, { callId: "k", state: "running", verb: "空車を確認しています", what: "12月12日(土) 10:00–18:00", outcome: "" });
});

test("a card says what came of it", () => {
  const result = { locationName: "東京駅前店", period: PERIOD, classes: [{ vehicleType: "コンパクト", count: 2 }, { vehicleType: "ミニバン", count: 1 }] };
  const card = finishCard({ type: "tool.finished", ...call, label: "空車を確認しました", ok: true, result }, undefined, "ja", words);
  assert.equal(card.what, "東京駅前店、12月12日(土) 10:00–18:00");
  assert.equal(card.outcome, "コンパクト 2台、ミニバン 1台");
});

test("a failed card says why, as the agent would", () => {
  const card = finishCard({ type: "tool.finished", ...call, label: "x", ok: false, result: { spoken: "空きがございません。" } }, undefined, "ja", words);
  assert.deepEqual([card.state, card.outcome], ["failed", "空きがございません。"]);
});

/** @param {string} name @param {any} result */
const came = (name, result) => {
  const { verb, outcome } = finishCard({ type: "tool.finished", callId: "k", name, label: "済", ok: true, result }, undefined, "ja", words);
  return [verb, outcome];
};

test("each of the desk's tools has its outcome in a few words", () => {
  const price = { total: 8800, currency: "JPY", taxIncluded: true, lines: [] };
  assert.deepEqual(came("find_reservation", { number: "R-402-7311" }), ["済", "予約番号 R-402-7311"]);
  assert.deepEqual(came("quote_price", { quotes: [{ vehicleType: "コンパクト", price }, { vehicleType: "SUV", price: { total: 12100 } }] }), ["済", "コンパクト 8,800円、SUV 12,100円"]);
  assert.deepEqual(came("change_reservation", { number: "R-402-7311", price }), ["済", "8,800円"]);
  assert.deepEqual(came("cancel_reservation", { number: "R-402-7311", status: "cancelled", fee: 2200 }), ["済", "キャンセル料 2,200円"]);
  assert.deepEqual(came("cancel_reservation", { number: "R-402-7311", fee: 0 }), ["済", "キャンセル料はかかりません"]);
  assert.deepEqual(came("location_details", { today: { opens: "08:00", closes: "20:00" } }), ["済", "本日 08:00–20:00"]);
  assert.deepEqual(came("location_details", { today: { closed: true } }), ["済", "本日はお休みです"]);
  assert.deepEqual(came("answer_question", { answers: [{ title: "ペット" }, { title: "保証金" }] }), ["済", "ペット、保証金"]);
  assert.deepEqual(came("answer_question", { known: false, answers: [] }), ["済", ""]);
  assert.deepEqual(came("find_reservation", {}), ["済", ""]);
});

test("what waits for a yes is not told as done", () => {
  const quoted = { needsConfirmation: true, confirmationToken: "0a1b2c3d", number: "R-402-7311", price: { total: 8800 } };
  assert.deepEqual(came("create_reservation", quoted), ["お取り置きしました", "8,800円"]);
  assert.deepEqual(came("change_reservation", quoted), ["変更の内容を確認しました", "8,800円"]);
  assert.deepEqual(came("cancel_reservation", { ...quoted, fee: 2200 }), ["お取り消しの内容を確認しました", "キャンセル料 2,200円"]);
});

test("a shop's card names the shop", () => {
  const result = { success: true, id: "shinjuku", name: "新宿店", nameEn: "Shinjuku" };
  const card = finishCard({ type: "tool.finished", callId: "k", name: "location_details", label: "x", ok: true, result }, undefined, "en", words);
  assert.equal(card.what, "Shinjuku");
});

test("every kind of trouble has its words and its next step", () => {
  const told = readFileSync("templates/voice/error_words.html", "utf8");
  const kinds = readFileSync("static/voice/call/errors.js", "utf8").match(/@typedef \{([^}]*)\}/)?.[1]?.match(/\w+/g) ?? [];
  assert.equal(kinds.length, 11);
  for (const kind of kinds) for (const part of ["what", "next"]) assert.ok(told.includes(`data-word="${kind}.${part}"`), kind);
});

test("every word that a script says is on the page", () => {
  const told = readFileSync("templates/voice/words.html", "utf8");
  const scripts = readdirSync("static/voice", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js")).map((name) => readFileSync(`static/voice/${name}`, "utf8")).join("");
  for (const [, key] of scripts.matchAll(/words\("([\w.]+)"/g)) assert.ok(told.includes(`data-word="${key}"`), key);
});

test("what went wrong is told by its kind", () => {
  assert.equal(microphoneError(new DOMException("", "NotAllowedError")), "refused");
  assert.equal(microphoneError(new DOMException("", "NotFoundError")), "missing");
  assert.equal(dialError(new Refused(503, "provider_unavailable")), "busy");
  assert.equal(dialError(new Refused(429, "too_many_sessions")), "limit");
  assert.equal(dialError(new Refused(503, "budget_spent")), "spent");
  assert.equal(dialError(new Refused(429, "too_many_minutes")), "spent");
  assert.equal(dialError(new Refused(500, "internal")), "failed");
  assert.equal(dialError(new TypeError("Failed to fetch")), "offline");
  assert.equal(endError("hung_up"), null);
  assert.equal(endError("sideband_lost"), "lost");
});

test("silence is noticed only in the caller's turn, and only after long", () => {
  const silence = new Silence();
  assert.equal(silence.heed(0, true, 1), false);
  assert.equal(silence.heed(0, true, 12_002), true);
  assert.equal(silence.heed(0.1, true, 12_100), false);
  assert.equal(silence.heed(0, false, 30_000), false);
  assert.deepEqual([loudness(0), loudness(1)], [0, 1]);
});

test("typed words wait for the call to be active, and survive a drop of the line", () => {
  /** @type {any[]} */
  const sent = [];
  class Socket extends EventTarget {
    send(/** @type {string} */ message) { sent.push(JSON.parse(message)); }
    close() {}
  }
  const line = new EventSocket({ url: "ws://x", token: "t", heard: () => {}, dial: () => /** @type {any} */ (new Socket()) });
  line.open();
  line.say("はい");
  assert.deepEqual(sent, []);
  line.receive({ type: "session", status: "active" });
  assert.deepEqual(sent.map(({ text }) => text), ["はい"]);
  line.receive({ type: "text.heard", id: sent[0].id });
  line.handleDrop(1006);
  line.say("いいえ");
  assert.equal(sent.length, 1);
  line.receive({ type: "session", status: "active" });
  assert.deepEqual(sent.map(({ text }) => text), ["はい", "いいえ"]);
  line.close();
});
