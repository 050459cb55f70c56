import assert from "node:assert/strict";
import { test } from "node:test";

import { sendAct } from "../../static/staff/call-acts.js";

/** A clerk's form, as far as it is read. @param {string} words */
function makeForm(words) {
  const field = { value: words, focus() {} };
  const problem = { hidden: true, textContent: "", dataset: { unsent: "Not sent." } };
  const form = /** @type {any} */ ({ action: "/act/", dataset: {}, elements: { namedItem: () => field }, querySelector: () => problem });
  return { form, field, problem };
}

/** @param {object} answer */
const answering = (answer) => /** @type {any} */ (async () => ({ ok: true, status: 204, redirected: false, text: async () => "This call is over.", ...answer }));

globalThis.FormData = /** @type {any} */ (class {}); // of a page's form, which Node has none of

test("words that were taken leave the field empty", async () => {
  const { form, field, problem } = makeForm("店長です");
  await sendAct(form, answering({}));
  assert.deepEqual([field.value, problem.hidden], ["", true]);
});

const away = /** @type {any} */ (async () => { throw new TypeError("network"); });
for (const [name, send, why] of /** @type {const} */ ([
  ["a login page", answering({ status: 200, redirected: true }), "Not sent."],
  ["a refusal", answering({ ok: false, status: 409 }), "This call is over."],
  ["a server's fault", answering({ ok: false, status: 503 }), "Not sent. (503)"],
  ["a network that is away", away, "Not sent."],
])) {
  test(`${name} in the place of an answer leaves the words where they are, and says so`, async () => {
    const { form, field, problem } = makeForm("店長です");
    await sendAct(form, send);
    assert.deepEqual([field.value, problem.hidden, problem.textContent], ["店長です", false, why]);
    await sendAct(form, answering({})); // the same form can be sent again
    assert.deepEqual([field.value, problem.hidden], ["", true]);
  });
}

test("words are sent once though Enter is pressed twice, and what is typed meanwhile stays", async () => {
  const { form, field } = makeForm("店長です");
  let sent = 0;
  /** @type {(answer: any) => void} */
  let arrive = () => {};
  const slow = /** @type {any} */ (() => { sent += 1; return new Promise((resolve) => (arrive = resolve)); });
  const both = [sendAct(form, slow), sendAct(form, slow)];
  field.value = "店長です。ご用件を";
  arrive({ ok: true, status: 204, redirected: false });
  await Promise.all(both);
  assert.deepEqual([sent, field.value], [1, "店長です。ご用件を"]);
});
