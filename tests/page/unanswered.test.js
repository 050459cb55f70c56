import assert from "node:assert/strict";
import { test } from "node:test";

import { offerCall, offerRenewal, startSession } from "../../static/voice/call/api.js";
import { dialError } from "../../static/voice/call/errors.js";

const wanted = { language: "ja", locationId: "" };
const grant = /** @type {any} */ ({ sessionToken: "t", toolMode: "server" });
const asked = /** @type {const} */ ({
  session: (/** @type {AbortSignal} */ signal) => startSession(wanted, signal),
  offer: (/** @type {AbortSignal} */ signal) => offerCall(grant, "v=0", signal),
  renewal: (/** @type {AbortSignal} */ signal) => offerRenewal(grant, "v=0", signal),
});

/** A server that takes each request and answers none. @param {import("node:test").TestContext} t */
function silentServer(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(globalThis, "fetch", (/** @type {string} */ _path, /** @type {{signal: AbortSignal}} */ { signal }) => {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
}

for (const [name, ask] of Object.entries(asked)) {
  test(`a ${name} that nobody answers ends in words to the caller`, async (t) => {
    silentServer(t);
    const waiting = ask(new AbortController().signal).catch((error) => error);
    t.mock.timers.tick(35_000);
    assert.equal(dialError(await waiting), "offline");
  });

  test(`a ${name} ends at once when the caller hangs up`, async (t) => {
    silentServer(t);
    const call = new AbortController();
    const waiting = ask(call.signal).catch((error) => error);
    call.abort();
    assert.equal((await waiting).name, "AbortError");
    assert.equal((await ask(call.signal).catch((error) => error)).name, "AbortError");
  });
}
