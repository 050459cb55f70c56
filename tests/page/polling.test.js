import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, refresh, showState } from "../../static/staff/polling.js";

/** @param {{open?: boolean, id: string}[]} details */
function makePart(details = []) {
  const attributes = new Set();
  return /** @type {any} */ ({
    dataset: { poll: "/admin/calls/live/" }, innerHTML: "", details, attributes, scrollHeight: 500, clientHeight: 100, scrollTop: 0,
    toggleAttribute: (/** @type {string} */ name, /** @type {boolean} */ on) => (on ? attributes.add(name) : attributes.delete(name)),
    querySelectorAll(/** @type {string} */ selector) {
      return selector.includes("[open]") ? this.details.filter((/** @type {any} */ each) => each.open) : this.details;
    },
  });
}

/** @param {object} answer */
const answering = (answer) => /** @type {any} */ (async () => ({ ok: true, status: 200, redirected: false, headers: new Headers(), text: async () => "<p>new</p>", ...answer }));

test("a part is filled with what its address answers", async () => {
  const part = makePart();
  assert.equal(await refresh(part, answering({})), "fresh");
  assert.equal(part.innerHTML, "<p>new</p>");
});

for (const [name, answer, goesOn] of /** @type {const} */ ([
  ["a login page", { redirected: true }, "refused"],
  ["a refusal", { ok: false, status: 403 }, "refused"],
  ["a server's fault", { ok: false, status: 502 }, "fresh"],
])) {
  test(`${name} fills nothing and marks the part as stale`, async () => {
    const part = makePart();
    assert.equal(await refresh(part, answering(answer)), goesOn);
    assert.deepEqual([part.innerHTML, part.attributes.has("data-stale")], ["", true]);
  });
}

test("a network that is away is asked again, and forgiven when it is back", async () => {
  const part = makePart();
  const away = /** @type {any} */ (async () => { throw new TypeError("network"); });
  assert.equal(await refresh(part, away), "fresh");
  assert.equal(part.attributes.has("data-stale"), true);
  await refresh(part, answering({}));
  assert.equal(part.attributes.has("data-stale"), false);
});

test("the last answer fills the part, and is the last", async () => {
  const part = makePart();
  assert.equal(await refresh(part, answering({ headers: new Headers({ "X-Poll": "last" }) })), "over");
  assert.deepEqual([part.innerHTML, part.attributes.has("data-stale")], ["<p>new</p>", false]);
});

test("what is for another state is hidden", () => {
  const hidden = /** @type {Record<string, boolean>} */ ({});
  const elements = ["fresh", "over", "refused"].map((state) => /** @type {any} */ ({
    getAttribute: () => state,
    toggleAttribute: (/** @type {string} */ _name, /** @type {boolean} */ on) => (hidden[state] = on),
  }));
  showState("over", elements);
  assert.deepEqual(hidden, { fresh: true, over: false, refused: true });
});

test("what was unfolded stays unfolded", () => {
  const part = makePart([{ id: "details-1", open: true }, { id: "details-2" }]);
  const before = part.details;
  Object.defineProperty(part, "innerHTML", { set() { part.details = before.map((/** @type {any} */ { id }) => ({ id, open: false })); } });
  fill(part, "<p>more</p>");
  assert.deepEqual(part.details.map((/** @type {any} */ each) => each.open), [true, false]);
});

test("who reads the end stays at the end, who scrolled back stays there", () => {
  const part = makePart();
  part.scrollTop = 400;
  fill(part, "<p>one</p>");
  assert.equal(part.scrollTop, 500);
  part.scrollTop = 10;
  fill(part, "<p>two</p>");
  assert.equal(part.scrollTop, 10);
});
