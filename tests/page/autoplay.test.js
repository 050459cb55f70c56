import assert from "node:assert/strict";
import { test } from "node:test";

import { Autoplay } from "../../static/voice/view/autoplay.js";

/** A browser that lets nothing sound before a gesture that it accepts. */
class Browser extends EventTarget {
  allowed = false;

  /** @param {string} type @param {boolean} accepted */
  gesture(type, accepted = true) {
    this.allowed ||= accepted;
    this.dispatchEvent(new Event(type));
  }
}

/** @param {Browser} browser @param {string} [fault] */
function player(browser, fault = "NotAllowedError") {
  const made = Object.assign(new EventTarget(), {
    paused: true,
    srcObject: /** @type {any} */ ({ active: true }),
    async play() {
      if (!browser.allowed) throw new DOMException("no", fault);
      made.paused = false;
      made.dispatchEvent(new Event("playing"));
    },
  });
  return made;
}

/** As Chromium does it: a resume that is refused stays pending. @param {Browser} browser */
function context(browser) {
  const made = Object.assign(new EventTarget(), {
    state: /** @type {any} */ ("suspended"),
    resume() {
      if (!browser.allowed || made.state === "running") return new Promise(() => {});
      made.become("running");
      return Promise.resolve();
    },
    become(/** @type {string} */ state) {
      made.state = state;
      made.dispatchEvent(new Event("statechange"));
    },
  });
  return made;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

function page() {
  const browser = new Browser();
  const shown = { blocked: false };
  const autoplay = new Autoplay({ gestures: browser, blocked: (on) => (shown.blocked = on), graceMs: 1 });
  return { browser, shown, autoplay };
}

for (const gesture of ["click", "keydown", "touchend", "pointerdown", "pointerup"]) {
  test(`a voice that was refused is begun again at a ${gesture}, and the page says so until then`, async () => {
    const { browser, shown, autoplay } = page();
    const [voice, relay] = [player(browser), context(browser)];
    autoplay.play(voice);
    autoplay.run(relay);
    await settled();
    assert.equal(shown.blocked, true);
    browser.gesture(gesture);
    await settled();
    assert.deepEqual([voice.paused, relay.state, shown.blocked], [false, "running", false]);
  });
}

test("a gesture that the browser does not accept is not the last try", async () => {
  const { browser, shown, autoplay } = page();
  const [voice, relay] = [player(browser), context(browser)];
  autoplay.play(voice);
  autoplay.run(relay);
  await settled();
  browser.gesture("keydown", false); // Escape
  await settled();
  assert.equal(shown.blocked, true);
  browser.gesture("pointerup");
  await settled();
  assert.deepEqual([voice.paused, relay.state, shown.blocked], [false, "running", false]);
});

test("a gesture that comes before the refusal is known counts for all of them", async () => {
  const { browser, shown, autoplay } = page();
  const [voice, relay] = [player(browser), context(browser)];
  autoplay.play(voice);
  autoplay.run(relay);
  browser.gesture("click");
  await settled();
  assert.deepEqual([voice.paused, relay.state, shown.blocked], [false, "running", false]);
});

test("what plays at once is not spoken of", async () => {
  const { browser, shown, autoplay } = page();
  browser.allowed = true;
  const voice = player(browser);
  autoplay.play(voice);
  autoplay.run(context(browser));
  await settled();
  assert.deepEqual([voice.paused, shown.blocked], [false, false]);
});

test("a voice that is stopped in the middle of a call is begun again", async () => {
  const { browser, shown, autoplay } = page();
  browser.allowed = true;
  const [voice, relay] = [player(browser), context(browser)];
  autoplay.play(voice);
  autoplay.run(relay);
  await settled();
  voice.dispatchEvent(new Event("pause"));
  relay.become("interrupted");
  assert.equal(shown.blocked, true);
  browser.gesture("click");
  relay.become("running"); // the telephone call is over
  await settled();
  assert.equal(shown.blocked, false);
});

test("a meter that may not run yet is no missing voice, and runs from the next gesture", async () => {
  const { browser, shown, autoplay } = page();
  const meter = context(browser);
  autoplay.run(meter, { audible: false });
  await settled();
  assert.equal(shown.blocked, false);
  browser.gesture("click");
  assert.equal(meter.state, "running");
});

test("after the call nothing waits, whatever the browser does then", async () => {
  const { browser, shown, autoplay } = page();
  const [voice, relay] = [player(browser), context(browser)];
  autoplay.play(voice);
  autoplay.run(relay);
  autoplay.stop();
  await settled();
  relay.become("suspended");
  voice.dispatchEvent(new Event("pause"));
  browser.gesture("click");
  await settled();
  assert.deepEqual([voice.paused, shown.blocked], [true, false]);
});

test("a stream that was replaced before it played is no refusal", async () => {
  const { browser, shown, autoplay } = page();
  autoplay.play(player(browser, "AbortError"));
  await settled();
  assert.equal(shown.blocked, false);
});
