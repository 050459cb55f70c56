import assert from "node:assert/strict";
import { test } from "node:test";

import { Conversation } from "../../static/voice/call/conversation.js";
import { FakeTrack, microphone } from "./microphone.js";

/** A call that goes on; `open` answers the browser's question for the microphone that was asked for at that place. */
function inCall() {
  const first = microphone();
  /** @type {((stream: MediaStream) => void)[]} */
  const open = [];
  const conversation = new Conversation({
    language: "ja",
    locationId: "",
    toolMode: undefined,
    words: (key) => key,
    openMicrophone: () => new Promise((resolve) => void open.push(resolve)),
    view: /** @type {any} */ ({ state: () => {} }),
  });
  /** @type {FakeTrack[]} */
  const spoken = [];
  conversation.microphone = first.stream;
  conversation.call = /** @type {any} */ ({ speakInto: async (/** @type {any} */ stream) => spoken.push(...stream.getAudioTracks()), hangUp: () => {} });
  return { conversation, first, open, spoken };
}

test("another microphone takes the place of the first, which is let go", async () => {
  const { conversation, first, open, spoken } = inCall();
  const second = microphone();
  const changing = conversation.changeMicrophone();
  open[0]?.(second.stream);
  assert.equal(await changing, second.stream);
  assert.deepEqual(spoken, [second.track]);
  assert.deepEqual([first.track.live, second.track.live], [false, true]);
});

test("one that opens after the caller has hung up does not go on listening", async () => {
  const { conversation, first, open, spoken } = inCall();
  const late = microphone();
  const changing = conversation.changeMicrophone();
  conversation.hangUp();
  open[0]?.(late.stream);
  assert.equal(await changing, null);
  assert.deepEqual([first.track.live, late.track.live, spoken], [false, false, []]);
});

test("of two that are chosen one after the other the last one is heard, whichever opens first", async () => {
  const { conversation, first, open } = inCall();
  const [second, third] = [microphone(), microphone()];
  const changes = [conversation.changeMicrophone(), conversation.changeMicrophone()];
  open[1]?.(third.stream);
  open[0]?.(second.stream);
  assert.deepEqual(await Promise.all(changes), [null, third.stream]);
  assert.equal(conversation.microphone, third.stream);
  assert.deepEqual([first, second, third].map(({ track }) => track.live), [false, false, true]);
});

test("who is muted stays so with another microphone, from its first sound on", async () => {
  const { conversation, first, open, spoken } = inCall();
  first.track.enabled = false;
  const second = microphone();
  const changing = conversation.changeMicrophone();
  open[0]?.(second.stream);
  await changing;
  assert.deepEqual(spoken.map(({ enabled }) => enabled), [false]);
});

test("where the call takes no other microphone, the first one is let go all the same", async () => {
  const { conversation, first, open } = inCall();
  const second = microphone();
  /** @type {any} */ (conversation.call).speakInto = () => Promise.reject(new Error("closed"));
  const changing = conversation.changeMicrophone();
  open[0]?.(second.stream);
  await assert.rejects(changing);
  assert.equal(first.track.live, false);
});
