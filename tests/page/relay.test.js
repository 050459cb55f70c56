import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/voice/call/api.js";
import { RelayCall } from "../../static/voice/call/relay/relay.js";
import { SteadyCall } from "../../static/voice/call/relay/relay-fallback.js";

class FakeSocket extends EventTarget {
  readyState = 1;
  bufferedAmount = 0;
  /** @type {any[]} */
  sent = [];
  /** @param {any} data */
  send(data) {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.dispatchEvent(new Event("open"));
  }
  /** @param {any} message */
  say(message) {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
  /** @param {number} code */
  drop(code) {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** @type {any} */ (globalThis).WebSocket ??= { OPEN: 1 };
const grant = /** @type {any} */ ({ sessionToken: "t", toolMode: "server" });
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

function relayed() {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {any[]} */
  const told = [];
  /** @type {any[]} */
  const sound = [];
  /** @type {any} */
  let options;
  const call = new RelayCall({
    wanted: { language: "ja", locationId: "" },
    microphone: null,
    grant,
    ears: { event: (event) => told.push(event), voice: () => told.push("voice"), lost: () => told.push("lost") },
    open: async (given) => {
      options = given;
      const voice = /** @type {any} */ ("stream");
      return { voice, play: (audio) => sound.push(audio), clear: (cut) => sound.push({ cut }), listenTo() {}, close: () => sound.push("closed") };
    },
    socket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
  });
  return { call, sockets, told, sound, options: () => options };
}

async function talking() {
  const made = relayed();
  const dialled = made.call.dial();
  await soon();
  const [socket] = made.sockets;
  assert.ok(socket);
  socket.open();
  socket.say({ type: "ready" });
  assert.equal(await dialled, grant);
  return { ...made, socket };
}

test("a call begins with the token, and audio goes both ways", async () => {
  const { socket, sound, told, options } = await talking();
  assert.deepEqual(socket.sent, [{ type: "hello", token: "t" }]);
  const frame = new ArrayBuffer(4);
  options().frame(frame);
  assert.equal(socket.sent[1], frame);
  socket.say(frame);
  assert.deepEqual(sound, [frame]);
  assert.deepEqual(told, ["voice"]);
});

test("a cut clears the sound, and the server is told what had been played", async () => {
  const { socket, sound, told, options } = await talking();
  options().report({ type: "played", cut: 0, ms: 100 });
  socket.say({ type: "clear", cut: 1 });
  assert.deepEqual(sound, [{ cut: 1 }]);
  options().report({ type: "cleared", cut: 1, ms: 150 });
  options().report({ type: "played", cut: 1, ms: 20 });
  assert.deepEqual(socket.sent.slice(1), [
    { type: "played", ms: 100, cut: 0 },
    { type: "cleared", cut: 1, ms: 150 },
    { type: "played", ms: 20, cut: 1 },
  ]);
  socket.say({ type: "input_audio_buffer.speech_started", item_id: "i" });
  options().report({ type: "sounding", on: false });
  assert.deepEqual(told.slice(1), [{ type: "input_audio_buffer.speech_started", item_id: "i" }, { type: "output_audio_buffer.stopped" }]);
});

test("a dropped line is dialled again, and the page notices nothing", async () => {
  const { sockets, socket, told, options } = await talking();
  socket.drop(1006);
  options().frame(new ArrayBuffer(2)); // kept until somebody takes it
  await soon();
  const [, again] = sockets;
  assert.ok(again);
  again.open();
  again.say({ type: "ready" });
  options().frame(new ArrayBuffer(4));
  assert.equal(again.sent.length, 3);
  assert.deepEqual(told, ["voice"]);
});

test("what the caller says while the line is dialled again is heard when it is back, a second of it at most", async () => {
  const { sockets, socket, options } = await talking();
  /** @param {number} value */
  const frame = (value) => new Uint8Array([value]).buffer;
  /** @param {FakeSocket | undefined} to */
  const heard = (to) => to?.sent.filter((sent) => sent instanceof ArrayBuffer).map((sent) => new Uint8Array(sent)[0]);
  socket.drop(1006);
  for (let value = 1; value <= 30; value += 1) options().frame(frame(value));
  await soon();
  sockets[1]?.open();
  options().frame(frame(31));
  assert.deepEqual(heard(sockets[1]), []);
  sockets[1]?.say({ type: "ready" });
  options().frame(frame(32));
  assert.deepEqual(heard(sockets[1]), Array.from({ length: 26 }, (_, at) => at + 7));
});

test("a network that takes nothing any more has gone, though no one said so", async () => {
  const { call, sockets, socket, options } = await talking();
  socket.bufferedAmount = 1e6;
  options().frame(new ArrayBuffer(2));
  await soon();
  assert.equal(sockets.length, 2);
  call.hangUp();
});

test("a call that the server ended is lost to the page", async () => {
  const { socket, told } = await talking();
  socket.drop(4410);
  assert.deepEqual(told, ["voice", "lost"]);
});

test("a relay that cannot begin is told to who dialled", async () => {
  const { call, sockets } = relayed();
  const dialled = call.dial();
  await soon();
  sockets[0]?.say({ type: "problem", code: "provider_unavailable" });
  await assert.rejects(dialled, /provider_unavailable/);
});

/** @param {Error | null} fails @param {string} search */
function steady(fails, search = "") {
  /** @type {string[]} */
  const happened = [];
  const over = new AbortController();
  over.signal.addEventListener("abort", () => happened.push("let go"));
  const direct = /** @type {any} */ ({ grant: undefined, over, peer: { close: () => happened.push("closed") }, hangUp: () => happened.push("hung up directly") });
  direct.dial = async () => {
    happened.push("direct");
    direct.grant = grant;
    if (fails) throw fails;
    return grant;
  };
  const ears = { event() {}, voice() {}, lost() {}, relayed: () => happened.push("said") };
  const call = new SteadyCall(
    { wanted: { language: "ja", locationId: "" }, microphone: null, ears },
    {
      search,
      direct: () => direct,
      relayed: ({ grant: held }) => /** @type {any} */ ({ dial: async () => (happened.push(held ? "relayed in the session" : "relayed"), grant), hangUp: () => happened.push("hung up") }),
    },
  );
  return { call, happened };
}

test("where WebRTC works, it is used", async () => {
  const { call, happened } = steady(null);
  assert.equal(await call.dial(), grant);
  assert.deepEqual(happened, ["direct"]);
});

test("where it is blocked, the same session goes on by our server, and the old call is let go after", async () => {
  const { call, happened } = steady(new Error("the audio connection failed"));
  assert.equal(await call.dial(), grant);
  assert.deepEqual(happened, ["direct", "said", "relayed in the session", "let go", "closed"]);
  call.hangUp();
  assert.equal(happened.at(-1), "hung up");
});

test("a refusal, or no server at all, is not tried another way", async () => {
  await assert.rejects(steady(new Refused(429, "too_many_sessions")).call.dial(), Refused);
  await assert.rejects(steady(new TypeError("fetch failed")).call.dial(), TypeError);
});

test("the relay can be asked for", async () => {
  const { call, happened } = steady(null, "?lang=en&transport=relay");
  await call.dial();
  assert.deepEqual(happened, ["said", "relayed"]);
});
