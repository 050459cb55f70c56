import assert from "node:assert/strict";
import { test } from "node:test";

import { SavedBooking } from "../../static/voice/view/saved-booking.js";
import { bookingFrom } from "../../static/voice/view/booking-state.js";
import { wordsFrom } from "../../static/voice/format/words.js";

const words = { ja: wordsFrom({ vehicle: "{kind}（{model}など）" }), en: wordsFrom({ vehicle: "{kind} (such as {model})" }) };
const BOOKED = {
  number: "R-402-7311", reservationId: "r1", status: "confirmed", locationName: "東京駅前店", locationNameEn: "Tokyo Station", address: "丸の内1-1", addressEn: "1-1 Marunouchi",
  phone: "+81-3-5555-0101", timezone: "Asia/Tokyo", vehicleType: "コンパクト", vehicleTypeEn: "Compact", vehicle: { manufacturer: "Toyota", vehicleModel: "Yaris" },
  period: { startDate: "2026-12-05T10:00:00", endDate: "2026-12-05T18:00:00" }, customerName: "山田太郎",
  price: { total: 9350, lines: [{ key: "base", name: "基本料金", nameEn: "Base", amount: 9350 }] },
  confirmationToken: "secret", spoken: "承りました", customerPhone: "+81-90-1234-5678",
};

function tab() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
  return { kept, saved: () => new SavedBooking(() => storage) }; // each as after a reload
}

for (const state of /** @type {const} */ (["booked", "found", "changed", "cancelled"])) {
  for (const language of /** @type {const} */ (["ja", "en"])) {
    test(`after a reload a ${state} card stands as it was, in ${language}`, () => {
      const { saved } = tab();
      saved().keep(BOOKED, state);
      assert.deepEqual(saved().load(language, words[language]), bookingFrom(BOOKED, language, words[language], state));
    });
  }
}

test("a cancellation tells little, and the rest is of the booking before", () => {
  const { saved } = tab();
  saved().keep(BOOKED, "booked");
  saved().keep({ number: BOOKED.number, fee: 3000 }, "cancelled");
  const shown = saved().load("en", words.en);
  assert.deepEqual([shown?.state, shown?.fee, shown?.shop], ["cancelled", 3000, "Tokyo Station"]);
});

test("another booking takes the place of the one before", () => {
  const { saved } = tab();
  saved().keep(BOOKED, "booked");
  saved().keep({ ...BOOKED, number: "R-402-7322" }, "booked");
  assert.equal(saved().load("ja", words.ja)?.number, "R-402-7322");
});

test("a car that is only held is not promised after its call has ended", () => {
  const { saved } = tab();
  saved().keep(BOOKED, "held");
  assert.equal(saved().load("ja", words.ja), null);
  saved().keep(BOOKED, "booked");
  saved().keep({ ...BOOKED, number: "R-402-7322" }, "held");
  assert.equal(saved().load("ja", words.ja)?.number, BOOKED.number);
});

test("no more is kept than the card shows, and what is removed is gone", () => {
  const { saved, kept } = tab();
  saved().keep(BOOKED, "booked");
  assert.doesNotMatch([...kept.values()].join(), /secret|承りました|1234-5678/);
  saved().remove();
  assert.equal(kept.size, 0);
  assert.equal(saved().load("ja", words.ja), null);
});

for (const nonsense of ["", "{", "null", "7", "[null]", '[{"result": null}]', '[{"standing": "booked"}]']) {
  test(`what is not of our making shows no card: ${nonsense}`, () => {
    const { saved, kept } = tab();
    kept.set("booking", nonsense);
    assert.equal(saved().load("ja", words.ja), null);
    saved().keep(BOOKED, "booked");
    assert.equal(saved().load("ja", words.ja)?.number, BOOKED.number);
  });
}

test("a browser that forbids storage costs the reload's card only", () => {
  const saved = new SavedBooking(() => {
    throw new DOMException("denied", "SecurityError");
  });
  saved.keep(BOOKED, "booked");
  assert.equal(saved.load("ja", words.ja), null);
  saved.remove();
});
