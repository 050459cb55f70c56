import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Conversation } from "../../static/voice/call/conversation.js";
import { microphone } from "./microphone.js";

class FakePeer extends EventTarget {
  iceGatheringState = "gathering"; // until the page gives up waiting
  connectionState = "new";
  localDescription = { sdp: "v=0" };
  /** @type {{track: any, replaceTrack: (track: any) => Promise<void>}[]} */
  senders = [];
  constructor() {
    super();
    peers.push(this);
  }
  /** @param {any} track */
  addTrack(track) {
    /** @type {any} */
    const sender = { track, replaceTrack: async (/** @type {any} */ next) => void (sender.track = next) };
    this.senders.push(sender);
  }
  addTransceiver() {}
  createDataChannel() {
    return new EventTarget();
  }
  getSenders() {
    return this.senders;
  }
  async createOffer() {}
  async setLocalDescription() {}
  close() {}
}

/** @type {FakePeer[]} */
let peers = [];
/** @type {(() => void)[]} */
let grants = [];
const GRANT = { client_secret: "s", realtimeUrl: "/calls", sessionId: "s", sessionToken: "t", toolMode: "server", iceServers: [] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  peers = [];
  grants = [];
  const here = /** @type {any} */ (globalThis);
  here.location = { search: "", origin: "http://here" };
  here.RTCPeerConnection = FakePeer;
  here.window = { RTCPeerConnection: FakePeer, WebSocket: EventTarget, navigator: { mediaDevices: {} } };
  /** Sessions are granted when the test says so; everything else waits. */
  here.fetch = (/** @type {string} */ path, /** @type {{signal?: AbortSignal}} */ { signal }) =>
    new Promise((resolve, reject) => {
      if (path === "/api/realtime/session") grants.push(() => resolve({ ok: true, json: async () => GRANT }));
      signal?.addEventListener("abort", () => reject(signal.reason));
      if (signal?.aborted) reject(signal.reason);
    });
});

function page() {
  /** @type {((stream: MediaStream) => void)[]} */
  const open = [];
  /** @type {string[]} */
  const told = [];
  const view = new Proxy({}, { get: (_target, name) => (/** @type {any} */ what) => name === "error" && told.push(`error: ${what}`) });
  const conversation = new Conversation({
    language: "ja",
    locationId: "",
    toolMode: undefined,
    words: (key) => key,
    openMicrophone: () => new Promise((resolve) => void open.push(resolve)),
    view: /** @type {any} */ (view),
  });
  return { conversation, open, told };
}

test("who hangs up while the browser asks for the microphone, and calls again, is in one call", async () => {
  const { conversation, open } = page();
  const [first, second] = [microphone(), microphone()];
  const starts = [conversation.start(true)];
  conversation.hangUp();
  starts.push(conversation.start(true));
  open[0]?.(first.stream);
  await turn();
  assert.equal(first.track.live, false);
  assert.equal(grants.length, 0);
  open[1]?.(second.stream);
  await turn();
  assert.equal(grants.length, 1);
  assert.equal(conversation.microphone, second.stream);
  conversation.hangUp();
  await Promise.all(starts);
});

test("the late end of a call that was hung up is not the end of the next one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { conversation, open, told } = page();
  const first = conversation.start(true);
  open[0]?.(microphone().stream);
  await turn();
  grants[0]?.(); // its addresses are being gathered, which nothing interrupts
  await turn();
  conversation.hangUp();
  const second = conversation.start(true); // the browser asks for the microphone once more
  t.mock.timers.tick(1500);
  await first;
  assert.deepEqual(told, []);
  assert.equal(conversation.talking, true);
  conversation.hangUp();
  open[1]?.(microphone().stream);
  await second;
});

test("another microphone that is chosen while the call is being made is the one that is heard", async () => {
  const { conversation, open } = page();
  const started = conversation.start(true);
  open[0]?.(microphone().stream);
  await turn();
  const changing = conversation.changeMicrophone();
  const other = microphone();
  open[1]?.(other.stream);
  await changing;
  grants[0]?.();
  await turn();
  assert.equal(peers[0]?.senders[0]?.track, other.track);
  conversation.hangUp();
  await started;
});

test("of a call that fails, the words that reached nobody are kept for the next one", async () => {
  const { conversation } = page();
  conversation.state = { ...conversation.state, phase: "talking" };
  conversation.socket = /** @type {any} */ ({ waiting: ["明日です"], close: () => {} });
  conversation.endedBy("sideband_lost");
  assert.deepEqual(conversation.unsaid, ["明日です"]);
});

test("of a call that has ended, they are given back to the caller", async () => {
  const { conversation } = page();
  /** @type {string[]} */
  const unsent = [];
  /** @type {string[]} */
  const shown = [];
  conversation.view = /** @type {any} */ ({
    state() {},
    caption: (/** @type {any} */ { text }) => shown.push(text),
    unsent: (/** @type {string} */ text) => unsent.push(text),
  });
  conversation.state = { ...conversation.state, phase: "talking" };
  conversation.socket = /** @type {any} */ ({ waiting: ["明日です"], say() {}, close: () => {} });
  conversation.type("明日です");
  conversation.endedBy("call_ended");
  assert.deepEqual(unsent, ["明日です"]);
  assert.deepEqual(shown, ["明日です", ""]);
  assert.deepEqual(conversation.unsaid, []);
});

test("who goes over waits for the caller's pause, but not for ever", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { conversation } = page();
  await conversation.waitForPause(); // nobody speaks
  conversation.state = { ...conversation.state, phase: "talking" };
  /** @type {string[]} */
  const over = [];
  conversation.dispatch({ type: "callerBegan" });
  void conversation.waitForPause().then(() => over.push("pause"));
  await turn();
  assert.deepEqual(over, []);
  conversation.dispatch({ type: "callerStopped" });
  await turn();
  assert.deepEqual(over, ["pause"]);
  conversation.dispatch({ type: "callerBegan" });
  void conversation.waitForPause().then(() => over.push("late"));
  t.mock.timers.tick(3000);
  await turn();
  assert.deepEqual(over, ["pause", "late"]);
});

test("what still ran when the call ended does not go on being checked", () => {
  const { conversation } = page();
  /** @type {any[]} */
  const cards = [];
  conversation.checks.view = /** @type {any} */ ({ card: (/** @type {any} */ card) => cards.push(card) });
  const told = { callId: "k", name: "get_availability", label: "空車を確認しています" };
  conversation.checks.begin({ type: "tool.started", ...told });
  conversation.checks.begin({ type: "tool.started", ...told, callId: "l" });
  conversation.checks.end({ type: "tool.finished", ...told, ok: true, result: {} });
  conversation.hangUp();
  assert.deepEqual(cards.slice(2).map(({ callId, state, outcome }) => [callId, state, outcome]), [
    ["k", "done", "nothingFree"],
    ["l", "failed", "unfinished"],
  ]);
});
