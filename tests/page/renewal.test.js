import assert from "node:assert/strict";
import { test } from "node:test";

import { Call } from "../../static/voice/call/call.js";
import { Renewal } from "../../static/voice/call/renewal.js";

/** @type {any} */ (globalThis).MediaStream ??= class {
  /** @param {any[]} tracks */
  constructor(tracks) {
    this.tracks = tracks;
  }
};

class FakeSender {
  /** @param {any} track */
  constructor(track = null) {
    this.track = track;
  }
  /** @param {any} track */
  async replaceTrack(track) {
    this.track = track;
  }
}

class FakePeer extends EventTarget {
  iceGatheringState = "complete";
  connectionState = "new";
  localDescription = { sdp: "v=0 offer" };
  closed = false;
  /** @type {string} */
  direction = "";
  events = new EventTarget();
  /** @param {any} track */
  constructor(track = null) {
    super();
    this.sender = new FakeSender(track);
  }
  /** @param {string} _kind @param {{direction: string}} init */
  addTransceiver(_kind, { direction }) {
    this.direction = direction;
    return { sender: this.sender };
  }
  createDataChannel() {
    return this.events;
  }
  getSenders() {
    return [this.sender];
  }
  async createOffer() {}
  async setLocalDescription() {}
  /** @param {{sdp: string}} answer */
  async setRemoteDescription({ sdp }) {
    assert.equal(sdp, "v=0 answer");
    this.dispatchEvent(Object.assign(new Event("track"), { track: "the agent, anew" }));
    this.connectionState = "connected";
  }
  close() {
    this.closed = true;
  }
}

const grant = /** @type {any} */ ({ sessionToken: "t", toolMode: "server" });
const microphone = /** @type {any} */ ({ kind: "audio" });
/** @param {any} track */
const streamOf = (track) => /** @type {any} */ ({ getAudioTracks: () => [track] });

/** @param {() => Promise<string>} offer @param {any} speaking */
function talking(offer = async () => "v=0 answer", speaking = streamOf(microphone)) {
  /** @type {any[]} */
  const told = [];
  /** @type {any} */
  const ears = {
    event: (/** @type {any} */ event) => told.push(event.type),
    voice: (/** @type {any} */ stream) => told.push(...stream.tracks),
    lost: () => told.push("lost"),
    wentOver: () => told.push("went over"),
  };
  const call = new Call({ wanted: { language: "ja", locationId: "" }, microphone: speaking, ears });
  const old = new FakePeer(speaking ? microphone : null);
  call.grant = grant;
  call.peer = /** @type {any} */ (old);
  /** @type {FakePeer[]} */
  const made = [];
  const open = () => {
    made.push(new FakePeer());
    return /** @type {any} */ (made.at(-1));
  };
  return { call, old, told, made, renewal: new Renewal(call, { offer, open }) };
}

test("the new connection is made while the old one speaks, and is not heard", async () => {
  const { call, old, told, made, renewal } = talking();
  await renewal.begin();
  assert.equal(made.length, 1);
  assert.equal(made[0]?.direction, "sendrecv");
  assert.equal(made[0]?.sender.track, null); // two that hear the caller would both answer
  assert.equal(call.peer, old);
  assert.deepEqual(told, []);
});

test("it takes the old one's place at once: microphone, voice, events", async () => {
  const { call, old, told, made, renewal } = talking();
  await renewal.begin();
  assert.equal(await renewal.finish(), true);
  const next = /** @type {FakePeer} */ (made[0]);
  assert.equal(call.peer, next);
  assert.equal(next.sender.track, microphone);
  assert.equal(old.sender.track, null);
  assert.equal(old.closed, false); // what the caller has begun to say is heard to its end
  call.over.abort();
  assert.equal(old.closed, true);
  next.events.dispatchEvent(Object.assign(new Event("message"), { data: '{"type": "a"}' }));
  assert.deepEqual(told, ["went over", "the agent, anew", "a"]);
});

test("the old connection's end is not the call's any more", async () => {
  const { call, old, told, made, renewal } = talking();
  await renewal.begin();
  await renewal.finish();
  old.connectionState = "closed";
  call.watch(/** @type {any} */ (old));
  assert.ok(!told.includes("lost"));
  const next = /** @type {FakePeer} */ (made[0]);
  next.connectionState = "failed";
  next.dispatchEvent(new Event("connectionstatechange"));
  assert.ok(told.includes("lost"));
});

test("asked twice, one connection is made", async () => {
  const { made, renewal } = talking();
  await Promise.all([renewal.begin(), renewal.begin()]);
  assert.equal(made.length, 1);
});

test("told to go over before it is ready, it goes over when it is", async () => {
  const { call, made, renewal } = talking();
  void renewal.begin();
  assert.equal(await renewal.finish(), true);
  assert.equal(call.peer, made[0]);
});

test("a refused offer leaves the call as it is, and the next asking tries again", async () => {
  let refusals = 1;
  const offer = async () => {
    if (refusals-- > 0) throw new Error("503");
    return "v=0 answer";
  };
  const { call, old, made, renewal } = talking(offer);
  await renewal.begin();
  assert.equal(made[0]?.closed, true);
  assert.equal(await renewal.finish(), false);
  assert.equal(call.peer, old);
  await renewal.begin();
  assert.equal(await renewal.finish(), true);
  assert.equal(call.peer, made[1]);
});

test("a call that was hung up is not renewed, and one in the making is dropped", async () => {
  const { call, made, renewal } = talking();
  await renewal.begin();
  renewal.drop();
  assert.equal(made[0]?.closed, true);
  call.over.abort();
  await renewal.begin();
  assert.equal(made.length, 1);
  assert.equal(await renewal.finish(), false);
});

test("who types hears, and has no microphone to move", async () => {
  const { call, made, renewal } = talking(undefined, null);
  await renewal.begin();
  await renewal.finish();
  assert.equal(made[0]?.direction, "recvonly");
  assert.equal(call.peer, made[0]);
});

test("where the page runs the tools, it goes on over the new channel, which is open by then", async () => {
  const { call, told, made, renewal } = talking();
  call.grant = { ...grant, toolMode: "browser" };
  /** @type {string[]} */
  const sent = [];
  call.ears.tools = (_grant, send) => (told.push("tools"), send({ type: "a" }));
  const begun = renewal.begin();
  const channel = Object.assign(/** @type {any} */ (made[0]).events, { readyState: "connecting" });
  channel.send = (/** @type {string} */ data) => sent.push(data);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(renewal.ready, false); // connected, but nothing can be told over it
  channel.readyState = "open";
  channel.dispatchEvent(new Event("open"));
  await begun;
  assert.equal(await renewal.finish(), true);
  assert.deepEqual(told, ["went over", "tools", "the agent, anew"]);
  assert.deepEqual(sent, ['{"type":"a"}']);
});

test("another microphone that is chosen while it goes over is the one that is heard", async () => {
  const { call, old, made, renewal } = talking();
  await renewal.begin();
  const other = /** @type {any} */ ({ kind: "audio" });
  const replace = old.sender.replaceTrack.bind(old.sender);
  old.sender.replaceTrack = async (track) => (await replace(track), await call.speakInto(streamOf(other)));
  assert.equal(await renewal.finish(), true);
  assert.equal(made[0]?.sender.track, other);
});

test("told twice to go over, or lost just then, it goes over once", async () => {
  const { call, told, made, renewal } = talking();
  await renewal.begin();
  assert.deepEqual(await Promise.all([renewal.finish(), renewal.finish()]), [true, true]);
  assert.equal(call.peer, made[0]);
  assert.deepEqual(told, ["went over", "the agent, anew"]);
});

test("the old connection may have been closed already", async () => {
  const { call, old, made, renewal } = talking();
  await renewal.begin();
  old.sender.replaceTrack = () => Promise.reject(new Error("InvalidStateError"));
  assert.equal(await renewal.finish(), true);
  assert.equal(call.peer, made[0]);
});

test("hung up while it goes over, nothing is left open and nobody is heard", async () => {
  const { call, told, made, renewal } = talking();
  await renewal.begin();
  const going = renewal.finish();
  await Promise.resolve();
  call.over.abort();
  renewal.drop();
  assert.equal(await going, false);
  assert.equal(made[0]?.closed, true);
  assert.deepEqual(told, []);
});

test("what the old connection still tells changes nothing any more", async () => {
  const { call, old, told, renewal } = talking();
  call.events = /** @type {any} */ (old.events);
  call.listen(/** @type {any} */ (old.events), grant);
  await renewal.begin();
  await renewal.finish();
  old.events.dispatchEvent(Object.assign(new Event("message"), { data: '{"type": "output_audio_buffer.started"}' }));
  assert.deepEqual(told, ["went over", "the agent, anew"]);
});
